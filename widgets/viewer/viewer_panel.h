// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/landmarks/landmark_set.h"
#include "widgets/viewer/slice_grid.h"
#include "widgets/viewer/viewer_image.h"

class QAction;
class QActionGroup;
class QComboBox;
class QMenu;
class QTabWidget;
class QToolBar;

namespace transpine {

class CompareBar;
class LabelList;
class LayerList;
class LayerStack;
class ProbeTable;
class ProfileDialog;
class StudySession;

/// Images of one subject in linked views, with everything to look at them: layouts, layers, labels,
/// comparison, window presets, oblique and vertebra-aligned axes, read-out, measures, figures.
class ViewerPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ViewerPanel(StudySession* session, QWidget* parent = nullptr);
  ~ViewerPanel() override;

  /// What is shown in the fourth place beside the three planes, for example the 3D view.
  void set_corner(QWidget* corner) { grid_->set_corner(corner); }
  /// The images of a subject, in drawing order; those that are visible are opened. With `keep_view`
  /// the place and zoom stay.
  void set_images(const std::vector<ViewerImage>& images, bool keep_view = false);
  /// Shows one more image as a layer over the others until other images are set without
  /// `keep_view`; one that is there already becomes visible.
  void add_layer(const ViewerImage& image);
  /// Makes a layer visible and chooses it in the list.
  void show_layer(const QString& key);
  /// Points in the viewer's frame: levels to go to, vertebrae to align with, marks on the slices.
  void set_landmarks(const LandmarkSet& points);

  LayerStack* stack() const { return stack_; }
  SliceGrid* grid() const { return grid_; }
  CompareBar* compare_bar() const { return compare_bar_; }
  MeasureSet* measures() { return &measures_; }
  LabelList* label_list() const { return label_list_; }
  LinkedCursor* cursor() const { return grid_->cursor(); }
  SliceView* view(ViewPlane plane) const { return grid_->view(0, plane); }
  const DisplayConvention& convention() const { return convention_; }
  ProfileDialog* profile() const { return profile_; }

  void set_viewer_layout(ViewerLayout layout);
  void set_convention(const DisplayConvention& convention);
  /// Compares these two images; opens them where needed.
  void set_compared(const QString& first, const QString& second);
  QString first_compared() const;
  QString second_compared() const;
  /// Turns the planes: "world", "image", or a vertebra's name.
  void set_axes(const QString& axes);
  QString axes() const;
  void choose_tool(std::optional<Measure::Kind> tool);
  /// Goes to the vertebra's body; nothing when there is no point of it.
  void go_to_level(int vertebra);
  void jump_to(const Eigen::Vector3d& p_mm);
  /// The layer chosen in the list.
  QString current_layer() const;
  void set_current_layer(const QString& key);
  /// The next image, or label map, in the list becomes the visible one of its kind.
  void cycle_results(int places);

  nlohmann::json state() const;
  void restore(const nlohmann::json& state);

 Q_SIGNALS:
  void image_opened(const QString& key, const ShownImagePtr& image);
  void current_layer_changed(const QString& key);
  /// Which layers are shown and how has changed.
  void layers_changed();
  void status(const QString& text);

 private:
  QToolBar* make_bar();
  QWidget* make_side();
  void add_layout_choice(QToolBar* bar);
  void add_window_choice(QToolBar* bar);
  void add_tools(QToolBar* bar);
  void add_level_choice(QToolBar* bar);
  void add_view_menu(QToolBar* bar);
  void add_figure_menu(QToolBar* bar);
  void add_link_menu(QMenu* menu);
  void add_compare_choice();
  void add_keys();
  void connect_view(SliceView* view, int row);
  void fill_presets();
  void preset_chosen(int index);
  void fill_compare_choice();
  void fill_levels();

  void fill_stack();
  bool is_needed(const QString& key) const;
  void open_needed();
  void opened(const QString& key, const ShownImagePtr& image);
  void first_image_opened(const ShownImage& image);
  void update_views();
  void show_row(int row, const QStringList& keys, const QString& title, bool compares);
  QStringList row_keys(const QString& image) const;
  QStringList stack_keys() const;
  void update_axes();
  void update_compare();
  void update_markers();
  void update_measures();
  void export_figure(bool all);
  void copy_figure();
  SliceView* focused_view() const;
  QString figure_description() const;

  StudySession* session_;
  LayerStack* stack_;
  SliceGrid* grid_;
  CompareBar* compare_bar_;
  LayerList* layer_list_;
  LabelList* label_list_;
  ProbeTable* probe_;
  ProfileDialog* profile_;
  QTabWidget* side_;
  QComboBox* layout_choice_;
  QComboBox* plane_choice_;
  QComboBox* preset_;
  QComboBox* level_;
  QComboBox* axes_;
  QComboBox* first_;
  QComboBox* second_;
  QActionGroup* tools_;
  QAction* radiological_;
  QAction* anterior_left_;
  QAction* landmarks_visible_;
  MeasureSet measures_;
  DisplayConvention convention_;
  LandmarkSet landmarks_;
  std::vector<ViewerImage> images_;
  std::vector<ViewerImage> dropped_;
  std::vector<QStringList> keys_of_rows_;  ///< The layers of each row's views.
  std::set<QString> requested_;            ///< Being opened.
  int generation_ = 0;                     ///< Images asked for before set_images are dropped.
  bool places_first_image_ = false;
  std::optional<Eigen::Vector3d> wanted_mm_;
  std::optional<double> wanted_mm_per_pixel_;
};

}  // namespace transpine

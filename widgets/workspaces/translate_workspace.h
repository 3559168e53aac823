// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/translation/translate.h"
#include "widgets/training/model_choice.h"
#include "widgets/workspaces/workspace.h"

class QCheckBox;
class QListWidget;
class QPushButton;

namespace transpine {

class LinkedCursor;
class OptionForm;
class ResultSurfaces;
class SegmentSettingsBox;
class SurfacePair;
class ViewGrid;

/// Translates a subject's MR with trained models, segments the results, and shows the MR, each
/// model's synthetic CT with its masks, and the real CT side by side in linked views; in 3D, one
/// result's vertebrae on the isotropic and on the native grid.
class TranslateWorkspace : public Workspace {
  Q_OBJECT

 public:
  explicit TranslateWorkspace(StudySession* session, QWidget* parent = nullptr);
  ~TranslateWorkspace() override;

  QString command() const override;
  void activate() override;
  void jump_to(const Eigen::Vector3d& p_mm) override;
  nlohmann::json view_state() const override;
  void restore_view_state(const nlohmann::json& state) override;

  /// Adds models to those of the study's runs and chooses them alone.
  void choose_models(const QList<ModelChoice>& models);

  int column_count() const { return static_cast<int>(columns_.size()); }
  SliceView* view(int column, ViewPlane plane) const;
  LinkedCursor* cursor() const { return cursor_; }
  SurfacePair* surfaces() const { return surfaces_; }

 private:
  /// One column of views: an image, and its masks where there are some.
  struct Column {
    QString title;
    SliceView* sagittal = nullptr;
    SliceView* axial = nullptr;
    ShownImagePtr image;
    ShownImagePtr labels;
    Rigid3 view_from_image;
  };

  QWidget* make_side();
  /// The subjects and models are no longer those that are shown.
  void forget_study();
  void refresh_models();
  void rebuild();
  void add_column(const QString& title, const std::filesystem::path& image, ImageKind kind,
                  const std::filesystem::path& labels, const Rigid3& view_from_image);
  void apply(std::size_t column);
  ModelChoice model_of_row(int row) const;
  std::vector<ModelChoice> chosen_models() const;
  std::filesystem::path model_path(const ModelChoice& model) const;
  /// The options of a model's family; what the others have is as if never set.
  TranslateOptions options_for(const ModelChoice& model) const;
  /// Only options that one of the chosen models has are shown.
  void show_fitting_options();
  void run_models(bool translate_first);
  void export_current();

  TranslateOptions options_;
  LinkedCursor* cursor_;
  QListWidget* models_;
  OptionForm* form_;
  SegmentSettingsBox* segment_settings_;
  std::vector<ModelChoice> offered_;  ///< Beside the runs: single checkpoints.
  QPushButton* translate_;
  QPushButton* segment_;
  QCheckBox* labels_visible_;
  QCheckBox* surfaces_visible_;
  ViewGrid* grid_;
  SurfacePair* surfaces_;
  ResultSurfaces* result_surfaces_;
  std::vector<Column> columns_;
  QString shown_subject_;
  std::filesystem::path study_folder_;
  std::optional<Eigen::Vector3d> wanted_mm_;  ///< Where to look once the subject is loaded.
  int generation_ = 0;  ///< Images of an earlier layout are dropped when they arrive.
};

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <filesystem>
#include <map>

#include "core/image/label_summary.h"

class QLineEdit;
class QTableWidget;
class QTableWidgetItem;

namespace transpine {

class LayerStack;
class MaskEditor;
class StudySession;

/// The labels of a map: name, colour, size, shown or not; found by typing. A double-click goes to
/// the label's centre.
class LabelList : public QWidget {
  Q_OBJECT

 public:
  LabelList(LayerStack* stack, StudySession* session, QWidget* parent = nullptr);

  /// Lists the labels of this layer; counts them in the background.
  void show_layer(const QString& key);
  const QString& layer_key() const { return key_; }
  int row_count() const;
  void set_filter(const QString& text);
  void set_all_visible(bool visible);
  void show_only_current();
  /// Takes over names, colours and visibility of a table of ITK-SNAP or 3D Slicer.
  void apply_table(const std::filesystem::path& path);
  MaskEditor* editor() const { return editor_; }

 Q_SIGNALS:
  /// A place in the viewer's frame.
  void place_chosen(const Eigen::Vector3d& p_mm);

 private:
  QWidget* make_buttons();
  void fill();
  void update_checks();
  void item_changed(QTableWidgetItem* item);
  void choose_colour(int label);
  void import_table();
  void apply_filter();
  int label_of_row(int row) const;
  QString name_of(int label) const;

  LayerStack* stack_;
  StudySession* session_;
  QString key_;
  QLineEdit* filter_;
  QTableWidget* table_;
  MaskEditor* editor_;
  const std::byte* counted_ = nullptr;  ///< The voxels that `labels_` is of.
  std::map<int, LabelSummary> labels_;
};

}  // namespace transpine

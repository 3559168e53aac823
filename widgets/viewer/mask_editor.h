// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/pipeline/edit_masks.h"

class QMenu;
class QToolButton;

namespace transpine {

class LayerStack;
class StudySession;

/// Corrects the vertebra mask that a list of labels shows: pieces, holes, splits, merges, names and
/// levels, each to be undone. Work and files are the backend's.
class MaskEditor : public QWidget {
  Q_OBJECT

 public:
  MaskEditor(LayerStack* stack, StudySession* session, QWidget* parent = nullptr);

  /// The layer to change; nothing can be changed where it is no vertebra mask of the study.
  void set_layer(const QString& key);
  /// Labels that are chosen in the list.
  void set_chosen(std::function<std::vector<int>()> chosen) { chosen_ = std::move(chosen); }
  /// Where the cross-hair is, in the viewer's frame.
  void set_place(std::function<Eigen::Vector3d()> place) { place_ = std::move(place); }

  /// Applies a change in the background; it can be undone when it is done.
  void apply(const MaskEdit& edit);
  void undo();
  void redo();
  /// Only what was done to the subject that is shown.
  bool can_undo() const;
  bool can_redo() const;

 private:
  /// What is changed, whatever is shown by then.
  struct Target {
    EditableMasks files;
    std::filesystem::path study;
    std::string subject;
    QString key;  ///< Of the layer.
  };
  struct Change {
    Target target;
    Segmentation before, after;
    std::string hash;  ///< Of the file as the change left it.
    QString text;
  };

  void fill_menu(QMenu* menu);
  /// Asks for the name of a vertebra; none when the user gives it up.
  std::optional<int> asked_vertebra(const QString& title, const QString& text);
  void rename();
  void merge();
  void split();
  std::optional<Target> target() const;
  bool is_of_current(const Change& change) const;
  void write(const Change& change, bool forward);
  /// The files have changed: shows them.
  void show_changed(const Target& target);
  void remember(Change change);
  void update_buttons();

  LayerStack* stack_;
  StudySession* session_;
  QString key_;
  std::function<std::vector<int>()> chosen_;
  std::function<Eigen::Vector3d()> place_;
  QToolButton *edit_, *undo_, *redo_;
  std::vector<Change> changes_;
  std::size_t done_ = 0;  ///< Of the changes, those that hold.
  bool is_busy_ = false;
};

}  // namespace transpine

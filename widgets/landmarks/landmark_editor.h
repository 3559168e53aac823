// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QUndoStack>
#include <optional>

#include "core/landmarks/landmark_files.h"
#include "core/registration/landmark_registration.h"

namespace transpine {

/// The points of a subject's MR and CT with undo, and the registration that follows every change.
/// All writes go through the undo stack.
class LandmarkEditor : public QObject {
  Q_OBJECT

 public:
  explicit LandmarkEditor(QObject* parent = nullptr);

  const LandmarkDocument& document() const { return document_; }
  /// Every key of either image, in table order.
  std::vector<LandmarkKey> keys() const;
  /// The document of another subject; clears the undo stack.
  void load(const LandmarkDocument& document);

  void set_point(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& p_mm);
  /// Moves a point; moves of one drag become one undo step.
  void drag_point(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& p_mm, bool finished);
  void remove(LandmarkKey key);
  /// Takes a pair into the registration or leaves it out.
  void set_used(LandmarkKey key, bool used);
  bool is_used(LandmarkKey key) const;
  /// Replaces all points, as one undo step with this name.
  void replace(const LandmarkDocument& document, const QString& step);
  /// While locked no points change: their file is being read, or could not be.
  void set_locked(bool locked) { locked_ = locked; }
  bool is_locked() const { return locked_; }
  /// Points of which subregions take part; empty = all.
  void set_subregions(const std::vector<int>& subregions);

  QUndoStack* undo_stack() { return &undo_; }
  /// The registration by the used pairs, or why there is none.
  const Result<RegistrationResult>& registration() const { return registration_; }
  std::optional<PointResidual> residual_of(LandmarkKey key) const;

 Q_SIGNALS:
  /// The points or their registration are others than before.
  void changed();
  /// The points were edited, undone or redone, not just loaded: time to save them.
  void edited();

 private:
  class Edit;
  void apply(const LandmarkDocument& document);
  void push(const LandmarkDocument& next, const QString& text, int merge_id = -1);

  LandmarkDocument document_;
  QUndoStack undo_;
  std::vector<int> subregions_;
  int drag_serial_ = 0;
  bool locked_ = false;
  Result<RegistrationResult> registration_;
};

}  // namespace transpine

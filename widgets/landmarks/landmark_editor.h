// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QUndoStack>
#include <map>
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

  void set_point(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& p_mm,
                 LandmarkSource source = LandmarkSource::manual);
  /// Moves a point; moves of one drag become one undo step. Locked points stay.
  void drag_point(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& p_mm, bool finished);
  /// Moves a point a little; nudges of one point in a row become one undo step.
  void nudge(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& step_mm);
  /// Removes the points of a pair that are not locked.
  void remove(LandmarkKey key);
  /// Takes a pair into the registration or leaves it out.
  void set_used(LandmarkKey key, bool used);
  bool is_used(LandmarkKey key) const;
  /// How much a pair counts; at least 0.
  void set_weight(LandmarkKey key, double weight);
  double weight(LandmarkKey key) const;
  void set_point_locked(LandmarkKey key, bool locked);
  bool is_point_locked(LandmarkKey key) const;
  void set_visible(LandmarkKey key, bool visible);
  bool is_visible(LandmarkKey key) const;
  /// Renames the levels of the chosen images; false where a level would leave the spine.
  bool shift_levels(int levels, bool in_mr, bool in_ct);
  /// Replaces all points, as one undo step with this name.
  void replace(const LandmarkDocument& document, const QString& step);
  /// While locked no points change: their file is being read, or could not be.
  void set_locked(bool locked) { locked_ = locked; }
  bool is_locked() const { return locked_; }
  /// How the pairs are registered, kept with the points; bodies and spinous processes by one rigid
  /// transform unless something else was chosen.
  RegistrationChoice choice() const;
  void set_choice(const RegistrationChoice& choice);

  QUndoStack* undo_stack() { return &undo_; }
  /// The registration by the used pairs, or why there is none. Of a registration of each vertebra
  /// the errors are those of the vertebrae, `ct_from_mr` is the single rigid fit.
  const Result<RegistrationResult>& registration() const { return registration_; }
  /// The transforms of the vertebrae; empty for a rigid registration.
  const std::map<int, Rigid3>& by_vertebra() const { return by_vertebra_; }
  double largest_bend_deg() const { return largest_bend_deg_; }
  /// The vertebra's own transform where there is one, else the single one.
  std::optional<Rigid3> ct_from_mr_at(int vertebra) const;
  std::optional<PointResidual> residual_of(LandmarkKey key) const;
  bool is_outlier(LandmarkKey key) const;

 Q_SIGNALS:
  /// The points or their registration are others than before.
  void changed();
  /// The points were edited, undone or redone, not just loaded: time to save them.
  void edited();

 private:
  class Edit;
  void apply(const LandmarkDocument& document);
  void push(const LandmarkDocument& next, const QString& text, int merge_id = -1);
  void update_registration();
  /// Changes the points of a pair by `change(landmark)` and pushes the result.
  template <class Change>
  void change_pair(LandmarkKey key, const QString& text, const Change& change);

  LandmarkDocument document_;
  QUndoStack undo_;
  int drag_serial_ = 0;
  std::optional<std::pair<LandmarkSide, LandmarkKey>> nudged_;  ///< The last edit moved this.
  bool locked_ = false;
  Result<RegistrationResult> registration_;
  std::map<int, Rigid3> by_vertebra_;
  double largest_bend_deg_ = 0;
};

}  // namespace transpine

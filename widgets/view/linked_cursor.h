// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <QObject>

namespace transpine {

/// The one place that all linked views look at, in LPS millimetres of the link's frame. A view of
/// an image in another frame maps it with its own transform.
class LinkedCursor : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  const Eigen::Vector3d& position_mm() const { return position_mm_; }
  double mm_per_pixel() const { return mm_per_pixel_; }

  void move_to(const Eigen::Vector3d& position_mm);
  /// Moves by whole slices.
  void step_by(const Eigen::Vector3d& shift_mm);
  /// Moves and asks the views to bring the place to their middle.
  void jump_to(const Eigen::Vector3d& position_mm);
  void set_mm_per_pixel(double mm_per_pixel);
  void pan_by(const Eigen::Vector3d& shift_mm) { Q_EMIT panned(shift_mm); }

 Q_SIGNALS:
  void moved();
  void stepped(const Eigen::Vector3d& shift_mm);
  void jumped();
  void zoomed();
  void panned(const Eigen::Vector3d& shift_mm);

 private:
  Eigen::Vector3d position_mm_ = Eigen::Vector3d::Zero();
  double mm_per_pixel_ = 0.5;
};

}  // namespace transpine

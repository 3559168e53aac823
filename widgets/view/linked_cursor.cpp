// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/linked_cursor.h"

#include <algorithm>

namespace transpine {

void LinkedCursor::move_to(const Eigen::Vector3d& position_mm) {
  if (position_mm == position_mm_) return;
  position_mm_ = position_mm;
  Q_EMIT moved();
}

void LinkedCursor::step_by(const Eigen::Vector3d& shift_mm) {
  move_to(position_mm_ + shift_mm);
  Q_EMIT stepped(shift_mm);
}

void LinkedCursor::jump_to(const Eigen::Vector3d& position_mm) {
  position_mm_ = position_mm;
  Q_EMIT moved();
  Q_EMIT jumped();
}

void LinkedCursor::set_mm_per_pixel(double mm_per_pixel) {
  mm_per_pixel = std::clamp(mm_per_pixel, 0.02, 5.0);
  if (mm_per_pixel == mm_per_pixel_) return;
  mm_per_pixel_ = mm_per_pixel;
  Q_EMIT zoomed();
}

}  // namespace transpine

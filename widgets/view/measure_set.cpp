// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/measure_set.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace transpine {

double Measure::angle_deg() const {
  const Eigen::Vector3d a = p_mm[0] - p_mm[1];
  const Eigen::Vector3d b = p_mm[2] - p_mm[1];
  return std::atan2(a.cross(b).norm(), a.dot(b)) * 180 / std::numbers::pi;
}

Eigen::Vector2d Measure::half_axes_mm() const {
  const Eigen::Vector3d diagonal = p_mm.back() - p_mm.front();
  return {std::abs(diagonal.dot(right)) / 2, std::abs(diagonal.dot(down)) / 2};
}

double Measure::area_mm2() const {
  const Eigen::Vector2d half = half_axes_mm();
  return std::numbers::pi * half.x() * half.y();
}

int point_count(Measure::Kind kind) {
  return kind == Measure::Kind::angle ? 3 : 2;
}

int MeasureSet::add(Measure measure) {
  measures_.push_back(std::move(measure));
  selected_ = static_cast<int>(measures_.size()) - 1;
  Q_EMIT changed();
  return selected_;
}

void MeasureSet::set_point(int measure, int point, const Eigen::Vector3d& p_mm) {
  measures_.at(static_cast<std::size_t>(measure)).p_mm.at(static_cast<std::size_t>(point)) = p_mm;
  Q_EMIT changed();
}

void MeasureSet::set_text(int measure, const QString& text) {
  measures_.at(static_cast<std::size_t>(measure)).text = text;
  Q_EMIT repainted();
}

void MeasureSet::select(int measure) {
  selected_ = measure;
  Q_EMIT repainted();
}

void MeasureSet::remove(int measure) {
  if (measure < 0 || measure >= static_cast<int>(measures_.size())) return;
  measures_.erase(measures_.begin() + measure);
  selected_ = -1;
  Q_EMIT changed();
}

void MeasureSet::clear() {
  measures_.clear();
  selected_ = -1;
  Q_EMIT changed();
}

}  // namespace transpine

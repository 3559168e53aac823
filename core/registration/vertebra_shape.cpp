// SPDX-License-Identifier: Apache-2.0
#include "core/registration/vertebra_shape.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/base/parallel.h"
#include "core/image/distance_map.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

constexpr int kMaxVertebra = 33;
constexpr double kTypicalHeight_mm = 30;
// Of an estimate, in heights of a level: half the body's height and width, the arch's radius.
constexpr double kHalfHeight = 0.38;
constexpr double kHalfWidth = 0.65;
constexpr double kCapsule = 0.22;

struct Box {
  Index3 low{INT64_MAX, INT64_MAX, INT64_MAX};
  Index3 high{-1, -1, -1};

  void take(std::int64_t i, std::int64_t j, std::int64_t k) {
    const Index3 at{i, j, k};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      low[axis] = std::min(low[axis], at[axis]);
      high[axis] = std::max(high[axis], at[axis]);
    }
  }
  bool empty() const { return high[0] < 0; }
};

std::array<Box, kMaxVertebra + 1> label_boxes(const Volume& mask) {
  std::array<Box, kMaxVertebra + 1> boxes;
  const Grid& grid = mask.grid();
  visit_values(mask, [&](auto values) {
    std::size_t at = 0;
    for (std::int64_t k = 0; k < grid.size[2]; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i) {
          const auto value = static_cast<double>(values[at++]);
          if (value >= 1 && value <= kMaxVertebra) {
            boxes[static_cast<std::size_t>(value)].take(i, j, k);
          }
        }
      }
    }
  });
  return boxes;
}

}  // namespace

struct VertebraShape::Map {
  Volume distances;
  Eigen::Vector3d spacing_mm;
};

namespace {

struct MeasuredShape {
  Volume distances;
  Eigen::Vector3d centre_mm;
  double radius_mm = 0;
};

MeasuredShape measured(const Volume& mask, int label, const Box& box) {
  const Grid& grid = mask.grid();
  Index3 begin, size;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto margin = static_cast<std::int64_t>(
        std::ceil(VertebraShape::kMargin_mm / grid.spacing_mm[static_cast<Eigen::Index>(axis)]));
    begin[axis] = std::max<std::int64_t>(0, box.low[axis] - margin);
    size[axis] = std::min(grid.size[axis], box.high[axis] + margin + 1) - begin[axis];
  }
  const auto corner = [&](const Index3& index) {
    return Eigen::Vector3d(static_cast<double>(index[0]), static_cast<double>(index[1]),
                           static_cast<double>(index[2]));
  };
  MeasuredShape shape;
  shape.distances = distance_map_mm(mask, label, begin, size);
  shape.centre_mm = grid.point_from_index((corner(box.low) + corner(box.high)) / 2);
  shape.radius_mm = (corner(box.high) - corner(box.low)).cwiseProduct(grid.spacing_mm).norm() / 2;
  return shape;
}

}  // namespace

std::optional<VertebraShape> VertebraShape::from_mask(const Volume& mask, int label) {
  if (label < 1 || label > kMaxVertebra) return {};
  const Box box = label_boxes(mask)[static_cast<std::size_t>(label)];
  if (box.empty()) return {};
  MeasuredShape found = measured(mask, label, box);
  VertebraShape shape;
  const Grid& grid = found.distances.grid();
  shape.own_from_frame_ = grid.spacing_mm.cwiseInverse().asDiagonal() * grid.direction.transpose();
  shape.own_origin_ = -(shape.own_from_frame_ * grid.origin_mm);
  shape.map_ = std::make_shared<const Map>(Map{found.distances, grid.spacing_mm});
  shape.centre_mm_ = found.centre_mm;
  shape.radius_mm_ = found.radius_mm;
  return shape;
}

VertebraShape VertebraShape::estimated(const Eigen::Vector3d& body_mm,
                                       const std::optional<Eigen::Vector3d>& process_mm,
                                       const Eigen::Vector3d& along, double height_mm) {
  VertebraShape shape;
  const Eigen::Quaterniond own_from_frame =
      Eigen::Quaterniond::FromTwoVectors(along, Eigen::Vector3d::UnitZ());
  shape.own_from_frame_ = own_from_frame.toRotationMatrix();
  shape.own_origin_ = -(shape.own_from_frame_ * body_mm);
  shape.semi_axes_mm_ = height_mm * Eigen::Vector3d(kHalfWidth, kHalfWidth, kHalfHeight);
  shape.capsule_mm_ = height_mm * kCapsule;
  shape.centre_mm_ = body_mm;
  shape.radius_mm_ = shape.semi_axes_mm_.maxCoeff();
  if (process_mm) {
    shape.process_ = own_from_frame * (*process_mm - body_mm);
    shape.radius_mm_ = std::max(shape.radius_mm_, shape.process_->norm() + shape.capsule_mm_);
  }
  return shape;
}

VertebraShape VertebraShape::seen_from(const Rigid3& shape_from_frame) const {
  VertebraShape shape = *this;
  shape.own_from_frame_ = own_from_frame_ * shape_from_frame.rotation().toRotationMatrix();
  shape.own_origin_ = own_from_frame_ * shape_from_frame.translation_mm() + own_origin_;
  shape.centre_mm_ = shape_from_frame.inverse() * centre_mm_;
  return shape;
}

double VertebraShape::distance_mm(const Eigen::Vector3d& p_mm) const {
  return map_ ? map_distance_mm(p_mm) : estimated_distance_mm(p_mm);
}

double VertebraShape::map_distance_mm(const Eigen::Vector3d& p_mm) const {
  const Eigen::Vector3d index = own_from_frame_ * p_mm + own_origin_;
  const Index3& size = map_->distances.grid().size;
  std::int64_t lower[3];
  double fraction[3];
  double beyond2 = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const double last = static_cast<double>(size[static_cast<std::size_t>(axis)] - 1);
    const double inside = std::clamp(index[axis], 0.0, last);
    const double beyond_mm = (index[axis] - inside) * map_->spacing_mm[axis];
    beyond2 += beyond_mm * beyond_mm;
    lower[axis] = std::min(static_cast<std::int64_t>(inside),
                           std::max<std::int64_t>(0, size[static_cast<std::size_t>(axis)] - 2));
    fraction[axis] = inside - static_cast<double>(lower[axis]);
  }
  const std::int64_t step[3] = {size[0] > 1 ? 1 : 0, size[1] > 1 ? size[0] : 0,
                                size[2] > 1 ? size[0] * size[1] : 0};
  const float* at =
      map_->distances.values<float>().data() + lower[0] + size[0] * (lower[1] + size[1] * lower[2]);
  const auto along_x = [&](const float* row) {
    return static_cast<double>(row[0]) * (1 - fraction[0]) +
           static_cast<double>(row[step[0]]) * fraction[0];
  };
  const auto along_xy = [&](const float* plane) {
    return along_x(plane) * (1 - fraction[1]) + along_x(plane + step[1]) * fraction[1];
  };
  const double mm = along_xy(at) * (1 - fraction[2]) + along_xy(at + step[2]) * fraction[2];
  return beyond2 > 0 ? mm + std::sqrt(beyond2) : mm;
}

double VertebraShape::estimated_distance_mm(const Eigen::Vector3d& p_mm) const {
  const Eigen::Vector3d p = own_from_frame_ * p_mm + own_origin_;
  // To the ellipsoid along the line to its centre: an upper bound that is 0 exactly inside.
  const double scaled = p.cwiseQuotient(semi_axes_mm_).norm();
  double mm = scaled <= 1 ? 0 : p.norm() * (1 - 1 / scaled);
  if (process_ && mm > 0) {
    const double along = std::clamp(p.dot(*process_) / process_->squaredNorm(), 0.0, 1.0);
    mm = std::min(mm, std::max(0.0, (p - along * *process_).norm() - capsule_mm_));
  }
  return mm;
}

VertebraShapes shapes_from_mask(const Volume& vertebra_mask) {
  const auto boxes = label_boxes(vertebra_mask);
  std::vector<std::optional<VertebraShape>> found(boxes.size());
  parallel_items(kMaxVertebra, [&](std::int64_t item) {
    const auto label = static_cast<std::size_t>(item + 1);
    if (!boxes[label].empty()) {
      found[label] = VertebraShape::from_mask(vertebra_mask, static_cast<int>(label));
    }
  });
  VertebraShapes shapes;
  for (std::size_t label = 1; label < found.size(); ++label) {
    if (found[label]) shapes.emplace(static_cast<int>(label), *found[label]);
  }
  return shapes;
}

VertebraShapes shapes_from_points(const LandmarkSet& points) {
  std::vector<std::pair<int, Eigen::Vector3d>> centres;
  for (const auto& [key, p] : points) {
    if (!centres.empty() && centres.back().first == key.vertebra) {
      if (key.subregion == subregion::kBody) centres.back().second = p;
    } else {
      centres.emplace_back(key.vertebra, p);
    }
  }
  std::sort(centres.begin(), centres.end(),
            [](const auto& a, const auto& b) { return is_cranial_to(a.first, b.first); });
  VertebraShapes shapes;
  for (std::size_t i = 0; i < centres.size(); ++i) {
    const std::size_t above = i == 0 ? 0 : i - 1;
    const std::size_t below = std::min(i + 1, centres.size() - 1);
    const Eigen::Vector3d span = centres[above].second - centres[below].second;
    const double levels = static_cast<double>(below - above);
    const bool alone = span.norm() < 1;
    const auto process = points.find({centres[i].first, subregion::kSpinousProcess});
    shapes.emplace(
        centres[i].first,
        VertebraShape::estimated(
            centres[i].second,
            process == points.end() ? std::nullopt : std::optional(process->second),
            alone ? Eigen::Vector3d(Eigen::Vector3d::UnitZ()) : Eigen::Vector3d(span.normalized()),
            alone ? kTypicalHeight_mm : std::min(span.norm() / levels, 1.5 * kTypicalHeight_mm)));
  }
  return shapes;
}

}  // namespace transpine

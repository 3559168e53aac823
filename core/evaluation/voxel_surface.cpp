// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/voxel_surface.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/image/squared_distance.h"

namespace transpine {
namespace {

constexpr std::uint8_t kInside = 255;

/// A box of voxels and the lattice of their corners, one more along each axis.
struct Box {
  Index3 low, size;

  Index3 corners() const { return {size[0] + 1, size[1] + 1, size[2] + 1}; }
};

Box box_around(const LabelBox& a, const LabelBox& b) {
  Box box{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    box.low[axis] = std::min(a.low[axis], b.low[axis]);
    box.size[axis] = std::max(a.high[axis], b.high[axis]) - box.low[axis] + 1;
  }
  return box;
}

/// Which of the eight voxels around each corner hold the label, as surfel_areas_mm2 counts them.
std::vector<std::uint8_t> corner_codes(const Volume& labels, int label, const Box& box) {
  const auto values = labels.values<std::uint8_t>();
  const Index3 corners = box.corners();
  const auto row = static_cast<std::size_t>(box.size[0] + 2);
  const auto plane = row * static_cast<std::size_t>(box.size[1] + 2);
  std::vector<std::uint8_t> mask(plane * static_cast<std::size_t>(box.size[2] + 2));
  for (std::int64_t k = 0; k < box.size[2]; ++k) {
    for (std::int64_t j = 0; j < box.size[1]; ++j) {
      const auto* from = &values[static_cast<std::size_t>(
          labels.grid().offset(box.low[0], box.low[1] + j, box.low[2] + k))];
      auto* to = &mask[static_cast<std::size_t>(k + 1) * plane +
                       static_cast<std::size_t>(j + 1) * row + 1];
      for (std::int64_t i = 0; i < box.size[0]; ++i) to[i] = from[i] == label;
    }
  }
  std::vector<std::uint8_t> codes;
  codes.reserve(static_cast<std::size_t>(corners[0] * corners[1] * corners[2]));
  std::vector<std::uint8_t> across(row);
  for (std::int64_t k = 0; k < corners[2]; ++k) {
    for (std::int64_t j = 0; j < corners[1]; ++j) {
      const auto* near =
          &mask[static_cast<std::size_t>(k) * plane + static_cast<std::size_t>(j) * row];
      const auto* far = near + plane;
      for (std::size_t i = 0; i < row; ++i) {
        across[i] = static_cast<std::uint8_t>(near[i] | near[i + row] << 2 | far[i] << 4 |
                                              far[i + row] << 6);
      }
      for (std::size_t i = 0; i + 1 < row; ++i) {
        codes.push_back(static_cast<std::uint8_t>(across[i] | across[i + 1] << 1));
      }
    }
  }
  return codes;
}

bool is_border(std::uint8_t code) {
  return code != 0 && code != kInside;
}

std::vector<double> squares_to_border(const std::vector<std::uint8_t>& codes, const Index3& size,
                                      const Eigen::Vector3d& spacing_mm) {
  std::vector<double> squares(codes.size());
  std::transform(codes.begin(), codes.end(), squares.begin(), [](std::uint8_t code) {
    return is_border(code) ? 0 : std::numeric_limits<double>::infinity();
  });
  spread_squares_mm2(std::span(squares), size, spacing_mm);
  return squares;
}

/// One surface's elements with their distances to the other one.
struct Directed {
  std::vector<std::pair<double, double>> mm_and_area;
  double area = 0;
  double sum = 0;     ///< Of distance times area.
  double within = 0;  ///< Area within the tolerance.

  double percentile_mm(double share) {
    std::sort(mm_and_area.begin(), mm_and_area.end());
    double below = 0;
    for (const auto& [mm, part] : mm_and_area) {
      below += part;
      if (below / area >= share) return mm;
    }
    return mm_and_area.back().first;
  }
};

Directed directed(const std::vector<std::uint8_t>& codes, const std::vector<double>& squares,
                  const std::array<double, 256>& areas, double tolerance_mm) {
  // Distances equal to the tolerance count, whatever the order of the axes rounds them to.
  const double reach = tolerance_mm * (1 + 1e-12);
  Directed result;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (!is_border(codes[i])) continue;
    const double mm = std::sqrt(squares[i]);
    const double area = areas[codes[i]];
    result.mm_and_area.emplace_back(mm, area);
    result.area += area;
    result.sum += mm * area;
    if (mm <= reach) result.within += area;
  }
  return result;
}

}  // namespace

SurfaceScore surface_score(const Volume& predicted, int predicted_label,
                           const LabelBox& predicted_box, const Volume& reference,
                           int reference_label, const LabelBox& reference_box,
                           const std::array<double, 256>& surfel_areas, double tolerance_mm) {
  const Box box = box_around(predicted_box, reference_box);
  const Eigen::Vector3d& spacing_mm = predicted.grid().spacing_mm;
  const auto ours = corner_codes(predicted, predicted_label, box);
  const auto theirs = corner_codes(reference, reference_label, box);
  Directed there = directed(ours, squares_to_border(theirs, box.corners(), spacing_mm),
                            surfel_areas, tolerance_mm);
  Directed back = directed(theirs, squares_to_border(ours, box.corners(), spacing_mm), surfel_areas,
                           tolerance_mm);
  const double area = there.area + back.area;
  return SurfaceScore{std::max(there.percentile_mm(0.95), back.percentile_mm(0.95)),
                      (there.sum + back.sum) / area, (there.within + back.within) / area};
}

}  // namespace transpine

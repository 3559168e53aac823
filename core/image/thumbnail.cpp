// SPDX-License-Identifier: Apache-2.0
#include "core/image/thumbnail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace transpine {
namespace {

std::uint8_t grey_of(double value, const ImageSummary& summary) {
  const double range = std::max(summary.high - summary.low, 1e-12);
  const double part = std::clamp((value - summary.low) / range, 0.0, 1.0);
  return static_cast<std::uint8_t>(std::isfinite(value) ? std::lround(255 * part) : 0);
}

/// Samples a rectangle of `width_mm` by `height_mm` by the nearest voxel of each pixel's centre.
template <class IndexOf>
Thumbnail sampled(const Volume& volume, const ImageSummary& summary, double width_mm,
                  double height_mm, int longest_side, IndexOf index_of) {
  Thumbnail picture;
  const double mm_per_pixel = std::max({width_mm, height_mm, 1e-9}) / longest_side;
  picture.width = std::max(1, static_cast<int>(std::lround(width_mm / mm_per_pixel)));
  picture.height = std::max(1, static_cast<int>(std::lround(height_mm / mm_per_pixel)));
  picture.grey.reserve(static_cast<std::size_t>(picture.width) *
                       static_cast<std::size_t>(picture.height));
  for (int row = 0; row < picture.height; ++row) {
    for (int column = 0; column < picture.width; ++column) {
      const Eigen::Vector3d index =
          index_of((column + 0.5) * mm_per_pixel, (row + 0.5) * mm_per_pixel);
      const auto i = std::llround(index.x());
      const auto j = std::llround(index.y());
      const auto k = std::llround(index.z());
      const bool inside = volume.grid().contains(i, j, k);
      picture.grey.push_back(inside ? grey_of(volume.at(i, j, k), summary) : 0);
    }
  }
  return picture;
}

}  // namespace

Thumbnail mid_sagittal(const Volume& volume, const ImageSummary& summary, int longest_side) {
  const Grid& grid = volume.grid();
  Eigen::Vector3d low = Eigen::Vector3d::Constant(std::numeric_limits<double>::infinity());
  Eigen::Vector3d high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis) {
      const auto size = static_cast<double>(grid.size[static_cast<std::size_t>(axis)]);
      index[axis] = ((corner >> axis) & 1) ? size - 0.5 : -0.5;
    }
    const Eigen::Vector3d p_mm = grid.point_from_index(index);
    low = low.cwiseMin(p_mm);
    high = high.cwiseMax(p_mm);
  }
  const Eigen::Vector3d middle = (low + high) / 2;
  return sampled(volume, summary, high.y() - low.y(), high.z() - low.z(), longest_side,
                 [&](double x_mm, double y_mm) {
                   return grid.index_from_point({middle.x(), low.y() + x_mm, high.z() - y_mm});
                 });
}

Thumbnail first_slice(const Volume& volume, const ImageSummary& summary, int longest_side) {
  const Grid& grid = volume.grid();
  const Eigen::Vector3d& spacing_mm = grid.spacing_mm;
  return sampled(volume, summary, static_cast<double>(grid.size[0]) * spacing_mm[0],
                 static_cast<double>(grid.size[1]) * spacing_mm[1], longest_side,
                 [&](double x_mm, double y_mm) {
                   return Eigen::Vector3d(x_mm / spacing_mm[0] - 0.5, y_mm / spacing_mm[1] - 0.5,
                                          0);
                 });
}

}  // namespace transpine

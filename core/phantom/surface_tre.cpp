// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/surface_tre.h"

#include <limits>

namespace transpine {
namespace {

bool on_surface(const Volume& mask, std::span<const std::uint8_t> labels, std::int64_t i,
                std::int64_t j, std::int64_t k) {
  const Grid& grid = mask.grid();
  const auto label = labels[static_cast<std::size_t>(grid.offset(i, j, k))];
  static constexpr int steps[6][3] = {{1, 0, 0},  {-1, 0, 0}, {0, 1, 0},
                                      {0, -1, 0}, {0, 0, 1},  {0, 0, -1}};
  for (const auto& s : steps) {
    const auto ni = i + s[0], nj = j + s[1], nk = k + s[2];
    // The image's border cuts vertebrae open: that is no surface.
    if (!grid.contains(ni, nj, nk)) continue;
    if (labels[static_cast<std::size_t>(grid.offset(ni, nj, nk))] != label) return true;
  }
  return false;
}

}  // namespace

double mean_surface_tre_mm(const Volume& mr_vertebrae, const Rigid3& ct_from_mr_estimated,
                           const std::map<int, Rigid3>& ct_from_mr_per_vertebra) {
  return mean_surface_tre_mm(
      mr_vertebrae,
      [&](const Eigen::Vector3d& p) -> Eigen::Vector3d { return ct_from_mr_estimated * p; },
      ct_from_mr_per_vertebra);
}

double mean_surface_tre_mm(
    const Volume& mr_vertebrae,
    const std::function<Eigen::Vector3d(const Eigen::Vector3d&)>& ct_from_mr_estimated,
    const std::map<int, Rigid3>& ct_from_mr_per_vertebra) {
  const Grid& grid = mr_vertebrae.grid();
  const auto labels = mr_vertebrae.values<std::uint8_t>();
  double sum = 0;
  std::int64_t count = 0;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        const auto label = labels[static_cast<std::size_t>(grid.offset(i, j, k))];
        if (label == 0) continue;
        const auto truth = ct_from_mr_per_vertebra.find(label);
        if (truth == ct_from_mr_per_vertebra.end()) continue;
        if (!on_surface(mr_vertebrae, labels, i, j, k)) continue;
        const Eigen::Vector3d p = grid.point_from_index(
            {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
        sum += (ct_from_mr_estimated(p) - truth->second * p).norm();
        ++count;
      }
    }
  }
  return count ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace transpine

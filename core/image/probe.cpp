// SPDX-License-Identifier: Apache-2.0
#include "core/image/probe.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/image/linear.h"

namespace transpine {
namespace {

constexpr double kOutside = std::numeric_limits<double>::quiet_NaN();
constexpr double kMostPlaces = 250000;

/// Linear values at places of another frame, without a copy of the image.
class LinearSampler {
 public:
  LinearSampler(const Volume& volume, const Rigid3& image_from_frame)
      : volume_(volume), image_from_frame_(image_from_frame) {}

  double at(const Eigen::Vector3d& p_mm) const {
    const Grid& grid = volume_.grid();
    const Eigen::Vector3d index = grid.index_from_point(image_from_frame_ * p_mm);
    if (!is_inside_voxels(index, grid.size)) return kOutside;
    return visit_values(volume_,
                        [&](auto values) { return linear_value(values.data(), grid, index); });
  }

 private:
  const Volume& volume_;
  const Rigid3& image_from_frame_;
};

}  // namespace

std::optional<double> voxel_value_at(const Volume& volume, const Eigen::Vector3d& p_mm) {
  const Eigen::Vector3d index = volume.grid().index_from_point(p_mm);
  const auto i = std::llround(index.x());
  const auto j = std::llround(index.y());
  const auto k = std::llround(index.z());
  if (!volume.grid().contains(i, j, k)) return std::nullopt;
  return volume.at(i, j, k);
}

std::vector<double> line_profile(const Volume& volume, const Eigen::Vector3d& a_mm,
                                 const Eigen::Vector3d& b_mm, int count,
                                 const Rigid3& image_from_frame) {
  const LinearSampler sampler(volume, image_from_frame);
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(sampler.at(a_mm + (b_mm - a_mm) * (static_cast<double>(i) / (count - 1))));
  }
  return values;
}

RegionStatistics ellipse_statistics(const Volume& volume, const PlaneEllipse& ellipse,
                                    double step_mm, const Rigid3& image_from_frame) {
  const double a = ellipse.u_mm.norm();
  const double b = ellipse.v_mm.norm();
  RegionStatistics result;
  result.mean = result.sd = result.minimum = result.maximum = kOutside;
  if (a <= 0 || b <= 0) return result;
  step_mm = std::max({step_mm, 1e-6, std::sqrt(4 * a * b / kMostPlaces)});
  const auto reach_u = static_cast<std::int64_t>(std::floor(a / step_mm));
  const auto reach_v = static_cast<std::int64_t>(std::floor(b / step_mm));
  const LinearSampler sampler(volume, image_from_frame);
  double sum = 0;
  double m2 = 0;
  for (std::int64_t v = -reach_v; v <= reach_v; ++v) {
    for (std::int64_t u = -reach_u; u <= reach_u; ++u) {
      const double du = static_cast<double>(u) * step_mm / a;
      const double dv = static_cast<double>(v) * step_mm / b;
      if (du * du + dv * dv > 1) continue;
      const double value = sampler.at(ellipse.centre_mm + du * ellipse.u_mm + dv * ellipse.v_mm);
      if (std::isnan(value)) continue;
      // Welford: the sum of squares itself loses digits.
      ++result.count;
      const double before = result.count == 1 ? value : sum / static_cast<double>(result.count - 1);
      sum += value;
      m2 += (value - before) * (value - sum / static_cast<double>(result.count));
      result.minimum = result.count == 1 ? value : std::min(result.minimum, value);
      result.maximum = result.count == 1 ? value : std::max(result.maximum, value);
    }
  }
  if (result.count == 0) return result;
  result.mean = sum / static_cast<double>(result.count);
  result.sd = result.count > 1 ? std::sqrt(m2 / static_cast<double>(result.count - 1)) : 0;
  return result;
}

}  // namespace transpine

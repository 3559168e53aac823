// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/surfaces/surface_nets.h"

namespace transpine {
namespace {

using Points = std::vector<Eigen::Vector3f>;

// How far from the middle of its cell a node may go, in voxels: short of the voxels' centres.
constexpr float kReach = 0.4F;

// Coefficients of the Chebyshev polynomials T_n(1 - K / 2) of the Laplacian K: an ideal low pass
// with a Hamming window, whose transition lies above the pass band, scaled so that what is even
// stays in its place.
std::vector<double> low_pass(double smoothing) {
  const double pass_band = std::pow(10, -1.7 * smoothing);
  const double pass_angle = std::acos(1 - pass_band / 2);
  const int degree = std::clamp(static_cast<int>(std::lround(6 / pass_angle)), 8, 50);
  const double angle = pass_angle + std::numbers::pi / degree;
  std::vector<double> coefficients;
  double sum = 0;
  for (int n = 0; n <= degree; ++n) {
    const double ideal =
        n == 0 ? angle / std::numbers::pi : 2 * std::sin(n * angle) / (n * std::numbers::pi);
    const double window = 0.54 + 0.46 * std::cos(n * std::numbers::pi / (degree + 1));
    coefficients.push_back(ideal * window);
    sum += coefficients.back();
  }
  for (double& coefficient : coefficients) coefficient /= sum;
  return coefficients;
}

// (1 - K / 2) p at one node, where K p = p - mean of the neighbours.
Eigen::Vector3f half_step(const Points& points, const QuadNet& net, std::size_t node) {
  Eigen::Vector3f sum = Eigen::Vector3f::Zero();
  int count = 0;
  for (const std::int32_t other : net.neighbours[node]) {
    if (other < 0) continue;
    sum += points[static_cast<std::size_t>(other)];
    ++count;
  }
  return 0.5F * (points[node] + sum / static_cast<float>(count));
}

}  // namespace

void smooth_net(QuadNet& net, double smoothing) {
  if (smoothing <= 0 || net.points_index.empty()) return;
  const std::vector<double> weights = low_pass(std::min(smoothing, 1.0));
  const std::size_t n = net.points_index.size();
  Points before = net.points_index;
  Points current(n), next(n), result(n);
  for (std::size_t i = 0; i < n; ++i) {
    current[i] = half_step(before, net, i);
    result[i] =
        static_cast<float>(weights[0]) * before[i] + static_cast<float>(weights[1]) * current[i];
  }
  for (std::size_t order = 2; order < weights.size(); ++order) {
    const auto weight = static_cast<float>(weights[order]);
    for (std::size_t i = 0; i < n; ++i) {
      next[i] = 2 * half_step(current, net, i) - before[i];
      result[i] += weight * next[i];
    }
    before.swap(current);
    current.swap(next);
  }
  for (std::size_t i = 0; i < n; ++i) {
    Eigen::Vector3f& point = net.points_index[i];
    const Eigen::Vector3f middle = point.array().floor() + 0.5F;
    point = result[i]
                .cwiseMax(middle.array().matrix() - Eigen::Vector3f::Constant(kReach))
                .cwiseMin(middle + Eigen::Vector3f::Constant(kReach));
  }
}

}  // namespace transpine

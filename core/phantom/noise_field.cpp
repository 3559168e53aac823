// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/noise_field.h"

#include <cmath>

#include "core/base/random.h"

namespace transpine {
namespace {

std::uint64_t mixed(std::uint64_t x) {  // SplitMix64's finaliser.
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

double lattice_value(std::uint64_t key, std::int64_t i, std::int64_t j, std::int64_t k) {
  const auto x = static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15ULL;
  const auto y = static_cast<std::uint64_t>(j) * 0xc2b2ae3d27d4eb4fULL;
  const auto z = static_cast<std::uint64_t>(k) * 0x165667b19e3779f9ULL;
  return static_cast<double>(mixed(key ^ (x + y + z)) >> 11) * 0x1p-52 - 1;
}

double eased(double t) {
  return t * t * (3 - 2 * t);
}

}  // namespace

NoiseField::NoiseField(std::uint64_t seed, std::string_view name, double cell_mm)
    : key_(derive_seed(seed, name)), cells_per_mm_(1 / cell_mm) {}

double NoiseField::operator()(const Eigen::Vector3d& p_mm) const {
  const Eigen::Vector3d cell = p_mm * cells_per_mm_;
  const Eigen::Vector3d base = cell.array().floor();
  const auto i = static_cast<std::int64_t>(base.x());
  const auto j = static_cast<std::int64_t>(base.y());
  const auto k = static_cast<std::int64_t>(base.z());
  const double u = eased(cell.x() - base.x());
  const double v = eased(cell.y() - base.y());
  const double w = eased(cell.z() - base.z());
  const auto along_x = [&](std::int64_t jj, std::int64_t kk) {
    return (1 - u) * lattice_value(key_, i, jj, kk) + u * lattice_value(key_, i + 1, jj, kk);
  };
  const double low = (1 - v) * along_x(j, k) + v * along_x(j + 1, k);
  const double high = (1 - v) * along_x(j, k + 1) + v * along_x(j + 1, k + 1);
  return (1 - w) * low + w * high;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string_view>

namespace transpine {

/// A smooth random function of space with values in [-1, 1]: random values on a cubic lattice of
/// `cell_mm`, interpolated. The same (seed, name) give the same field everywhere.
class NoiseField {
 public:
  NoiseField(std::uint64_t seed, std::string_view name, double cell_mm);
  double operator()(const Eigen::Vector3d& p_mm) const;

 private:
  std::uint64_t key_;
  double cells_per_mm_;
};

}  // namespace transpine

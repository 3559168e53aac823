// SPDX-License-Identifier: Apache-2.0
#include "core/image/input_checks.h"

#include "core/image/statistics.h"

namespace transpine {

Result<void> check_finite(const Volume& volume, const std::string& what) {
  if (image_statistics(volume).non_finite_count == 0) return {};
  return Error{what + " has NaN or infinite voxels.",
               "Replace them first, for example with transpine convert --nan 0."};
}

Result<void> check_same_grid(const Grid& a, const Grid& b, const std::string& what) {
  if (a.same_as(b)) return {};
  return Error{
      what + " lie on different grids: " + a.description() + " and " + b.description() + ".",
      "Resample one onto the other's grid first, masks with nearest neighbour."};
}

}  // namespace transpine

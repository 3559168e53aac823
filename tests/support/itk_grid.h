// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <itkImageIOBase.h>

#include "tests/support/grid_matchers.h"

namespace transpine::testing {

/// The grid as one of ITK's readers has it after ReadImageInformation, of three dimensions.
inline Grid itk_grid(const itk::ImageIOBase& io) {
  Grid grid;
  for (unsigned axis = 0; axis < 3; ++axis) {
    grid.size[axis] = static_cast<std::int64_t>(io.GetDimensions(axis));
    grid.spacing_mm[axis] = io.GetSpacing(axis);
    grid.origin_mm[axis] = io.GetOrigin(axis);
    for (unsigned row = 0; row < 3; ++row) {
      grid.direction(row, axis) = io.GetDirection(axis)[row];
    }
  }
  return grid;
}

}  // namespace transpine::testing

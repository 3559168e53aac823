// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/image/volume.h"

namespace transpine {

/// Over the finite voxels; all 0 when there are none.
struct ImageStatistics {
  double minimum = 0;
  double maximum = 0;
  double mean = 0;
  std::int64_t finite_count = 0;
  std::int64_t non_finite_count = 0;  ///< NaN and infinite voxels.
};

ImageStatistics image_statistics(const Volume& volume);

/// The value below which `percent` (0 to 100) of the finite voxels lie, linear between ranks as
/// NumPy's percentile; 0 for an image without finite voxels.
double percentile(const Volume& volume, double percent);

/// What a user should know about the voxels before using them: NaN or infinite values, an image of
/// one value, a very anisotropic grid.
std::vector<std::string> quality_warnings(const Volume& volume);
/// The same where the statistics are known already.
std::vector<std::string> quality_warnings(const Grid& grid, const ImageStatistics& statistics);

}  // namespace transpine

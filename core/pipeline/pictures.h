// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// A picture, row by row, 3 bytes a pixel.
struct RgbImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

/// A sagittal slice: anterior left, superior up. `slice` counts from the left-most in patient terms
/// toward the right; values from level - window/2 (black) to level + window/2 (white).
Result<RgbImage> sagittal_picture(const Volume& volume, std::int64_t slice, double window,
                                  double level);
/// How many sagittal slices a volume has.
std::int64_t sagittal_slice_count(const Volume& volume);
/// The sagittal slice with the most non-zero labels.
Result<std::int64_t> fullest_sagittal_slice(const Volume& labels);

/// Colours the labels of the same slice over a picture; `opacity` in [0, 1]. Fails when the sizes
/// differ.
Result<RgbImage> with_labels(const RgbImage& picture, const Volume& labels, std::int64_t slice,
                             double opacity);

/// The picture as a PNG file's bytes.
Result<std::string> encode_png(const RgbImage& picture);

}  // namespace transpine

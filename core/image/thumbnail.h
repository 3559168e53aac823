// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/image_summary.h"
#include "core/image/volume.h"

namespace transpine {

/// A small grey picture, row by row from the top.
struct Thumbnail {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> grey;
};

/// The cut through the middle of the image at right angles to left-right, superior up and anterior
/// on the left, true to millimetres; black and white are the summary's percentiles.
Thumbnail mid_sagittal(const Volume& volume, const ImageSummary& summary, int longest_side);

/// One slice as it is stored.
Thumbnail first_slice(const Volume& volume, const ImageSummary& summary, int longest_side);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/pictures.h"

#include <png.h>

#include <algorithm>
#include <cmath>

#include "core/image/resample.h"
#include "core/landmarks/label_colours.h"

namespace transpine {
namespace {

// Columns toward posterior, rows toward inferior, slices toward the right.
constexpr char kOrientation[] = "PIR";

}  // namespace

std::int64_t sagittal_slice_count(const Volume& volume) {
  const auto grid = reoriented_grid(volume.grid(), kOrientation);
  return grid ? grid->size[2] : 0;
}

Result<RgbImage> sagittal_picture(const Volume& volume, std::int64_t slice, double window,
                                  double level) {
  auto turned = reorient(volume, kOrientation);
  if (!turned) return turned.error();
  const Grid& grid = turned->grid();
  if (slice < 0 || slice >= grid.size[2]) return Error{"There is no such sagittal slice.", ""};
  RgbImage picture{static_cast<int>(grid.size[0]), static_cast<int>(grid.size[1]), {}};
  picture.pixels.reserve(static_cast<std::size_t>(grid.size[0] * grid.size[1] * 3));
  visit_values(*turned, [&](auto values) {
    const auto begin = static_cast<std::size_t>(grid.offset(0, 0, slice));
    for (std::size_t i = 0; i < static_cast<std::size_t>(grid.size[0] * grid.size[1]); ++i) {
      const double value = static_cast<double>(values[begin + i]);
      const double shade = (value - level) / window + 0.5;
      picture.pixels.insert(picture.pixels.end(), 3,
                            static_cast<std::uint8_t>(std::clamp(shade, 0.0, 1.0) * 255));
    }
  });
  return picture;
}

Result<std::int64_t> fullest_sagittal_slice(const Volume& labels) {
  auto turned = reorient(labels, kOrientation);
  if (!turned) return turned.error();
  const Grid& grid = turned->grid();
  std::int64_t best = 0;
  std::int64_t most = -1;
  visit_values(*turned, [&](auto values) {
    const auto pixels = static_cast<std::size_t>(grid.size[0] * grid.size[1]);
    for (std::int64_t k = 0; k < grid.size[2]; ++k) {
      const auto slice = values.subspan(static_cast<std::size_t>(k) * pixels, pixels);
      const auto count =
          std::count_if(slice.begin(), slice.end(), [](auto value) { return value != 0; });
      if (count > most) {
        most = count;
        best = k;
      }
    }
  });
  return best;
}

Result<RgbImage> with_labels(const RgbImage& picture, const Volume& labels, std::int64_t slice,
                             double opacity) {
  auto turned = reorient(labels, kOrientation);
  if (!turned) return turned.error();
  const Grid& grid = turned->grid();
  if (grid.size[0] != picture.width || grid.size[1] != picture.height || slice >= grid.size[2]) {
    return Error{"The labels do not lie on the picture's grid.", ""};
  }
  RgbImage result = picture;
  for (std::int64_t j = 0; j < grid.size[1]; ++j) {
    for (std::int64_t i = 0; i < grid.size[0]; ++i) {
      const int label = static_cast<int>(turned->at(i, j, slice));
      if (label == 0) continue;
      const auto rgb = label_rgb(label);
      auto* pixel = &result.pixels[static_cast<std::size_t>(3 * (i + grid.size[0] * j))];
      for (int channel = 0; channel < 3; ++channel) {
        pixel[channel] = static_cast<std::uint8_t>(
            std::lround((1 - opacity) * pixel[channel] + opacity * rgb[channel]));
      }
    }
  }
  return result;
}

Result<std::string> encode_png(const RgbImage& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t bytes = 0;
  if (!png_image_write_to_memory(&image, nullptr, &bytes, 0, picture.pixels.data(), 0, nullptr)) {
    return Error{std::string("A picture could not be encoded (") + image.message + ").", ""};
  }
  std::string png(bytes, '\0');
  if (!png_image_write_to_memory(&image, png.data(), &bytes, 0, picture.pixels.data(), 0,
                                 nullptr)) {
    return Error{std::string("A picture could not be encoded (") + image.message + ").", ""};
  }
  png.resize(bytes);
  return png;
}

}  // namespace transpine

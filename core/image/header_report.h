// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/image/image_io.h"

namespace transpine {

/// What an image file's header says, for people: fields in the order of their use, and red flags,
/// each a sentence about what is odd and what follows from it.
struct HeaderReport {
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<std::string> flags;

  /// Flags first, then "field: value" lines, as Copy gives it.
  std::string text() const;
};

/// Of an opened image, with what its values say.
HeaderReport header_report(const std::filesystem::path& path, const LoadedImage& image);

/// Of a file alone, without its voxels: also of one that cannot be opened as an image (sheared,
/// four-dimensional, cut off), where the reason is the first flag. Fails for what is no image file.
Result<HeaderReport> header_report(const std::filesystem::path& path);

}  // namespace transpine

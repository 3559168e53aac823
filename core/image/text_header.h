// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// The header of a NRRD or MetaImage file as it is written, whether or not the image can be used.
struct TextHeader {
  enum class Format { nrrd, meta_image };

  Format format = Format::nrrd;
  /// NRRD: names in small letters, without key/value pairs of other programs. MetaImage: as
  /// written.
  std::vector<std::pair<std::string, std::string>> fields;
  std::int64_t end = 0;  ///< Bytes of the header: where voxels in the same file begin.

  /// The value of a field; null when the header has none of that name.
  const std::string* find(const std::string& name) const;
  std::string value(const std::string& name) const;
  /// "NRRD" or "MetaImage".
  const char* format_name() const;
};

/// Whether a file begins as NRRD or MetaImage does, whatever its name.
bool has_text_header(const std::filesystem::path& path);

/// Reads the lines before the voxels. Errors: neither NRRD nor MetaImage, no end of the header.
Result<TextHeader> read_text_header(const std::filesystem::path& path);

/// Words of NRRD headers mean the same in small and capital letters.
std::string lower_case(std::string text);

/// All numbers of "1 2.5 -3" or "(1,2.5,-3)"; absent when anything else is between them.
std::optional<std::vector<double>> numbers_in(const std::string& text);
/// The same for whole numbers.
std::optional<std::vector<std::int64_t>> whole_numbers_in(const std::string& text);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// One tensor of a safetensors file: C order, little endian. `dtype` is the format's name:
/// "F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8" or "BOOL".
struct SafetensorsEntry {
  std::string name;
  std::string dtype;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;
};

/// Bytes of one element, or 0 for a dtype that the format does not know.
std::size_t safetensors_element_size(const std::string& dtype);

/// Writes the entries and the metadata atomically. Each entry's bytes must fit its dtype and shape,
/// and names must be distinct and not "__metadata__" (std::invalid_argument). The metadata also get
/// the hash of all tensor bytes (content_hash.h), which SafetensorsFile::check_content compares.
Result<void> write_safetensors(const std::filesystem::path& path,
                               const std::vector<SafetensorsEntry>& entries,
                               const std::map<std::string, std::string>& metadata = {});

/// A safetensors file, mapped into memory: entries' bytes stay valid while this object or a copy of
/// it lives, and are read from the disk when touched. Nothing in the header is trusted before it
/// was checked against the size of the file.
class SafetensorsFile {
 public:
  static Result<SafetensorsFile> open(const std::filesystem::path& path);

  /// In the order in which they lie in the file.
  const std::vector<SafetensorsEntry>& entries() const { return entries_; }
  /// Null when there is no such tensor.
  const SafetensorsEntry* find(const std::string& name) const;
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  const std::filesystem::path& path() const { return path_; }
  /// Reads every tensor and fails when the bytes are not those that were written. A file without a
  /// hash, as other programs write it, is taken as it is.
  Result<void> check_content() const;

 private:
  std::filesystem::path path_;
  std::shared_ptr<const std::byte> mapping_;
  std::vector<SafetensorsEntry> entries_;
  std::map<std::string, std::size_t> index_from_name_;
  std::map<std::string, std::string> metadata_;
  std::string content_hash_;
};

}  // namespace transpine

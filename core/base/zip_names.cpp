// SPDX-License-Identifier: Apache-2.0
#include "core/base/zip_names.h"

#include <algorithm>
#include <cstdint>
#include <fstream>

namespace transpine {
namespace {

// Sizes and places of the format (PKWARE's APPNOTE, sections 4.3.12 to 4.3.16).
constexpr std::size_t end_size = 22;
constexpr std::size_t longest_comment = 65535;
constexpr std::size_t locator_size = 20;
constexpr std::size_t end64_size = 56;
constexpr std::size_t item_size = 46;
constexpr std::uint64_t largest_directory = std::uint64_t{64} << 20;

/// Little-endian unsigned number of `width` bytes; the caller has checked that they are there.
std::uint64_t number(const std::string& bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

/// Absent where the file does not hold that many bytes there.
std::optional<std::string> read_at(std::ifstream& in, std::uint64_t size, std::uint64_t at,
                                   std::uint64_t count) {
  if (at > size || count > size - at) return std::nullopt;
  std::string bytes(count, '\0');
  in.seekg(static_cast<std::streamoff>(at));
  in.read(bytes.data(), static_cast<std::streamsize>(count));
  if (!in) return std::nullopt;
  return bytes;
}

struct Directory {
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
};

/// Large archives say where their directory is in a second record.
std::optional<Directory> directory64(std::ifstream& in, std::uint64_t size, std::uint64_t end_at) {
  if (end_at < locator_size) return std::nullopt;
  const auto locator = read_at(in, size, end_at - locator_size, locator_size);
  if (!locator || !locator->starts_with("PK\x06\x07")) return std::nullopt;
  const auto end = read_at(in, size, number(*locator, 8, 8), end64_size);
  if (!end || !end->starts_with("PK\x06\x06")) return std::nullopt;
  return Directory{number(*end, 48, 8), number(*end, 40, 8)};
}

std::optional<Directory> find_directory(std::ifstream& in, std::uint64_t size) {
  const std::uint64_t looked_at = std::min<std::uint64_t>(size, end_size + longest_comment);
  const auto tail = read_at(in, size, size - looked_at, looked_at);
  if (!tail) return std::nullopt;
  const std::size_t at = tail->rfind("PK\x05\x06");
  if (at == std::string::npos || tail->size() - at < end_size) return std::nullopt;
  const Directory found{number(*tail, at + 16, 4), number(*tail, at + 12, 4)};
  if (found.begin != 0xffffffff && found.size != 0xffffffff) return found;
  return directory64(in, size, size - looked_at + at);
}

}  // namespace

std::optional<std::vector<std::string>> zip_names(const std::filesystem::path& path) {
  std::error_code failed;
  const std::uint64_t size = std::filesystem::file_size(path, failed);
  std::ifstream in(path, std::ios::binary);
  if (failed || !in) return std::nullopt;
  const auto start = read_at(in, size, 0, 4);
  if (!start || !start->starts_with("PK\x03\x04")) return std::nullopt;
  const auto directory = find_directory(in, size);
  if (!directory || directory->size > largest_directory) return std::nullopt;
  const auto bytes = read_at(in, size, directory->begin, directory->size);
  if (!bytes) return std::nullopt;

  std::vector<std::string> names;
  for (std::size_t at = 0; at < bytes->size();) {
    if (bytes->size() - at < item_size || bytes->compare(at, 4, "PK\x01\x02") != 0) {
      return std::nullopt;
    }
    const std::size_t name = number(*bytes, at + 28, 2);
    const std::size_t extras = number(*bytes, at + 30, 2) + number(*bytes, at + 32, 2);
    if (bytes->size() - at - item_size < name + extras) return std::nullopt;
    names.push_back(bytes->substr(at + item_size, name));
    at += item_size + name + extras;
  }
  return names;
}

}  // namespace transpine

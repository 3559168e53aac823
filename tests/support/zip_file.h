// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace transpine::testing {

/// A zip archive of stored files, {name, content} each; checksums are left 0, as nobody unpacks it.
inline std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
  const auto number = [](std::uint64_t value, int width) {
    std::string bytes;
    for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
    return bytes;
  };
  std::string archive, directory;
  for (const auto& [name, content] : files) {
    const std::string sizes = number(0, 4) + number(content.size(), 4) + number(content.size(), 4);
    const std::uint64_t begin = archive.size();
    archive += "PK\x03\x04" + number(20, 2) + number(0, 8) + sizes + number(name.size(), 2) +
               number(0, 2) + name + content;
    directory += "PK\x01\x02" + number(20, 2) + number(20, 2) + number(0, 8) + sizes +
                 number(name.size(), 2) + number(0, 12) + number(begin, 4) + name;
  }
  const std::uint64_t begin = archive.size();
  return archive + directory + "PK\x05\x06" + number(0, 4) + number(files.size(), 2) +
         number(files.size(), 2) + number(directory.size(), 4) + number(begin, 4) + number(0, 2);
}

}  // namespace transpine::testing

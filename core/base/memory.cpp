// SPDX-License-Identifier: Apache-2.0
#include "core/base/memory.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace transpine {
namespace fs = std::filesystem;

namespace {

std::optional<std::uint64_t> number_in(const fs::path& file) {
  std::ifstream in(file);
  std::uint64_t number = 0;
  if (in >> number) return number;
  return std::nullopt;  // Also for "max".
}

/// The number after `key` in lines of "key number".
std::optional<std::uint64_t> number_after(const fs::path& file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t number = 0;
    if (words >> name >> number && name == key) return number;
  }
  return std::nullopt;
}

/// What is left below a limit; pages of files that were read count as used but can be given up.
std::optional<std::uint64_t> left(std::optional<std::uint64_t> limit,
                                  std::optional<std::uint64_t> used,
                                  std::optional<std::uint64_t> file_pages) {
  if (!limit || !used) return std::nullopt;
  const std::uint64_t needed = *used - std::min(*used, file_pages.value_or(0));
  return *limit - std::min(*limit, needed);
}

/// The process's folder in a cgroup hierarchy: the line "0::/a/b" or "4:memory:/a/b".
std::string cgroup_of(const fs::path& root, const std::string& controller) {
  std::ifstream in(root / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    if (line.substr(first + 1, second - first - 1) == controller) return line.substr(second + 2);
  }
  return {};
}

}  // namespace

std::optional<std::uint64_t> available_memory_bytes(const fs::path& root) {
  std::optional<std::uint64_t> least;
  const auto take = [&](std::optional<std::uint64_t> bytes) {
    if (bytes) least = std::min(*bytes, least.value_or(*bytes));
  };
  if (const auto free_kb = number_after(root / "proc/meminfo", "MemAvailable:")) {
    take(*free_kb * 1024);
  }
  const fs::path v2 = root / "sys/fs/cgroup";
  const fs::path v1 = v2 / "memory";
  // A limit of any group above counts; inside a container the own group is the top.
  for (fs::path group = cgroup_of(root, "");; group = group.parent_path()) {
    take(left(number_in(v2 / group / "memory.max"), number_in(v2 / group / "memory.current"),
              number_after(v2 / group / "memory.stat", "inactive_file")));
    if (group.empty() || group == group.parent_path()) break;
  }
  for (fs::path group = cgroup_of(root, "memory");; group = group.parent_path()) {
    take(left(number_in(v1 / group / "memory.limit_in_bytes"),
              number_in(v1 / group / "memory.usage_in_bytes"),
              number_after(v1 / group / "memory.stat", "total_inactive_file")));
    if (group.empty() || group == group.parent_path()) break;
  }
  return least;
}

std::string bytes_text(std::uint64_t bytes) {
  char text[32];
  if (bytes < 1'000'000'000) {
    std::snprintf(text, sizeof text, "%.0f MB", static_cast<double>(bytes) / 1e6);
  } else {
    std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
  }
  return text;
}

}  // namespace transpine

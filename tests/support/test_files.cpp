// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_files.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>

namespace transpine::testing {
namespace fs = std::filesystem;

namespace {

fs::path folder_from(const char* variable, const char* beside_source) {
  if (const char* value = std::getenv(variable); value && *value) return value;
  // A worktree may lie deeper than the main checkout: look upwards.
  for (fs::path at = TRANSPINE_SOURCE_DIR; at.has_relative_path(); at = at.parent_path()) {
    if (fs::is_directory(at / beside_source)) return at / beside_source;
  }
  return {};
}

}  // namespace

fs::path data_folder() {
  return folder_from("TRANSPINE_TEST_DATA", "shared/data");
}

fs::path vectors_folder() {
  return folder_from("TRANSPINE_TEST_VECTORS", "shared/reference/vectors");
}

nlohmann::json read_vectors(const std::string& file_name) {
  std::ifstream in(vectors_folder() / file_name);
  if (!in) return nullptr;
  return nlohmann::json::parse(in);
}

TemporaryFolder::TemporaryFolder() {
  static std::atomic<int> counter{0};
  path_ = fs::temp_directory_path() /
          ("transpine-test-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
  fs::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<std::string> TemporaryFolder::files() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(path_)) {
    if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), path_).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace transpine::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace transpine::testing {

/// Folder of the real sample images: $TRANSPINE_TEST_DATA, else ../shared/data beside the source
/// tree. Empty when there is none.
std::filesystem::path data_folder();
/// Folder of the reference vectors: $TRANSPINE_TEST_VECTORS, else ../shared/reference/vectors.
std::filesystem::path vectors_folder();
/// A vectors file, parsed; a null JSON when it is missing.
nlohmann::json read_vectors(const std::string& file_name);

/// A folder of its own for the running test, removed when this object goes.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  /// Names of all files below, sorted, for "nothing half-written is left".
  std::vector<std::string> files() const;

 private:
  std::filesystem::path path_;
};

/// Writes a file of these bytes.
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

}  // namespace transpine::testing

/// Skips the test, visibly, when the sample images are missing.
#define TRANSPINE_REQUIRE_DATA()                                            \
  do {                                                                      \
    if (transpine::testing::data_folder().empty())                          \
      GTEST_SKIP() << "sample images are missing: set TRANSPINE_TEST_DATA"; \
  } while (false)

/// Skips the test, visibly, when the reference vectors are missing.
#define TRANSPINE_REQUIRE_VECTORS()                                                \
  do {                                                                             \
    if (transpine::testing::vectors_folder().empty())                              \
      GTEST_SKIP() << "reference vectors are missing: set TRANSPINE_TEST_VECTORS"; \
  } while (false)

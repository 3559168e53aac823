// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "app/cli/verb.h"
#include "core/image/nifti_io.h"
#include "core/image/volume.h"
#include "tests/support/test_files.h"

namespace transpine::testing {

/// What a verb answered to --json.
struct Outcome {
  int code = 0;
  /// The result or error event, which must be the last line.
  nlohmann::json result = nlohmann::json::object();
  std::string err;  ///< Everything that was printed.
};

/// Runs a verb in this process with --json.
inline Outcome run_json(std::unique_ptr<Verb> verb, std::vector<std::string> args) {
  args.push_back("--json");
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Outcome outcome;
  outcome.code = run_verb(*verb, args);
  const std::string out = ::testing::internal::GetCapturedStdout();
  outcome.err = ::testing::internal::GetCapturedStderr() + out;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    outcome.result = nlohmann::json::parse(line, nullptr, false);
    EXPECT_FALSE(outcome.result.is_discarded()) << line;
  }
  const bool is_partial = !outcome.result.value("complete", true);
  EXPECT_EQ(outcome.result.value("event", ""),
            outcome.code == kExitOk || is_partial ? "result" : "error")
      << outcome.err;
  return outcome;
}

/// A small sagittal-like grid of 20 x 24 x `slices` voxels.
inline Grid small_grid(std::int64_t slices = 6) {
  Grid grid;
  grid.size = {20, 24, slices};
  grid.spacing_mm = {1, 1, 3};
  grid.origin_mm = {-10, -12, -9};
  return grid;
}

/// Values low, low + step, ... that repeat every 100 voxels.
inline Volume filled(const Grid& grid, ScalarType type, double low, double step) {
  Volume volume(grid, ScalarType::float32);
  auto values = volume.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(low + step * static_cast<double>(i % 100));
  }
  return volume.as(type);
}

/// Writes a volume into the folder and returns its path.
inline std::string write(const TemporaryFolder& folder, const std::string& name,
                         const Volume& volume) {
  EXPECT_TRUE(write_nifti(folder / name, volume));
  return (folder / name).string();
}

}  // namespace transpine::testing

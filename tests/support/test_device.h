// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <string>

namespace transpine::testing {

/// Where the tests of networks and trainings run: the CPU, or what TRANSPINE_TEST_DEVICE names
/// ("cuda"). CTest runs them a second time with that; without a GPU they are skipped.
inline std::string test_device() {
  const char* named = std::getenv("TRANSPINE_TEST_DEVICE");
  return named == nullptr ? "cpu" : named;
}

}  // namespace transpine::testing

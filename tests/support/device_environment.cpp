// SPDX-License-Identifier: Apache-2.0
#include <ATen/Context.h>
#include <gtest/gtest.h>
#include <torch/cuda.h>

#include "tests/support/test_device.h"

namespace transpine::testing {
namespace {

/// Makes a GPU compute as exactly as the CPU, or skips every test where there is none.
class DeviceEnvironment : public ::testing::Environment {
 public:
  void SetUp() override {
    if (test_device() == "cpu") return;
    if (!torch::cuda::is_available()) GTEST_SKIP() << "There is no CUDA device here.";
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setAllowTF32CuBLAS(false);
  }
};

const auto* const environment =
    ::testing::AddGlobalTestEnvironment(std::make_unique<DeviceEnvironment>().release());

}  // namespace
}  // namespace transpine::testing

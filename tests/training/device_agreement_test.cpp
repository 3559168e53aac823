// SPDX-License-Identifier: Apache-2.0
// The same training on the CPU and on the GPU: noise, patches and times are drawn on the CPU, so
// that only the arithmetic differs.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/test_device.h"
#include "tests/support/test_files.h"
#include "tests/training/overfitting.h"

namespace transpine {
namespace {

class DeviceAgreement : public ::testing::TestWithParam<std::string> {
 protected:
  std::vector<std::map<std::string, double>> losses_on(const std::string& device) {
    TrainOptions options = small_train_options(GetParam());
    const bool volumes = is_volumetric(GetParam());
    const auto set = folder_.path() / "set";
    if (GetParam() == "segmenter-3d") {
      testing::write_toy_ct_set(set, {{"train", 2}}, 32, 32, 32);
    } else {
      testing::write_toy_training_set(set, {{"train", 2}}, 32, 32, volumes ? 32 : 0);
    }
    options.training_set = set;
    options.run_folder = folder_ / device;
    options.patch_size = 32;
    if (volumes) options.patch_depth = 32;
    options.batch_size = 1;
    options.steps = 3;
    options.validate_every = 0;
    options.validation_slices = 0;
    options.device = device;
    // Drawn on the device itself.
    if (applies("dropout", GetParam())) options.dropout = 0;
    return testing::losses_of(options);
  }
  testing::TemporaryFolder folder_;
};

TEST_P(DeviceAgreement, FirstStepsHaveTheLossesOfTheCpu) {
  if (testing::test_device() == "cpu") {
    GTEST_SKIP() << "TRANSPINE_TEST_DEVICE names no other device.";
  }
  const auto here = losses_on("cpu"), there = losses_on(testing::test_device());
  ASSERT_EQ(here.size(), 3U);
  ASSERT_EQ(there.size(), 3U);
  for (std::size_t step = 0; step < 3; ++step) {
    // Each step of Adam spreads the rounding of gradients near zero.
    const double tolerance = step == 0 ? 1e-4 : 2e-2;
    for (const auto& [name, value] : here[step]) {
      EXPECT_NEAR(there[step].at(name), value, tolerance * std::max(1.0, std::abs(value)))
          << name << " at step " << step + 1;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, DeviceAgreement, ::testing::ValuesIn(train_model_names()),
                         [](const auto& param_info) {
                           std::string name = param_info.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/demo.h"

#include <gtest/gtest.h>

#include <stop_token>

#include "tests/support/test_files.h"

namespace transpine {
namespace {

using testing::TemporaryFolder;

// Its files and figures: tests/app/demo_floors_test.cpp.
TEST(Demo, CancelledAtOnceLeavesNoStudy) {
  TemporaryFolder folder;
  DemoOptions options;
  options.out = folder / "demo";
  std::stop_source stop;
  stop.request_stop();
  JobContext job(stop.get_token(), {});
  const auto result = run_demo(options, job);
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is_cancelled());
  EXPECT_TRUE(folder.files().empty());
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/demo.h"

#include <gmock/gmock.h>

#include <stop_token>

#include "core/base/atomic_file.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

// Its files and figures: tests/app/demo_floors_test.cpp.
TEST(Demo, AnotherDemosCohortIsRefused) {
  TemporaryFolder folder;
  DemoOptions options;
  options.out = folder / "demo";
  options.subjects = 3;
  options.train_steps = 2;
  JobContext job;
  ASSERT_TRUE(make_demo_cohort(options, job));
  // Another seed's figures are not those of this cohort, and a run is nobody's to remove.
  const auto before = folder.files();
  DemoOptions other = options;
  other.seed = 2;
  other.landmark_noise_mm = 3;
  const auto refused = run_demo(other, job);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title, HasSubstr("transpine.json"));
  EXPECT_THAT(refused.error().title, HasSubstr("seed 1 instead of 2"));
  EXPECT_THAT(refused.error().title, HasSubstr("landmark_noise_mm"));
  EXPECT_NE(refused.error().remedy, "");
  EXPECT_EQ(folder.files(), before);
  EXPECT_TRUE(make_demo_cohort(options, job));
}

TEST(Demo, AStudyThatIsNoDemoIsLeftAlone) {
  TemporaryFolder folder;
  ASSERT_TRUE(Study(folder / "mine").save());
  ASSERT_TRUE(write_text_atomically(folder / "mine/runs/ddim-image/config.json", "{}"));
  DemoOptions options;
  options.out = folder / "mine";
  JobContext job;
  const auto refused = run_demo(options, job);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title, HasSubstr((folder / "mine/transpine.json").string()));
  EXPECT_TRUE(fs::exists(folder / "mine/runs/ddim-image/config.json"));
}

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

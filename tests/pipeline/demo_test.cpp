// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/demo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stop_token>

#include "core/base/atomic_file.h"
#include "core/base/version.h"
#include "core/image/nifti_io.h"
#include "core/pipeline/result_files.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

TEST(Demo, WritesEveryFileAndMeasuresEveryFigure) {
  TemporaryFolder folder;
  DemoOptions options;
  options.out = folder / "demo";
  options.subjects = 3;
  options.train_steps = 2;
  JobContext job;
  const auto result = run_demo(options, job);
  // A model of two steps may show no bone at all: then the demo says so and names the subject.
  if (!result) {
    EXPECT_THAT(result.error().title, HasSubstr("sub-003"));
    EXPECT_NE(result.error().remedy, "");
  } else {
    EXPECT_EQ(result->scores.subject, "sub-003");
    ASSERT_TRUE(result->scores.quality && result->scores.dice);
    EXPECT_EQ(result->training.steps, 2);
    ASSERT_EQ(result->trials.size(), 3u);
    EXPECT_GT(result->trials[0].surface_tre_mm, result->trials[2].surface_tre_mm);
    EXPECT_LT(result->trials[2].surface_tre_mm, 1);
    EXPECT_GT(result->seconds, 0);
    ASSERT_EQ(result->tables.size(), 3u);
    const std::string html = value_or_throw(read_text(result->report));
    EXPECT_THAT(html, HasSubstr("seed"));
    EXPECT_THAT(html, HasSubstr(kVersion));
    for (const ReportTable& table : result->tables) EXPECT_THAT(html, HasSubstr(table.caption));
    for (const std::string name : {"registration.csv", "image-quality.csv", "dice.csv"}) {
      EXPECT_TRUE(fs::exists(options.out / "reports" / name)) << name;
    }
    EXPECT_TRUE(fs::exists(result_files(Study(options.out), "ddim-image", "sub-003").scores));
  }
  const Study study = value_or_throw(Study::open(options.out));
  EXPECT_EQ(study.subjects().size(), 3u);
  for (const Subject& subject : study.subjects()) {
    EXPECT_TRUE(fs::exists(study.transform_file(subject.id))) << subject.id;
  }
  const ResultFiles files = result_files(study, "ddim-image", "sub-003");
  EXPECT_TRUE(read_nifti(files.sct).ok());
  EXPECT_TRUE(read_nifti(files.sct_iso).ok());
  EXPECT_TRUE(fs::exists(files.sidecar));
  EXPECT_EQ(trained_runs(study), std::vector<std::string>{"ddim-image"});

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

// SPDX-License-Identifier: Apache-2.0
// Row "Dashboard", without a window: runs of a study, notes, differences, previews' history.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "core/base/atomic_file.h"
#include "core/training/config_diff.h"
#include "core/training/preview_files.h"
#include "core/training/run_list.h"
#include "core/training/run_recorder.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RunListTest : public ::testing::Test {
 protected:
  std::filesystem::path make_run(const std::string& name, const std::string& options) {
    const auto folder = folder_ / "runs" / name;
    EXPECT_TRUE(
        write_text_atomically(folder / "config.json", "{\"steps\":40,\"options\":" + options + "}")
            .ok());
    EXPECT_TRUE(write_text_atomically(folder / "metrics.jsonl",
                                      "{\"step\":1,\"loss\":3}\n{\"step\":2,\"loss\":1}\n"
                                      "{\"step\":2,\"val_psnr_db\":20}\n"
                                      "{\"step\":3,\"val_psnr_db\":19}\n")
                    .ok());
    return folder;
  }
  testing::TemporaryFolder folder_;
  JobContext job_;
};

TEST_F(RunListTest, TellsStepsLossAndBestValidation) {
  make_run("b", "{\"model\":\"cut-resnet\"}");
  const auto a = make_run("a", "{}");
  ASSERT_TRUE(write_run_notes(a, {"First try", {"t2w", "demo"}}).ok());
  std::filesystem::create_directories(folder_ / "runs" / "no-run");
  const auto runs = value_or_throw(list_runs(folder_ / "runs", job_));
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].name, "a");
  EXPECT_EQ(runs[0].model, "ddim");
  EXPECT_EQ(runs[0].steps, 3);
  EXPECT_EQ(runs[0].planned_steps, 40);
  EXPECT_EQ(runs[0].loss, 2);
  EXPECT_EQ(runs[0].best_psnr_db, 20);
  EXPECT_THAT(runs[0].notes.tags, ElementsAre("t2w", "demo"));
  EXPECT_EQ(runs[1].model, "cut-resnet");
}

TEST_F(RunListTest, RenamesAndDeletesRunsAndNothingElse) {
  const auto run = make_run("a", "{}");
  make_run("taken", "{}");
  EXPECT_FALSE(rename_run(run, "taken"));
  EXPECT_FALSE(rename_run(run, "../outside"));
  ASSERT_TRUE(rename_run(run, "better").ok());
  EXPECT_FALSE(std::filesystem::exists(run));
  EXPECT_FALSE(delete_run(folder_ / "runs"));
  ASSERT_TRUE(delete_run(folder_ / "runs" / "better").ok());
  EXPECT_TRUE(std::filesystem::exists(folder_ / "runs" / "taken" / "config.json"));
}

TEST_F(RunListTest, DamagedNotesAreSaidAndNotWrittenOver) {
  const auto run = make_run("a", "{}");
  ASSERT_TRUE(write_text_atomically(run / "notes.json", "{\"note\": ").ok());
  const auto notes = read_run_notes(run);
  ASSERT_FALSE(notes);
  EXPECT_THAT(notes.error().title, HasSubstr("notes.json"));
}

TEST(RunNotes, TagsAreTrimmedAndEachOnce) {
  EXPECT_THAT(tags_from_text(" t2w, ,demo,t2w "), ElementsAre("t2w", "demo"));
  EXPECT_EQ(tags_text({"a", "b"}), "a, b");
}

TEST(ConfigDifferences, NameOnlyWhatDiffers) {
  const auto rows = config_differences({{{"steps", 5}, {"loss", "l1"}, {"resume", true}},
                                        {{"steps", 5}, {"loss", "l2"}, {"resume", false}},
                                        {{"steps", 5}}});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].key, "loss");
  EXPECT_EQ(value_text(rows[0].values[1]), "l2");
  EXPECT_EQ(value_text(rows[0].values[2]), "");
  EXPECT_EQ(value_text({1, 2, 4}), "1,2,4");
}

TEST(PreviewHistory, StaysBoundedAndEven) {
  const testing::TemporaryFolder folder;
  TrainValidation validation;
  const FloatImage image{2, 2, {0, 0, 0, 0}};
  validation.previews.push_back({"sub-1", image, image, image});
  for (int i = 1; i <= 150; ++i) {
    validation.step = 10 * i;
    ASSERT_TRUE(write_previews(folder.path(), validation).ok());
  }
  const auto kept = list_previews(folder.path());
  ASSERT_EQ(kept.size(), kKeptPreviews);
  EXPECT_EQ(kept.front().step, 10);
  EXPECT_EQ(kept.back().step, 1500);
  std::int64_t widest = 0;
  for (std::size_t i = 1; i < kept.size(); ++i) {
    widest = std::max(widest, kept[i].step - kept[i - 1].step);
  }
  // 150 in 64 places: two apart on average.
  EXPECT_LE(widest, 50);
}

TrainValidation lasting(double seconds) {
  TrainValidation validation;
  validation.step = 1;
  validation.seconds = seconds;
  return validation;
}

TEST(ValidationTime, StaysWithinItsShare) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(write_text_atomically(folder / "metrics.jsonl",
                                    "{\"step\":1,\"loss\":1,\"elapsed_s\":1000}\n")
                  .ok());
  const JobContext job;
  auto recorder = value_or_throw(RunRecorder::open(folder.path(), 1, job));
  EXPECT_GE(recorder.elapsed_s(), 1000);
  // Nobody knows yet how long one takes.
  EXPECT_TRUE(recorder.has_time_to_validate(0.1));
  ASSERT_TRUE(recorder.note(lasting(40)).ok());
  EXPECT_TRUE(recorder.has_time_to_validate(0.1));
  ASSERT_TRUE(recorder.note(lasting(60)).ok());
  EXPECT_FALSE(recorder.has_time_to_validate(0.1));
  EXPECT_TRUE(recorder.has_time_to_validate(1));
  // Known again when the run goes on.
  EXPECT_FALSE(value_or_throw(RunRecorder::open(folder.path(), 1, job)).has_time_to_validate(0.1));
}

TEST(ValidationTime, LeavesOutPauses) {
  auto gate = std::make_shared<PauseGate>();
  JobContext job({}, {}, {}, gate);
  gate->set_paused(true);
  std::jthread resting([&] { (void)job.checkpoint(); });
  while (!gate->is_waiting()) std::this_thread::yield();
  gate->set_paused(false);
  resting.join();
  EXPECT_FALSE(gate->is_waiting());
  EXPECT_GT(job.paused_s(), 0);
}

}  // namespace
}  // namespace transpine

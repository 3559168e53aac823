// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <fstream>

#include "core/base/random.h"
#include "core/base/safetensors.h"
#include "core/training/checkpoint_list.h"
#include "core/training/run_progress.h"
#include "tests/training/child_training.h"
#include "tests/training/tiny_training.h"

// What a training loses when something goes wrong.
namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Safety : public testing::TinyTraining {
 protected:
  Safety() {
    testing::write_toy_training_set(folder_.path() / "set", {{"train", 4}, {"val", 2}}, 20, 12);
  }

  fs::path checkpoint(const std::string& run, const std::string& step) const {
    return folder_.path() / run / "checkpoints" / ("step-000000" + step + ".safetensors");
  }
  std::string bytes(const fs::path& file) const { return value_or_throw(read_text(file)); }
};

nlohmann::json training_state(const fs::path& checkpoint) {
  const auto file = value_or_throw(SafetensorsFile::open(checkpoint));
  return nlohmann::json::parse(file.metadata().at("transpine.training"));
}

bool all_finite(const fs::path& checkpoint) {
  const auto file = value_or_throw(SafetensorsFile::open(checkpoint));
  for (const SafetensorsEntry& entry : file.entries()) {
    if (entry.dtype != "F32") continue;
    const auto* values = reinterpret_cast<const float*>(entry.bytes.data());
    for (std::size_t i = 0; i < entry.bytes.size() / sizeof(float); ++i) {
      if (!std::isfinite(values[i])) return false;
    }
  }
  return true;
}

/// Explodes after some steps.
TrainOptions exploding(TrainOptions options) {
  options.learning_rate = 1;
  options.loss = "l2";
  options.learned_variance = true;
  options.steps = 400;
  options.mode = "noise";
  options.checkpoint_every = 1000;
  return options;
}

TEST_F(Safety, AStepThatIsNotFiniteLeavesTheLastGoodState) {
  std::int64_t failed_step = 0;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) {
    if (!step.failure.empty()) failed_step = step.step;
  };
  const auto exploded = run(exploding(tiny_diffusion("run")), callbacks);
  ASSERT_FALSE(exploded);
  ASSERT_GT(failed_step, 1);
  const auto files = checkpoint_files(folder_ / "run");
  ASSERT_EQ(files.size(), 1U);
  EXPECT_THAT(exploded.error().title, HasSubstr("at step " + std::to_string(failed_step)));
  EXPECT_THAT(exploded.error().title, HasSubstr((folder_ / "run").string()));
  EXPECT_THAT(exploded.error().remedy, HasSubstr("--gradient-clip"));
  EXPECT_THAT(exploded.error().remedy, HasSubstr(files[0].string()));
  EXPECT_EQ(training_state(files[0]).at("step"), failed_step - 1);
  EXPECT_TRUE(all_finite(files[0]));
}

TEST_F(Safety, MoreFailedStepsMayBeAllowed) {
  TrainOptions options = exploding(tiny_diffusion("run"));
  options.bad_steps = 3;
  std::vector<std::int64_t> failed;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) {
    if (!step.failure.empty()) failed.push_back(step.step);
  };
  const auto exploded = run(options, callbacks);
  ASSERT_FALSE(exploded);
  ASSERT_GE(failed.size(), 3U);
  EXPECT_EQ(failed.back() - failed[failed.size() - 3], 2);
  const auto files = checkpoint_files(folder_ / "run");
  ASSERT_FALSE(files.empty());
  EXPECT_EQ(training_state(files[0]).at("step"), failed.back() - 3);
  EXPECT_TRUE(all_finite(files[0]));
}

// With a learning rate of 0 the first validation stays the best for ever.
TEST_F(Safety, StopsEarlyAndSaysWhichStepWasBest) {
  TrainOptions options = tiny_diffusion("run");
  options.learning_rate = 0;
  options.steps = 20;
  options.validate_every = 2;
  options.checkpoint_every = 100;
  options.early_stop = 3;
  options.validation_share = 1;
  const auto summary = run(options);
  ASSERT_TRUE(summary) << summary.error().message();
  EXPECT_TRUE(summary->stopped_early);
  EXPECT_EQ(summary->steps, 8);
  EXPECT_EQ(summary->best_step, 2);
  EXPECT_EQ(summary->best_score, summary->score.psnr_db);
  EXPECT_EQ(summary->checkpoint, checkpoint("run", "08"));
  // It stays stopped, and a run that was interrupted stops at the same step.
  options.resume = true;
  EXPECT_EQ(run(options)->steps, 8);
  TrainOptions parts = options;
  parts.resume = false;
  parts.run_folder = folder_ / "parts";
  interrupt_after(parts, 5);
  parts.resume = true;
  EXPECT_EQ(run(parts)->steps, 8);
  EXPECT_EQ(bytes(checkpoint("parts", "08")), bytes(checkpoint("run", "08")));
}

TEST(RunProgressTest, CountsWhatIsBestAndWhatFails) {
  RunProgress progress;
  progress.note_validation(10, 20);
  progress.note_validation(20, 25);
  progress.note_validation(30, 25);
  progress.note_validation(40, std::nan(""));
  EXPECT_EQ(progress.best_step, 20);
  EXPECT_EQ(progress.validations_since_best, 2);
  EXPECT_FALSE(progress.stops_early(3));
  EXPECT_TRUE(progress.stops_early(2));
  EXPECT_FALSE(progress.stops_early(0));
  progress.note_step(true);
  progress.note_step(true);
  EXPECT_EQ(progress.failed_in_row, 2);
  progress.note_step(false);
  EXPECT_EQ(progress.failed_in_row, 0);
  EXPECT_EQ(progress.skipped_steps, 2);
  EXPECT_EQ(to_json(run_progress_from(to_json(progress))), to_json(progress));
  EXPECT_EQ(run_progress_from({}).best_step, 0);
}

TEST_F(Safety, CheckpointsByTheClockToo) {
  TrainOptions options = tiny_diffusion("run");
  options.checkpoint_every = 1000;
  options.checkpoint_minutes = 1e-9;
  ASSERT_TRUE(run(options));
  // Of all steps; the newest two are kept.
  EXPECT_TRUE(fs::exists(checkpoint("run", "05")));
  EXPECT_TRUE(fs::exists(checkpoint("run", "06")));
}

TEST_F(Safety, KilledAtAnyMomentARunEndsWithTheSameWeights) {
  TrainOptions options = tiny_diffusion("whole");
  options.steps = 30;
  options.checkpoint_every = 1;
  const auto start = std::chrono::steady_clock::now();
  testing::ChildTraining whole(options, {});
  ASSERT_EQ(whole.wait(), 0) << whole.messages();
  const auto whole_us = std::chrono::duration_cast<std::chrono::microseconds>(
                            std::chrono::steady_clock::now() - start)
                            .count();
  options.run_folder = folder_ / "killed";
  RandomStream random(1, "kills");
  int kills = 0;
  for (int attempt = 0; attempt < 12; ++attempt) {
    // The first is killed in any case: how long a run takes is not the same each time.
    const std::int64_t after_us = attempt == 0 ? 1000 : random.uniform_int(1000, whole_us);
    testing::ChildTraining child(options, {{"kill_after_us", after_us}});
    const int code = child.wait();
    ASSERT_TRUE(code == 0 || code == -SIGKILL) << code << child.messages();
    kills += code == -SIGKILL;
    options.resume = true;
    if (code == 0) break;
  }
  EXPECT_GE(kills, 1);
  testing::ChildTraining last(options, {});
  ASSERT_EQ(last.wait(), 0) << last.messages();
  EXPECT_EQ(bytes(checkpoint("killed", "30")), bytes(checkpoint("whole", "30")));
  EXPECT_THAT(folder_.files(), ::testing::Not(::testing::Contains(HasSubstr(".tmp-"))));
}

// SIGXFSZ ends the process in the middle of a write, at a byte of our choice.
TEST_F(Safety, KilledWhileSavingARunGoesOnFromTheCheckpointBefore) {
  ASSERT_TRUE(run(tiny_diffusion("whole")));
  TrainOptions options = tiny_diffusion("killed");
  interrupt_after(options, 2);
  const auto before = bytes(checkpoint("killed", "02"));
  options.resume = true;
  {
    testing::ChildTraining child(options, {{"file_limit_bytes", before.size() / 2}});
    ASSERT_EQ(child.wait(), -SIGXFSZ) << child.messages();
  }
  EXPECT_THAT(folder_.files(), ::testing::Contains(HasSubstr(".tmp-")));
  EXPECT_EQ(bytes(checkpoint("killed", "02")), before);
  EXPECT_FALSE(fs::exists(checkpoint("killed", "04")));
  ASSERT_TRUE(run(options));
  EXPECT_EQ(last_checkpoint("killed"), last_checkpoint("whole"));
  EXPECT_THAT(folder_.files(), ::testing::Not(::testing::Contains(HasSubstr(".tmp-"))));
}

/// Lets files grow to a size only: to a writer the same as a disk that fills up.
class SmallDisk {
 public:
  explicit SmallDisk(std::size_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_DFL);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

 private:
  rlimit before_{};
};

TEST_F(Safety, AFullDiskLosesNoCheckpoint) {
  ASSERT_TRUE(run(tiny_diffusion("whole")));
  TrainOptions options = tiny_diffusion("full");
  interrupt_after(options, 2);
  const auto before = bytes(checkpoint("full", "02"));
  options.resume = true;
  {
    const SmallDisk disk(before.size() / 2);
    const auto failed = run(options);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().title, HasSubstr(checkpoint("full", "04").string()));
    EXPECT_FALSE(failed.error().remedy.empty());
  }
  EXPECT_EQ(bytes(checkpoint("full", "02")), before);
  EXPECT_THAT(folder_.files(), ::testing::Not(::testing::Contains(HasSubstr(".tmp-"))));
  ASSERT_TRUE(run(options));
  EXPECT_EQ(last_checkpoint("full"), last_checkpoint("whole"));
}

TEST_F(Safety, ABatchThatDoesNotFitIsRefusedWithAdvice) {
  TrainOptions options = tiny_diffusion("run");
  options.patch_size = 2048;
  options.batch_size = 1024;
  options.channels = 64;
  const auto refused = run(options);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title, HasSubstr("1024 samples at once"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("fit"));
  EXPECT_FALSE(fs::exists(folder_ / "run"));
  options.batch_size = 2;
  options.patch_size = 16;
  const auto plan = plan_training(options);
  ASSERT_TRUE(plan) << plan.error().message();
  EXPECT_GT(plan->needed_bytes, 4U * 4 * static_cast<std::uint64_t>(plan->parameters));
  EXPECT_GT(plan->available_bytes.value(), plan->needed_bytes);
  EXPECT_GT(plan->largest_batch.value(), 2);
  // In parts a larger one fits.
  options.batch_size = 7;
  options.accumulate = 2;
  EXPECT_THAT(plan_training(options).error().remedy, HasSubstr("multiple of 2"));
}

TEST_F(Safety, MemoryThatRunsOutInAStepLosesNothing) {
  TrainOptions options = tiny_diffusion("run");
  ASSERT_TRUE(run(tiny_diffusion("whole")));
  interrupt_after(options, 3);
  options.resume = true;
  options.patch_size = 256;
  options.batch_size = 4;
  // Half of what the batch needs.
  testing::ChildTraining child(options, {{"memory_headroom_bytes", 800'000'000}});
  EXPECT_EQ(child.wait(), 1);
  EXPECT_THAT(child.messages(), HasSubstr("needs more memory than there is"));
  EXPECT_THAT(child.messages(), HasSubstr("--accumulate"));
  options = tiny_diffusion("run");
  options.resume = true;
  ASSERT_TRUE(run(options));
  EXPECT_EQ(last_checkpoint("run"), last_checkpoint("whole"));
}

// Batch and parts differ by the order of float sums alone.
TEST_F(Safety, PartsOfABatchTrainAsTheWhole) {
  std::vector<double> losses[2];
  for (const int parts : {1, 4}) {
    TrainOptions options = tiny_diffusion("parts-" + std::to_string(parts));
    options.batch_size = 4;
    options.accumulate = parts;
    TrainCallbacks callbacks;
    callbacks.on_step = [&](const TrainStep& step) { losses[parts / 4].push_back(step.loss); };
    const auto done = run(options, callbacks);
    ASSERT_TRUE(done) << done.error().message();
  }
  ASSERT_EQ(losses[0].size(), 6U);
  for (std::size_t i = 0; i < losses[0].size(); ++i) {
    EXPECT_NEAR(losses[1][i], losses[0][i], 1e-4 * losses[0][i]) << i;
  }
}

TEST_F(Safety, DeterministicModeChangesNothingOnTheCpu) {
  ASSERT_TRUE(run(tiny_diffusion("usual")));
  TrainOptions options = tiny_diffusion("deterministic");
  options.deterministic = true;
  const auto done = run(options);
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(last_checkpoint("usual"), last_checkpoint("deterministic"));
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <sstream>

#include "core/base/atomic_file.h"
#include "core/training/train_run.h"
#include "tests/support/test_device.h"
#include "tests/support/test_files.h"
#include "tests/training/toy_training_set.h"

namespace transpine::testing {

/// Trainings of seconds on a toy training set.
class TinyTraining : public ::testing::Test {
 protected:
  Result<TrainSummary> run(const TrainOptions& options, const TrainCallbacks& callbacks = {}) {
    JobContext job({}, {}, [this](const std::string& line) { log_ += line + "\n"; });
    return train(options, callbacks, job);
  }

  /// Trains until `after` steps are done, then stops as Ctrl-C does.
  static void interrupt_after(const TrainOptions& options, std::int64_t after) {
    std::stop_source stop;
    JobContext job(stop.get_token(), {});
    TrainCallbacks callbacks;
    callbacks.on_step = [&](const TrainStep& step) {
      if (step.step == after) stop.request_stop();
    };
    const auto stopped = train(options, callbacks, job);
    ASSERT_FALSE(stopped);
    EXPECT_TRUE(stopped.error().is_cancelled()) << stopped.error().message();
    EXPECT_NE(stopped.error().remedy.find("checkpoint was saved"), std::string::npos);
  }

  /// A diffusion model of some steps a second, for a set of slices of 20 x 12.
  TrainOptions tiny_diffusion(const std::string& run) const {
    TrainOptions options;
    options.training_set = folder_ / "set";
    options.run_folder = folder_ / run;
    options.channels = 8;
    options.multipliers = {1, 2};
    options.attention_heads = 1;
    options.attention_head_channels = 8;
    options.patch_size = 16;
    options.batch_size = 2;
    options.steps = 6;
    options.learning_rate = 1e-3;
    options.checkpoint_every = 2;
    options.validate_every = 0;
    options.validation_slices = 1;
    options.validation_steps = 2;
    options.device = test_device();
    return options;
  }

  std::string last_checkpoint(const std::string& run) const {
    return value_or_throw(
        read_text(folder_.path() / run / "checkpoints" / "step-00000006.safetensors"));
  }

  std::vector<nlohmann::json> metrics(const std::string& run) const {
    std::istringstream lines(value_or_throw(read_text(folder_.path() / run / "metrics.jsonl")));
    std::vector<nlohmann::json> all;
    for (std::string line; std::getline(lines, line);) all.push_back(nlohmann::json::parse(line));
    return all;
  }

  /// What depends on the machine's mood is no part of a comparison.
  static std::vector<nlohmann::json> without_times(std::vector<nlohmann::json> lines) {
    for (auto& line : lines) {
      for (const char* key : {"seconds", "elapsed_s", "validation_s"}) line.erase(key);
    }
    return lines;
  }

  TemporaryFolder folder_;
  std::string log_;
};

}  // namespace transpine::testing

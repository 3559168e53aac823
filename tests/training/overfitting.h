// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/training/train_models.h"
#include "core/training/train_run.h"
#include "tests/training/toy_training_set.h"

namespace transpine::testing {

/// For learning one image by heart: nothing is random but the model's own.
inline TrainOptions overfitting(TrainOptions options) {
  options.batch_size = 1;
  options.learning_rate = 2e-3;
  options.learning_rate_schedule = "cosine";
  if (applies("warmup_steps", options.model)) options.warmup_steps = 0;
  if (applies("condition_dropout", options.model)) options.condition_dropout = 0;
  options.colour_jitter = 0;
  options.flip_probability = 0;
  options.initialisation = "default";
  options.checkpoint_every = 1000;
  return options;
}

/// The loss and its terms, by name, of each step.
inline std::vector<std::map<std::string, double>> losses_of(const TrainOptions& options) {
  std::vector<std::map<std::string, double>> steps;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) {
    auto& losses = steps.emplace_back();
    losses["loss"] = step.loss;
    for (const LossTerm& term : step.terms) losses[term.name] = term.value;
  };
  JobContext job;
  const auto summary = train(options, callbacks, job);
  EXPECT_TRUE(summary) << summary.error().message();
  return steps;
}

/// CUT, which sees no pairs, learns to tell the places of one slice, of which no two look alike:
/// its contrastive loss, of deeper layers than the first, falls to a tenth.
inline void expect_contrast_learnt(TrainOptions options) {
  options = overfitting(options);
  options.training_set = options.run_folder.parent_path() / "textured";
  write_toy_training_set(options.training_set, {{"train", 1}}, 32, 32, 0, 0.9);
  options.steps = 250;
  options.nce_patches = 16;
  options.validation_slices = 0;
  const auto steps = losses_of(options);
  ASSERT_EQ(steps.size(), 250U);
  double last = 0;
  for (std::size_t i = 240; i < 250; ++i) last += steps[i].at("nce") / 10;
  EXPECT_LT(last, steps[0].at("nce") / 10);
}

}  // namespace transpine::testing

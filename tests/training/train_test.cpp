// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "core/base/safetensors.h"
#include "core/nn/diffusion_model.h"
#include "core/training/checkpoint.h"
#include "core/training/preview_files.h"
#include "core/training/run_config.h"
#include "tests/training/overfitting.h"
#include "tests/training/tiny_training.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

void flip_last_byte(const fs::path& path) {
  std::string bytes = value_or_throw(read_text(path));
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  ASSERT_TRUE(write_text_atomically(path, bytes));
}

class Training : public testing::TinyTraining {
 protected:
  Training() {
    testing::write_toy_training_set(folder_.path() / "set", {{"train", 4}, {"val", 2}}, 20, 12);
  }

  TrainOptions tiny(const std::string& run) const { return tiny_diffusion(run); }
};

TEST_F(Training, WritesRunFolderAndReportsEverything) {
  std::vector<std::int64_t> steps;
  std::vector<TrainValidation> validations;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) {
    steps.push_back(step.step);
    EXPECT_EQ(step.steps, 6);
    EXPECT_GT(step.gradient_norm, 0);
  };
  callbacks.on_validation = [&](const TrainValidation& result) { validations.push_back(result); };
  const auto summary = run(tiny("run"), callbacks);
  ASSERT_TRUE(summary) << summary.error().message();
  EXPECT_THAT(steps, ::testing::ElementsAre(1, 2, 3, 4, 5, 6));
  ASSERT_EQ(validations.size(), 1u);
  ASSERT_EQ(validations[0].previews.size(), 1u);
  EXPECT_EQ(validations[0].previews[0].mr.width, 16);
  EXPECT_EQ(validations[0].previews[0].synthetic_ct.pixels.size(), 256u);
  EXPECT_EQ(summary->steps, 6);
  EXPECT_EQ(*summary->score.psnr_db, *validations[0].psnr_db);
  EXPECT_TRUE(fs::exists(summary->checkpoint));
  const auto lines = metrics("run");
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(lines[2].at("step"), 3);
  EXPECT_EQ(lines.back().at("val_psnr_db"), *summary->score.psnr_db);
  // Two checkpoints are kept, and nothing half-written.
  EXPECT_THAT(folder_.files(), ::testing::IsSupersetOf({"run/checkpoints/step-00000004.safetensors",
                                                        "run/checkpoints/step-00000006.safetensors",
                                                        "run/config.json", "run/metrics.jsonl"}));
  EXPECT_EQ(folder_.files().size(), 9u);
  const auto files = list_previews(folder_ / "run");
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].step, 6);
  const TrainValidation kept = value_or_throw(read_previews(files[0].path));
  EXPECT_EQ(kept.step, 6);
  EXPECT_NEAR(*kept.psnr_db, *validations[0].psnr_db, 1e-5);
  ASSERT_EQ(kept.previews.size(), 1u);
  EXPECT_EQ(kept.previews[0].subject, validations[0].previews[0].subject);
  EXPECT_EQ(kept.previews[0].mr.width, 16);
  EXPECT_EQ(kept.previews[0].mr.pixels, validations[0].previews[0].mr.pixels);
  EXPECT_EQ(kept.previews[0].synthetic_ct.pixels, validations[0].previews[0].synthetic_ct.pixels);
  EXPECT_EQ(kept.previews[0].ct.pixels, validations[0].previews[0].ct.pixels);
}

TEST_F(Training, KeepsTheBestCheckpointByValidation) {
  TrainOptions options = tiny("run");
  options.validate_every = 1;
  options.validation_share = 1;
  const auto summary = run(options);
  ASSERT_TRUE(summary) << summary.error().message();
  std::int64_t best_step = 0;
  double best_psnr_db = -100;
  for (const auto& line : metrics("run")) {
    if (!line.contains("val_psnr_db")) continue;
    EXPECT_GT(line.at("val_ssim").get<double>(), -1);
    EXPECT_LT(line.at("val_ssim").get<double>(), 1);
    if (line.at("val_psnr_db").get<double>() <= best_psnr_db) continue;
    best_psnr_db = line.at("val_psnr_db").get<double>();
    best_step = line.at("step").get<std::int64_t>();
  }
  const auto list = list_checkpoints(folder_ / "run");
  ASSERT_EQ(list.size(), 3u);
  EXPECT_TRUE(list[0].is_best);
  EXPECT_EQ(list[0].step, best_step);
  EXPECT_NEAR(*list[0].score->psnr_db, best_psnr_db, 1e-12);
  EXPECT_TRUE(list[0].has_ema);
  EXPECT_EQ(list[0].family, "diffusion");
  EXPECT_TRUE(list[1].is_newest);
  EXPECT_EQ(list[1].step, 6);
  EXPECT_FALSE(list[2].is_newest);
  ASSERT_TRUE(export_checkpoint(list[0].path, folder_ / "copy.safetensors").ok());
  EXPECT_EQ(value_or_throw(read_text(list[0].path)),
            value_or_throw(read_text(folder_ / "copy.safetensors")));
}

TEST_F(Training, ValidationsThatTakeTooLongAreLeftOutAndTold) {
  TrainOptions options = tiny("run");
  options.validate_every = 1;
  options.validation_share = 1e-6;
  ASSERT_TRUE(run(options));
  // The first one, which tells how long they take, and the last one.
  std::vector<std::int64_t> steps;
  for (const PreviewFile& file : list_previews(folder_ / "run")) steps.push_back(file.step);
  EXPECT_THAT(steps, ::testing::ElementsAre(1, 6));
  EXPECT_NE(log_.find("No validation at step 2"), std::string::npos) << log_;
}

TEST_F(Training, DamagedPreviewsAreRefusedAndMissingOnesAreNone) {
  EXPECT_TRUE(list_previews(folder_ / "nothing").empty());
  const auto path = folder_ / "run/previews/step-00000001.safetensors";
  ASSERT_TRUE(write_text_atomically(path, "half").ok());
  const auto read = read_previews(path);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().title, HasSubstr(path.string()));
}

TEST_F(Training, ResumedRunEqualsAnUninterruptedOneToTheBit) {
  ASSERT_TRUE(run(tiny("whole")));
  TrainOptions parts = tiny("parts");
  interrupt_after(parts, 3);
  parts.resume = true;
  ASSERT_TRUE(run(parts));
  EXPECT_THAT(log_, HasSubstr("step-00000003"));
  EXPECT_EQ(last_checkpoint("whole"), last_checkpoint("parts"));
  EXPECT_EQ(without_times(metrics("whole")), without_times(metrics("parts")));
}

TEST_F(Training, AnotherSeedGivesOtherWeights) {
  ASSERT_TRUE(run(tiny("one")));
  TrainOptions other = tiny("two");
  other.seed = 2;
  ASSERT_TRUE(run(other));
  EXPECT_NE(last_checkpoint("one"), last_checkpoint("two"));
}

TEST_F(Training, DamagedCheckpointFallsBackToTheOneBefore) {
  ASSERT_TRUE(run(tiny("whole")));
  TrainOptions parts = tiny("parts");
  interrupt_after(parts, 4);
  const fs::path newest = folder_ / "parts" / "checkpoints" / "step-00000004.safetensors";
  fs::resize_file(newest, fs::file_size(newest) / 2);
  parts.resume = true;
  ASSERT_TRUE(run(parts));
  EXPECT_THAT(log_, HasSubstr("step-00000004.safetensors is not a sound"));
  EXPECT_THAT(log_, HasSubstr("older checkpoint"));
  EXPECT_THAT(log_, HasSubstr("Resumed from"));
  EXPECT_EQ(last_checkpoint("whole"), last_checkpoint("parts"));
}

TEST_F(Training, FallingBackIsAWarningOfTheRun) {
  TrainOptions options = tiny("run");
  interrupt_after(options, 4);
  flip_last_byte(folder_ / "run" / "checkpoints" / "step-00000004.safetensors");
  options.resume = true;
  std::vector<std::string> warnings;
  TrainCallbacks callbacks;
  callbacks.on_warning = [&](const std::string& warning) { warnings.push_back(warning); };
  const auto summary = run(options, callbacks);
  ASSERT_TRUE(summary) << summary.error().message();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_THAT(warnings[0], HasSubstr("step-00000004.safetensors"));
  EXPECT_THAT(warnings[0], HasSubstr("step-00000002.safetensors"));
  EXPECT_EQ(summary->warnings, warnings);
}

// Results must not come from other weights than the user thinks.
TEST_F(Training, DamagedNewestCheckpointIsNotPassedOverForTranslation) {
  ASSERT_TRUE(run(tiny("run")));
  const fs::path checkpoints = folder_ / "run" / "checkpoints";
  EXPECT_EQ(find_checkpoint(folder_ / "run").value(), checkpoints / "step-00000006.safetensors");
  flip_last_byte(checkpoints / "step-00000006.safetensors");
  const auto found = find_checkpoint(folder_ / "run");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().title, HasSubstr("step-00000006.safetensors"));
  EXPECT_THAT(found.error().remedy, HasSubstr("step-00000004.safetensors"));
  EXPECT_THAT(found.error().remedy, HasSubstr("delete the damaged one"));
  const auto model =
      load_diffusion_model(checkpoints / "step-00000006.safetensors", WeightKind::raw);
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().title, HasSubstr("step-00000006.safetensors"));
  fs::remove(checkpoints / "step-00000006.safetensors");
  EXPECT_EQ(find_checkpoint(folder_ / "run").value(), checkpoints / "step-00000004.safetensors");
}

// Sampling in another mode than the one trained for makes noise that looks like a result.
TEST_F(Training, UnknownModelSettingsAreRefusedWithTheFile) {
  const DiffusionModelConfig config;
  for (const auto& [key, name] :
       {std::pair("mode", "velocity"), std::pair("beta_schedule", "sigmoid")}) {
    auto json = to_json(config);
    json[key] = name;
    EXPECT_THROW((void)diffusion_config_from(json), std::invalid_argument);
    ASSERT_TRUE(
        write_safetensors(folder_ / "m.safetensors", {}, {{model_config_key, json.dump()}}));
    const auto loaded = load_diffusion_model(folder_ / "m.safetensors", WeightKind::raw);
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().title, HasSubstr("m.safetensors"));
    EXPECT_THAT(loaded.error().title, HasSubstr(name));
  }
}

TEST_F(Training, OnlyDamagedCheckpointIsAClearError) {
  TrainOptions options = tiny("run");
  interrupt_after(options, 1);
  std::ofstream(folder_ / "run" / "checkpoints" / "step-00000001.safetensors") << "not weights";
  options.resume = true;
  const auto resumed = run(options);
  ASSERT_FALSE(resumed);
  EXPECT_THAT(resumed.error().title, HasSubstr("step-00000001.safetensors"));
  EXPECT_FALSE(resumed.error().remedy.empty());
}

TEST_F(Training, RunFolderInUseIsRefused) {
  ASSERT_TRUE(run(tiny("run")));
  const auto again = run(tiny("run"));
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().remedy, HasSubstr("--resume"));
}

TEST_F(Training, ExplodingLossEndsTheRunWithAnError) {
  TrainOptions options = tiny("run");
  options.learning_rate = 1;
  options.loss = "l2";
  options.learned_variance = true;
  options.steps = 400;
  options.mode = "noise";
  options.checkpoint_every = 1000;
  const auto exploded = run(options);
  ASSERT_FALSE(exploded);
  EXPECT_THAT(exploded.error().title, HasSubstr("ot a finite number at step"));
  EXPECT_THAT(exploded.error().remedy, HasSubstr("learning rate"));
}

TEST_F(Training, BadInputIsRefusedWithItsName) {
  TrainOptions options = tiny("run");
  options.patch_size = 15;
  EXPECT_THAT(run(options).error().title, HasSubstr("15"));
  options = tiny("run");
  options.channels = 12;
  EXPECT_THAT(run(options).error().title, HasSubstr("12"));
  options = tiny("run");
  options.training_set = folder_ / "missing";
  EXPECT_THAT(run(options).error().title, HasSubstr("missing/index.json"));
  options = tiny("run");
  options.device = "cuda:99";
  EXPECT_THAT(run(options).error().title, HasSubstr("cuda:99"));
  options.device = "abacus";
  EXPECT_THAT(run(options).error().title, HasSubstr("abacus"));
  EXPECT_FALSE(fs::exists(folder_ / "run"));
}

TEST_F(Training, TrainingSetThatLiesAboutItsSizesIsRefused) {
  const fs::path index = folder_ / "set" / "index.json";
  auto json = nlohmann::json::parse(value_or_throw(read_text(index)));
  json["slices"][0]["height"] = 2000;
  ASSERT_TRUE(write_text_atomically(index, json.dump()));
  EXPECT_THAT(run(tiny("run")).error().title, HasSubstr("another size"));
  ASSERT_TRUE(write_text_atomically(index, "{\"format_version\": 1"));
  EXPECT_THAT(run(tiny("run")).error().title, HasSubstr("index.json"));
}

// The network can learn a slice by heart: the objective, its gradient and the optimiser agree.
TEST_F(Training, OverfitsOneSlice) {
  testing::write_toy_training_set(folder_.path() / "one", {{"train", 1}}, 16, 16);
  TrainOptions options = testing::overfitting(tiny("run"));
  options.training_set = folder_ / "one";
  options.steps = 150;
  options.batch_size = 4;
  options.learning_rate = 5e-3;
  double first = 0;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) {
    if (step.step == 1) first = step.loss;
  };
  const auto summary = run(options, callbacks);
  ASSERT_TRUE(summary) << summary.error().message();
  EXPECT_LT(*summary->loss, first / 10);
}

TEST_F(Training, OptionsMakeTheRoundTripThroughJson) {
  TrainOptions written = demo_train_options();
  TrainOptions read;
  const auto unknown = options_of(read).apply(options_of(written).to_json());
  ASSERT_TRUE(unknown) << unknown.error().message();
  EXPECT_THAT(*unknown, ::testing::IsEmpty());
  EXPECT_EQ(options_of(read).to_json(), options_of(written).to_json());
}

TEST_F(Training, ARunIsKnownByItsConfiguration) {
  TrainOptions options = tiny("run");
  options.loss = "l2";
  ASSERT_TRUE(run(options));
  auto config = read_run_config(folder_ / "run");
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_TRUE(config->options.resume);
  config->options.resume = false;
  EXPECT_EQ(options_of(config->options).to_json(), options_of(options).to_json());
  EXPECT_EQ(config->options.training_set, options.training_set);
  EXPECT_TRUE(check_training_set(*config));

  // Another set in the same place, and none.
  const auto index = folder_.path() / "set" / "index.json";
  auto json = nlohmann::json::parse(value_or_throw(read_text(index)));
  json["spacing_mm"] = 3;
  ASSERT_TRUE(write_text_atomically(index, json.dump()));
  EXPECT_THAT(check_training_set(*config).error().title, HasSubstr("prepared anew"));
  std::filesystem::remove_all(folder_ / "set");
  EXPECT_THAT(check_training_set(*config).error().title, HasSubstr("is gone"));

  for (const char* damaged :
       {"{", "[]", "{\"options\": {}}", "{\"options\": {\"channels\": -1}}"}) {
    ASSERT_TRUE(write_text_atomically(folder_.path() / "run" / "config.json", damaged));
    const auto refused = read_run_config(folder_ / "run");
    ASSERT_FALSE(refused) << damaged;
    EXPECT_THAT(refused.error().title, HasSubstr("config.json"));
  }
}

}  // namespace
}  // namespace transpine

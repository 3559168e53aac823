// SPDX-License-Identifier: Apache-2.0
#include "core/translation/translate.h"

#include <gmock/gmock.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/dataset/sagittal_slices.h"
#include "core/training/train_run.h"
#include "tests/support/test_device.h"
#include "tests/support/test_files.h"
#include "tests/training/toy_training_set.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

/// A smooth MR on an oblique, anisotropic grid, 0 to 400.
Volume smooth_mr() {
  Grid grid;
  grid.size = {21, 18, 7};
  grid.spacing_mm = {0.8, 1.1, 3};
  Eigen::Matrix3d axes;
  axes << 0, 0, -1, 1, 0, 0, 0, -1, 0;
  grid.direction = Eigen::AngleAxisd(0.1, Eigen::Vector3d(1, 2, 3).normalized()) * axes;
  grid.origin_mm = {5, -30, 12};
  Volume mr(grid, ScalarType::float32);
  const auto values = mr.values<float>();
  for (std::int64_t k = 0; k < 7; ++k) {
    for (std::int64_t j = 0; j < 18; ++j) {
      for (std::int64_t i = 0; i < 21; ++i) {
        values[static_cast<std::size_t>(grid.offset(i, j, k))] = static_cast<float>(
            200 + 100 * std::sin(i / 6.0) * std::cos(j / 7.0) + 100 * std::sin(k / 3.0));
      }
    }
  }
  values[0] = 400;
  return mr;
}

double largest(const Volume& volume) {
  double high = 0;
  for (const float value : volume.values<float>()) high = std::max(high, double{value});
  return high;
}

TEST(Translate, IdentityModelGivesTheMrBackOnItsOwnGrid) {
  Volume mr = smooth_mr();
  NiftiForms forms;
  forms.qform_code = 2;
  forms.sform_code = 4;
  mr.set_nifti_forms(forms);
  JobContext job;
  const auto translator = make_identity_translator(0.5);
  const auto result = translate_with(*translator, mr, {}, job);
  ASSERT_TRUE(result) << result.error().message();
  ASSERT_TRUE(result->native && result->isotropic);
  EXPECT_TRUE(result->native->grid().same_as(mr.grid(), 1e-9));
  EXPECT_EQ(result->native->nifti_forms()->sform_code, 4);
  EXPECT_EQ(result->native->type(), ScalarType::int16);
  const double top = largest(mr);
  double worst = 0;
  for (std::int64_t k = 0; k < 7; ++k) {
    for (std::int64_t j = 2; j < 16; ++j) {
      for (std::int64_t i = 2; i < 19; ++i) {
        const double expected = 1000 * (2 * mr.at(i, j, k) / top - 1);
        worst = std::max(worst, std::abs(result->native->at(i, j, k) - expected));
      }
    }
  }
  // Two resamplings in the plane and the rounding to whole HU; the range is 2000 HU.
  EXPECT_LT(worst, 25);
  EXPECT_EQ(result->isotropic->grid().orientation(), "RIP");
  EXPECT_NEAR(result->isotropic->grid().spacing_mm.maxCoeff(), 0.5, 1e-9);
}

TEST(Translate, GridOptionChoosesWhatIsMade) {
  JobContext job;
  const auto translator = make_identity_translator(1);
  TranslateOptions options;
  options.grid = "native";
  EXPECT_FALSE(translate_with(*translator, smooth_mr(), options, job)->isotropic);
  options.grid = "iso";
  EXPECT_FALSE(translate_with(*translator, smooth_mr(), options, job)->native);
}

TEST(Translate, PercentileScaleIgnoresOneBrightVoxel) {
  Volume mr = smooth_mr();
  JobContext job;
  const auto translator = make_identity_translator(1);
  TranslateOptions options;
  options.mr_max = "percentile";
  options.mr_percentile = 95;
  const double before =
      translate_with(*translator, mr, options, job)->provenance.at("mr_scale").get<double>();
  mr.values<float>()[5] = 4000;
  const double after =
      translate_with(*translator, mr, options, job)->provenance.at("mr_scale").get<double>();
  EXPECT_NEAR(after, before, 0.05 * before);
}

/// Keeps what it is given.
class RecordingTranslator : public SliceTranslator {
 public:
  RecordingTranslator(double spacing_mm, MrScaleRule rule) : spacing_mm_(spacing_mm), rule_(rule) {}
  double spacing_mm() const override { return spacing_mm_; }
  MrScaleRule mr_scale_rule() const override { return rule_; }
  Result<SlicePlanes> translate(const SlicePlanes& mr, JobContext&) override {
    seen = mr;
    return mr;
  }
  nlohmann::json description() const override { return {{"kind", "recording"}}; }

  SlicePlanes seen;

 private:
  double spacing_mm_;
  MrScaleRule rule_;
};

// A gain between training and translation would shift every HU.
TEST(Translate, ModelsSeeTheValuesTheyWereTrainedOn) {
  const Volume mr = smooth_mr();
  for (const char* kind : {"max", "percentile"}) {
    PrepareOptions prepare;
    prepare.spacing_mm = 1.37;
    prepare.mr_max = kind;
    prepare.mr_percentile = 97;
    JobContext job;
    // A CT that covers everything keeps the slices whole.
    SubjectImages images;
    images.mr = mr;
    images.ct = mr.clone();
    const auto trained = value_or_throw(sagittal_slices(
        value_or_throw(aligned_images(images, "sub", prepare, job)), "sub", prepare));
    RecordingTranslator translator(1.37, {kind, 97});
    ASSERT_TRUE(translate_with(translator, mr, {}, job));
    const SlicePlanes& seen = translator.seen;
    ASSERT_EQ(static_cast<std::size_t>(seen.slices), trained.slices.size());
    ASSERT_EQ(seen.rows, trained.slices[0].height);
    ASSERT_EQ(seen.columns, trained.slices[0].width);
    const auto count = static_cast<std::size_t>(seen.rows * seen.columns);
    for (std::size_t slice = 0; slice < trained.slices.size(); ++slice) {
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_NEAR(seen.values[slice * count + i], 2 * trained.slices[slice].mr[i] - 1, 1e-6);
      }
    }
  }
}

TEST(Translate, BadImagesAreRefused) {
  JobContext job;
  const auto translator = make_identity_translator(1);
  Volume mr = smooth_mr();
  mr.values<float>()[7] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(translate_with(*translator, mr, {}, job).error().title, HasSubstr("NaN"));
  const Volume empty(smooth_mr().grid(), ScalarType::float32);
  EXPECT_THAT(translate_with(*translator, empty, {}, job).error().title, HasSubstr("positive"));
  Volume ct = smooth_mr();
  for (float& value : ct.values<float>()) value = value < 200 ? -1000 : 800;
  const auto refused = translate_with(*translator, ct, {}, job);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title, HasSubstr("looks like a CT"));
}

class TranslateWithModel : public ::testing::Test {
 protected:
  TranslateWithModel() {
    testing::write_toy_training_set(folder_.path() / "set", {{"train", 2}}, 20, 20);
    TrainOptions train_options;
    train_options.training_set = folder_ / "set";
    train_options.run_folder = folder_ / "run";
    train_options.channels = 8;
    train_options.multipliers = {1, 2};
    train_options.attention_heads = 1;
    train_options.attention_head_channels = 8;
    train_options.patch_size = 16;
    train_options.batch_size = 2;
    train_options.steps = 2;
    train_options.condition_dropout = 0;
    train_options.device = testing::test_device();
    JobContext job;
    trained_ = train(train_options, {}, job).ok();
    options_.model = folder_ / "run";
    options_.steps = 2;
    options_.overlap = 4;
    options_.device = testing::test_device();
  }

  testing::TemporaryFolder folder_;
  TranslateOptions options_;
  bool trained_ = false;
};

// The slices are smaller than a tile in one direction and no multiple of anything in the other.
TEST_F(TranslateWithModel, EveryVoxelIsWrittenAndEqualSeedsGiveEqualImages) {
  ASSERT_TRUE(trained_);
  JobContext job;
  const auto first = translate(smooth_mr(), options_, job);
  ASSERT_TRUE(first) << first.error().message();
  for (const std::int16_t hu : first->native->values<std::int16_t>()) {
    EXPECT_GE(hu, -1000);
    EXPECT_LE(hu, 1000);
  }
  const auto again = translate(smooth_mr(), options_, job);
  EXPECT_TRUE(std::ranges::equal(first->native->values<std::int16_t>(),
                                 again->native->values<std::int16_t>()));
  options_.seed = 2;
  const auto other = translate(smooth_mr(), options_, job);
  EXPECT_FALSE(std::ranges::equal(first->native->values<std::int16_t>(),
                                  other->native->values<std::int16_t>()));
}

TEST_F(TranslateWithModel, TilesAtOnceDoNotMatter) {
  ASSERT_TRUE(trained_);
  JobContext job;
  options_.batch = 1;
  const auto one = translate(smooth_mr(), options_, job);
  options_.batch = 5;
  const auto five = translate(smooth_mr(), options_, job);
  ASSERT_TRUE(one && five);
  for (std::size_t i = 0; i < one->native->values<std::int16_t>().size(); ++i) {
    EXPECT_NEAR(one->native->values<std::int16_t>()[i], five->native->values<std::int16_t>()[i], 1);
  }
}

TEST_F(TranslateWithModel, ImpossibleRequestsAreErrors) {
  ASSERT_TRUE(trained_);
  JobContext job;
  TranslateOptions guided = options_;
  guided.guidance_w = 1;
  EXPECT_THAT(translate(smooth_mr(), guided, job).error().title, HasSubstr("condition dropout"));
  TranslateOptions nowhere = options_;
  nowhere.model = folder_ / "nothing";
  EXPECT_THAT(translate(smooth_mr(), nowhere, job).error().title, HasSubstr("no model at"));
  std::stop_source stop;
  stop.request_stop();
  JobContext stopped(stop.get_token(), {});
  EXPECT_TRUE(translate(smooth_mr(), options_, stopped).error().is_cancelled());
}

class TranslateWithGan : public ::testing::TestWithParam<std::string> {
 protected:
  TranslateWithGan() {
    testing::write_toy_training_set(folder_.path() / "set", {{"train", 2}}, 40, 40);
    const TrainOptions trained = small_options();
    JobContext job;
    const auto done = train(trained, {}, job);
    EXPECT_TRUE(done) << done.error().message();
    options_.model = folder_ / "run";
    options_.overlap = 8;
    options_.device = testing::test_device();
    options_.grid = "native";
  }

  TrainOptions small_options() const {
    TrainOptions trained = small_train_options(GetParam());
    trained.training_set = folder_ / "set";
    trained.run_folder = folder_ / "run";
    trained.channels = 8;
    trained.patch_size = 32;
    trained.batch_size = 1;
    trained.steps = 2;
    trained.device = testing::test_device();
    return trained;
  }

  Volume translated(const TranslateOptions& options) {
    JobContext job;
    auto result = translate(big_mr(), options, job);
    EXPECT_TRUE(result) << result.error().message();
    provenance_ = result->provenance;
    return *result->native;
  }

  /// Larger than a tile.
  static Volume big_mr() {
    const Volume small = smooth_mr();
    Grid grid = small.grid();
    grid.size = {80, 60, 3};
    grid.spacing_mm = {1, 1, 3};
    Volume mr(grid, ScalarType::float32);
    const auto values = mr.values<float>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(200 + 150 * std::sin(static_cast<double>(i) / 300.0));
    }
    return mr;
  }

  testing::TemporaryFolder folder_;
  TranslateOptions options_;
  nlohmann::json provenance_;
};

// The window hides what the chosen model does not have, and asks nothing of it that it cannot do.
TEST(TranslateOptionsOfAFamily, AreItsOwn) {
  for (const char* key : {"steps", "eta", "guidance_w", "sign", "clamp_x0"}) {
    EXPECT_TRUE(applies_to_family(key, "diffusion")) << key;
    for (const char* family : {"gan", "regression", "syndiff"}) {
      EXPECT_FALSE(applies_to_family(key, family)) << key << " of " << family;
    }
    EXPECT_TRUE(applies_to_family(key, "of a later version")) << key;
  }
  EXPECT_TRUE(applies_to_family("samples", "syndiff"));
  EXPECT_TRUE(applies_to_family("mr_max", "gan"));
  TranslateOptions options;
  options.guidance_w = 3;
  options.samples = 4;
  options.seed = 9;
  const TranslateOptions fitting = options_for_family(options, "gan");
  EXPECT_EQ(fitting.guidance_w, 0);
  EXPECT_EQ(fitting.samples, 1);
  EXPECT_EQ(fitting.seed, 9U);
  EXPECT_EQ(options_for_family(options, "diffusion").guidance_w, 3);
}

INSTANTIATE_TEST_SUITE_P(Models, TranslateWithGan,
                         ::testing::Values("pix2pix-unet", "pix2pix-sa-unet", "pix2pix-original",
                                           "cut-resnet", "cut-sa-unet", "cut-original", "cyclegan"),
                         [](const auto& made) {
                           std::string name = made.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

// One pass has no noise: neither seed nor the number of tiles at once changes it.
TEST_P(TranslateWithGan, EveryVoxelIsWrittenAndNothingIsRandom) {
  const Volume one = translated(options_);
  EXPECT_EQ(provenance_.at("model").at("kind"), "gan");
  EXPECT_EQ(provenance_.at("model").at("config").at("model"), GetParam());
  EXPECT_EQ(provenance_.at("model").at("tile"), 32);
  const auto first = one.values<std::int16_t>();
  const auto [low, high] = std::ranges::minmax(first);
  EXPECT_GE(low, -1000);
  EXPECT_LE(high, 1000);
  EXPECT_LT(low, high);
  TranslateOptions other = options_;
  other.seed = 7;
  other.batch = 1;
  const Volume again = translated(other);
  const auto second = again.values<std::int16_t>();
  for (std::size_t i = 0; i < first.size(); ++i) ASSERT_NEAR(first[i], second[i], 1);
}

TEST_P(TranslateWithGan, RequestsOfAnotherFamilyAreErrors) {
  JobContext job;
  TranslateOptions wrong = options_;
  wrong.guidance_w = 1;
  EXPECT_THAT(translate(smooth_mr(), wrong, job).error().title, HasSubstr("cannot be guided"));
  wrong = options_;
  wrong.samples = 3;
  EXPECT_THAT(translate(smooth_mr(), wrong, job).error().title, HasSubstr("the same image"));
  wrong = options_;
  wrong.weights = "ema";
  EXPECT_THAT(translate(smooth_mr(), wrong, job).error().title, HasSubstr("no moving average"));
  std::stop_source stop;
  stop.request_stop();
  JobContext stopped(stop.get_token(), {});
  EXPECT_TRUE(translate(smooth_mr(), options_, stopped).error().is_cancelled());
}

// The average of a training of two steps is still of its start values.
TEST_P(TranslateWithGan, TheMovingAverageIsAnotherModelWhereOneWasKept) {
  TrainOptions trained = small_options();
  trained.ema_decay = 0.9;
  trained.run_folder = folder_ / "averaged";
  JobContext job;
  ASSERT_TRUE(train(trained, {}, job));
  TranslateOptions raw = options_;
  raw.model = trained.run_folder;
  TranslateOptions averaged = raw;
  averaged.weights = "ema";
  EXPECT_FALSE(std::ranges::equal(translated(raw).values<std::int16_t>(),
                                  translated(averaged).values<std::int16_t>()));
}

/// Among the models' names: ddim-3d with a second output.
constexpr const char* kLearnedVariance = "ddim-3d-learned-variance";

/// A model of volumes after a few steps of training: its output is far from any CT, but it is
/// what its weights say.
class TranslateVolumes : public ::testing::TestWithParam<std::string> {
 protected:
  TranslateVolumes() {
    testing::write_toy_training_set(folder_.path() / "set", {{"train", 2}}, 40, 40, 32);
    TrainOptions trained = small_train_options(model());
    trained.training_set = folder_ / "set";
    trained.run_folder = folder_ / "run";
    trained.learned_variance = model() != GetParam();
    trained.channels = 8;
    if (applies("multipliers", model())) trained.multipliers = {1, 2};
    if (applies("levels", model())) trained.levels = 2;
    if (applies("discriminator_channels", model())) trained.discriminator_channels = 8;
    trained.patch_size = 32;
    trained.patch_depth = 32;
    trained.batch_size = 1;
    trained.steps = 2;
    trained.device = testing::test_device();
    JobContext job;
    const auto done = train(trained, {}, job);
    EXPECT_TRUE(done) << done.error().message();
    options_.model = folder_ / "run";
    options_.steps = 3;
    options_.overlap = 16;
    options_.device = testing::test_device();
    options_.grid = "iso";
  }

  static std::string model() { return GetParam() == kLearnedVariance ? "ddim-3d" : GetParam(); }

  static Volume sagittal_mr() {
    Grid grid = smooth_mr().grid();
    grid.size = {60, 50, 14};
    grid.spacing_mm = {1, 1, 3};
    Volume mr(grid, ScalarType::float32);
    const auto values = mr.values<float>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(200 + 150 * std::sin(static_cast<double>(i) / 300.0));
    }
    return mr;
  }

  Translated translated(const TranslateOptions& options) {
    JobContext job;
    auto result = translate(sagittal_mr(), options, job);
    EXPECT_TRUE(result) << result.error().message();
    return std::move(*result);
  }

  testing::TemporaryFolder folder_;
  TranslateOptions options_;
};

INSTANTIATE_TEST_SUITE_P(Models, TranslateVolumes,
                         ::testing::Values("ddim-3d", "pix2pix-3d", "residual-unet-3d",
                                           "wavelet-3d", kLearnedVariance),
                         [](const auto& made) {
                           std::string name = made.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST_P(TranslateVolumes, EveryVoxelOfTheIsotropicGridIsWritten) {
  const Translated whole = translated(options_);
  const Grid& grid = whole.isotropic->grid();
  EXPECT_TRUE(grid.spacing_mm.isApprox(Eigen::Vector3d::Ones(), 1e-9));
  const auto values = whole.isotropic->values<std::int16_t>();
  const auto [low, high] = std::ranges::minmax(values);
  EXPECT_GE(low, -1000);
  EXPECT_LE(high, 1000);
  EXPECT_LT(low, high);
  EXPECT_FALSE(whole.isotropic_uncertainty);
  const auto sides = whole.provenance.at("model").at("tile_sides");
  EXPECT_GE(sides.at(0).get<int>(), 42 - 2);
  // The same seed gives the same voxels.
  const Translated again = translated(options_);
  EXPECT_TRUE(std::ranges::equal(values, again.isotropic->values<std::int16_t>()));
}

TEST_P(TranslateVolumes, AMemoryBudgetMakesTilesAndTooSmallAOneIsRefused) {
  TranslateOptions small = options_;
  small.memory_gb = GetParam() == "wavelet-3d" ? 0.094 : 0.12;
  const Translated tiled = translated(small);
  const auto sides = tiled.provenance.at("model").at("tile_sides").get<std::vector<int>>();
  EXPECT_LT(sides[0] * sides[1] * sides[2], 40 * 50 * 60) << ::testing::PrintToString(sides);
  small.memory_gb = 0.08;
  JobContext job;
  const auto refused = translate(sagittal_mr(), small, job);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title, HasSubstr("even in its smallest tiles"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("more memory"));
}

double mean_difference(const Volume& a, const Volume& b) {
  const auto first = a.values<std::int16_t>(), second = b.values<std::int16_t>();
  double sum = 0;
  for (std::size_t i = 0; i < first.size(); ++i) sum += std::abs(first[i] - second[i]);
  return sum / static_cast<double>(first.size());
}

/// Mean step between neighbouring slices of head-foot index j - 1 and j.
std::vector<double> steps_along_axis_1(const Volume& ct) {
  const Index3 size = ct.grid().size;
  const auto values = ct.values<std::int16_t>();
  std::vector<double> steps;
  for (std::int64_t j = 1; j < size[1]; ++j) {
    double sum = 0;
    for (std::int64_t k = 0; k < size[2]; ++k) {
      for (std::int64_t i = 0; i < size[0]; ++i) {
        sum += std::abs(values[static_cast<std::size_t>(ct.grid().offset(i, j, k))] -
                        values[static_cast<std::size_t>(ct.grid().offset(i, j - 1, k))]);
      }
    }
    steps.push_back(sum / static_cast<double>(size[0] * size[2]));
  }
  return steps;
}

// No seams: nowhere is the step from slice to slice much larger in tiles than without.
TEST_P(TranslateVolumes, TilesLeaveNoSeams) {
  TranslateOptions in_tiles = options_;
  in_tiles.tile = 32;
  const Volume whole = *translated(options_).isotropic;
  const Volume tiled = *translated(in_tiles).isotropic;
  const auto smooth = steps_along_axis_1(whole), blended = steps_along_axis_1(tiled);
  const double usual = *std::ranges::max_element(smooth);
  EXPECT_LT(*std::ranges::max_element(blended), 1.5 * usual + 5);
  TranslateOptions other = options_;
  other.seed = 99;
  const double noise = mean_difference(whole, *translated(other).isotropic);
  if (model() == "ddim-3d" || model() == "wavelet-3d") {
    EXPECT_GT(noise, 0);
  } else {
    EXPECT_EQ(noise, 0);
  }
}

TEST_P(TranslateVolumes, SeveralSamplesGiveTheirMeanAndAMapOfUncertainty) {
  TranslateOptions many = options_;
  many.samples = 3;
  many.grid = "both";
  if (GetParam() == "pix2pix-3d" || GetParam() == "residual-unet-3d") {
    // Nothing in them is random.
    JobContext job;
    EXPECT_THAT(translate(sagittal_mr(), many, job).error().title, HasSubstr("the same image"));
    return;
  }
  const Translated result = translated(many);
  ASSERT_TRUE(result.native_uncertainty);
  ASSERT_TRUE(result.isotropic_uncertainty);
  EXPECT_TRUE(result.native_uncertainty->grid().same_as(sagittal_mr().grid(), 1e-6));
  const auto spread = result.isotropic_uncertainty->values<float>();
  EXPECT_GE(*std::ranges::min_element(spread), 0);
  EXPECT_GT(*std::ranges::max_element(spread), 1);
}

}  // namespace
}  // namespace transpine

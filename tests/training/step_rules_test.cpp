// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/utils.h>

#include <cmath>
#include <limits>

#include "core/training/allocation_meter.h"
#include "core/training/memory_estimate.h"
#include "core/training/tensor_cache.h"
#include "core/training/train_models.h"
#include "core/training/trainee.h"
#include "tests/training/tiny_training.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

const torch::Device kCpu(torch::kCPU);

/// A small network with weights and running means.
struct Net {
  Net(const std::string& name, const TrainOptions& options) {
    torch::manual_seed(7);
    module = torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 3, 3)),
                                   torch::nn::BatchNorm2d(3));
    player = Player(name, module.ptr(), {}, options, kCpu);
    player.keep_average(0.9);
  }

  torch::Tensor operator()(const torch::Tensor& x) { return module->forward(x); }

  std::vector<torch::Tensor> state() {
    std::vector<torch::Tensor> all;
    for (const auto& [name, tensor] : named_state(*module)) all.push_back(tensor.clone());
    for (const auto& [name, tensor] : player.adam().state()) all.push_back(tensor.clone());
    for (const auto& [name, tensor] : player.ema()->averages()) all.push_back(tensor.clone());
    return all;
  }

  torch::nn::Sequential module{nullptr};
  Player player;
};

bool same(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!a[i].equal(b[i])) return false;
  }
  return a.size() == b.size();
}

torch::Tensor some_image() {
  torch::manual_seed(3);
  return torch::randn({2, 1, 8, 8});
}

double norm_of(const std::vector<torch::Tensor>& gradients) {
  double sum = 0;
  for (const torch::Tensor& gradient : gradients) {
    sum += gradient.to(torch::kFloat64).square().sum().item<double>();
  }
  return std::sqrt(sum);
}

TEST(StepRulesTest, ClipsTheGradientToTheNorm) {
  TrainOptions options;
  for (const double clip : {0.0, 0.01, 1e6}) {
    options.gradient_clip = clip;
    Net net("generator", options);
    StepRules rules(options, kCpu);
    TraineeStep done;
    rules.begin({&net.player});
    const torch::Tensor loss = rules.forward([&] { return net(some_image()); }).square().sum() * 50;
    done.loss = loss.item<double>();
    rules.backward(loss, done);
    const double before = norm_of(net.player.adam().gradients());
    rules.update({&net.player}, 1e-3, done);
    EXPECT_NEAR(done.gradient_norm, before, 1e-4 * before);
    EXPECT_NEAR(norm_of(net.player.adam().gradients()), clip == 0.01 ? clip : before,
                1e-4 * before);
  }
}

TEST(StepRulesTest, AFailedStepChangesNothing) {
  const TrainOptions options;
  Net first("generator", options), second("discriminator", options);
  StepRules rules(options, kCpu);
  torch::Tensor pool = torch::zeros({3});
  const auto step = [&](double second_factor) {
    TraineeStep done;
    rules.begin({&first.player, &second.player}, {{"pool", pool}});
    pool.add_(1);
    rules.backward(first(some_image()).abs().sum(), done);
    rules.update({&first.player}, 1e-2, done, /*more_follow=*/true);
    StepRules::zero_gradients({&second.player});
    const torch::Tensor loss = second(some_image()).abs().sum() * second_factor;
    done.add_term("judge", loss.item<double>());
    rules.backward(loss, done);
    rules.update({&second.player}, 1e-2, done);
    return done.failure;
  };
  EXPECT_EQ(step(1), "");
  const auto before_first = first.state(), before_second = second.state();
  const auto steps_before = first.player.adam().step_count();
  EXPECT_EQ(step(std::numeric_limits<double>::quiet_NaN()), "the loss term judge");
  EXPECT_TRUE(same(first.state(), before_first));
  EXPECT_TRUE(same(second.state(), before_second));
  EXPECT_EQ(first.player.adam().step_count(), steps_before);
  EXPECT_EQ(first.player.ema()->step(), 1);
  EXPECT_EQ(pool[0].item<float>(), 1);
  EXPECT_EQ(step(1), "");
  EXPECT_FALSE(same(first.state(), before_first));
  EXPECT_EQ(pool[0].item<float>(), 2);
}

// The loss is finite, its gradient is not.
TEST(StepRulesTest, AGradientThatIsNotFiniteFailsTheStep) {
  const TrainOptions options;
  Net net("generator", options);
  StepRules rules(options, kCpu);
  TraineeStep done;
  rules.begin({&net.player});
  const torch::Tensor zeros = net(some_image()) * 0;
  const auto before = net.state();
  rules.backward(zeros.sqrt().sum(), done);
  rules.update({&net.player}, 1, done);
  EXPECT_EQ(done.failure, "the gradient of the generator");
  EXPECT_EQ(net.player.adam().step_count(), 0);
}

TEST(StepRulesTest, NetworksComputeInThePrecisionAndLossesInFull) {
  TrainOptions options;
  options.precision = "bf16";
  torch::nn::Conv2d convolution(torch::nn::Conv2dOptions(1, 3, 3));
  Player player("generator", convolution.ptr(), {}, options, kCpu);
  StepRules rules(options, kCpu);
  auto network = rules.in_precision([&](const torch::Tensor& x) { return convolution(x); });
  const torch::Tensor full = convolution(some_image());
  EXPECT_TRUE(network(some_image()).equal(full)) << "outside of a step";
  rules.begin({&player});
  const torch::Tensor half = network(some_image());
  EXPECT_EQ(half.scalar_type(), torch::kFloat32);
  EXPECT_FALSE(half.equal(full));
  EXPECT_TRUE(half.equal(half.to(torch::kBFloat16).to(torch::kFloat32)));
  EXPECT_LT((half - full).abs().max().item<double>(), 0.05);
  TraineeStep done;
  rules.backward(half.square().mean(), done);
  rules.update({&player}, 1e-3, done);
  EXPECT_EQ(done.failure, "");
  for (const torch::Tensor& gradient : player.adam().gradients()) {
    EXPECT_EQ(gradient.scalar_type(), torch::kFloat32);
  }
  EXPECT_FALSE(precision_from("fp16", kCpu));
  EXPECT_THAT(precision_from("fp16", kCpu).error().title, HasSubstr("needs a CUDA device"));
  EXPECT_FALSE(precision_from("fp8", kCpu));
}

TEST(StepRulesTest, ChannelsLastIsAnotherLayoutOfTheSameNetwork) {
  TrainOptions options;
  Net usual("generator", options);
  options.memory_format = "channels_last";
  Net last("generator", options);
  EXPECT_TRUE(last.module->parameters()[0].is_contiguous(torch::MemoryFormat::ChannelsLast));
  EXPECT_TRUE(last.module->parameters()[0].equal(usual.module->parameters()[0]));
  EXPECT_TRUE(torch::allclose(last(some_image()), usual(some_image()), 1e-5, 1e-5));
}

TEST(LossScaleTest, FollowsOverflowsAndComesBack) {
  LossScale scale(true);
  scale.note(true);
  scale.note(true);
  EXPECT_EQ(scale.factor(), LossScale::start / 4);
  for (std::int64_t i = 0; i < LossScale::growth_interval - 1; ++i) scale.note(false);
  EXPECT_EQ(scale.factor(), LossScale::start / 4);
  LossScale restored(true);
  restored.restore(scale.state());
  restored.note(false);
  EXPECT_EQ(restored.factor(), LossScale::start / 2);
  for (int i = 0; i < 16; ++i) restored.note(true);
  EXPECT_TRUE(restored.is_exhausted());
  LossScale fixed(false);
  fixed.note(true);
  EXPECT_EQ(fixed.factor(), 1);
  EXPECT_FALSE(fixed.is_exhausted());
}

TEST(TensorCacheTest, ForgetsWhatWasUsedLongestAgo) {
  TensorCache cache(3 * 40);  // Three tensors of ten floats.
  int made = 0;
  const auto get = [&](const std::string& name) {
    return cache.get(name, [&] {
      ++made;
      return torch::full({10}, static_cast<float>(name[0] - 'a'));
    });
  };
  const auto make = [&](const std::string& names) {
    const int before = made;
    for (const char name : names) EXPECT_EQ(get({name})[0].item<float>(), name - 'a');
    return made - before;
  };
  EXPECT_EQ(make("abc"), 3);
  EXPECT_EQ(make("abca"), 0);
  EXPECT_EQ(make("d"), 1);  // In place of b.
  EXPECT_EQ(make("acd"), 0);
  EXPECT_EQ(make("b"), 1);
  EXPECT_EQ(cache.used_bytes(), 120U);
  (void)cache.get("large", [] { return torch::zeros({1000}); });
  EXPECT_EQ(cache.used_bytes(), 120U);
}

TEST(AllocationMeterTest, CountsLiveAndPeakBytes) {
  AllocationMeter meter;
  const torch::Tensor kept = torch::zeros({1000});
  { const torch::Tensor passing = torch::zeros({5000}); }
  AllocationMeter::of_thread()->note_forward_end(1000);
  EXPECT_NEAR(static_cast<double>(meter.live_bytes()), 4000, 200);
  EXPECT_NEAR(static_cast<double>(meter.peak_bytes()), 24000, 400);
  EXPECT_NEAR(static_cast<double>(meter.forward_bytes()), 3000, 200);
}

TEST(MemoryEstimateTest, RefusesWhatDoesNotFitAndSaysWhatDoes) {
  const MemoryEstimate estimate{1'000'000'000, 500'000'000};
  EXPECT_TRUE(check_memory(estimate, 4, 3'000'000'000));
  const auto refused = check_memory(estimate, 5, 3'000'000'000);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title,
              HasSubstr("3.5 GB for 5 samples at once, and 3.0 GB are free"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("Up to 4 samples fit"));
  EXPECT_THAT(check_memory(estimate, 1, 1'200'000'000).error().remedy, HasSubstr("Not even"));
}

class MemoryOfModels : public testing::TinyTraining,
                       public ::testing::WithParamInterface<std::string> {};

std::string name_of(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Models, MemoryOfModels, ::testing::ValuesIn(train_model_names()), name_of);

// The estimate comes from a patch a quarter as large, and of one sample.
TEST_P(MemoryOfModels, IsWhatTheEstimateSays) {
  const bool volumes = GetParam().ends_with("-3d");
  if (is_segmenter(GetParam())) {
    testing::write_toy_ct_set(folder_.path() / "set", {{"train", 3}}, 130, 130, 40);
  } else {
    testing::write_toy_training_set(folder_.path() / "set", {{"train", 3}}, 130, 130,
                                    volumes ? 40 : 0);
  }
  TrainOptions options = small_train_options(GetParam());
  options.training_set = folder_ / "set";
  options.run_folder = folder_ / "run";
  options.patch_size = volumes ? 64 : 128;
  options.batch_size = volumes ? 1 : 3;
  options.device = "cpu";
  const auto set = value_or_throw(TrainingSet::open(options.training_set));
  const MemoryEstimate estimate = estimate_memory(options, set);
  const AugmentOptions augment{options.patch_size, 0, 0, options.patch_depth, options.unpaired};
  const Batch batch = batch_of_step(set, set.of_split("train"), options.batch_size, augment, 1, 0);
  const AllocationMeter meter;
  const auto trainee = make_trainee(options, set, kCpu);
  for (const int step : {0, 1}) (void)trainee->optimise({batch}, step, 1e-4);
  const auto measured = static_cast<double>(meter.peak_bytes());
  const double ratio = static_cast<double>(estimate.needed_bytes(options.batch_size)) / measured;
  RecordProperty("ratio", std::to_string(ratio));
  EXPECT_GT(ratio, 1 / 1.5) << measured / 1e6 << " MB";
  EXPECT_LT(ratio, 1.5) << measured / 1e6 << " MB";
}

}  // namespace
}  // namespace transpine

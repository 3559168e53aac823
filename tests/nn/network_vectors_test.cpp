// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <torch/torch.h>

#include <regex>

#include "core/nn/ema.h"
#include "core/nn/sa_unet.h"
#include "tests/nn/reference_fill.h"
#include "tests/support/test_files.h"

namespace transpine::testing {
namespace {

using nlohmann::json;

constexpr const char* networks_file = "nets_rcdd2d_saunet.json";

std::vector<json> networks() {
  const json file = read_vectors(networks_file);
  if (file.is_null()) return {};
  return file.at("networks").get<std::vector<json>>();
}

std::vector<std::int64_t> integers_in(const std::string& text) {
  std::vector<std::int64_t> numbers;
  const std::regex number("\\d+");
  for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it) {
    numbers.push_back(std::stoll(it->str()));
  }
  return numbers;
}

/// A network built from the reference's constructor text, and how to call it.
struct Built {
  std::shared_ptr<torch::nn::Module> module;
  std::function<torch::Tensor(const std::vector<torch::Tensor>&)> forward;
};

Built build_unet(const std::string& text) {
  SaUnetOptions options;
  options.channels = integers_in(text).at(0);
  std::smatch match;
  if (std::regex_search(text, match, std::regex("conditional_dimensions=(\\d+)"))) {
    options.condition_channels = std::stoll(match[1]);
  }
  if (std::regex_search(text, match, std::regex("dim_mults=\\(([^)]*)\\)"))) {
    options.multipliers = integers_in(match[1]);
  }
  options.learned_variance = text.find("learned_variance=True") != std::string::npos;
  SaUnet net(options);
  return {net.ptr(),
          [net](const std::vector<torch::Tensor>& in) mutable { return net(in[0], in[1]); }};
}

Built build(const std::string& text) {
  const auto numbers = integers_in(text);
  if (text.rfind("Unet(", 0) == 0) return build_unet(text);
  if (text.rfind("ResnetBlock(", 0) == 0) {
    ResidualBlock block(numbers.at(0), numbers.at(1), numbers.at(2));
    return {block.ptr(),
            [block](const std::vector<torch::Tensor>& in) mutable { return block(in[0], in[1]); }};
  }
  if (text.rfind("SinusoidalPosEmb(", 0) == 0) {
    return {std::make_shared<torch::nn::Module>(), [numbers](const std::vector<torch::Tensor>& in) {
              return sinusoidal_embedding(in[0], numbers.at(0));
            }};
  }
  const bool linear = text.find("LinearAttention") != std::string::npos;
  AttentionBlock block(linear ? AttentionKind::linear : AttentionKind::full, numbers.at(0),
                       AttentionOptions{});
  return {block.ptr(),
          [block](const std::vector<torch::Tensor>& in) mutable { return block(in[0]); }};
}

void fill_weights(torch::nn::Module& module, const json& state_dict, const ReferenceFill& formulas,
                  const std::string& fill) {
  const torch::NoGradGuard no_grad;
  const NamedTensors state = named_state(module);
  ASSERT_EQ(state.size(), state_dict.size());
  for (std::size_t p = 0; p < state.size(); ++p) {
    const json& entry = state_dict[p];
    ASSERT_EQ(state[p].first, entry[0].get<std::string>());
    const auto shape = entry[1].get<std::vector<std::int64_t>>();
    ASSERT_EQ(state[p].second.sizes(), at::IntArrayRef(shape)) << state[p].first;
    if (entry[3].is_null()) continue;
    torch::Tensor target = state[p].second;
    target.copy_(formulas.weight(fill, static_cast<std::int64_t>(p), shape, entry[2].get<double>(),
                                 entry[3].get<double>()));
  }
}

class ReferenceNetwork : public ::testing::TestWithParam<json> {};

TEST_P(ReferenceNetwork, HasTheReferencesOutputs) {
  const json& spec = GetParam();
  const ReferenceFill formulas(read_vectors(networks_file).at("formulas"));
  const torch::NoGradGuard no_grad;
  for (const auto& [fill, outputs] : spec.at("outputs").items()) {
    const Built built = build(spec.at("constructor").get<std::string>());
    fill_weights(*built.module, spec.at("state_dict"), formulas, fill);
    if (HasFatalFailure()) return;
    std::int64_t count = 0;
    for (const auto& parameter : built.module->parameters()) count += parameter.numel();
    EXPECT_EQ(count, spec.at("parameter_count").get<std::int64_t>());

    std::vector<torch::Tensor> inputs;
    for (const json& input : spec.at("inputs")) {
      inputs.push_back(formulas.input(input.at("shape").get<std::vector<std::int64_t>>(),
                                      input.at("value").get<std::string>()));
    }
    const json& expected = outputs.at("output");
    const torch::Tensor single = built.forward(inputs);
    EXPECT_EQ(single.sizes().vec(), expected.at("shape").get<std::vector<std::int64_t>>());
    EXPECT_LT(relative_error(sampled(single), expected.at("samples_f32")), 1e-4) << fill;

    built.module->to(torch::kFloat64);
    for (torch::Tensor& input : inputs) input = input.to(torch::kFloat64);
    const torch::Tensor full = built.forward(inputs);
    EXPECT_LT(relative_error(sampled(full), expected.at("samples_f64")), 1e-9) << fill;
    EXPECT_NEAR(full.mean().item<double>(), expected.at("mean_f64").get<double>(), 1e-9) << fill;
    EXPECT_NEAR(full.std(/*unbiased=*/false).item<double>(), expected.at("std_f64").get<double>(),
                1e-9)
        << fill;
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ReferenceNetwork);
INSTANTIATE_TEST_SUITE_P(Vectors, ReferenceNetwork, ::testing::ValuesIn(networks()),
                         [](const auto& param_info) {
                           return param_info.param.at("name").template get<std::string>();
                         });

TEST(NetworkVectors, FillFormulasAgreeWithTheSelfCheck) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = read_vectors(networks_file);
  ASSERT_FALSE(file.is_null()) << networks_file << " is missing";
  const ReferenceFill formulas(file.at("formulas"));
  const json& check = file.at("self_check");
  for (std::int64_t i = 0; i < 4; ++i) {
    const auto at = static_cast<std::size_t>(i);
    EXPECT_NEAR(formulas.input(i, 0, 1), check.at("xin_shift0_scale1_first4")[at].get<double>(),
                1e-7);
    EXPECT_DOUBLE_EQ(formulas.unit_weight("hash", 0, i),
                     check.at("hash_u_p0_i0to3")[at].get<double>());
    EXPECT_NEAR(formulas.unit_weight("sin", 0, i), check.at("sin_u_p0_i0to3")[at].get<double>(),
                1e-12);
  }
  EXPECT_DOUBLE_EQ(formulas.unit_weight("hash", 5, 1000003),
                   check.at("hash_u_p5_i1000003").get<double>());
}

TEST(EmaVectors, AveragesFollowTheReference) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = read_vectors("losses_gan_syndiff_ema.json");
  ASSERT_FALSE(file.is_null());
  torch::nn::Module module("one weight");
  const torch::Tensor weight = module.register_parameter("w", torch::zeros({1}));
  Ema ema(module);
  std::int64_t n = 0;
  for (const json& row : file.at("ema").at("rows")) {
    while (n < row[0].get<std::int64_t>()) {
      ++n;
      const torch::NoGradGuard no_grad;
      torch::Tensor(weight).fill_(std::sin(0.05 * static_cast<double>(n)) +
                                  0.001 * static_cast<double>(n));
      ema.update();
    }
    EXPECT_NEAR(weight.item<double>(), row[1].get<double>(), 1e-6) << "formula at " << n;
    EXPECT_NEAR(ema.averages()[0].second.item<double>(), row[2].get<double>(), 2e-6) << n;
    EXPECT_NEAR(ema.current_decay(), row[3].get<double>(), 1e-6) << n;
  }
}

}  // namespace
}  // namespace transpine::testing

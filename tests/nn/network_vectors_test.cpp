// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <torch/torch.h>

#include <set>

#include "core/nn/ema.h"
#include "core/nn/weights.h"
#include "tests/nn/reference_fill.h"
#include "tests/nn/reference_networks.h"
#include "tests/support/test_device.h"
#include "tests/support/test_files.h"

namespace transpine::testing {
namespace {

using nlohmann::json;

constexpr const char* network_files[] = {
    "nets_rcdd2d_saunet.json",        "nets_rcdd3d.json",  "nets_rcdd_base_unet.json",
    "nets_rcdd_cut_resnet_disc.json", "nets_cut_p2p.json", "nets_syndiff.json"};

/// A network of a file, and that file's formulas.
struct NetworkCase {
  std::string file;
  json network;
  json formulas;
};

void PrintTo(const NetworkCase& network, std::ostream* out) {
  *out << network.network.at("name");
}

std::vector<NetworkCase> networks() {
  std::vector<NetworkCase> cases;
  for (const char* name : network_files) {
    const json file = read_vectors(name);
    if (file.is_null()) continue;
    for (const json& network : file.at("networks")) {
      cases.push_back({name, network, file.at("formulas")});
    }
  }
  return cases;
}

void expect_state(const torch::nn::Module& module, const json& state_dict) {
  const NamedTensors state = named_state(module);
  ASSERT_EQ(state.size(), state_dict.size());
  for (std::size_t p = 0; p < state.size(); ++p) {
    ASSERT_EQ(state[p].first, state_dict[p][0].get<std::string>());
    const auto shape = state_dict[p][1].get<std::vector<std::int64_t>>();
    ASSERT_EQ(state[p].second.sizes(), at::IntArrayRef(shape)) << state[p].first;
  }
}

void fill_weights(torch::nn::Module& module, const json& state_dict, const ReferenceFill& formulas,
                  const std::string& fill) {
  const torch::NoGradGuard no_grad;
  const NamedTensors state = named_state(module);
  for (std::size_t p = 0; p < state.size(); ++p) {
    const json& entry = state_dict[p];
    if (entry[3].is_null()) continue;
    torch::Tensor target = state[p].second;
    target.copy_(formulas.weight(fill, static_cast<std::int64_t>(p), target.sizes().vec(),
                                 entry[2].get<double>(), entry[3].get<double>()));
  }
}

/// As the vectors say: float64 to 1e-9; float32 to 1e-4, or ten times what the reference's own
/// float32 was off where it was off more.
void expect_tensor(const torch::Tensor& single, const torch::Tensor& full, const json& expected,
                   const std::string& what) {
  EXPECT_EQ(single.sizes().vec(), expected.at("shape").get<std::vector<std::int64_t>>()) << what;
  if (!expected.contains("samples_f64")) {
    EXPECT_LT(relative_error(sampled(single), expected.at("samples_f32")), 1e-6) << what;
    return;
  }
  double scale = 0;
  for (const json& value : expected.at("samples_f64")) {
    scale = std::max(scale, std::abs(value.get<double>()));
  }
  const double own_error = 10 * expected.at("max_abs_f32_minus_f64").get<double>() / scale;
  EXPECT_LT(relative_error(sampled(single), expected.at("samples_f32")), std::max(1e-4, own_error))
      << what;
  EXPECT_LT(relative_error(sampled(full), expected.at("samples_f64")), 1e-9) << what;
  EXPECT_NEAR(full.mean().item<double>(), expected.at("mean_f64").get<double>(), 1e-9) << what;
  EXPECT_NEAR(full.std(/*unbiased=*/false).item<double>(), expected.at("std_f64").get<double>(),
              1e-9)
      << what;
}

std::int64_t parameter_count(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

/// The numbers k of the outputs "feature_layer_k".
std::set<std::size_t> feature_layers(const json& outputs) {
  const std::string prefix = "feature_layer_";
  std::set<std::size_t> layers;
  for (const auto& [key, value] : outputs.items()) {
    if (key.starts_with(prefix)) layers.insert(std::stoul(key.substr(prefix.size())));
  }
  return layers;
}

class ReferenceNetwork : public ::testing::TestWithParam<NetworkCase> {};

TEST_P(ReferenceNetwork, HasTheReferencesNamesCountAndOutputs) {
  const auto& [file, spec, constants] = GetParam();
  const ReferenceFill formulas(constants);
  const torch::Device device(test_device());
  const torch::NoGradGuard no_grad;
  const auto built = build_reference(file, spec.at("constructor").get<std::string>());
  expect_state(*built.module, spec.at("state_dict"));
  EXPECT_EQ(parameter_count(*built.module), spec.at("parameter_count").get<std::int64_t>());
  if (HasFailure() || !spec.contains("outputs")) return;

  for (const auto& [fill, outputs] : spec.at("outputs").items()) {
    const auto net = build_reference(file, spec.at("constructor").get<std::string>());
    net.module->train(spec.at("mode") == "train");
    fill_weights(*net.module, spec.at("state_dict"), formulas, fill);
    net.module->to(device);
    std::vector<torch::Tensor> inputs;
    for (const json& input : spec.at("inputs")) {
      inputs.push_back(formulas
                           .input(input.at("shape").get<std::vector<std::int64_t>>(),
                                  input.at("value").get<std::string>())
                           .to(device));
    }
    const auto layers = feature_layers(outputs);
    ASSERT_TRUE(layers.empty() || net.features);
    const torch::Tensor single = net.forward(inputs);
    const auto features =
        layers.empty() ? std::vector<torch::Tensor>() : net.features(inputs.at(0), layers);
    net.module->to(torch::kFloat64);
    for (torch::Tensor& input : inputs) input = input.to(torch::kFloat64);
    expect_tensor(single, net.forward(inputs), outputs.at("output"), fill);
    if (layers.empty()) continue;
    const auto full = net.features(inputs.at(0), layers);
    std::size_t at = 0;
    for (const std::size_t layer : layers) {
      const std::string name = "feature_layer_" + std::to_string(layer);
      expect_tensor(features.at(at), full.at(at), outputs.at(name), fill + " " + name);
      ++at;
    }
  }
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ReferenceNetwork);
INSTANTIATE_TEST_SUITE_P(Vectors, ReferenceNetwork, ::testing::ValuesIn(networks()),
                         [](const auto& param_info) {
                           return param_info.param.network.at("name").template get<std::string>();
                         });

TEST(NetworkVectors, FillFormulasAgreeWithTheSelfChecks) {
  TRANSPINE_REQUIRE_VECTORS();
  for (const char* name : network_files) {
    const json file = read_vectors(name);
    ASSERT_FALSE(file.is_null()) << name << " is missing";
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

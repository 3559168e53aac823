// SPDX-License-Identifier: Apache-2.0
// Losses and sampling of the GAN models against losses_gan_syndiff_ema.json.
#include <gmock/gmock.h>
#include <torch/torch.h>

#include "core/nn/losses/gan_objective.h"
#include "core/nn/networks/discriminators.h"
#include "core/nn/networks/pix2pix_unet.h"
#include "core/nn/networks/resnet_generator.h"
#include "core/nn/networks/time_discriminator.h"
#include "core/nn/syndiff.h"
#include "core/nn/weights.h"
#include "tests/nn/reference_fill.h"
#include "tests/support/test_device.h"
#include "tests/support/test_files.h"

namespace transpine::testing {
namespace {

using nlohmann::json;

json vectors() {
  json file = read_vectors("losses_gan_syndiff_ema.json");
  if (!file.is_null()) file["formulas"]["input_constants"] = file["formulas"]["constants"];
  return file;
}

torch::Tensor on_device(const torch::Tensor& x) {
  return x.to(torch::Device(test_device()), torch::kFloat64);
}

/// xin in float64 of the rounded float32 values.
torch::Tensor input(const ReferenceFill& fill, std::vector<std::int64_t> shape, double shift = 0,
                    double scale = 1) {
  char value[80];
  std::snprintf(value, sizeof value, "xin(i; shift=%.9g, scale=%.9g)", shift, scale);
  return on_device(fill.input(shape, value));
}

/// Fills modules, taken as one state dict, with a case's weights in float64.
void fill_state(const std::vector<std::pair<std::string, torch::nn::Module*>>& modules,
                const json& state_dict, const ReferenceFill& fill) {
  const torch::NoGradGuard no_grad;
  std::size_t p = 0;
  for (const auto& [prefix, module] : modules) {
    module->to(torch::Device(test_device()), torch::kFloat64);
    for (const auto& [name, tensor] : named_state(*module)) {
      const json& entry = state_dict.at(p);
      ASSERT_EQ(prefix + name, entry[0].get<std::string>());
      torch::Tensor(tensor).copy_(fill.weight("hash", static_cast<std::int64_t>(p),
                                              tensor.sizes().vec(), entry[2].get<double>(),
                                              entry[3].get<double>()));
      ++p;
    }
  }
  ASSERT_EQ(p, state_dict.size());
}

void expect_gradients(const torch::nn::Module& module, const json& norms, double tolerance) {
  for (const auto& item : module.named_parameters()) {
    if (!norms.contains(item.key())) continue;
    const double expected = norms.at(item.key()).get<double>();
    const torch::Tensor gradient = item.value().grad();
    ASSERT_TRUE(gradient.defined()) << item.key();
    EXPECT_NEAR(gradient.norm().item<double>(), expected, tolerance * std::max(expected, 1e-6))
        << item.key();
  }
}

TEST(GanVectors, LossesOfScores) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  const ReferenceFill fill(file.at("formulas"));
  const torch::Tensor a = input(fill, {3, 1, 6, 6}, 0.2, 1.3);
  const torch::Tensor b = input(fill, {3, 1, 6, 6}, 1.1, 0.9);
  const std::map<std::string, GanLossKind> kinds{{"lsgan", GanLossKind::lsgan},
                                                 {"vanilla", GanLossKind::vanilla},
                                                 {"nonsaturating", GanLossKind::softplus},
                                                 {"wgangp", GanLossKind::wgan}};
  for (const json& c : file.at("gan_losses").at("cases")) {
    const auto mode = c.at("mode").get<std::string>();
    const auto expect = [&](const torch::Tensor& scores, bool real, const char* key) {
      const auto values = c.at(key).get<std::vector<double>>();
      const double mean =
          std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
      EXPECT_NEAR(gan_loss(kinds.at(mode), scores, real).item<double>(), mean, 1e-12)
          << mode << " " << key;
    };
    expect(a, true, "pred_a_real");
    expect(a, false, "pred_a_fake");
    expect(b, true, "pred_b_real");
    expect(b, false, "pred_b_fake");
  }
}

TEST(GanVectors, ContrastiveLossAndItsGradient) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  const ReferenceFill fill(file.at("formulas"));
  for (const json& c : file.at("patchnce").at("cases")) {
    const auto images = c.at("batch").get<std::int64_t>();
    const std::int64_t rows = images * c.at("patches_per_image").get<std::int64_t>();
    const std::vector<std::int64_t> shape{rows, c.at("dim").get<std::int64_t>()};
    const torch::Tensor first = fill.weight("hash", 0, shape, 0, 1);
    std::vector<float> mixed;
    for (std::int64_t i = 0; i < first.numel(); ++i) {
      mixed.push_back(static_cast<float>(0.6 * fill.unit_weight("hash", 0, i) +
                                         0.8 * fill.unit_weight("hash", 1, i)));
    }
    const auto unit = [](const torch::Tensor& x) {
      return x / (x.square().sum(1, true).sqrt() + 1e-7);
    };
    const torch::Tensor query = unit(on_device(first)).requires_grad_(true);
    const torch::Tensor key = unit(on_device(torch::tensor(mixed).view(shape)));
    PatchNceOptions options;
    options.temperature = c.at("nce_T").get<double>();
    options.negatives_of_all_images = c.at("all_negatives").get<bool>();
    const torch::Tensor loss = patch_nce(query, key, images, options);
    EXPECT_LT(relative_error(sampled(loss), c.at("per_patch_f64")), 1e-9) << c.at("dim");
    EXPECT_NEAR(loss.mean().item<double>(), c.at("mean_f64").get<double>(), 1e-9);
    loss.mean().backward();
    EXPECT_NEAR(query.grad().norm().item<double>(), c.at("grad_q_norm_f64").get<double>(), 1e-9);
  }
}

TEST(GanVectors, ProjectedPatches) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  const ReferenceFill fill(file.at("formulas"));
  const json& c = file.at("patchsamplef");
  PatchSampler sampler(PatchSamplerOptions{{8, 12}, 16});
  fill_state({{"", sampler.get()}}, c.at("state_dict"), fill);
  const auto places = [](std::int64_t factor, std::int64_t shift, std::int64_t count) {
    return (torch::arange(16) * factor + shift)
        .remainder(count)
        .to(torch::Device(test_device()), torch::kInt64);
  };
  const auto rows = sampler->forward({input(fill, {2, 8, 6, 6}), input(fill, {2, 12, 4, 5}, 0.6)},
                                     {places(7, 3, 36), places(3, 1, 20)});
  for (std::size_t layer = 0; layer < 2; ++layer) {
    const json& expected = c.at("outputs").at(layer);
    EXPECT_EQ(rows[layer].sizes().vec(), expected.at("shape").get<std::vector<std::int64_t>>());
    EXPECT_LT(relative_error(sampled(rows[layer]), expected.at("samples_f64")), 1e-9);
  }
}

/// The generator of a case, under one interface.
struct Generator {
  std::shared_ptr<torch::nn::Module> module;
  std::function<torch::Tensor(const torch::Tensor&)> forward;
  std::function<std::vector<torch::Tensor>(const torch::Tensor&, const std::set<std::size_t>&)>
      features;
};

template <class Holder>
Generator generator_of(Holder net) {
  return {net.ptr(), [net](const torch::Tensor& x) mutable { return net(x); },
          [net](const torch::Tensor& x, const std::set<std::size_t>& layers) mutable {
            return net->features(x, layers);
          }};
}

Generator generator_of(const std::string& model) {
  if (model == "base_unet") {
    Pix2PixUnetOptions options;
    options.channels = 8;
    options.levels = 3;
    options.dropout = 0;
    return generator_of(Pix2PixUnet(options));
  }
  ResnetGeneratorOptions options;
  options.channels = 8;
  options.blocks = 6;
  options.downsamplings = 1;
  options.dropout_layer = true;
  return generator_of(ResnetGenerator(options));
}

TEST(GanVectors, TrainingStepsOfThePapersModels) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  const ReferenceFill fill(file.at("formulas"));
  const json& steps = file.at("rcdd_cut_training_steps");
  const torch::Tensor mr = input(fill, {2, 1, 32, 32});
  const torch::Tensor ct = input(fill, {2, 1, 32, 32}, 0.8, 1.1).clamp(-1, 1);
  const PatchPlaces places = [](std::int64_t count, std::size_t wanted) {
    return (torch::arange(count) * 37 + 5)
        .remainder(count)
        .slice(0, 0, static_cast<std::int64_t>(wanted))
        .to(torch::Device(test_device()), torch::kInt64);
  };
  for (const json& c : steps.at("cases")) {
    const auto mode = c.at("mode").get<std::string>();
    GanObjectiveOptions options;
    options.nce_patches = 64;
    options.conditional_discriminator = options.paired_weight != 0;
    if (mode != "pix2pix") options.nce_weight = 1;
    if (mode == "cut") {
      options.paired_weight = 0;
      options.conditional_discriminator = false;
    }
    Generator generator = generator_of(c.at("model").get<std::string>());
    MeanDiscriminatorOptions d;
    d.in_channels = options.conditional_discriminator ? 2 : 1;
    d.channels = 8;
    MeanDiscriminator discriminator(d);
    PatchSampler sampler(PatchSamplerOptions{mode == "pix2pix"
                                                 ? std::vector<std::int64_t>{}
                                                 : std::vector<std::int64_t>{1, 16, 16, 16, 8},
                                             16});
    fill_state({{"gan.", generator.module.get()},
                {"discriminator.", discriminator.get()},
                {"patch_SampleF_MLP.", sampler.get()}},
               c.at("state_dict"), fill);
    if (HasFatalFailure()) return;
    generator.module->eval();
    GanNetworks networks;
    networks.generator = generator.forward;
    networks.features = generator.features;
    networks.discriminator = [&](const torch::Tensor& x) { return discriminator(x); };
    networks.project = [&](const auto& features, const auto& at) { return sampler(features, at); };

    const GeneratorLoss g = generator_loss(options, networks, mr, ct, places);
    EXPECT_NEAR(g.total.item<double>(), c.at("loss_G_f64").get<double>(), 1e-6) << mode;
    g.total.backward();
    expect_gradients(*generator.module, c.at("grad_norms_generator_f64"), 1e-6);
    const json& logs = c.at("logs_f64");
    const auto expect_log = [&](const torch::Tensor& term, const char* key) {
      ASSERT_EQ(term.defined(), logs.contains(key) || std::string(key) == "train_GAN") << key;
      if (!logs.contains(key)) return;
      EXPECT_NEAR(term.item<double>(), logs.at(key).get<double>(), 1e-6);
    };
    expect_log(g.gan, "train_GAN");
    expect_log(g.l1, "train_loss_paired");
    expect_log(g.ssim, "train_loss_ssim");
    expect_log(g.nce, "train_NCE");
    expect_log(g.nce_identity, "train_NCE_Y");

    discriminator->zero_grad();
    const DiscriminatorLoss dl = discriminator_loss(options, networks, mr, ct, g.synthetic_ct);
    EXPECT_NEAR(dl.total.item<double>(), c.at("loss_D_f64").get<double>(), 1e-9) << mode;
    EXPECT_NEAR(dl.real.item<double>(), logs.at("train_D_real").get<double>(), 1e-9);
    EXPECT_NEAR(dl.fake.item<double>(), logs.at("train_D_fake").get<double>(), 1e-9);
    dl.total.backward();
    expect_gradients(*discriminator, c.at("grad_norms_discriminator_f64"), 1e-6);
  }
}

torch::Tensor drawn(int k, const std::vector<std::int64_t>& shape) {
  torch::Tensor z = torch::empty(shape, torch::kFloat64);
  double* out = z.data_ptr<double>();
  for (std::int64_t i = 0; i < z.numel(); ++i) {
    out[i] = std::sqrt(2.0) * std::sin((0.83 * static_cast<double>(i) + 1.9 * k) + 0.3);
  }
  return on_device(z);
}

TEST(SyndiffVectors, Schedules) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  for (const char* name : {"default_T4", "T8"}) {
    const json& expected = file.at("syndiff").at(name);
    const auto count = static_cast<int>(expected.at("posterior_betas").size());
    const SyndiffSchedule schedule(count, expected.at("beta_min").get<double>(),
                                   expected.at("beta_max").get<double>());
    ASSERT_EQ(schedule.steps(), count);
    const auto expect = [&](const std::vector<double>& values, const char* key) {
      const auto wanted = expected.at(key).get<std::vector<double>>();
      ASSERT_EQ(values.size(), wanted.size()) << key;
      // The reference computes in float32, differences of nearly equal numbers included.
      for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_NEAR(values[i], wanted[i], 1e-6 * std::max(1.0, std::abs(wanted[i])))
            << name << " " << key << " " << i;
      }
    };
    expect(schedule.beta, "betas");
    expect(schedule.scale, "a_s");
    expect(schedule.noise_scale, "sigmas");
    expect(schedule.scale_cum, "a_s_cum");
    expect(schedule.noise_scale_cum, "sigmas_cum");
    expect(schedule.alpha_bar, "alphas_cumprod");
    expect(schedule.posterior_mean_x0, "posterior_mean_coef1");
    expect(schedule.posterior_mean_xt, "posterior_mean_coef2");
    expect(schedule.posterior_variance, "posterior_variance");
    expect(schedule.posterior_log_variance, "posterior_log_variance_clipped");
  }
}

TEST(SyndiffVectors, PairsPosteriorAndSampling) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  const ReferenceFill fill(file.at("formulas"));
  const json& syndiff = file.at("syndiff");
  const SyndiffSchedule schedule;
  const std::vector<std::int64_t> shape{4, 1, 4, 4};
  const torch::Tensor x0 = input(fill, shape, 0, 1.1).clamp(-1, 1);
  const json& pairs = syndiff.at("q_sample_pairs");
  const torch::Tensor t = torch::tensor(pairs.at("t").get<std::vector<std::int64_t>>())
                              .to(torch::Device(test_device()));
  const auto pair = syndiff_pair(schedule, x0, t, drawn(0, shape), drawn(1, shape));
  EXPECT_LT(relative_error(pair.x_t, pairs.at("x_t")), 1e-5);
  EXPECT_LT(relative_error(pair.x_next, pairs.at("x_tp1")), 1e-5);
  const torch::Tensor sample = syndiff_posterior(schedule, x0, pair.x_next, t, drawn(0, shape));
  EXPECT_LT(relative_error(sample, syndiff.at("sample_posterior").at("sample")), 1e-5);

  const json& run = syndiff.at("sample_from_model");
  const std::vector<std::int64_t> small{2, 1, 4, 4};
  int draws = 0;
  const SyndiffGenerator stub = [&](const torch::Tensor& x, const torch::Tensor& source,
                                    const torch::Tensor& at) {
    const torch::Tensor latent = drawn(draws++, {2, 100}).mean(1).view({2, 1, 1, 1});
    return torch::tanh(0.4 * x + 0.5 * source - 0.1 * at.view({2, 1, 1, 1}) + 0.02 * latent);
  };
  const torch::Tensor out =
      syndiff_sample(schedule, stub, input(fill, small, 0.5), drawn(99, small),
                     [&](int) { return drawn(draws++, small); });
  EXPECT_LT(relative_error(out, run.at("out")), 1e-5);
}

TEST(SyndiffVectors, R1PenaltyAndItsGradient) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = vectors();
  const ReferenceFill fill(file.at("formulas"));
  for (const json& c : file.at("syndiff").at("r1")) {
    const auto text = c.at("network").get<std::string>();
    TimeDiscriminatorOptions options;
    options.large = text.find("Discriminator_large") == 0;
    options.channels = 4;
    options.time_width = 16;
    const std::int64_t side = options.large ? 128 : 16;
    TimeDiscriminator discriminator(options);
    fill_state({{"", discriminator.get()}}, c.at("state_dict"), fill);
    const torch::Tensor real = input(fill, {2, 1, side, side}).requires_grad_(true);
    const torch::Tensor t =
        torch::tensor(c.at("t").get<std::vector<std::int64_t>>()).to(torch::Device(test_device()));
    const torch::Tensor scores = discriminator(real, t, input(fill, {2, 1, side, side}, 0.9));
    EXPECT_LT(relative_error(scores, c.at("D_real")), 1e-6);
    EXPECT_NEAR(gan_loss(GanLossKind::softplus, scores, true).item<double>(),
                c.at("errD_real_softplus").get<double>(), 1e-9);
    EXPECT_NEAR(gan_loss(GanLossKind::softplus, scores, false).item<double>(),
                c.at("errD_fake_softplus").get<double>(), 1e-5);
    const torch::Tensor penalty = r1_penalty(scores, real, 1);
    EXPECT_NEAR(penalty.item<double>(), c.at("r1_loss_gamma1").get<double>(), 1e-6);
    penalty.backward();
    expect_gradients(*discriminator, c.at("grad_of_r1_wrt_params_norm"), 1e-4);
  }
}

}  // namespace
}  // namespace transpine::testing

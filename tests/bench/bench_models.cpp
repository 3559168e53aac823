// SPDX-License-Identifier: Apache-2.0
// One training step and one sampling of every family of models, as bench_models.py does them in
// Python. bench_models STEPS THREADS [CASE...]: prints median and best of STEPS as JSON lines; with
// one thread of processor time.
#include <ATen/Parallel.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/nn/denoiser_network.h"
#include "core/nn/diffusion.h"
#include "core/nn/diffusion_loss.h"
#include "core/nn/diffusion_model.h"
#include "core/nn/diffusion_sampling.h"
#include "core/nn/generator.h"
#include "core/nn/losses/gan_objective.h"
#include "core/nn/memory.h"
#include "core/nn/networks/discriminators.h"
#include "core/nn/networks/ncsnpp.h"
#include "core/nn/networks/residual_unet3d.h"
#include "core/nn/networks/resnet_generator.h"
#include "core/nn/networks/time_discriminator.h"
#include "core/nn/syndiff.h"
#include "core/nn/wavelets.h"
#include "core/training/adam.h"

namespace {

using namespace transpine;

constexpr double kLearningRate = 1e-4;
constexpr AdamOptions kGanAdam{0.5, 0.999, 1e-8};
constexpr AdamOptions kSyndiffAdam{0.5, 0.9, 1e-8};
using Sides = std::vector<std::int64_t>;
using Modules = std::vector<std::shared_ptr<torch::nn::Module>>;

torch::Tensor image(std::int64_t batch, std::int64_t channels, const Sides& sides) {
  std::vector<std::int64_t> shape{batch, channels};
  shape.insert(shape.end(), sides.begin(), sides.end());
  return torch::rand(shape) * 2 - 1;
}

void freeze(const Modules& modules, bool frozen) {
  for (const auto& module : modules) {
    for (torch::Tensor& parameter : module->parameters()) parameter.set_requires_grad(!frozen);
  }
}

/// The networks that one optimiser serves.
class Player {
 public:
  Player(const Modules& modules, const AdamOptions& options) {
    for (const auto& module : modules) adams_.push_back(std::make_unique<Adam>(*module, options));
  }
  void zero() {
    for (auto& adam : adams_) adam->zero_gradients();
  }
  /// Looks at the loss, as every training does, and follows its gradients.
  void follow(const torch::Tensor& loss) {
    (void)loss.item<float>();
    loss.backward();
    step();
  }
  void step() {
    for (auto& adam : adams_) adam->step(kLearningRate);
  }

 private:
  std::vector<std::unique_ptr<Adam>> adams_;
};

class Case {
 public:
  virtual ~Case() = default;
  virtual void step() = 0;
  virtual void sample() = 0;
};

/// Diffusion of the image by an L1 loss, Fast-DDPM's noise by a squared one; of wavelets on bands.
class DiffusionCase : public Case {
 public:
  DiffusionCase(const DiffusionModelConfig& config, torch::Tensor ct, torch::Tensor mr)
      : config_(config),
        schedule_(config.schedule),
        network_(make_denoiser_network(config.network)),
        player_({network_.module}, {}),
        ct_(std::move(ct)),
        mr_(std::move(mr)) {
    loss_.mode = config.mode;
    loss_.l2 = config.mode == DiffusionMode::noise || config.wavelets;
  }

  void step() override {
    player_.zero();
    const torch::Tensor x0 = config_.wavelets ? to_wavelets(ct_) : ct_;
    const torch::Tensor condition = config_.wavelets ? to_wavelets(mr_) : mr_;
    const torch::Tensor noise = torch::randn_like(x0);
    const torch::Tensor t = times(x0.size(0));
    const torch::Tensor x_t = diffuse(schedule_, x0, t, noise);
    const torch::Tensor output =
        network_.forward(torch::cat({x_t, condition}, 1), t.to(torch::kFloat32));
    player_.follow(diffusion_loss(schedule_, output, x0, x_t, t, noise, loss_).total);
  }
  void sample() override {
    const Denoiser denoiser = [this](const torch::Tensor& x, const torch::Tensor& c,
                                     const torch::Tensor& t) {
      return network_.forward(torch::cat({x, c}, 1), t);
    };
    DdimOptions options;
    options.steps = 5;
    (void)sample_ct(
        config_, schedule_, denoiser, mr_,
        [](const std::vector<std::int64_t>& shape) { return torch::randn(shape); }, options);
  }

 private:
  torch::Tensor times(std::int64_t count) const {
    if (config_.times.empty()) return torch::randint(0, 1000, {count}, torch::kInt64);
    const auto known = static_cast<std::int64_t>(config_.times.size());
    return torch::tensor(config_.times, torch::kInt64)
        .index_select(0, torch::randint(0, known, {count}, torch::kInt64));
  }

  DiffusionModelConfig config_;
  DiffusionSchedule schedule_;
  DenoiserNetwork network_;
  Player player_;
  torch::Tensor ct_, mr_;
  DiffusionLossOptions loss_;
};

DiffusionModelConfig slices(std::int64_t width) {
  DiffusionModelConfig config;
  config.network.channels = width;
  return config;
}

DiffusionModelConfig fast_slices(std::int64_t width) {
  DiffusionModelConfig config = slices(width);
  config.mode = DiffusionMode::noise;
  config.schedule = BetaSchedule::linear;
  config.times = fast_ddpm_times(10, FastSpacing::uniform);
  return config;
}

DiffusionModelConfig volumes(std::int64_t width) {
  DiffusionModelConfig config = slices(width);
  config.network.kind = DenoiserKind::unet3d;
  config.network.condition_channels = 4;
  return config;
}

DiffusionModelConfig wavelets(std::int64_t width) {
  DiffusionModelConfig config = volumes(width);
  config.schedule = BetaSchedule::linear;
  config.wavelets = true;
  config.network.image_channels = 8;
  config.network.condition_channels = 8;
  return config;
}

/// Pix2Pix and CUT by the objective of the trainings.
class GanCase : public Case {
 public:
  GanCase(const GanObjectiveOptions& objective, GanNetworks networks, Modules generators,
          std::shared_ptr<torch::nn::Module> discriminator, torch::Tensor mr, torch::Tensor ct)
      : objective_(objective),
        networks_(std::move(networks)),
        generator_(generators.front()),
        discriminator_(discriminator),
        generator_player_(generators, kGanAdam),
        discriminator_player_({discriminator}, kGanAdam),
        mr_(std::move(mr)),
        ct_(std::move(ct)) {}

  void step() override {
    generator_player_.zero();
    freeze({discriminator_}, true);
    const GeneratorLoss loss =
        generator_loss(objective_, networks_, mr_, ct_, [](std::int64_t count, std::size_t wanted) {
          const auto kept = std::min(count, static_cast<std::int64_t>(wanted));
          return torch::randperm(count, torch::kInt64).narrow(0, 0, kept);
        });
    freeze({discriminator_}, false);
    generator_player_.follow(loss.total);
    discriminator_player_.zero();
    discriminator_player_.follow(
        discriminator_loss(objective_, networks_, mr_, ct_, loss.synthetic_ct).total);
  }
  void sample() override {
    const torch::NoGradGuard no_grad;
    generator_->eval();
    (void)networks_.generator(mr_);
    generator_->train();
  }

 private:
  GanObjectiveOptions objective_;
  GanNetworks networks_;
  std::shared_ptr<torch::nn::Module> generator_, discriminator_;
  Player generator_player_, discriminator_player_;
  torch::Tensor mr_, ct_;
};

template <class Discriminator>
std::unique_ptr<Case> paired(const GeneratorOptions& generator, Discriminator discriminator,
                             const Sides& sides, std::int64_t batch, GanLossKind kind,
                             std::int64_t mr_channels = 1) {
  GanObjectiveOptions objective;
  objective.gan = kind;
  if (kind == GanLossKind::vanilla) objective.ssim_weight = 0;
  const Generator made = make_generator(generator);
  GanNetworks networks;
  networks.generator = made.image;
  networks.discriminator = [discriminator](const torch::Tensor& x) mutable {
    return discriminator(x);
  };
  return std::make_unique<GanCase>(objective, networks, Modules{made.module}, discriminator.ptr(),
                                   image(batch, mr_channels, sides), image(batch, 1, sides));
}

GeneratorOptions generator(GeneratorKind kind, std::int64_t width, std::int64_t levels = 4) {
  GeneratorOptions options;
  options.kind = kind;
  options.channels = width;
  options.levels = levels;
  // The Python networks' own.
  options.dropout = kind == GeneratorKind::pix2pix_unet ? 0.2 : 0.5;
  return options;
}

MeanDiscriminator mean_discriminator(std::int64_t in, std::int64_t width, int dimensions = 2) {
  MeanDiscriminatorOptions options;
  options.dimensions = dimensions;
  options.in_channels = in;
  options.channels = width;
  return MeanDiscriminator(options);
}

PatchGan patch_gan(std::int64_t in, std::int64_t width, NormKind norm = NormKind::instance) {
  PatchGanOptions options;
  options.in_channels = in;
  options.channels = width;
  options.norm = norm;
  return PatchGan(options);
}

ResnetGenerator resnet(std::int64_t width, int blocks, int downs) {
  ResnetGeneratorOptions options;
  options.channels = width;
  options.blocks = blocks;
  options.downsamplings = downs;
  return ResnetGenerator(options);
}

std::unique_ptr<Case> cut(const GeneratorOptions& options) {
  const Generator made = make_generator(options);
  MeanDiscriminator discriminator = mean_discriminator(1, 16);
  GanObjectiveOptions objective;
  objective.paired_weight = 0;
  objective.nce_weight = 1;
  objective.conditional_discriminator = false;
  const torch::Tensor mr = image(2, 1, {64, 64});
  PatchSamplerOptions sampler_options;
  for (const auto& feature : made.features(mr, objective.nce_layers)) {
    sampler_options.channels.push_back(feature.size(1));
  }
  PatchSampler sampler(sampler_options);
  GanNetworks networks;
  networks.generator = made.image;
  networks.discriminator = [discriminator](const torch::Tensor& x) mutable {
    return discriminator(x);
  };
  networks.features = made.features;
  networks.project = [sampler](const std::vector<torch::Tensor>& features,
                               const std::vector<torch::Tensor>& places) mutable {
    return sampler(features, places);
  };
  return std::make_unique<GanCase>(objective, networks, Modules{made.module, sampler.ptr()},
                                   discriminator.ptr(), mr, image(2, 1, {64, 64}));
}

torch::Tensor l1(const torch::Tensor& a, const torch::Tensor& b) {
  return (a - b).abs().mean();
}

/// Direct regression of a volume by an L1 loss.
class RegressionCase : public Case {
 public:
  void step() override {
    player_.zero();
    player_.follow(l1(network_(mr_), ct_));
  }
  void sample() override {
    const torch::NoGradGuard no_grad;
    (void)network_(mr_);
  }

 private:
  static ResidualUnet3d network() {
    ResidualUnet3dOptions options;
    options.channels = 8;
    options.blocks = {1, 3, 4};
    return ResidualUnet3d(options);
  }
  ResidualUnet3d network_ = network();
  Player player_{{network_.ptr()}, {}};
  torch::Tensor mr_ = image(1, 1, {16, 32, 32}), ct_ = image(1, 1, {16, 32, 32});
};

torch::Tensor lsgan(const torch::Tensor& scores, bool real) {
  return gan_loss(GanLossKind::lsgan, scores, real);
}

class CycleGanCase : public Case {
 public:
  void step() override {
    generators_.zero();
    freeze(judges(), true);
    const torch::Tensor fake_ct = to_ct_(mr_), fake_mr = to_mr_(ct_);
    const torch::Tensor loss = lsgan(judge_ct_(fake_ct), true) + lsgan(judge_mr_(fake_mr), true) +
                               10 * (l1(to_mr_(fake_ct), mr_) + l1(to_ct_(fake_mr), ct_)) +
                               5 * (l1(to_ct_(ct_), ct_) + l1(to_mr_(mr_), mr_));
    freeze(judges(), false);
    generators_.follow(loss);
    discriminators_.zero();
    judge(judge_ct_, ct_, fake_ct);
    judge(judge_mr_, mr_, fake_mr);
    discriminators_.step();
  }
  void sample() override {
    const torch::NoGradGuard no_grad;
    (void)to_ct_(mr_);
  }

 private:
  Modules judges() const { return {judge_ct_.ptr(), judge_mr_.ptr()}; }
  static void judge(PatchGan& judge, const torch::Tensor& real, const torch::Tensor& fake) {
    const torch::Tensor loss = (lsgan(judge(real), true) + lsgan(judge(fake.detach()), false)) / 2;
    (void)loss.item<float>();
    loss.backward();
  }

  ResnetGenerator to_ct_ = resnet(16, 9, 2), to_mr_ = resnet(16, 9, 2);
  PatchGan judge_ct_ = patch_gan(1, 16), judge_mr_ = patch_gan(1, 16);
  Player generators_{{to_ct_.ptr(), to_mr_.ptr()}, kGanAdam};
  Player discriminators_{{judge_ct_.ptr(), judge_mr_.ptr()}, kGanAdam};
  torch::Tensor mr_ = image(1, 1, {64, 64}), ct_ = image(1, 1, {64, 64});
};

class SyndiffCase : public Case {
 public:
  SyndiffCase() {
    NcsnppOptions options;
    options.image_size = 64;
    options.channels = 16;
    options.multipliers = {1, 1, 2, 2};
    TimeDiscriminatorOptions judge;
    judge.channels = 16;
    for (int i = 0; i < 2; ++i) {
      diffusive_.emplace_back(options);
      cycle_.push_back(resnet(16, 6, 2));
      time_judges_.emplace_back(judge);
      judges_.push_back(patch_gan(1, 16));
      images_.push_back(image(1, 1, {64, 64}));
      generators_.push_back(diffusive_.back().ptr());
      generators_.push_back(cycle_.back().ptr());
      adversaries_.push_back(time_judges_.back().ptr());
      adversaries_.push_back(judges_.back().ptr());
    }
    generator_player_ = std::make_unique<Player>(generators_, kSyndiffAdam);
    adversary_player_ = std::make_unique<Player>(adversaries_, kSyndiffAdam);
  }

  void step() override {
    const torch::Tensor t = torch::randint(0, 4, {1}, torch::kInt64);
    adversary_player_->zero();
    freeze(generators_, true);
    adversary_player_->follow(adversary_loss(0, t) + adversary_loss(1, t));
    freeze(generators_, false);
    generator_player_->zero();
    freeze(adversaries_, true);
    const torch::Tensor loss = generator_loss(0, t) + generator_loss(1, t);
    freeze(adversaries_, false);
    generator_player_->follow(loss);
  }
  void sample() override {
    const torch::NoGradGuard no_grad;
    (void)syndiff_sample(
        schedule_,
        [&](const torch::Tensor& x, const torch::Tensor& source, const torch::Tensor& t) {
          return predicted(0, x, source, t);
        },
        images_[1], torch::randn_like(images_[0]),
        [&](int) { return torch::randn_like(images_[0]); });
  }

 private:
  static torch::Tensor says(const torch::Tensor& scores, bool real) {
    return gan_loss(GanLossKind::softplus, scores, real);
  }
  SyndiffPair noisy(const torch::Tensor& x0, const torch::Tensor& t) const {
    return syndiff_pair(schedule_, x0, t, torch::randn_like(x0), torch::randn_like(x0));
  }
  torch::Tensor predicted(std::size_t i, const torch::Tensor& x_next, const torch::Tensor& source,
                          const torch::Tensor& t) {
    const torch::Tensor latent = torch::randn({x_next.size(0), 100});
    return diffusive_[i](torch::cat({x_next, source}, 1), t, latent).narrow(1, 0, 1);
  }
  torch::Tensor before(const torch::Tensor& x0, const torch::Tensor& x_next,
                       const torch::Tensor& t) const {
    return syndiff_posterior(schedule_, x0, x_next, t, torch::randn_like(x0));
  }

  torch::Tensor adversary_loss(std::size_t i, const torch::Tensor& t) {
    const torch::Tensor& target = images_[i];
    torch::Tensor translated, source;
    SyndiffPair pair = noisy(target, t);
    torch::Tensor fake;
    {
      const torch::NoGradGuard no_grad;
      translated = cycle_[i](images_[1 - i]);
      source = cycle_[1 - i](target);
      fake = before(predicted(i, pair.x_next, source, t), pair.x_next, t);
    }
    pair.x_t.requires_grad_();
    const torch::Tensor scores = time_judges_[i](pair.x_t, t, pair.x_next);
    return says(scores, true) + r1_penalty(scores, pair.x_t, 1) +
           says(time_judges_[i](fake, t, pair.x_next), false) + says(judges_[i](target), true) +
           says(judges_[i](translated), false);
  }
  torch::Tensor generator_loss(std::size_t i, const torch::Tensor& t) {
    const torch::Tensor& target = images_[i];
    const torch::Tensor source = cycle_[1 - i](target);
    const SyndiffPair pair = noisy(target, t);
    const torch::Tensor x0 = predicted(i, pair.x_next, source, t);
    const torch::Tensor fake = before(x0, pair.x_next, t);
    return says(time_judges_[i](fake, t, pair.x_next), true) + says(judges_[1 - i](source), true) +
           0.5 * l1(x0, target) + 0.5 * l1(cycle_[i](source), target);
  }

  SyndiffSchedule schedule_;
  std::vector<Ncsnpp> diffusive_;
  std::vector<ResnetGenerator> cycle_;
  std::vector<TimeDiscriminator> time_judges_;
  std::vector<PatchGan> judges_;
  std::vector<torch::Tensor> images_;
  Modules generators_, adversaries_;
  std::unique_ptr<Player> generator_player_, adversary_player_;
};

/// Sizes as in bench_models.py.
const std::vector<std::pair<std::string, std::function<std::unique_ptr<Case>()>>>& cases() {
  static const std::vector<std::pair<std::string, std::function<std::unique_ptr<Case>()>>> all{
      {"ddim",
       [] {
         return std::make_unique<DiffusionCase>(slices(16), image(4, 1, {64, 64}),
                                                image(4, 1, {64, 64}));
       }},
      {"fast-ddpm",
       [] {
         return std::make_unique<DiffusionCase>(fast_slices(16), image(4, 1, {64, 64}),
                                                image(4, 1, {64, 64}));
       }},
      {"pix2pix-unet",
       [] {
         return paired(generator(GeneratorKind::pix2pix_unet, 8), mean_discriminator(2, 16),
                       {64, 64}, 4, GanLossKind::lsgan);
       }},
      {"pix2pix-sa-unet",
       [] {
         return paired(generator(GeneratorKind::sa_unet, 16), mean_discriminator(2, 16), {64, 64},
                       2, GanLossKind::lsgan);
       }},
      {"pix2pix-original",
       [] {
         return paired(generator(GeneratorKind::skip_unet, 16, 6),
                       patch_gan(2, 16, NormKind::batch), {64, 64}, 4, GanLossKind::vanilla);
       }},
      {"cut-resnet", [] { return cut(generator(GeneratorKind::resnet, 16, 1)); }},
      {"cut-sa-unet", [] { return cut(generator(GeneratorKind::sa_unet, 16)); }},
      {"cyclegan", [] { return std::make_unique<CycleGanCase>(); }},
      {"syndiff", [] { return std::make_unique<SyndiffCase>(); }},
      {"ddim-3d",
       [] {
         return std::make_unique<DiffusionCase>(volumes(8), image(1, 1, {16, 32, 32}),
                                                image(1, 4, {16, 32, 32}));
       }},
      {"pix2pix-3d",
       [] {
         return paired(generator(GeneratorKind::unet3d, 8), mean_discriminator(2, 8, 3),
                       {16, 32, 32}, 1, GanLossKind::lsgan, 4);
       }},
      {"residual-unet-3d", [] { return std::make_unique<RegressionCase>(); }},
      {"wavelet-3d", [] {
         return std::make_unique<DiffusionCase>(wavelets(8), image(1, 1, {32, 64, 64}),
                                                image(1, 1, {32, 64, 64}));
       }}};
  return all;
}

/// Seconds on the clock, or with one thread the processor's: others then disturb less.
double now(int threads) {
  if (threads == 1) return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(since).count();
}

void time_of(const std::string& name, const char* what, int count, int threads,
             const std::function<void()>& function) {
  function();  // Warm-up.
  std::vector<double> seconds;
  for (int i = 0; i < count; ++i) {
    const double start = now(threads);
    function();
    seconds.push_back(now(threads) - start);
  }
  std::sort(seconds.begin(), seconds.end());
  std::printf(
      "{\"language\": \"c++\", \"case\": \"%s\", \"what\": \"%s\", \"median_s\": %.5f, "
      "\"best_s\": %.5f}\n",
      name.c_str(), what, seconds[seconds.size() / 2], seconds.front());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_models STEPS THREADS [CASE...]\n");
    return 2;
  }
  const int count = std::atoi(argv[1]), threads = std::atoi(argv[2]);
  at::set_num_threads(threads);
  const transpine::FreedMemoryKeeper keeper;
  torch::manual_seed(1);
  const std::vector<std::string> wanted(argv + 3, argv + argc);
  for (const auto& [name, make] : cases()) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
    const std::unique_ptr<Case> one = make();
    time_of(name, "step", count, threads, [&] { one->step(); });
    time_of(name, "sample", count, threads, [&] { one->sample(); });
  }
  return 0;
}

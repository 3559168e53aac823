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

#include "core/nn/diffusion.h"
#include "core/nn/diffusion_loss.h"
#include "core/nn/losses/gan_objective.h"
#include "core/nn/memory.h"
#include "core/nn/networks/discriminators.h"
#include "core/nn/networks/ncsnpp.h"
#include "core/nn/networks/pix2pix_unet.h"
#include "core/nn/networks/resnet_generator.h"
#include "core/nn/networks/skip_unet.h"
#include "core/nn/networks/time_discriminator.h"
#include "core/nn/networks/unet3d.h"
#include "core/nn/sa_unet.h"
#include "core/nn/syndiff.h"
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

class DiffusionCase : public Case {
 public:
  DiffusionCase(std::shared_ptr<torch::nn::Module> module, Denoiser denoiser, torch::Tensor x0,
                torch::Tensor condition)
      : denoiser_(std::move(denoiser)),
        player_({std::move(module)}, {}),
        x0_(std::move(x0)),
        condition_(std::move(condition)) {}

  void step() override {
    player_.zero();
    const torch::Tensor noise = torch::randn_like(x0_);
    const torch::Tensor t = torch::randint(0, 1000, {x0_.size(0)}, torch::kInt64);
    const torch::Tensor x_t = diffuse(schedule_, x0_, t, noise);
    const torch::Tensor output = denoiser_(x_t, condition_, t.to(torch::kFloat32));
    player_.follow(diffusion_loss(schedule_, output, x0_, x_t, t, noise, {}).total);
  }
  void sample() override {
    const torch::NoGradGuard no_grad;
    DdimOptions options;
    options.steps = 5;
    (void)ddim_sample(
        schedule_, denoiser_, condition_, torch::randn_like(x0_),
        [&](int) { return torch::randn_like(x0_); }, options);
  }

 private:
  DiffusionSchedule schedule_;
  Denoiser denoiser_;
  Player player_;
  torch::Tensor x0_, condition_;
};

template <class Network>
std::unique_ptr<Case> diffusion(Network network, torch::Tensor x0, torch::Tensor condition) {
  const Denoiser denoiser = [network](const torch::Tensor& x, const torch::Tensor& c,
                                      const torch::Tensor& t) mutable {
    return network(torch::cat({x, c}, 1), t);
  };
  return std::make_unique<DiffusionCase>(network.ptr(), denoiser, std::move(x0),
                                         std::move(condition));
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

template <class Generator, class Discriminator>
std::unique_ptr<Case> paired(Generator generator, Discriminator discriminator, const Sides& sides,
                             std::int64_t batch, GanLossKind kind, std::int64_t mr_channels = 1) {
  GanObjectiveOptions objective;
  objective.gan = kind;
  if (kind == GanLossKind::vanilla) objective.ssim_weight = 0;
  GanNetworks networks;
  networks.generator = [generator](const torch::Tensor& mr) mutable { return generator(mr); };
  networks.discriminator = [discriminator](const torch::Tensor& x) mutable {
    return discriminator(x);
  };
  return std::make_unique<GanCase>(objective, networks, Modules{generator.ptr()},
                                   discriminator.ptr(), image(batch, mr_channels, sides),
                                   image(batch, 1, sides));
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

std::unique_ptr<Case> cut() {
  ResnetGenerator generator = resnet(16, 6, 1);
  MeanDiscriminator discriminator = mean_discriminator(1, 16);
  GanObjectiveOptions objective;
  objective.paired_weight = 0;
  objective.nce_weight = 1;
  objective.conditional_discriminator = false;
  const torch::Tensor mr = image(2, 1, {64, 64});
  PatchSamplerOptions sampler_options;
  for (const auto& feature : generator->features(mr, objective.nce_layers)) {
    sampler_options.channels.push_back(feature.size(1));
  }
  PatchSampler sampler(sampler_options);
  GanNetworks networks;
  networks.generator = [generator](const torch::Tensor& x) mutable { return generator(x); };
  networks.discriminator = [discriminator](const torch::Tensor& x) mutable {
    return discriminator(x);
  };
  networks.features = [generator](const torch::Tensor& x,
                                  const std::set<std::size_t>& layers) mutable {
    return generator->features(x, layers);
  };
  networks.project = [sampler](const std::vector<torch::Tensor>& features,
                               const std::vector<torch::Tensor>& places) mutable {
    return sampler(features, places);
  };
  return std::make_unique<GanCase>(objective, networks, Modules{generator.ptr(), sampler.ptr()},
                                   discriminator.ptr(), mr, image(2, 1, {64, 64}));
}

torch::Tensor lsgan(const torch::Tensor& scores, bool real) {
  return gan_loss(GanLossKind::lsgan, scores, real);
}

torch::Tensor l1(const torch::Tensor& a, const torch::Tensor& b) {
  return (a - b).abs().mean();
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

Unet3d unet3d(std::int64_t condition_channels, bool tanh) {
  Unet3dOptions options;
  options.channels = 8;
  options.condition_channels = condition_channels;
  options.tanh = tanh;
  return Unet3d(options);
}

/// Sizes as in bench_models.py.
const std::vector<std::pair<std::string, std::function<std::unique_ptr<Case>()>>>& cases() {
  static const std::vector<std::pair<std::string, std::function<std::unique_ptr<Case>()>>> all{
      {"ddim",
       [] {
         SaUnetOptions options;
         options.channels = 16;
         return diffusion(SaUnet(options), image(4, 1, {64, 64}), image(4, 1, {64, 64}));
       }},
      {"pix2pix-unet",
       [] {
         Pix2PixUnetOptions options;
         options.channels = 8;
         options.levels = 4;
         return paired(Pix2PixUnet(options), mean_discriminator(2, 16), {64, 64}, 4,
                       GanLossKind::lsgan);
       }},
      {"pix2pix-original",
       [] {
         SkipUnetOptions options;
         options.channels = 16;
         options.downsamplings = 6;
         return paired(SkipUnet(options), patch_gan(2, 16, NormKind::batch), {64, 64}, 4,
                       GanLossKind::vanilla);
       }},
      {"cut-resnet", [] { return cut(); }},
      {"cyclegan", [] { return std::make_unique<CycleGanCase>(); }},
      {"syndiff", [] { return std::make_unique<SyndiffCase>(); }},
      {"ddim-3d",
       [] {
         return diffusion(unet3d(4, false), image(1, 1, {16, 32, 32}), image(1, 4, {16, 32, 32}));
       }},
      {"pix2pix-3d", [] {
         return paired(unet3d(3, true), mean_discriminator(2, 8, 3), {16, 32, 32}, 1,
                       GanLossKind::lsgan, 4);
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

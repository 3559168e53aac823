// SPDX-License-Identifier: Apache-2.0
#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include <cmath>

#include "core/nn/gan_model.h"
#include "core/nn/losses/gan_objective.h"
#include "core/nn/networks/discriminators.h"
#include "core/nn/sa_unet.h"
#include "core/training/train_models.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

constexpr AdamOptions kAdam{0.5, 0.999, 1e-8};

GanModelConfig config_of(const TrainOptions& options, const TrainingSet& set) {
  GanModelConfig config;
  config.model = options.model;
  config.generator = generator_options(options);
  config.patch_size = options.patch_size;
  config.spacing_mm = set.spacing_mm();
  config.mr_max = set.mr_max();
  config.mr_percentile = set.mr_percentile();
  return config;
}

GanObjectiveOptions objective_of(const TrainOptions& options) {
  GanObjectiveOptions objective;
  const bool contrastive = is_contrastive(options.model);
  if (options.model == "pix2pix-original") objective.gan = GanLossKind::vanilla;
  objective.paired_weight = contrastive ? 0 : options.paired_weight;
  objective.ssim_weight = options.ssim_weight;
  objective.nce_weight = contrastive ? options.nce_weight : 0;
  objective.nce_layers = {options.nce_layers.begin(), options.nce_layers.end()};
  objective.nce_patches = static_cast<std::size_t>(options.nce_patches);
  objective.conditional_discriminator = !contrastive;
  return objective;
}

/// A network as it is trained.
struct Player {
  std::shared_ptr<torch::nn::Module> module;
  std::unique_ptr<Adam> adam;

  void play(std::shared_ptr<torch::nn::Module> network, const TrainOptions& options,
            torch::Device device) {
    module = std::move(network);
    if (options.initialisation == "normal") initialise_convolutions(*module);
    module->to(device);
    adam = std::make_unique<Adam>(*module, kAdam);
  }
};

class GanTrainee : public Trainee {
 public:
  GanTrainee(const TrainOptions& options, const TrainingSet& set, torch::Device device)
      : options_(options),
        config_(config_of(options, set)),
        objective_(objective_of(options)),
        device_(device) {
    torch::manual_seed(derive_seed(options_.seed, "weights"));
    const Generator made = make_generator(config_.generator);
    generator_.play(made.module, options_, device_);
    networks_.generator = made.image;
    add_discriminator();
    if (is_contrastive(options_.model)) add_patch_sampler(made);
  }

  TraineeStep optimise(const Batch& batch, std::int64_t step, double learning_rate) override {
    // Dropout draws from torch's own generator.
    torch::manual_seed(derive_seed(options_.seed, "dropout of step " + std::to_string(step)));
    const torch::Tensor mr = batch.mr.to(device_);
    const torch::Tensor ct = batch.ct.to(device_);
    TraineeStep done;
    const GeneratorLoss loss = step_generator(mr, ct, step, learning_rate, done);
    if (!std::isfinite(done.loss)) return done;
    step_discriminator(mr, ct, loss.synthetic_ct, learning_rate, done);
    return done;
  }

  torch::Tensor translate(const torch::Tensor& mr, std::size_t, JobContext& job) override {
    if (!job.checkpoint()) return {};
    const torch::NoGradGuard no_grad;
    generator_.module->eval();
    const torch::Tensor ct = networks_.generator(mr.to(device_)).to(torch::kCPU);
    generator_.module->train();
    return ct;
  }

  nlohmann::json config() const override { return to_json(config_); }

  std::vector<TrainedPart> parts() override {
    std::vector<TrainedPart> parts{{"generator", *generator_.module, *generator_.adam},
                                   {"discriminator", *discriminator_.module, *discriminator_.adam}};
    if (sampler_.module) parts.push_back({"patch_sampler", *sampler_.module, *sampler_.adam});
    return parts;
  }

 private:
  void add_discriminator() {
    const std::int64_t judged = objective_.conditional_discriminator ? 2 : 1;
    if (options_.model == "pix2pix-original") {
      PatchGanOptions made;
      made.in_channels = judged;
      made.channels = options_.discriminator_channels;
      made.norm = NormKind::batch;
      PatchGan network(made);
      networks_.discriminator = [network](const torch::Tensor& x) mutable { return network(x); };
      discriminator_.play(network.ptr(), options_, device_);
    } else {
      MeanDiscriminatorOptions made;
      made.in_channels = judged;
      made.channels = options_.discriminator_channels;
      MeanDiscriminator network(made);
      networks_.discriminator = [network](const torch::Tensor& x) mutable { return network(x); };
      discriminator_.play(network.ptr(), options_, device_);
    }
  }

  void add_patch_sampler(const Generator& generator) {
    PatchSamplerOptions made;
    const torch::NoGradGuard no_grad;
    const torch::Tensor probe = torch::zeros({1, 1, options_.patch_size, options_.patch_size});
    for (const torch::Tensor& layer :
         generator.features(probe.to(device_), objective_.nce_layers)) {
      made.channels.push_back(layer.size(1));
    }
    const torch::AutoGradMode with_gradients(true);
    PatchSampler network(made);
    networks_.features = generator.features;
    networks_.project = [network](const std::vector<torch::Tensor>& features,
                                  const std::vector<torch::Tensor>& places) mutable {
      return network(features, places);
    };
    sampler_.play(network.ptr(), options_, device_);
  }

  void require_gradients(torch::nn::Module& module, bool required) {
    for (torch::Tensor& parameter : module.parameters()) parameter.set_requires_grad(required);
  }

  GeneratorLoss step_generator(const torch::Tensor& mr, const torch::Tensor& ct, std::int64_t step,
                               double learning_rate, TraineeStep& done) {
    auto random = at::make_generator<at::CPUGeneratorImpl>(
        derive_seed(options_.seed, "patches of step " + std::to_string(step)));
    const PatchPlaces places = [&](std::int64_t count, std::size_t wanted) {
      const auto kept = std::min(count, static_cast<std::int64_t>(wanted));
      return torch::randperm(count, random, torch::kInt64).narrow(0, 0, kept);
    };
    generator_.adam->zero_gradients();
    if (sampler_.adam) sampler_.adam->zero_gradients();
    // The discriminator's own gradients are of no use here.
    require_gradients(*discriminator_.module, false);
    GeneratorLoss loss = generator_loss(objective_, networks_, mr, ct, places);
    require_gradients(*discriminator_.module, true);
    note_terms(loss, done);
    if (!std::isfinite(done.loss)) return loss;
    loss.total.backward();
    done.gradient_norm = generator_.adam->gradient_norm();
    generator_.adam->step(learning_rate);
    if (sampler_.adam) sampler_.adam->step(learning_rate);
    return loss;
  }

  static void note_terms(const GeneratorLoss& loss, TraineeStep& done) {
    done.loss = loss.total.item<double>();
    for (const auto& [name, term] :
         {std::pair("gan", loss.gan), std::pair("l1", loss.l1), std::pair("ssim", loss.ssim),
          std::pair("nce", loss.nce), std::pair("nce_identity", loss.nce_identity)}) {
      if (term.defined()) done.terms.push_back({name, term.item<double>()});
    }
  }

  void step_discriminator(const torch::Tensor& mr, const torch::Tensor& ct,
                          const torch::Tensor& synthetic_ct, double learning_rate,
                          TraineeStep& done) {
    discriminator_.adam->zero_gradients();
    const DiscriminatorLoss loss = discriminator_loss(objective_, networks_, mr, ct, synthetic_ct);
    const double total = loss.total.item<double>();
    done.terms.push_back({"discriminator", total});
    if (!std::isfinite(total)) {
      done.loss = total;
      return;
    }
    loss.total.backward();
    discriminator_.adam->step(learning_rate);
  }

  TrainOptions options_;
  GanModelConfig config_;
  GanObjectiveOptions objective_;
  torch::Device device_;
  Player generator_, discriminator_, sampler_;
  GanNetworks networks_;
};

}  // namespace

std::unique_ptr<Trainee> make_gan_trainee(const TrainOptions& options, const TrainingSet& set,
                                          torch::Device device) {
  return std::make_unique<GanTrainee>(options, set, device);
}

}  // namespace transpine

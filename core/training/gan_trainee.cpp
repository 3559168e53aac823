// SPDX-License-Identifier: Apache-2.0
#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include "core/nn/gan_model.h"
#include "core/nn/losses/gan_objective.h"
#include "core/nn/networks/discriminators.h"
#include "core/training/one_pass_config.h"
#include "core/training/player.h"
#include "core/training/train_models.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

constexpr AdamOptions kAdam{0.5, 0.999, 1e-8};

GanObjectiveOptions objective_of(const TrainOptions& options) {
  GanObjectiveOptions objective;
  const bool contrastive = is_contrastive(options.model);
  if (is_original_pix2pix(options.model)) objective.gan = GanLossKind::vanilla;
  objective.paired_weight = contrastive ? 0 : options.paired_weight;
  objective.ssim_weight = options.ssim_weight;
  objective.nce_weight = contrastive ? options.nce_weight : 0;
  objective.nce_layers = {options.nce_layers.begin(), options.nce_layers.end()};
  objective.nce_patches = static_cast<std::size_t>(options.nce_patches);
  objective.conditional_discriminator = !contrastive;
  return objective;
}

class GanTrainee : public Trainee {
 public:
  GanTrainee(const TrainOptions& options, const TrainingSet& set, torch::Device device)
      : Trainee(options, device),
        options_(options),
        config_(one_pass_config(options, set)),
        objective_(objective_of(options)),
        device_(device) {
    torch::manual_seed(derive_seed(options_.seed, "weights"));
    const Generator made = make_generator(config_.generator);
    generator_ = Player("generator", made.module, kAdam, options_, device_);
    generator_.keep_average(options_.ema_decay);
    networks_.generator = rules().in_precision(made.image);
    add_discriminator();
    if (is_contrastive(options_.model)) add_patch_sampler(made);
  }

  TraineeStep optimise(const std::vector<Batch>& batches, std::int64_t step,
                       double learning_rate) override {
    // Dropout draws from torch's own generator; each process for its own samples.
    const std::int64_t first = batches.front().offset;
    torch::manual_seed(
        derive_seed(options_.seed, "dropout of step " + std::to_string(step) +
                                       (first > 0 ? " from sample " + std::to_string(first) : "")));
    TraineeStep done;
    rules().begin({&generator_, &discriminator_, &sampler_});
    discriminator_.require_gradients(false);
    const std::vector<Judged> judged = generator_gradients(batches, step, done);
    discriminator_.require_gradients(true);
    discriminator_gradients(judged, done);
    rules().update({&generator_, &sampler_, &discriminator_}, learning_rate, done);
    return done;
  }

  torch::Tensor translate(const torch::Tensor& mr, std::size_t, JobContext& job) override {
    if (!job.checkpoint()) return {};
    const torch::NoGradGuard no_grad;
    generator_.module().eval();
    const torch::Tensor ct = networks_.generator(mr.to(device_)).to(torch::kCPU);
    generator_.module().train();
    return ct;
  }

  nlohmann::json config() const override { return to_json(config_); }

  std::vector<TrainedPart> parts() override {
    std::vector<TrainedPart> parts{generator_.part(), discriminator_.part()};
    if (sampler_) parts.push_back(sampler_.part());
    return parts;
  }

 private:
  /// What the discriminator gets to see of a batch.
  struct Judged {
    torch::Tensor mr, ct, synthetic_ct;
  };

  void add_discriminator() {
    const std::int64_t judged = objective_.conditional_discriminator ? 2 : 1;
    const bool antialias = config_.generator.antialias;
    if (is_original_pix2pix(options_.model) || antialias) {
      PatchGanOptions made;
      made.in_channels = judged;
      made.channels = options_.discriminator_channels;
      made.norm = antialias ? NormKind::instance : NormKind::batch;
      made.antialias = antialias;
      PatchGan network(made);
      networks_.discriminator =
          rules().in_precision([network](const torch::Tensor& x) mutable { return network(x); });
      discriminator_ = Player("discriminator", network.ptr(), kAdam, options_, device_);
    } else {
      MeanDiscriminatorOptions made;
      made.in_channels = judged;
      made.channels = options_.discriminator_channels;
      if (is_volumetric(config_.generator.kind)) {
        made.dimensions = 3;
        made.depth = 4;
      }
      MeanDiscriminator network(made);
      networks_.discriminator =
          rules().in_precision([network](const torch::Tensor& x) mutable { return network(x); });
      discriminator_ = Player("discriminator", network.ptr(), kAdam, options_, device_);
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
    networks_.features = rules().in_precision(generator.features);
    networks_.project = [network](const std::vector<torch::Tensor>& features,
                                  const std::vector<torch::Tensor>& places) mutable {
      return network(features, places);
    };
    sampler_ = Player("patch_sampler", network.ptr(), kAdam, options_, device_);
  }

  PatchPlaces places_of_step(std::int64_t step) const {
    auto random = at::make_generator<at::CPUGeneratorImpl>(
        derive_seed(options_.seed, "patches of step " + std::to_string(step)));
    return [random](std::int64_t count, std::size_t wanted) {
      const auto kept = std::min(count, static_cast<std::int64_t>(wanted));
      return torch::randperm(count, random, torch::kInt64).narrow(0, 0, kept);
    };
  }

  std::vector<Judged> generator_gradients(const std::vector<Batch>& batches, std::int64_t step,
                                          TraineeStep& done) {
    std::vector<Judged> judged;
    const auto share = 1.0 / static_cast<double>(batches.size());
    for (const Batch& batch : batches) {
      const torch::Tensor mr = batch.mr.to(device_), ct = batch.ct.to(device_);
      const GeneratorLoss loss =
          generator_loss(objective_, networks_, mr, ct, places_of_step(step));
      note_terms(loss, share, done);
      judged.push_back({mr, ct, loss.synthetic_ct.detach()});
      rules().backward(loss.total * share, done);
    }
    return judged;
  }

  static void note_terms(const GeneratorLoss& loss, double share, TraineeStep& done) {
    done.loss += share * loss.total.item<double>();
    for (const auto& [name, term] :
         {std::pair("gan", loss.gan), std::pair("l1", loss.l1), std::pair("ssim", loss.ssim),
          std::pair("nce", loss.nce), std::pair("nce_identity", loss.nce_identity)}) {
      if (term.defined()) done.add_term(name, share * term.item<double>());
    }
  }

  void discriminator_gradients(const std::vector<Judged>& judged, TraineeStep& done) {
    const auto share = 1.0 / static_cast<double>(judged.size());
    for (const auto& [mr, ct, synthetic_ct] : judged) {
      const DiscriminatorLoss loss =
          discriminator_loss(objective_, networks_, mr, ct, synthetic_ct);
      done.add_term("discriminator", share * loss.total.item<double>());
      rules().backward(loss.total * share, done);
    }
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

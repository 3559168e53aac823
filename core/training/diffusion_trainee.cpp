// SPDX-License-Identifier: Apache-2.0
#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include "core/nn/diffusion_loss.h"
#include "core/nn/diffusion_model.h"
#include "core/nn/diffusion_sampling.h"
#include "core/nn/wavelets.h"
#include "core/training/player.h"
#include "core/training/train_models.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

DiffusionModelConfig config_of(const TrainOptions& options, const TrainingSet& set) {
  DiffusionModelConfig config;
  config.model = options.model;
  config.network = denoiser_options(options);
  config.mode = options.mode == "noise" ? DiffusionMode::noise : DiffusionMode::image;
  config.schedule = options.beta_schedule == "linear" ? BetaSchedule::linear : BetaSchedule::cosine;
  if (options.fast_steps > 0) {
    config.times = fast_ddpm_times(options.fast_steps, options.fast_spacing == "uniform"
                                                           ? FastSpacing::uniform
                                                           : FastSpacing::non_uniform);
  }
  config.wavelets = options.model == "wavelet-3d";
  config.patch_size = options.patch_size;
  config.patch_depth = options.patch_depth;
  config.spacing_mm = set.spacing_mm();
  config.mr_max = set.mr_max();
  config.mr_percentile = set.mr_percentile();
  config.condition_dropout = options.condition_dropout;
  return config;
}

class DiffusionTrainee : public Trainee {
 public:
  DiffusionTrainee(const TrainOptions& options, const TrainingSet& set, torch::Device device)
      : Trainee(options, device),
        options_(options),
        config_(config_of(options, set)),
        schedule_(config_.schedule),
        device_(device),
        network_(make_network()),
        generator_("generator", network_.module, {}, options_, device_) {
    generator_.keep_average(options_.ema_decay);
  }

  TraineeStep optimise(const std::vector<Batch>& batches, std::int64_t step,
                       double learning_rate) override {
    TraineeStep done;
    rules().begin({&generator_});
    const auto share = 1.0 / static_cast<double>(batches.size());
    for (const Batch& batch : batches) {
      const DiffusionLoss loss = loss_of(batch, step);
      note_terms(loss, share, done);
      rules().backward(loss.total * share, done);
    }
    rules().update({&generator_}, learning_rate, done);
    return done;
  }

  torch::Tensor translate(const torch::Tensor& mr, std::size_t sample, JobContext& job) override {
    const torch::NoGradGuard no_grad;
    auto generator = at::make_generator<at::CPUGeneratorImpl>(
        derive_seed(options_.seed, "validation " + std::to_string(sample)));
    const NormalNoise noise = [&](const std::vector<std::int64_t>& shape) {
      return torch::randn(shape, generator).to(device_);
    };
    const Denoiser denoiser = [this](const torch::Tensor& x_t, const torch::Tensor& condition,
                                     const torch::Tensor& time) {
      return network_.forward(torch::cat({x_t, condition}, 1), time);
    };
    DdimOptions sampling;
    sampling.steps = options_.validation_steps;
    const torch::Tensor x0 = sample_ct(config_, schedule_, denoiser, mr.to(device_), noise,
                                       sampling, [&](const DdimStep&) { return job.checkpoint(); });
    return x0.defined() ? x0.to(torch::kCPU) : x0;
  }

  nlohmann::json config() const override { return to_json(config_); }
  std::vector<TrainedPart> parts() override { return {generator_.part()}; }

 private:
  DenoiserNetwork make_network() {
    torch::manual_seed(derive_seed(options_.seed, "weights"));
    return make_denoiser_network(config_.network);
  }

  void note_terms(const DiffusionLoss& loss, double share, TraineeStep& done) const {
    const double total = loss.total.item<double>();
    done.loss += share * total;
    if (!options_.learned_variance) return;
    const double variance = loss.variance_term.item<double>();
    done.add_term(options_.loss, share * (total - variance));
    done.add_term("variance", share * variance);
  }

  /// Blanks the whole condition of some samples, as guidance needs it.
  torch::Tensor with_dropout(const Batch& batch, std::int64_t step) const {
    if (options_.condition_dropout == 0) return batch.mr;
    RandomStream random(options_.seed, "dropout of step " + std::to_string(step));
    std::vector<std::int64_t> shape(static_cast<std::size_t>(batch.mr.dim()), 1);
    shape[0] = batch.whole();
    torch::Tensor kept = torch::ones(shape);
    for (std::int64_t i = 0; i < kept.size(0); ++i) {
      if (random.uniform() < options_.condition_dropout) kept[i].zero_();
    }
    return batch.mr * batch.own_part(kept);
  }

  /// The times of all samples of a step, int64.
  torch::Tensor times_of(std::int64_t samples, at::Generator& generator) const {
    if (config_.times.empty()) {
      const torch::Tensor share = torch::rand({samples}, generator, torch::kFloat64)
                                      .pow(1 / (1 + options_.high_noise_emphasis));
      return (share * schedule_.timesteps()).to(torch::kInt64);
    }
    // In pairs from both ends of the list, as Fast-DDPM draws them.
    const auto count = static_cast<std::int64_t>(config_.times.size());
    const torch::Tensor drawn =
        (torch::rand({(samples + 1) / 2}, generator, torch::kFloat64) * count).to(torch::kInt64);
    const torch::Tensor index = torch::cat({drawn, count - 1 - drawn}).narrow(0, 0, samples);
    return torch::tensor(config_.times, torch::kInt64).index_select(0, index);
  }

  DiffusionLoss loss_of(const Batch& batch, std::int64_t step) {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(
        derive_seed(options_.seed, "noise of step " + std::to_string(step)));
    torch::Tensor x0 = batch.ct.to(device_);
    torch::Tensor condition = with_dropout(batch, step).to(device_);
    if (config_.wavelets) {
      x0 = to_wavelets(x0);
      condition = to_wavelets(condition.narrow(1, 0, 1));
    }
    std::vector<std::int64_t> shape = x0.sizes().vec();
    shape[0] = batch.whole();
    const torch::Tensor noise = batch.own_part(torch::randn(shape, generator)).to(device_);
    const torch::Tensor t = batch.own_part(times_of(batch.whole(), generator)).to(device_);
    const torch::Tensor x_t = diffuse(schedule_, x0, t, noise);
    const torch::Tensor output = rules().forward([&] {
      return network_.forward(torch::cat({x_t, condition}, 1), t.to(torch::kFloat32));
    });
    DiffusionLossOptions loss;
    loss.mode = config_.mode;
    loss.l2 = options_.loss == "l2";
    loss.learned_variance = options_.learned_variance;
    loss.ssim_weight = options_.ssim_weight;
    return diffusion_loss(schedule_, output, x0, x_t, t, noise, loss);
  }

  TrainOptions options_;
  DiffusionModelConfig config_;
  DiffusionSchedule schedule_;
  torch::Device device_;
  DenoiserNetwork network_;
  Player generator_;
};

}  // namespace

std::unique_ptr<Trainee> make_diffusion_trainee(const TrainOptions& options, const TrainingSet& set,
                                                torch::Device device) {
  return std::make_unique<DiffusionTrainee>(options, set, device);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include "core/nn/losses/syndiff_objective.h"
#include "core/nn/networks/discriminators.h"
#include "core/nn/networks/resnet_generator.h"
#include "core/nn/networks/time_discriminator.h"
#include "core/nn/syndiff_model.h"
#include "core/training/learning_rate.h"
#include "core/training/player.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

constexpr AdamOptions kAdam{0.5, 0.9, 1e-8};
// Six halvings, and an image of more than one pixel after them.
constexpr std::int64_t kSmallestOfLargeJudge = 128;

SyndiffModelConfig config_of(const TrainOptions& options, const TrainingSet& set) {
  SyndiffModelConfig config;
  config.network.image_size = options.patch_size;
  config.network.channels = options.channels;
  config.network.multipliers = options.multipliers;
  config.patch_size = options.patch_size;
  config.spacing_mm = set.spacing_mm();
  config.mr_max = set.mr_max();
  config.mr_percentile = set.mr_percentile();
  return config;
}

/// The four networks of one kind of image.
struct Side {
  Player diffusive, translator, step_judge, image_judge;
  Ncsnpp denoiser{nullptr};
  SyndiffSide networks;
};

/// SynDiff (section 3): both directions, each with a diffusive and a non-diffusive generator and
/// two judges. The judges step first, as in the reference.
class SyndiffTrainee : public Trainee {
 public:
  SyndiffTrainee(const TrainOptions& options, const TrainingSet& set, torch::Device device)
      : Trainee(options, device),
        options_(options),
        config_(config_of(options, set)),
        schedule_(config_.steps),
        device_(device) {
    torch::manual_seed(derive_seed(options_.seed, "weights"));
    fill_side(ct_, "generator", "ct_from_mr", "discriminator", "ct_patch_discriminator");
    fill_side(mr_, "mr_generator", "mr_from_ct", "mr_discriminator", "mr_patch_discriminator");
    ct_.diffusive.keep_average(options_.ema_decay);
  }

  TraineeStep optimise(const std::vector<Batch>& batches, std::int64_t step,
                       double learning_rate) override {
    TraineeStep done;
    rules().begin({&ct_.step_judge, &ct_.image_judge, &mr_.step_judge, &mr_.image_judge,
                   &ct_.diffusive, &ct_.translator, &mr_.diffusive, &mr_.translator});
    judge_gradients(batches, step, done);
    rules().update({&ct_.step_judge, &ct_.image_judge, &mr_.step_judge, &mr_.image_judge},
                   learning_rate_of_share(options_, options_.discriminator_rate, learning_rate),
                   done, /*more_follow=*/true);
    done.gradient_norm = 0;  // The generator's is to be noted.
    generator_gradients(batches, step, done);
    rules().update({&ct_.diffusive, &ct_.translator, &mr_.diffusive, &mr_.translator},
                   learning_rate, done);
    return done;
  }

  torch::Tensor translate(const torch::Tensor& mr, std::size_t sample, JobContext& job) override {
    const torch::NoGradGuard no_grad;
    auto random = at::make_generator<at::CPUGeneratorImpl>(
        derive_seed(options_.seed, "validation " + std::to_string(sample)));
    random_ = &random;
    part_ = nullptr;
    const auto noise = [&](int) { return torch::randn(mr.sizes(), random).to(device_); };
    const torch::Tensor ct =
        syndiff_sample(schedule_, ct_.networks.denoise, mr.to(device_), noise(-1), noise,
                       [&](int) { return job.checkpoint(); });
    random_ = nullptr;
    return ct.defined() ? ct.to(torch::kCPU) : ct;
  }

  nlohmann::json config() const override { return to_json(config_); }
  std::vector<TrainedPart> parts() override {
    std::vector<TrainedPart> parts;
    for (Side* side : {&ct_, &mr_}) {
      for (Player* player :
           {&side->diffusive, &side->translator, &side->step_judge, &side->image_judge}) {
        parts.push_back(player->part());
      }
    }
    return parts;
  }

 private:
  void fill_side(Side& side, const std::string& diffusive, const std::string& translator,
                 const std::string& step_judge, const std::string& image_judge) {
    side.denoiser = Ncsnpp(config_.network);
    side.diffusive = Player(diffusive, side.denoiser.ptr(), kAdam, options_, device_);
    side.networks.denoise = rules().in_precision(
        [this, network = side.denoiser](const torch::Tensor& x_next, const torch::Tensor& source,
                                        const torch::Tensor& t) mutable {
          return syndiff_x0(network, x_next, source, t, latent(x_next.size(0)));
        });
    ResnetGeneratorOptions resnet;
    resnet.channels = options_.channels;
    resnet.blocks = 6;
    ResnetGenerator other(resnet);
    side.translator = Player(translator, other.ptr(), kAdam, options_, device_);
    side.networks.from_other =
        rules().in_precision([other](const torch::Tensor& x) mutable { return other(x); });
    fill_judges(side, step_judge, image_judge);
  }

  void fill_judges(Side& side, const std::string& step_judge, const std::string& image_judge) {
    TimeDiscriminatorOptions timed;
    timed.large = options_.patch_size >= kSmallestOfLargeJudge;
    timed.channels = options_.discriminator_channels;
    TimeDiscriminator steps(timed);
    side.step_judge = Player(step_judge, steps.ptr(), kAdam, options_, device_);
    side.networks.judge_step =
        rules().in_precision([steps](const torch::Tensor& x_t, const torch::Tensor& t,
                                     const torch::Tensor& x_next) mutable {
          return steps(x_t, t.to(x_t.dtype()), x_next);
        });
    PatchGanOptions patches;
    patches.in_channels = 1;
    patches.channels = options_.discriminator_channels;
    PatchGan images(patches);
    side.image_judge = Player(image_judge, images.ptr(), kAdam, options_, device_);
    side.networks.judge_image =
        rules().in_precision([images](const torch::Tensor& x) mutable { return images(x); });
  }

  /// What steers the group norms, drawn with the other draws of a step.
  torch::Tensor latent(std::int64_t samples) {
    const std::int64_t drawn = part_ ? part_->whole() : samples;
    const torch::Tensor all = torch::randn({drawn, config_.network.latent_size}, *random_);
    return (part_ ? part_->own_part(all) : all).to(device_);
  }

  SyndiffDraw draw(const Batch& batch, const torch::Tensor& image, at::Generator& random) const {
    std::vector<std::int64_t> shape = image.sizes().vec();
    shape[0] = batch.whole();
    const auto noise = [&] { return batch.own_part(torch::randn(shape, random)).to(device_); };
    SyndiffDraw drawn;
    drawn.image = image.to(device_);
    const torch::Tensor t =
        torch::randint(schedule_.steps(), {batch.whole()}, random, torch::kInt64);
    drawn.t = batch.own_part(t).to(device_);
    const torch::Tensor noise_next = noise(), noise_t = noise();
    drawn.pair = syndiff_pair(schedule_, drawn.image, drawn.t, noise_next, noise_t);
    drawn.posterior_noise = noise();
    return drawn;
  }

  /// All parts of a step draw the same numbers, of which each takes its own.
  at::Generator draws_of(const std::string& whose, std::int64_t step) const {
    return at::make_generator<at::CPUGeneratorImpl>(
        derive_seed(options_.seed, "draws of the " + whose + " in step " + std::to_string(step)));
  }

  void judge_gradients(const std::vector<Batch>& batches, std::int64_t step, TraineeStep& done) {
    const double gamma =
        options_.r1_every > 0 && step % options_.r1_every == 0 ? options_.r1_gamma : 0;
    const auto share = 1.0 / static_cast<double>(batches.size());
    for (const Batch& batch : batches) {
      at::Generator random = draws_of("judges", step);
      random_ = &random;
      part_ = &batch;
      const SyndiffDraw ct = draw(batch, batch.ct, random), mr = draw(batch, batch.mr, random);
      const SyndiffJudgeLoss loss =
          syndiff_judge_loss(schedule_, gamma, ct_.networks, mr_.networks, ct, mr);
      done.add_term("discriminator", share * loss.total.item<double>());
      if (loss.r1.defined()) done.add_term("r1", share * loss.r1.item<double>());
      rules().backward(loss.total * share, done);
    }
  }

  void require_judge_gradients(bool required) {
    for (Side* side : {&ct_, &mr_}) {
      side->step_judge.require_gradients(required);
      side->image_judge.require_gradients(required);
    }
  }

  void generator_gradients(const std::vector<Batch>& batches, std::int64_t step,
                           TraineeStep& done) {
    require_judge_gradients(false);
    const auto share = 1.0 / static_cast<double>(batches.size());
    for (const Batch& batch : batches) {
      at::Generator random = draws_of("generators", step);
      random_ = &random;
      part_ = &batch;
      const SyndiffDraw ct = draw(batch, batch.ct, random), mr = draw(batch, batch.mr, random);
      const SyndiffGeneratorLoss loss =
          syndiff_generator_loss(schedule_, options_.l1_weight, ct_.networks, mr_.networks, ct, mr);
      done.loss += share * loss.total.item<double>();
      done.add_term("gan", share * loss.gan.item<double>());
      done.add_term("cycle_gan", share * loss.cycle_gan.item<double>());
      done.add_term("l1", share * loss.l1.item<double>());
      done.add_term("cycle", share * loss.cycle.item<double>());
      rules().backward(loss.total * share, done);
    }
    require_judge_gradients(true);
  }

  TrainOptions options_;
  SyndiffModelConfig config_;
  SyndiffSchedule schedule_;
  torch::Device device_;
  Side ct_, mr_;
  at::Generator* random_ = nullptr;  ///< Of the step or translation at work.
  const Batch* part_ = nullptr;      ///< Of the step at work; null in a translation.
};

}  // namespace

std::unique_ptr<Trainee> make_syndiff_trainee(const TrainOptions& options, const TrainingSet& set,
                                              torch::Device device) {
  return std::make_unique<SyndiffTrainee>(options, set, device);
}

}  // namespace transpine

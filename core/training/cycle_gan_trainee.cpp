// SPDX-License-Identifier: Apache-2.0
#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include "core/nn/gan_model.h"
#include "core/nn/losses/cycle_objective.h"
#include "core/nn/networks/discriminators.h"
#include "core/training/image_pool.h"
#include "core/training/one_pass_config.h"
#include "core/training/player.h"
#include "core/training/train_models.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

constexpr AdamOptions kAdam{0.5, 0.999, 1e-8};
constexpr std::int64_t kPoolSize = 50;

/// Both directions, their judges and what these have seen (section 5.2).
class CycleGanTrainee : public Trainee {
 public:
  CycleGanTrainee(const TrainOptions& options, const TrainingSet& set, torch::Device device)
      : Trainee(options, device),
        options_(options),
        config_(one_pass_config(options, set)),
        device_(device) {
    torch::manual_seed(derive_seed(options_.seed, "weights"));
    networks_.ct_from_mr = rules().in_precision(add_generator("generator", ct_from_mr_));
    networks_.mr_from_ct = rules().in_precision(add_generator("mr_generator", mr_from_ct_));
    networks_.judge_ct = add_judge("discriminator", ct_judge_);
    networks_.judge_mr = add_judge("mr_discriminator", mr_judge_);
    const std::vector<std::int64_t> shape{1, options_.patch_size, options_.patch_size};
    ct_pool_ = ImagePool(kPoolSize, shape, device_);
    mr_pool_ = ImagePool(kPoolSize, shape, device_);
  }

  TraineeStep optimise(const std::vector<Batch>& batches, std::int64_t step,
                       double learning_rate) override {
    TraineeStep done;
    rules().begin({&ct_from_mr_, &mr_from_ct_, &ct_judge_, &mr_judge_}, memory());
    const std::vector<Seen> seen = generator_gradients(batches, done);
    judge_gradients(seen, step, done);
    rules().update({&ct_from_mr_, &mr_from_ct_, &ct_judge_, &mr_judge_}, learning_rate, done);
    return done;
  }

  torch::Tensor translate(const torch::Tensor& mr, std::size_t, JobContext& job) override {
    if (!job.checkpoint()) return {};
    const torch::NoGradGuard no_grad;
    return networks_.ct_from_mr(mr.to(device_)).to(torch::kCPU);
  }

  nlohmann::json config() const override { return to_json(config_); }
  std::vector<TrainedPart> parts() override {
    return {ct_from_mr_.part(), mr_from_ct_.part(), ct_judge_.part(), mr_judge_.part()};
  }
  NamedTensors memory() override {
    NamedTensors all = ct_pool_.state("ct_pool");
    for (const auto& item : mr_pool_.state("mr_pool")) all.push_back(item);
    return all;
  }

 private:
  struct Seen {
    torch::Tensor mr, ct, synthetic_mr, synthetic_ct;
  };

  CycleNetworks::Map add_generator(const std::string& name, Player& player) {
    const Generator made = make_generator(config_.generator);
    player = Player(name, made.module, kAdam, options_, device_);
    player.keep_average(options_.ema_decay);
    return made.image;
  }

  CycleNetworks::Map add_judge(const std::string& name, Player& player) {
    PatchGanOptions made;
    made.in_channels = 1;
    made.channels = options_.discriminator_channels;
    PatchGan network(made);
    player = Player(name, network.ptr(), kAdam, options_, device_);
    return rules().in_precision([network](const torch::Tensor& x) mutable { return network(x); });
  }

  std::vector<Seen> generator_gradients(const std::vector<Batch>& batches, TraineeStep& done) {
    std::vector<Seen> seen;
    ct_judge_.require_gradients(false);
    mr_judge_.require_gradients(false);
    const auto share = 1.0 / static_cast<double>(batches.size());
    for (const Batch& batch : batches) {
      const torch::Tensor mr = batch.mr.to(device_), ct = batch.ct.to(device_);
      const CycleGeneratorLoss loss = cycle_generator_loss(
          {options_.cycle_weight, options_.identity_weight}, networks_, mr, ct);
      done.loss += share * loss.total.item<double>();
      done.add_term("gan", share * loss.gan.item<double>());
      done.add_term("cycle", share * loss.cycle.item<double>());
      if (loss.identity.defined()) done.add_term("identity", share * loss.identity.item<double>());
      seen.push_back({mr, ct, loss.synthetic_mr.detach(), loss.synthetic_ct.detach()});
      rules().backward(loss.total * share, done);
    }
    ct_judge_.require_gradients(true);
    mr_judge_.require_gradients(true);
    return seen;
  }

  void judge_gradients(const std::vector<Seen>& seen, std::int64_t step, TraineeStep& done) {
    auto random = at::make_generator<at::CPUGeneratorImpl>(
        derive_seed(options_.seed, "pool of step " + std::to_string(step)));
    const auto share = 1.0 / static_cast<double>(seen.size());
    for (const Seen& one : seen) {
      const torch::Tensor loss = cycle_judge_loss(networks_.judge_ct, one.ct,
                                                  ct_pool_.exchanged(one.synthetic_ct, random)) +
                                 cycle_judge_loss(networks_.judge_mr, one.mr,
                                                  mr_pool_.exchanged(one.synthetic_mr, random));
      done.add_term("discriminator", share * loss.item<double>());
      rules().backward(loss * share, done);
    }
  }

  TrainOptions options_;
  GanModelConfig config_;
  torch::Device device_;
  Player ct_from_mr_, mr_from_ct_, ct_judge_, mr_judge_;
  CycleNetworks networks_;
  ImagePool ct_pool_, mr_pool_;
};

}  // namespace

std::unique_ptr<Trainee> make_cycle_gan_trainee(const TrainOptions& options, const TrainingSet& set,
                                                torch::Device device) {
  return std::make_unique<CycleGanTrainee>(options, set, device);
}

}  // namespace transpine

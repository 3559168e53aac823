// SPDX-License-Identifier: Apache-2.0
#include <torch/utils.h>

#include "core/nn/gan_model.h"
#include "core/training/one_pass_config.h"
#include "core/training/player.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

/// A network that regresses the CT by its mean absolute difference (beyond-facts 3.1).
class RegressionTrainee : public Trainee {
 public:
  RegressionTrainee(const TrainOptions& options, const TrainingSet& set, torch::Device device)
      : Trainee(options, device),
        options_(options),
        config_(one_pass_config(options, set)),
        device_(device) {
    torch::manual_seed(derive_seed(options_.seed, "weights"));
    const Generator made = make_generator(config_.generator);
    generator_ = Player("generator", made.module, {}, options_, device_);
    generator_.keep_average(options_.ema_decay);
    image_ = made.image;
  }

  TraineeStep optimise(const std::vector<Batch>& batches, std::int64_t,
                       double learning_rate) override {
    TraineeStep done;
    rules().begin({&generator_});
    const auto share = 1.0 / static_cast<double>(batches.size());
    for (const Batch& batch : batches) {
      const torch::Tensor mr = batch.mr.to(device_), ct = batch.ct.to(device_);
      const torch::Tensor synthetic_ct = rules().forward([&] { return image_(mr); });
      const torch::Tensor loss = (synthetic_ct - ct).abs().mean();
      done.loss += share * loss.item<double>();
      rules().backward(loss * share, done);
    }
    rules().update({&generator_}, learning_rate, done);
    return done;
  }

  torch::Tensor translate(const torch::Tensor& mr, std::size_t, JobContext& job) override {
    if (!job.checkpoint()) return {};
    const torch::NoGradGuard no_grad;
    return image_(mr.to(device_)).to(torch::kCPU);
  }

  nlohmann::json config() const override { return to_json(config_); }
  std::vector<TrainedPart> parts() override { return {generator_.part()}; }

 private:
  TrainOptions options_;
  GanModelConfig config_;
  torch::Device device_;
  Player generator_;
  std::function<torch::Tensor(const torch::Tensor&)> image_;
};

}  // namespace

std::unique_ptr<Trainee> make_regression_trainee(const TrainOptions& options,
                                                 const TrainingSet& set, torch::Device device) {
  return std::make_unique<RegressionTrainee>(options, set, device);
}

}  // namespace transpine

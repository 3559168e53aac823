// SPDX-License-Identifier: Apache-2.0
#include <torch/utils.h>

#include "core/nn/gan_model.h"
#include "core/nn/losses/segmentation_loss.h"
#include "core/training/feature_segmenter.h"
#include "core/training/one_pass_config.h"
#include "core/training/player.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

/// A network that regresses the CT by its mean absolute difference, and by that of what a segmenter
/// sees in it (beyond-facts 3.1).
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
    if (options_.feature_segmenter.empty()) return;
    // start_training() has said what may be wrong with it.
    Segmenter segmenter = feature_segmenter(options_, set).value();
    segmenter.module->to(device_);
    features_ = rules().in_precision(std::move(segmenter.features));
  }

  TraineeStep optimise(const std::vector<Batch>& batches, std::int64_t,
                       double learning_rate) override {
    TraineeStep done;
    rules().begin({&generator_});
    const auto share = 1.0 / static_cast<double>(batches.size());
    for (const Batch& batch : batches) {
      const torch::Tensor mr = batch.mr.to(device_), ct = batch.ct.to(device_);
      const torch::Tensor synthetic_ct = rules().forward([&] { return image_(mr); });
      const torch::Tensor loss = loss_of(synthetic_ct, ct, share, done);
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
  torch::Tensor loss_of(const torch::Tensor& synthetic_ct, const torch::Tensor& ct, double share,
                        TraineeStep& done) {
    const torch::Tensor l1 = (synthetic_ct - ct).abs().mean();
    if (!features_) return l1;
    std::vector<torch::Tensor> wanted;
    {
      const torch::NoGradGuard no_grad;
      wanted = features_(ct);
    }
    const torch::Tensor features = feature_difference(features_(synthetic_ct), wanted);
    done.add_term("l1", share * l1.item<double>());
    done.add_term("features", share * features.item<double>());
    return l1 + options_.feature_weight * features;
  }

  TrainOptions options_;
  GanModelConfig config_;
  torch::Device device_;
  Player generator_;
  std::function<torch::Tensor(const torch::Tensor&)> image_;
  /// Absent where the CT alone is compared.
  std::function<std::vector<torch::Tensor>(const torch::Tensor&)> features_;
};

}  // namespace

std::unique_ptr<Trainee> make_regression_trainee(const TrainOptions& options,
                                                 const TrainingSet& set, torch::Device device) {
  return std::make_unique<RegressionTrainee>(options, set, device);
}

}  // namespace transpine

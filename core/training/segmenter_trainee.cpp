// SPDX-License-Identifier: Apache-2.0
#include <torch/utils.h>

#include "core/nn/losses/segmentation_loss.h"
#include "core/nn/segmenter.h"
#include "core/training/player.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

SegmenterConfig config_of(const TrainOptions& options, const TrainingSet& set) {
  return {options.channels,   options.levels,      set.classes(),
          options.patch_size, options.patch_depth, set.spacing_mm()};
}

/// A network that finds the parts of vertebrae in CTs by cross entropy and Dice.
class SegmenterTrainee : public Trainee {
 public:
  SegmenterTrainee(const TrainOptions& options, const TrainingSet& set, torch::Device device)
      : Trainee(options, device), config_(config_of(options, set)), device_(device) {
    torch::manual_seed(derive_seed(options.seed, "weights"));
    Segmenter made = make_segmenter(config_);
    segmenter_ = Player("generator", made.module, {}, options, device_);
    segmenter_.keep_average(options.ema_decay);
    scores_ = std::move(made.scores);
  }

  TraineeStep optimise(const std::vector<Batch>& batches, std::int64_t,
                       double learning_rate) override {
    TraineeStep done;
    rules().begin({&segmenter_});
    const auto share = 1.0 / static_cast<double>(batches.size());
    for (const Batch& batch : batches) {
      const torch::Tensor ct = batch.ct.to(device_), labels = batch.mask.to(device_);
      const torch::Tensor scores = rules().forward([&] { return scores_(ct); });
      const SegmentationLoss loss = segmentation_loss(scores, labels);
      done.loss += share * loss.total.item<double>();
      done.add_term("cross_entropy", share * loss.cross_entropy.item<double>());
      done.add_term("dice", share * loss.dice.item<double>());
      rules().backward(loss.total * share, done);
    }
    rules().update({&segmenter_}, learning_rate, done);
    return done;
  }

  torch::Tensor translate(const torch::Tensor& ct, std::size_t, JobContext& job) override {
    if (!job.checkpoint()) return {};
    const torch::NoGradGuard no_grad;
    return scores_(ct.to(device_)).argmax(1, true).to(torch::kFloat32).to(torch::kCPU);
  }

  nlohmann::json config() const override {
    nlohmann::json config = to_json(config_);
    config["model"] = "segmenter-3d";
    return config;
  }
  std::vector<TrainedPart> parts() override { return {segmenter_.part()}; }

 private:
  SegmenterConfig config_;
  torch::Device device_;
  Player segmenter_;
  std::function<torch::Tensor(const torch::Tensor&)> scores_;
};

}  // namespace

std::unique_ptr<Trainee> make_segmenter_trainee(const TrainOptions& options, const TrainingSet& set,
                                                torch::Device device) {
  return std::make_unique<SegmenterTrainee>(options, set, device);
}

}  // namespace transpine

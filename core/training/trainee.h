// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "core/base/job_context.h"
#include "core/training/batches.h"
#include "core/training/checkpoint.h"
#include "core/training/step_rules.h"
#include "core/training/train_run.h"

namespace transpine {

/// What one optimisation step gave.
struct TraineeStep {
  double loss = 0;              ///< What is minimised.
  std::vector<LossTerm> terms;  ///< Its parts, where there is more than one, and the adversaries'.
  double gradient_norm = 0;     ///< Of the generator, before clipping.
  /// What was not a finite number, such as "the loss term l1": then the step changed nothing.
  std::string failure;

  /// Adds to the term of this name, which appears with the first value.
  void add_term(const std::string& name, double value);
};

/// A model of one family in training: its networks and optimisers. All randomness is a function of
/// the options' seed and the step, so that parts(), memory() and the rules' loss scale are the
/// whole state.
class Trainee {
 public:
  Trainee(const TrainOptions& options, torch::Device device) : rules_(options, device) {}
  virtual ~Trainee() = default;

  /// One optimisation step with number `step` (from 0), made by rules(), on batches on the CPU,
  /// whose gradients are averaged: with batches of equal size that do not fit on the device
  /// together it is as if they were one.
  virtual TraineeStep optimise(const std::vector<Batch>& batches, std::int64_t step,
                               double learning_rate) = 0;
  /// The CT of one sample's MR as a batch has it, with noise that depends on its number alone; of a
  /// segmenter the classes of its CT, float32. On the CPU; undefined when the job was stopped.
  virtual torch::Tensor translate(const torch::Tensor& image, std::size_t sample,
                                  JobContext& job) = 0;
  /// What a checkpoint says about the model under model_config_key.
  virtual nlohmann::json config() const = 0;
  /// The networks with their optimisers; the generator first.
  virtual std::vector<TrainedPart> parts() = 0;
  /// What else the next step depends on, in tensors that a checkpoint writes and reads in place.
  virtual NamedTensors memory() { return {}; }

  StepRules& rules() { return rules_; }

 private:
  StepRules rules_;
};

/// The trainee that the options name. Draws its start values from the options' seed.
std::unique_ptr<Trainee> make_trainee(const TrainOptions& options, const TrainingSet& set,
                                      torch::Device device);

/// Used by make_trainee().
std::unique_ptr<Trainee> make_diffusion_trainee(const TrainOptions& options, const TrainingSet& set,
                                                torch::Device device);
std::unique_ptr<Trainee> make_gan_trainee(const TrainOptions& options, const TrainingSet& set,
                                          torch::Device device);
std::unique_ptr<Trainee> make_cycle_gan_trainee(const TrainOptions& options, const TrainingSet& set,
                                                torch::Device device);
std::unique_ptr<Trainee> make_syndiff_trainee(const TrainOptions& options, const TrainingSet& set,
                                              torch::Device device);
std::unique_ptr<Trainee> make_segmenter_trainee(const TrainOptions& options, const TrainingSet& set,
                                                torch::Device device);
std::unique_ptr<Trainee> make_regression_trainee(const TrainOptions& options,
                                                 const TrainingSet& set, torch::Device device);

}  // namespace transpine

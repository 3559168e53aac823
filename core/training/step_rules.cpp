// SPDX-License-Identifier: Apache-2.0
#include "core/training/step_rules.h"

#include <cmath>
#include <stdexcept>

#include "core/training/allocation_meter.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

std::vector<Player*> present(const std::vector<Player*>& players) {
  std::vector<Player*> there;
  for (Player* player : players) {
    if (*player) there.push_back(player);
  }
  return there;
}

Precision precision_or_throw(const std::string& name, torch::Device device) {
  auto precision = precision_from(name, device);
  if (!precision) throw std::invalid_argument(precision.error().message());
  return *precision;
}

/// The first thing of a step that is no number; empty where all are.
std::string not_finite(const TraineeStep& done) {
  for (const LossTerm& term : done.terms) {
    if (!std::isfinite(term.value)) return "the loss term " + term.name;
  }
  return std::isfinite(done.loss) ? "" : "the loss";
}

}  // namespace

StepRules::StepRules(const TrainOptions& options, torch::Device device)
    : device_(device),
      precision_(precision_or_throw(options.precision, device)),
      clip_norm_(options.gradient_clip),
      scale_(precision_ == Precision::fp16) {}

torch::Tensor StepRules::as_float(const torch::Tensor& tensor) {
  return tensor.to(torch::kFloat32);
}

std::vector<torch::Tensor> StepRules::as_float(std::vector<torch::Tensor> tensors) {
  for (torch::Tensor& tensor : tensors) tensor = as_float(tensor);
  return tensors;
}

void StepRules::begin(const std::vector<Player*>& players, const NamedTensors& memory) {
  is_stepping_ = true;
  undo_.clear();
  for (const auto& [name, tensor] : memory) undo_.keep(tensor);
  players_ = present(players);
  for (Player* player : players_) undo_.keep_buffers(*player);
  zero_gradients(players);
}

void StepRules::zero_gradients(const std::vector<Player*>& players) {
  for (Player* player : present(players)) player->adam().zero_gradients();
}

void StepRules::measure() const {
  AllocationMeter* meter = AllocationMeter::of_thread();
  if (meter == nullptr) return;
  std::uint64_t bytes = 0;
  for (Player* player : players_) {
    for (const torch::Tensor& gradient : player->adam().gradients()) bytes += gradient.nbytes();
  }
  meter->note_forward_end(bytes);
}

void StepRules::backward(const torch::Tensor& loss, TraineeStep& done) {
  if (done.failure.empty()) done.failure = not_finite(done);
  if (done.failure.empty() && !std::isfinite(loss.item<double>())) done.failure = "the loss";
  measure();
  if (!done.failure.empty()) return;
  (scale_.is_dynamic() ? loss * scale_.factor() : loss).backward();
}

void StepRules::average_gradients(const std::vector<Player*>& players, TraineeStep& done) {
  if (!group_) return;
  // A process with a failed loss has no gradients to give: all must know first.
  if (group_->any(!done.failure.empty())) {
    if (done.failure.empty()) done.failure = "the loss of another process";
    return;
  }
  std::vector<torch::Tensor> gradients;
  for (Player* player : players) {
    for (const torch::Tensor& gradient : player->adam().gradients()) gradients.push_back(gradient);
  }
  group_->average(gradients);
}

void StepRules::finish_gradients(const std::vector<Player*>& players, TraineeStep& done) {
  for (Player* player : players) {
    Adam& adam = player->adam();
    if (scale_.is_dynamic()) adam.scale_gradients(1 / scale_.factor());
    const double norm = adam.gradient_norm();
    if (player == players.front() && done.gradient_norm == 0) done.gradient_norm = norm;
    if (!std::isfinite(norm)) {
      done.failure = "the gradient of the " + player->name();
      return;
    }
    if (clip_norm_ > 0 && norm > clip_norm_) adam.scale_gradients(clip_norm_ / norm);
  }
}

void StepRules::update(const std::vector<Player*>& players, double learning_rate, TraineeStep& done,
                       bool more_follow) {
  const std::vector<Player*> stepping = present(players);
  average_gradients(stepping, done);
  if (done.failure.empty()) finish_gradients(stepping, done);
  // Once a step: a failure of one update is also that of the next.
  if (!more_follow) scale_.note(!done.failure.empty());
  is_stepping_ = more_follow;
  if (!done.failure.empty()) {
    undo_.take_back();
    return;
  }
  is_updating_ = true;
  for (Player* player : stepping) {
    if (more_follow) undo_.keep_weights(*player);
    player->step(learning_rate);
  }
  is_updating_ = false;
  if (!more_follow) undo_.clear();
}

bool StepRules::abandon() {
  is_stepping_ = false;
  if (is_updating_) return false;
  undo_.take_back();
  return true;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/label_shift.h"

#include <utility>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

constexpr double kGoodEnough = 0.5;
constexpr int kT12Jump = 6;

double dice_of(const LabelConfusion& confusion, int predicted, int reference) {
  if (predicted < 1 || predicted > 255) return 0;
  return dice(confusion.count(predicted, reference), confusion.predicted_count(predicted),
              confusion.reference_count(reference))
      .value_or(0);
}

struct Tried {
  LabelShift shift;
  double mean = 0;
};

Tried tried(const LabelConfusion& confusion, int levels) {
  std::map<int, int> exceptions;
  double sum = 0;
  int count = 0;
  for (const int label : confusion.labels()) {
    if (confusion.reference_count(label) == 0) continue;
    double score = dice_of(confusion, label + levels, label);
    if (label == vertebra::kT12) {
      const double jumped = dice_of(confusion, label + kT12Jump, label);
      if (jumped > score) {
        exceptions[label] = label + kT12Jump;
        score = jumped;
      }
    }
    sum += score;
    ++count;
  }
  return {LabelShift(levels, std::move(exceptions)), count > 0 ? sum / count : 0};
}

}  // namespace

LabelShift best_label_shift(const LabelConfusion& confusion) {
  Tried best = tried(confusion, 0);
  const auto take_better = [&](int levels) {
    Tried other = tried(confusion, levels);
    if (other.mean > best.mean) best = std::move(other);
  };
  for (const int levels : {-1, 1}) take_better(levels);
  if (best.mean < kGoodEnough) {
    for (const int levels : {-2, 2}) take_better(levels);
  }
  return best.shift;
}

}  // namespace transpine

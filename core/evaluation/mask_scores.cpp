// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/mask_scores.h"

#include "core/base/option_specs.h"
#include "core/base/parallel.h"
#include "core/evaluation/label_shift.h"
#include "core/evaluation/surfels.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

/// A mean that is absent where there is nothing to average.
class Mean {
 public:
  void add(double value) {
    sum_ += value;
    ++count_;
  }
  std::optional<double> value() const {
    return count_ > 0 ? std::optional(sum_ / count_) : std::nullopt;
  }

 private:
  double sum_ = 0;
  int count_ = 0;
};

SurfaceScores surfaces_of(const Volume& predicted, const Volume& reference,
                          const std::vector<int>& labels, const LabelShift& shift,
                          double tolerance_mm) {
  const auto predicted_boxes = label_boxes(predicted);
  const auto reference_boxes = label_boxes(reference);
  const auto areas = surfel_areas_mm2(predicted.grid().spacing_mm);
  std::vector<std::optional<SurfaceScore>> scores(labels.size());
  parallel_items(static_cast<std::int64_t>(labels.size()), [&](std::int64_t item) {
    const auto index = static_cast<std::size_t>(item);
    const int label = labels[index];
    const int other = shift.predicted_label(label);
    const auto box = predicted_boxes.find(other);
    if (box == predicted_boxes.end()) return;
    scores[index] = surface_score(predicted, other, box->second, reference, label,
                                  reference_boxes.at(label), areas, tolerance_mm);
  });
  SurfaceScores result;
  Mean hd95, assd, nsd;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    nsd.add(scores[i] ? scores[i]->nsd : 0);
    if (!scores[i]) continue;
    result.per_vertebra[labels[i]] = *scores[i];
    hd95.add(scores[i]->hd95_mm);
    assd.add(scores[i]->assd_mm);
  }
  result.mean_hd95_mm = hd95.value();
  result.mean_assd_mm = assd.value();
  result.mean_nsd = nsd.value();
  return result;
}

std::string listed(const std::vector<int>& labels) {
  std::string text = std::to_string(labels.size()) + " (";
  for (std::size_t i = 0; i < labels.size(); ++i) {
    text += (i > 0 ? ", " : "") + vertebra_name(labels[i]);
  }
  return text + ")";
}

}  // namespace

OptionList options_of(MaskScoreOptions& o) {
  OptionList list;
  list.add(o.label_shift,
           {.key = "label_shift",
            .label = "Shift labels",
            .help = "Compare each vertebra with the one that is one level (where Dice stays below "
                    "0.5, two) higher or lower in the result, whichever fits all of them best: "
                    "the reference implementation's rule."});
  list.add(o.nsd_tolerance_mm,
           ranged("nsd_tolerance_mm", "NSD tolerance",
                  "How far surfaces may lie apart and still count as equal in the normalised "
                  "surface distance.",
                  0, 100, OptionSpec::Level::basic, "mm"));
  return list;
}

Result<MaskScores> score_masks(const Volume& predicted, const Volume& reference,
                               const MaskScoreOptions& options) {
  const auto counted = count_labels(predicted, reference);
  if (!counted) return counted.error();
  MaskScores scores;
  const LabelShift shift = options.label_shift ? best_label_shift(*counted) : LabelShift();
  scores.shift = shift.levels();
  scores.dice = dice_scores(*counted, shift);
  std::vector<int> labels;
  std::vector<bool> wanted(256, false);
  for (const int label : counted->labels()) {
    if (counted->reference_count(label) == 0) continue;
    labels.push_back(label);
    const int other = shift.predicted_label(label);
    const bool there = other >= 1 && other <= 255 && counted->predicted_count(other) > 0;
    if (there) {
      wanted[static_cast<std::size_t>(other)] = true;
    } else {
      scores.missing.push_back(label);
    }
  }
  for (const int label : counted->labels()) {
    if (counted->predicted_count(label) > 0 && !wanted[static_cast<std::size_t>(label)]) {
      scores.extra.push_back(label);
    }
  }
  scores.surfaces = surfaces_of(predicted, reference, labels, shift, options.nsd_tolerance_mm);
  return scores;
}

std::vector<std::string> notes_of(const MaskScores& scores) {
  std::vector<std::string> notes;
  const std::size_t expected = scores.dice.per_vertebra.size();
  if (!scores.dice.global) {
    notes.push_back("Both masks are empty: there is nothing to compare.");
  } else if (expected == 0) {
    notes.push_back("The reference mask is empty.");
  } else if (scores.missing.size() == expected && *scores.dice.global == 0 &&
             scores.extra.empty()) {
    notes.push_back("The result's mask is empty.");
  }
  if (!scores.missing.empty()) {
    notes.push_back("Missing in the result: " + listed(scores.missing) + " of " +
                    std::to_string(expected) +
                    " vertebrae. They count as 0 in the means of Dice and NSD and are left out of "
                    "those of HD95 and ASSD.");
  }
  if (!scores.extra.empty()) {
    notes.push_back("Only in the result: " + listed(scores.extra) +
                    ". They count in the global Dice alone.");
  }
  if (scores.shift != 0) {
    notes.push_back("The result's labels were taken " + std::to_string(std::abs(scores.shift)) +
                    (scores.shift > 0 ? " lower." : " higher."));
  }
  return notes;
}

}  // namespace transpine

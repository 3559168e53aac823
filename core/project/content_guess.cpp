// SPDX-License-Identifier: Apache-2.0
#include "core/project/content_guess.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <set>

#include "core/image/image_io.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/image_checks.h"

namespace transpine {
namespace {

/// More distinct values than any label map of a spine has.
constexpr std::size_t kMostLabels = 400;
/// Fewer distinct values than any MR has.
constexpr std::size_t kFewValues = 80;
/// Instance masks number discs and other parts from here on.
constexpr int kFirstOtherPart = 100;

/// The distinct values above 0 where all are whole, not negative and few; else nothing.
std::optional<std::set<int>> labels_of(const Volume& volume) {
  return visit_values(volume, [](auto values) -> std::optional<std::set<int>> {
    std::set<int> labels;
    auto last = values.empty() ? 0 : values[0];
    bool has_last = false;
    for (const auto value : values) {
      if (has_last && value == last) continue;
      last = value;
      has_last = true;
      const auto number = static_cast<double>(value);
      if (!(number >= 0) || number > 65535 || number != std::floor(number)) return std::nullopt;
      if (number > 0) labels.insert(static_cast<int>(number));
      if (labels.size() > kMostLabels) return std::nullopt;
    }
    return labels;
  });
}

bool are_within(const std::set<int>& labels, int low, int high) {
  return !labels.empty() && *labels.begin() >= low && *labels.rbegin() <= high;
}

/// Vertebra ids beside parts of other kinds, as instance masks have them.
bool are_instances(const std::set<int>& labels) {
  return labels.size() <= kFewValues && *labels.begin() <= vertebra::kT13 &&
         std::all_of(labels.begin(), labels.end(),
                     [](int label) { return label <= vertebra::kT13 || label >= kFirstOtherPart; });
}

std::string range_text(const std::set<int>& labels) {
  return std::to_string(*labels.begin()) + " to " + std::to_string(*labels.rbegin());
}

}  // namespace

Result<ContentGuess> guess_from_content(const std::filesystem::path& path, JobContext& job) {
  const auto image = read_image(path, &job);
  if (!image) return image.error();
  ContentGuess guess;
  guess.grid = image->volume.grid();
  const ImageStatistics& statistics = image->summary.statistics;
  if (statistics.finite_count == 0) {
    guess.reason = guess.doubt = "none of its voxels has a value";
    return guess;
  }
  if (statistics.minimum == statistics.maximum) {
    char text[64];
    std::snprintf(text, sizeof text, "all its voxels have the value %.6g", statistics.minimum);
    guess.reason = guess.doubt = text;
    return guess;
  }
  const auto labels = labels_of(image->volume);
  if (labels && !labels->empty()) {
    if (are_within(*labels, 1, vertebra::kT13)) {
      guess.kind = ContentGuess::Kind::vertebrae;
      guess.reason = "its values are whole numbers, " + range_text(*labels) + ": vertebra ids";
      return guess;
    }
    if (are_within(*labels, 1, 100) && *labels->rbegin() >= subregion::kArcus) {
      guess.kind = ContentGuess::Kind::subregions;
      guess.reason = "its values are whole numbers, " + range_text(*labels) + ": subregion ids";
      return guess;
    }
    if (are_instances(*labels)) {
      guess.kind = ContentGuess::Kind::vertebrae;
      guess.reason = "its values are whole numbers, " + range_text(*labels) +
                     ": ids of vertebrae and of other parts";
      return guess;
    }
  }
  if (looks_like_ct(image->volume)) {
    guess.kind = ContentGuess::Kind::ct;
    guess.reason = "its values are Hounsfield units";
  } else {
    guess.reason = "its values are no Hounsfield units and no labels";
    if (labels && labels->size() <= kFewValues) {
      guess.doubt = "its values are few whole numbers, " + range_text(*labels) +
                    ": labels, but neither of vertebrae nor of their parts";
    }
  }
  return guess;
}

}  // namespace transpine

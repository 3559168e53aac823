// SPDX-License-Identifier: Apache-2.0
#include "core/training/sound_subjects.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/parallel.h"

namespace transpine {
namespace {

/// The values of an image, or of several; infinite where there was no image yet.
struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  bool finite = true;
  bool seen = false;

  void take(const Range& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
    finite = finite && other.finite;
    seen = seen || other.seen;
  }
};

/// Of no image at all the empty range.
Range range_of(const torch::Tensor& image) {
  if (!image.defined()) return {};
  const auto [low, high] = torch::aminmax(image);
  Range range{low.item<double>(), high.item<double>()};
  range.seen = true;
  // Both ends of an image with a NaN are NaN.
  range.finite = std::isfinite(range.low) && std::isfinite(range.high);
  return range;
}

struct Images {
  Range mr, ct;
};

std::string reason(const Images& images) {
  for (const auto& [name, range] : {std::pair("MR", images.mr), std::pair("CT", images.ct)}) {
    if (!range.seen) continue;
    if (!range.finite) return std::string("its ") + name + " has values that are no numbers";
    if (!(range.high > range.low)) {
      return std::string("its ") + name + " has the same value everywhere";
    }
  }
  return {};
}

}  // namespace

void drop_unsound_subjects(TrainingSet& set, JobContext& job) {
  std::vector<Images> of_slices(set.slices().size());
  parallel_items(static_cast<std::int64_t>(of_slices.size()), [&](std::int64_t i) {
    if (!job.checkpoint()) return;
    const torch::NoGradGuard no_grad;
    const auto slice = static_cast<std::size_t>(i);
    of_slices[slice] = {range_of(set.mr(slice)), range_of(set.ct(slice))};
  });
  if (!job.checkpoint()) return;
  std::map<std::string, Images> of_subjects;
  for (std::size_t i = 0; i < of_slices.size(); ++i) {
    Images& images = of_subjects[set.slices()[i].subject];
    images.mr.take(of_slices[i].mr);
    images.ct.take(of_slices[i].ct);
  }
  for (const auto& [subject, images] : of_subjects) {
    const std::string why = reason(images);
    if (!why.empty()) set.leave_out(subject, why + ".");
  }
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/image/input_checks.h"

#include <cmath>
#include <cstdio>
#include <set>

#include "core/image/statistics.h"

namespace transpine {
namespace {

constexpr std::size_t kMostLabels = 512;

/// Why the values are no labels, as the end of a sentence; empty where they may be.
template <class Values>
std::string why_no_labels(const Values& values) {
  std::set<double> labels;
  double last = -1;
  for (const auto voxel : values) {
    const auto value = static_cast<double>(voxel);
    if (value == last) continue;  // Masks are runs of equal voxels.
    last = value;
    if (!(value >= 0) || value != std::floor(value)) {
      char text[48];
      std::snprintf(text, sizeof text, "one of its values is %.6g", value);
      return text;
    }
    labels.insert(value);
    if (labels.size() > kMostLabels) {
      return "it has more than " + std::to_string(kMostLabels) + " different values";
    }
  }
  return {};
}

}  // namespace

Result<void> check_finite(const Volume& volume, const std::string& what) {
  if (image_statistics(volume).non_finite_count == 0) return {};
  return Error{what + " has NaN or infinite voxels.",
               "Replace them first, for example with transpine convert --nan 0."};
}

Result<void> check_same_grid(const Grid& a, const Grid& b, const std::string& what) {
  if (a.same_as(b)) return {};
  return Error{
      what + " lie on different grids: " + a.description() + " and " + b.description() + ".",
      "Resample one onto the other's grid first, masks with nearest neighbour."};
}

Result<void> check_mask(const Volume& volume, const std::string& what) {
  const std::string why =
      visit_values(volume, [](const auto& values) { return why_no_labels(values); });
  if (why.empty()) return {};
  return Error{what + " is no mask: " + why + ".",
               "Give an image with an id for each vertebra; transpine segment makes one of a CT."};
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/numbering.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

constexpr double kNearestCentre_mm = 20;
constexpr double kLargestSacrumGap_mm = 40;

/// The ids that a spine counts, from head to foot, with those of `extra` that it usually has not.
std::vector<int> order_with(const std::set<int>& extra) {
  std::vector<int> order;
  for (int id = vertebra::kC1; id < vertebra::kSacrum; ++id) {
    if (id == vertebra::kL1 && extra.contains(vertebra::kT13)) order.push_back(vertebra::kT13);
    if (id != vertebra::kL6 || extra.contains(vertebra::kL6)) order.push_back(id);
  }
  return order;
}

/// Where each vertebra stands in the count from the uppermost, missing ones counted in.
std::vector<int> counts_of(const Instances& found) {
  std::vector<int> counts;
  int at = 0;
  for (std::size_t i = 0; i < found.vertebrae.size(); ++i) {
    at += found.vertebrae[i].missing_above + (i > 0 ? 1 : 0);
    counts.push_back(at);
  }
  return counts;
}

/// The vertebra at a place: the one whose voxel it is, else the one with the nearest centre; none
/// where that is far.
std::optional<std::size_t> instance_at(const Instances& found, const Vector3d& p) {
  const Vector3d index = found.grid.index_from_point(p);
  const auto i = std::llround(index.x()), j = std::llround(index.y()), k = std::llround(index.z());
  if (found.grid.contains(i, j, k)) {
    const auto label = found.labels[static_cast<std::size_t>(found.grid.offset(i, j, k))];
    if (label != 0 && label != Instances::kSacrum) return label - 1u;
  }
  const auto nearest = std::min_element(
      found.vertebrae.begin(), found.vertebrae.end(), [&](const Instance& a, const Instance& b) {
        return (a.centre_mm - p).norm() < (b.centre_mm - p).norm();
      });
  if ((nearest->centre_mm - p).norm() > kNearestCentre_mm) return std::nullopt;
  return static_cast<std::size_t>(nearest - found.vertebrae.begin());
}

int place_in(const std::vector<int>& order, int id) {
  return static_cast<int>(std::find(order.begin(), order.end(), id) - order.begin());
}

/// Ids of all, the uppermost being `first` in the order.
std::vector<int> ids_from(const std::vector<int>& counts, const std::vector<int>& order,
                          int first) {
  std::vector<int> ids;
  for (const int count : counts) {
    const int at = first + count;
    const bool is_known = at >= 0 && at < static_cast<int>(order.size());
    ids.push_back(is_known ? order[static_cast<std::size_t>(at)] : 0);
  }
  return ids;
}

std::optional<Numbering> by_landmarks(const Instances& found, const LandmarkSet& landmarks) {
  std::map<std::size_t, int> named;  // Instances by what the points call them.
  std::set<int> extra;
  for (const auto& [key, p] : landmarks) {
    if (!subregion::is_body(key.subregion) || key.vertebra == vertebra::kSacrum) continue;
    if (const auto at = instance_at(found, p)) {
      named[*at] = key.vertebra;
      extra.insert(key.vertebra);
    }
  }
  if (named.empty()) return std::nullopt;
  const std::vector<int> order = order_with(extra);
  const std::vector<int> counts = counts_of(found);
  std::map<int, int> votes;
  for (const auto& [at, id] : named) ++votes[place_in(order, id) - counts[at]];
  const auto most = std::max_element(votes.begin(), votes.end(),
                                     [](auto& a, auto& b) { return a.second < b.second; });
  Numbering made;
  made.ids = ids_from(counts, order, most->first);
  made.how = "Levels by " + std::to_string(most->second) + " landmark(s).";
  const auto others = static_cast<int>(named.size()) - most->second;
  if (others > 0) {
    made.warnings.push_back(std::to_string(others) +
                            " landmark(s) of bodies say other levels: check them.");
  }
  return made;
}

Result<Numbering> by_named_place(const Instances& found, const NamedPlace& named) {
  const std::string name = vertebra_name(named.vertebra);
  const auto at = instance_at(found, named.p_mm);
  if (!at) {
    return Error{"No vertebra was found at the place that is named " + name + ".",
                 "Name a place within a vertebra, in millimetres of the CT (LPS)."};
  }
  const std::vector<int> order = order_with({named.vertebra});
  const int place = place_in(order, named.vertebra);
  if (place == static_cast<int>(order.size())) {
    return Error{name + " is no vertebra to count from.", "Name one of C1 to L6."};
  }
  const std::vector<int> counts = counts_of(found);
  Numbering made;
  made.ids = ids_from(counts, order, place - counts[*at]);
  made.how = "Levels by the named " + name + ".";
  return made;
}

Numbering from_below(const Instances& found) {
  const std::vector<int> order = order_with({});
  const std::vector<int> counts = counts_of(found);
  Numbering made;
  made.ids = ids_from(counts, order, static_cast<int>(order.size()) - 1 - counts.back());
  const bool above_sacrum = found.sacrum_gap_mm && *found.sacrum_gap_mm < kLargestSacrumGap_mm;
  if (above_sacrum) {
    made.how = "Levels counted up from the sacrum, the lowest vertebra being L5.";
    return made;
  }
  made.how =
      "The levels are not known: they are counted up from the lowest vertebra as if it "
      "were L5.";
  made.warnings.push_back(
      "Nothing says which levels these are: name one with --level and --at, give landmarks, or "
      "shift all levels afterwards.");
  return made;
}

}  // namespace

Result<Numbering> number_instances(const Instances& found, const NumberingHints& hints) {
  Numbering made;
  if (hints.named) {
    auto named = by_named_place(found, *hints.named);
    if (!named) return named.error();
    made = std::move(*named);
  } else if (auto marked = by_landmarks(found, hints.landmarks)) {
    made = std::move(*marked);
  } else {
    made = from_below(found);
    if (!hints.landmarks.empty()) {
      made.warnings.push_back("No landmark of a body lies in a vertebra that was found.");
    }
  }
  if (std::find(made.ids.begin(), made.ids.end(), 0) != made.ids.end()) {
    made.warnings.push_back(
        "More vertebrae were found than there are levels: the rest is left "
        "out. Check the levels.");
  }
  return made;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/next_point.h"

#include <algorithm>
#include <cmath>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

bool has_level(const LandmarkDocument& document, int level) {
  for (const auto* points : {&document.mr, &document.ct}) {
    const auto next = points->lower_bound({level, 0});
    if (next != points->end() && next->first.vertebra == level) return true;
  }
  return false;
}

bool is_rare(int level) {
  return level == vertebra::kT13 || level == vertebra::kL6;
}

bool is_wanted_of(LandmarkKey key) {
  return key.vertebra != vertebra::kSacrum || key.subregion == subregion::kBody;
}

/// The levels of the spine that the document describes, from head to foot.
std::vector<int> spine_of(const LandmarkDocument& document) {
  std::vector<int> levels = vertebrae_in_range("C1-S").value_or(std::vector<int>{});
  for (const int variant : {vertebra::kT13, vertebra::kL6}) {
    if (has_level(document, variant)) levels.push_back(variant);
  }
  std::sort(levels.begin(), levels.end(), is_cranial_to);
  return levels;
}

std::optional<std::map<LandmarkKey, Landmark>> shifted(
    const std::map<LandmarkKey, Landmark>& points, const std::vector<int>& spine, int levels) {
  std::map<LandmarkKey, Landmark> result;
  for (const auto& [key, landmark] : points) {
    const auto at = std::find(spine.begin(), spine.end(), key.vertebra) - spine.begin() + levels;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(spine.size())) return {};
    result[{spine[static_cast<std::size_t>(at)], key.subregion}] = landmark;
  }
  return result;
}

}  // namespace

PlacementPlan placement_plan(const std::vector<int>& range, const LandmarkDocument& document) {
  PlacementPlan plan{range, {subregion::kBody, subregion::kSpinousProcess}};
  for (const int variant : {vertebra::kT13, vertebra::kL6}) {
    const bool named = std::find(range.begin(), range.end(), variant) != range.end();
    if (!named && has_level(document, variant)) plan.levels.push_back(variant);
  }
  std::sort(plan.levels.begin(), plan.levels.end(), is_cranial_to);
  return plan;
}

std::optional<LandmarkKey> next_missing_point(const LandmarkDocument& document, LandmarkKey current,
                                              const PlacementPlan& plan) {
  const auto in_mr = [&](LandmarkKey key) { return document.mr.contains(key); };
  const auto in_ct = [&](LandmarkKey key) { return document.ct.contains(key); };
  const auto missing = [&](LandmarkKey key) {
    return is_wanted_of(key) && !(in_mr(key) && in_ct(key));
  };
  const auto& levels = plan.levels;
  const auto count = static_cast<int>(levels.size());
  const auto level_at = [&](int place) { return levels[static_cast<std::size_t>(place)]; };
  const auto place =
      static_cast<int>(std::find(levels.begin(), levels.end(), current.vertebra) - levels.begin());
  for (const int kind : plan.kinds) {
    if (place < count && missing({current.vertebra, kind}))
      return LandmarkKey{current.vertebra, kind};
  }
  int first = count;
  int last = -1;
  for (int i = 0; i < count; ++i) {
    if (!has_level(document, level_at(i))) continue;
    first = std::min(first, i);
    last = i;
  }
  if (last < 0) {
    return count > 0 ? std::optional(LandmarkKey{level_at(0), plan.kinds.front()}) : std::nullopt;
  }
  // Nearest to the current level, downwards first.
  const auto nearest = [&](int from, int to, const auto& fits) -> std::optional<LandmarkKey> {
    std::optional<LandmarkKey> best;
    int best_distance = 2 * count + 2;
    for (int i = from; i <= to; ++i) {
      const int distance = i >= place ? 2 * (i - place) : 2 * (place - i) + 1;
      if (distance >= best_distance) continue;
      for (const int kind : plan.kinds) {
        const LandmarkKey key{level_at(i), kind};
        if (!missing(key) || !fits(key)) continue;
        best = key;
        best_distance = distance;
        break;
      }
    }
    return best;
  };
  if (auto half = nearest(0, count - 1, [&](LandmarkKey k) { return in_mr(k) != in_ct(k); })) {
    return half;
  }
  // T13 and L6 are rare: a level that everyone has comes before one of them without a point.
  const auto usual = [&](LandmarkKey key) {
    return !is_rare(key.vertebra) || has_level(document, key.vertebra);
  };
  if (auto gap = nearest(first, last, usual)) return gap;
  if (auto gap = nearest(first, last, [](LandmarkKey) { return true; })) return gap;
  if (last + 1 < count) return LandmarkKey{level_at(last + 1), plan.kinds.front()};
  if (first > 0) return LandmarkKey{level_at(first - 1), plan.kinds.front()};
  return {};
}

std::optional<LandmarkKey> neighbour_point(const LandmarkDocument& document, LandmarkKey current,
                                           const PlacementPlan& plan, int steps) {
  std::vector<int> levels;
  for (const int level : plan.levels) {
    if (level == current.vertebra || !is_rare(level) || has_level(document, level)) {
      levels.push_back(level);
    }
  }
  const auto at = std::find(levels.begin(), levels.end(), current.vertebra);
  if (at == levels.end()) {
    return levels.empty() ? std::nullopt
                          : std::optional(LandmarkKey{levels.front(), current.subregion});
  }
  const auto to = at - levels.begin() + steps;
  if (to < 0 || to >= static_cast<std::ptrdiff_t>(levels.size())) return {};
  const LandmarkKey next{levels[static_cast<std::size_t>(to)], current.subregion};
  return is_wanted_of(next) ? next : LandmarkKey{next.vertebra, subregion::kBody};
}

std::optional<LandmarkDocument> shifted_levels(const LandmarkDocument& document, int levels,
                                               bool in_mr, bool in_ct) {
  const auto spine = spine_of(document);
  LandmarkDocument result = document;
  for (const auto& [wanted, points] :
       {std::pair(in_mr, &result.mr), std::pair(in_ct, &result.ct)}) {
    if (!wanted) continue;
    auto moved = shifted(*points, spine, levels);
    if (!moved) return {};
    *points = std::move(*moved);
  }
  return result;
}

}  // namespace transpine

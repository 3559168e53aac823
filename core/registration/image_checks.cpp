// SPDX-License-Identifier: Apache-2.0
#include "core/registration/image_checks.h"

#include "core/image/statistics.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

constexpr double kAir_hu = -500;
constexpr double kBone_hu = 300;

/// Fat and air make a CT negative; an MR is so at most by the ringing of an interpolation.
constexpr double kFat_hu = -100;

/// The percentile, which costs a copy of the voxels, only where it can matter.
ValueRange range_of(const Volume& volume, bool with_low = true) {
  const ImageStatistics statistics = image_statistics(volume);
  ValueRange range{statistics.minimum, statistics.maximum, statistics.minimum};
  const bool can_be_ct = range.minimum <= kAir_hu && range.maximum >= kBone_hu;
  if (with_low && can_be_ct) range.low = percentile(volume, 0.1);
  return range;
}

bool looks_like_ct(const ValueRange& range) {
  // A few strange voxels in an MR are not air: some of a CT's field always is.
  return range.minimum <= kAir_hu && range.maximum >= kBone_hu && range.low < kAir_hu;
}

bool are_swapped(const ValueRange& mr, const ValueRange& ct) {
  if (looks_like_ct(mr) && !looks_like_ct(ct)) return true;
  return mr.minimum < kFat_hu && ct.minimum >= 0;
}

Result<void> check_is_mr(const ValueRange& mr, const std::string& what) {
  if (!looks_like_ct(mr)) return {};
  return Error{what + " looks like a CT (air below -500, bone above 300).", "Choose the MR."};
}

Result<void> check_ranges(const ValueRange& mr, const ValueRange& ct, const std::string& name) {
  if (are_swapped(mr, ct)) {
    return Error{"MR and CT of " + name +
                     " look swapped: the image given as MR has Hounsfield units, the one given as "
                     "CT has not.",
                 "Exchange the two images."};
  }
  return check_is_mr(mr, "The image given as MR of " + name);
}

// Not every CT crop holds air, but all hold something below water.
std::optional<std::string> warning_of_ct(double minimum) {
  if (minimum < 0) return {};
  return "The image given as CT has no negative values, so it is not in Hounsfield units.";
}

}  // namespace

bool looks_like_ct(const Volume& volume) {
  return looks_like_ct(range_of(volume));
}

std::optional<bool> is_ct_by_values(const Volume& volume) {
  const double minimum = image_statistics(volume).minimum;
  if (minimum < kFat_hu) return true;
  return minimum >= 0 ? std::optional(false) : std::nullopt;
}

Result<void> check_is_mr(const Volume& mr, const std::string& what) {
  return check_is_mr(range_of(mr), what);
}

Result<void> check_not_swapped(const Volume& mr, const Volume& ct, const std::string& name) {
  const ValueRange mr_range = range_of(mr);
  return check_ranges(mr_range, range_of(ct, looks_like_ct(mr_range)), name);
}

std::optional<std::string> swapped_warning(const ValueRange& mr, const ValueRange& ct) {
  const auto sound = check_ranges(mr, ct, "this subject");
  return sound ? warning_of_ct(ct.minimum) : sound.error().title;
}

std::optional<std::string> ct_warning(const Volume& ct) {
  return warning_of_ct(image_statistics(ct).minimum);
}

double share_near_bone(const LandmarkSet& points, const Volume& ct) {
  constexpr double kBone_hu = 150;
  constexpr double kRadius_mm = 5;
  const Grid& grid = ct.grid();
  int bodies = 0;
  int near_bone = 0;
  for (const auto& [key, p] : points) {
    if (!subregion::is_body(key.subregion)) continue;
    ++bodies;
    const Eigen::Vector3d centre = grid.index_from_point(p);
    const Eigen::Vector3d reach = kRadius_mm * grid.spacing_mm.cwiseInverse();
    Index3 low, high;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto i = static_cast<Eigen::Index>(axis);
      low[axis] = std::max<std::int64_t>(0, std::llround(centre[i] - reach[i]));
      high[axis] = std::min(grid.size[axis] - 1,
                            static_cast<std::int64_t>(std::llround(centre[i] + reach[i])));
    }
    bool found = false;
    for (std::int64_t k = low[2]; k <= high[2] && !found; ++k) {
      for (std::int64_t j = low[1]; j <= high[1] && !found; ++j) {
        for (std::int64_t i = low[0]; i <= high[0] && !found; ++i) {
          found = ct.at(i, j, k) > kBone_hu;
        }
      }
    }
    near_bone += found;
  }
  return bodies == 0 ? 1 : static_cast<double>(near_bone) / bodies;
}

}  // namespace transpine

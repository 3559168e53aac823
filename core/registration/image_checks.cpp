// SPDX-License-Identifier: Apache-2.0
#include "core/registration/image_checks.h"

#include "core/image/statistics.h"

namespace transpine {
namespace {

constexpr double kAir_hu = -500;
constexpr double kBone_hu = 300;

/// Fat and air make a CT negative; an MR is so at most by the ringing of an interpolation.
constexpr double kFat_hu = -100;

bool are_swapped(const Volume& mr, const Volume& ct) {
  if (looks_like_ct(mr) && !looks_like_ct(ct)) return true;
  return image_statistics(mr).minimum < kFat_hu && image_statistics(ct).minimum >= 0;
}

}  // namespace

bool looks_like_ct(const Volume& volume) {
  const ImageStatistics statistics = image_statistics(volume);
  if (statistics.minimum > kAir_hu || statistics.maximum < kBone_hu) return false;
  // A few strange voxels in an MR are not air: some of a CT's field always is.
  return percentile(volume, 0.1) < kAir_hu;
}

Result<void> check_is_mr(const Volume& mr, const std::string& what) {
  if (!looks_like_ct(mr)) return {};
  return Error{what + " looks like a CT (air below -500, bone above 300).", "Choose the MR."};
}

Result<void> check_not_swapped(const Volume& mr, const Volume& ct, const std::string& name) {
  if (are_swapped(mr, ct)) {
    return Error{"MR and CT of " + name +
                     " look swapped: the image given as MR has Hounsfield units, the one given as "
                     "CT has not.",
                 "Exchange the two images."};
  }
  return check_is_mr(mr, "The image given as MR of " + name);
}

std::optional<std::string> swapped_warning(const Volume& mr, const Volume& ct) {
  const auto sound = check_not_swapped(mr, ct, "this subject");
  return sound ? ct_warning(ct) : sound.error().title;
}

std::optional<std::string> ct_warning(const Volume& ct) {
  // Not every CT crop holds air, but all hold something below water.
  if (image_statistics(ct).minimum < 0) return {};
  return "The image given as CT has no negative values, so it is not in Hounsfield units.";
}

}  // namespace transpine

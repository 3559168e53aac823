// SPDX-License-Identifier: Apache-2.0
#include "core/registration/image_checks.h"

#include "core/image/statistics.h"

namespace transpine {
namespace {

constexpr double kAir_hu = -500;
constexpr double kBone_hu = 300;

}  // namespace

bool looks_like_ct(const Volume& volume) {
  const ImageStatistics statistics = image_statistics(volume);
  if (statistics.minimum > kAir_hu || statistics.maximum < kBone_hu) return false;
  // A few strange voxels in an MR are not air: some of a CT's field always is.
  return percentile(volume, 0.1) < kAir_hu;
}

Result<void> check_not_swapped(const Volume& mr, const Volume& ct, const std::string& name) {
  if (!looks_like_ct(mr)) return {};
  if (!looks_like_ct(ct)) {
    return Error{"MR and CT of " + name +
                     " look swapped: the image given as MR has Hounsfield "
                     "units, the one given as CT has not.",
                 "Exchange the two images."};
  }
  return Error{"The image given as MR of " + name +
                   " looks like a CT (air below -500, bone above "
                   "300).",
               "Choose the MR."};
}

std::optional<std::string> swapped_warning(const Volume& mr, const Volume& ct) {
  const bool mr_is_ct = looks_like_ct(mr);
  const bool ct_is_ct = looks_like_ct(ct);
  if (mr_is_ct && !ct_is_ct) {
    return "MR and CT look swapped: the image given as MR has Hounsfield units, the one given as "
           "CT has not.";
  }
  if (mr_is_ct) return "The image given as MR looks like a CT (air below -500, bone above 300).";
  // Not every CT crop holds air; values that never leave the positive range are no CT.
  if (!ct_is_ct && image_statistics(ct).minimum >= 0) {
    return "The image given as CT has no negative values, so it is not in Hounsfield units.";
  }
  return {};
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/image/mr_scale.h"

#include "core/image/statistics.h"

namespace transpine {

Result<double> mr_scale(const Volume& mr, const MrScaleRule& rule, const std::string& name) {
  const ImageStatistics statistics = image_statistics(mr);
  if (statistics.non_finite_count > 0) {
    return Error{"In " + name + " " + std::to_string(statistics.non_finite_count) +
                     " voxels are NaN or infinite.",
                 "Replace them first, for example with transpine convert --nan 0."};
  }
  const double scale =
      rule.kind == "percentile" ? percentile(mr, rule.percentile) : statistics.maximum;
  if (!(scale > 0)) {
    return Error{"In " + name + " no value is positive.",
                 "Check that it is the MR and not a mask or CT."};
  }
  return scale;
}

}  // namespace transpine

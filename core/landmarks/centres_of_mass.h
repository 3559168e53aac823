// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/options.h"
#include "core/base/result.h"
#include "core/image/volume.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

struct CentresOfMassOptions {
  std::vector<int> vertebrae;   ///< VerSe ids; empty = every vertebra of the mask (1 to 33).
  std::vector<int> subregions;  ///< 41 to 48 and 50; empty = all.
  int min_voxels = 1;           ///< Points of fewer voxels are left out.
};

OptionList options_of(CentresOfMassOptions& options);

/// The centre of mass of the voxels of each (vertebra, subregion), in LPS mm (paper-facts 2.2). The
/// body is one point, key 50, of its voxels 49 (border; the whole body in MR masks) and 50. Both
/// masks must lie on one grid. Errors: masks on different grids, a mask without labels; the names
/// are what the messages call the masks.
Result<LandmarkSet> centres_of_mass(const Volume& vertebra_mask, const Volume& subregion_mask,
                                    const CentresOfMassOptions& options = {},
                                    const std::string& vertebra_name = "The vertebra mask",
                                    const std::string& subregion_name = "The subregion mask");

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// A mask as it is evaluated.
struct VertebraMask {
  Volume labels;             ///< uint8: VerSe ids; every other id is 0.
  std::vector<int> foreign;  ///< Ids outside the scheme that were left out, ascending.
};

/// Takes the vertebrae of a mask. `what` is how messages call it: its file. Errors: no mask of
/// labels; it holds labels, but none of a vertebra (the ids are named).
Result<VertebraMask> vertebra_mask(const Volume& mask, const std::string& what);

/// A sentence that names the mask and the ids that were left out; empty when there are none.
std::string foreign_note(const VertebraMask& mask, const std::string& what);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/segmentation/segmentation.h"

namespace transpine {

/// One change of vertebra masks. Subregions, where there are some, follow.
struct MaskEdit {
  enum class Kind {
    keep_largest,    ///< Of each of `labels` its largest piece stays.
    fill_holes,      ///< Background that each of `labels` encloses becomes its.
    remove,          ///< `labels` become background.
    remove_partial,  ///< The same for vertebrae that the image cuts off.
    relabel,         ///< By `names`, all at once.
    merge,           ///< `labels` become the first of them.
    split,           ///< The part of the one label below `p_mm` becomes the second one.
    shift            ///< All but the sacrum by `levels` towards the foot (negative: the head).
  };

  Kind kind = Kind::keep_largest;
  std::vector<int> labels = {};  ///< VerSe ids; empty = all, for the first three kinds.
  std::map<int, int> names = {};
  Eigen::Vector3d p_mm = Eigen::Vector3d::Zero();
  int levels = 0;
};

/// What was changed: the masks, whose notes say it for people.
/// Masks of any label type are taken; the result is uint8 where it was. `subregions` may be empty.
/// Errors: labels that the mask does not have or that mean nothing, masks on different grids, a
/// split outside the vertebra, a shift beyond C1 or the last lumbar vertebra; cancelled.
Result<Segmentation> edited(const Segmentation& masks, const MaskEdit& edit, JobContext& job);

/// Vertebrae that reach the upper or the lower face of the image, or whose body (where
/// `subregions` tells it) reaches any face.
std::vector<int> partly_visible(const Volume& vertebrae, const Volume& subregions);

/// "L3", "L3, L4".
std::string names_of(const std::vector<int>& vertebrae);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/image/volume.h"
#include "core/landmarks/landmark_set.h"
#include "core/segmentation/segmentation.h"

namespace transpine {

struct BoneOptions {
  double threshold_hu = 0;      ///< Bone threshold; 0 = from the image (between tissue and bone).
  double max_distance_mm = 60;  ///< Bone farther than this from every landmark is left out.
};

OptionList options_of(BoneOptions& options);

/// Segments vertebrae in a real or synthetic CT without a trained model: bone by an adaptive
/// threshold with the marrow filled in, split by a geodesic partition from the landmarks, bodies
/// separated from arches at the canal. `landmarks` are in the image's frame and need a body point
/// (50, else 49) for each vertebra to be found; spinous processes (42) help where present.
/// Fails without a body landmark inside the image or when the image holds no bone.
Result<Segmentation> segment_bone(const Volume& ct_hu, const LandmarkSet& landmarks,
                                  const BoneOptions& options, JobContext& job);

}  // namespace transpine

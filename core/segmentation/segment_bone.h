// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/image/volume.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// A segmentation on the grid of the image it was made from.
struct Segmentation {
  Volume vertebrae;   ///< uint8, VerSe vertebra ids.
  Volume subregions;  ///< uint8: body 50, spinous process 42, the rest of the arch 41.
};

struct SegmentOptions {
  double threshold_hu = 0;      ///< Bone threshold; 0 = from the image (between tissue and bone).
  double max_distance_mm = 60;  ///< Bone farther than this from every landmark is left out.
};

OptionList options_of(SegmentOptions& options);

/// Segments vertebrae in a real or synthetic CT without a trained model: bone by an adaptive
/// threshold with the marrow filled in, split by a geodesic partition from the landmarks, bodies
/// separated from arches at the canal. `landmarks` are in the image's frame and need a body point
/// (50, else 49) for each vertebra to be found; spinous processes (42) help where present.
/// Fails without a body landmark inside the image or when the image holds no bone.
Result<Segmentation> segment_bone(const Volume& ct_hu, const LandmarkSet& landmarks,
                                  const SegmentOptions& options, JobContext& job);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/landmarks/landmark_set.h"
#include "core/project/study.h"
#include "widgets/viewer/viewer_image.h"

namespace transpine {

/// All images of a subject in one frame, the MR's (the CT's where there is no MR).
struct SubjectImages {
  std::vector<ViewerImage> images;  ///< MR, CT, synthetic CTs, then masks; in drawing order.
  LandmarkSet landmarks;
  LandmarkSet of_mr, of_ct;  ///< The points that were placed in each image, both in this frame.
  std::vector<std::string> warnings;  ///< A transform that could not be read.
};

/// What a study has of a subject: its files, the results of its runs, where the CT lies on the MR,
/// and its points; points of masks where none were placed. For a worker thread.
/// A point file that cannot be read is left out: the Register workspace says so.
SubjectImages find_subject_images(const Study& study, const Subject& subject, JobContext& job);

}  // namespace transpine

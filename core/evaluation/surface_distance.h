// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/surfaces/label_surfaces.h"

namespace transpine {

/// How far two surfaces lie apart, in mm. Each point counts with its share of the area, so that
/// the figures do not depend on how finely a surface is divided.
struct SurfaceDistance {
  double mean_mm = 0;    ///< Mean over both surfaces: the average symmetric surface distance.
  double median_mm = 0;  ///< The larger one of the two directions.
  double hd95_mm = 0;    ///< 95th percentile, the larger one of the two directions.
  double max_mm = 0;     ///< The Hausdorff distance over the points of both surfaces.
  double bias_mm = 0;    ///< Mean signed distance of the first one: positive lies outside.
  std::vector<float> signed_mm;  ///< At each point of the first, negative inside of the second.
};

/// Compares two closed surfaces. Neither may be empty.
SurfaceDistance surface_distance(const TriangleMesh& surface, const TriangleMesh& reference);

/// The distances of each label that both have. Cancelled jobs fail.
Result<std::map<int, SurfaceDistance>> surface_distances(const LabelSurfaces& surfaces,
                                                         const LabelSurfaces& reference,
                                                         JobContext& job);

}  // namespace transpine

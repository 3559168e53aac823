// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/base/job_context.h"
#include "core/base/random.h"
#include "core/base/result.h"
#include "core/image/resample.h"
#include "core/image/volume.h"

namespace transpine {

/// A smooth random displacement of voxels (section 6 of the specification): given at control points
/// that span the grid from its first to its last voxel, cubic B-spline in between.
struct ElasticField {
  Index3 points{1, 1, 1};  ///< Control points along each axis.
  /// In voxels, component after component (along axis 0, 1, 2), each with axis 0 fastest.
  std::vector<double> displacement_voxels;
};

/// Each control displacement from N(0, sigma²).
ElasticField random_elastic_field(const Index3& points, double sigma_voxels, RandomStream& random);

/// The paper's strength and fineness, drawn anew for each copy: sigma from 1.6 to 3.6 voxels, the
/// fewer control points the stronger.
struct ElasticStrength {
  double sigma_voxels = 0;
  std::int64_t points = 0;  ///< Along each axis.
};
ElasticStrength paper_elastic_strength(RandomStream& random);

/// What lies beyond the border: one value, or the image mirrored about its outermost voxels.
enum class ElasticBorder { constant, mirror };

/// The image whose voxel i is the given image's at i + d(i), on the same grid. The result has the
/// types of resample(). Errors: cancelled; not enough memory.
Result<Volume> deformed(const Volume& volume, const ElasticField& field,
                        Interpolation interpolation, ElasticBorder border, double outside_value,
                        JobContext& job);

/// The image with `voxels` more on each side, mirrored about its outermost voxels, for deformations
/// that reach beyond the border: pad, deform, cut back with cropped(), as the paper does with 10.
Volume mirror_padded(const Volume& volume, std::int64_t voxels);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/geometry/rigid3.h"
#include "core/image/volume.h"
#include "core/surfaces/triangle_mesh.h"

namespace transpine {

using MeshPtr = std::shared_ptr<const TriangleMesh>;

struct SurfaceOptions {
  double smoothing = 0.5;  ///< 0 shows the voxels, 1 smooths strongly.
};

OptionList options_of(SurfaceOptions& options);

/// What one build may cost. A label map of a few hundred scattered ids would not end otherwise.
struct SurfaceLimits {
  std::int64_t quads = 5'000'000;  ///< Two triangles each, about 100 bytes.
  double box_voxels = 40;          ///< Boxes of all labels together, in voxels of the volume ...
  std::int64_t free_voxels = 50'000'000;  ///< ... beyond this many.
};

struct LabelSurfaces {
  std::map<int, MeshPtr> meshes;  ///< By label, in LPS millimetres.
  std::vector<int> left_out;      ///< Labels beyond the limits, the smallest ones.
};

/// The surfaces with their points moved.
LabelSurfaces moved(const LabelSurfaces& surfaces, const Rigid3& to_from_here);

/// A sentence about the labels that were left out; empty when there are none.
std::string left_out_text(const LabelSurfaces& surfaces);

/// Called with each surface once it is ready, one at a time, on the threads that build.
using OnSurface = std::function<void(int label, const MeshPtr& mesh)>;

/// Builds a closed surface for each label above 0, or for those of `wanted` that occur, each in its
/// own box and on as many threads as thread_count() says. Large labels come first. Fails only when
/// the job is cancelled.
Result<LabelSurfaces> build_label_surfaces(const Volume& labels, const SurfaceOptions& options,
                                           JobContext& job, const std::vector<int>& wanted = {},
                                           const OnSurface& on_surface = {},
                                           const SurfaceLimits& limits = {});

}  // namespace transpine

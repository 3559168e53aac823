// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/dataset/prepare.h"

namespace transpine {

/// One sagittal slice, row by row, or a volume of such slices one after the other.
struct SagittalSlice {
  std::int64_t index = 0;  ///< In the MR's slices, counted from the left (orientation R, I, P).
  std::int64_t depth = 0;  ///< Slices of a volume; 0 for a single slice.
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<float> mr;  ///< [0, 1]; empty in a set of CTs.
  std::vector<float> ct;  ///< [-1, 1]
  std::vector<std::uint8_t> mask;
};

struct SubjectSlices {
  std::vector<SagittalSlice> slices;
  std::int64_t dropped = 0;
};

/// The images of one subject on one grid: the MR's slices (the CT's in a set of CTs), in-plane (of
/// a set of volumes in all directions) at the training set's spacing, axes right, inferior,
/// posterior.
struct AlignedImages {
  Volume mr;       ///< float32, as the scanner gives it; empty in a set of CTs.
  Volume ct;       ///< float32, HU; air where there is none.
  Volume mask;     ///< uint8; may be empty.
  Volume covered;  ///< uint8, 1 where the CT has voxels.
};

/// Each image is resampled once, from its own grid. `name` is for messages.
Result<AlignedImages> aligned_images(const SubjectImages& images, const std::string& name,
                                     const PrepareOptions& options, JobContext& job);

/// All four deformed by one random field of the paper's strength (section 6.2): mirrored by ten
/// voxels before, cut back after; MR and CT by cubic splines, the others by the nearest voxel.
Result<AlignedImages> elastically_deformed(const AlignedImages& images, RandomStream& random,
                                           JobContext& job);

/// The slices within the box where the MR is above 0 and the CT exists, scaled and clamped.
Result<SubjectSlices> sagittal_slices(const AlignedImages& images, const std::string& name,
                                      const PrepareOptions& options);

/// The same box as one volume, with all of its slices (paper-facts 1.11).
Result<SubjectSlices> sagittal_volume(const AlignedImages& images, const std::string& name,
                                      const PrepareOptions& options);

}  // namespace transpine

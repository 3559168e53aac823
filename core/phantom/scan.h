// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/volume.h"
#include "core/phantom/tissue_field.h"

namespace transpine {

/// An image with its masks, before noise.
struct Scan {
  Volume image;       ///< float32.
  Volume vertebrae;   ///< uint8.
  Volume subregions;  ///< uint8.
};

/// Samples a tissue field on a grid. Each voxel is the mean of `sub_slices` points across its
/// third axis (partial volume of thick slices); its label is the most frequent one.
Result<Scan> scan_tissue(const TissueField& field, const Rigid3& model_from_world, const Grid& grid,
                         const TissueValues& values, int sub_slices, JobContext& job);

/// Smooths float32 in place along each axis with (w, 1 - 2w, w): the blur of a real scanner.
void blur_lightly(Volume& image, double w);

/// Multiplies float32 by a smooth field within 1 +- `strength` over the grid: surface coil and
/// random low-frequency waves.
void apply_bias_field(Volume& image, double strength, std::uint64_t seed);

/// float32 |v + n1 + i n2| with normal n of standard deviation `sigma`, one random stream per
/// slice, so that threads do not matter.
void add_rician_noise(Volume& image, double sigma, std::uint64_t seed);
/// Adds normal noise to float32.
void add_gaussian_noise(Volume& image, double sigma, std::uint64_t seed);

/// A sagittal grid (PIR) of the given spacing around a box, of at least its extent.
Grid sagittal_grid(const Eigen::Vector3d& center_mm, const Eigen::Vector3d& extent_lps_mm,
                   double in_plane_mm, double slice_mm);
/// An axial grid (LPS).
Grid axial_grid(const Eigen::Vector3d& center_mm, const Eigen::Vector3d& extent_lps_mm,
                double in_plane_mm, double slice_mm);

}  // namespace transpine

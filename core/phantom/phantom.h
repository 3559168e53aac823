// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/geometry/rigid3.h"
#include "core/image/volume.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// What a synthetic subject looks like and how it is scanned.
struct PhantomOptions {
  std::uint64_t seed = 1;
  std::string vertebrae = "T11-L5";  ///< A contiguous range, "C1-C7", "T10-L5", "L1-S".
  std::string contrast = "t2";       ///< "t1" or "t2".
  std::string degenerate = "none";   ///< "none", "fused", "fracture", "missing_spinous".
  double scoliosis_deg = 5;          ///< Amplitude of the coronal curve.
  double bend_deg = 0;               ///< Largest rotation per joint between the two scans.
  double pose_rotation_deg = 6;      ///< Largest rotation of the patient between the two scans.
  double pose_shift_mm = 20;         ///< Largest shift of the patient between the two scans.
  double mr_in_plane_mm = 0.9;
  double mr_slice_mm = 3.3;  ///< Sagittal slice thickness, without gap.
  double mr_width_mm = 72;   ///< Left-right extent that the sagittal slices cover.
  double mr_depth_mm = 130;  ///< Posterior-anterior field of view.
  double mr_noise = 0.015;   ///< Rician noise, standard deviation relative to bright CSF or fat.
  double mr_bias = 0.2;      ///< Bias field: largest relative deviation from 1.
  double ct_in_plane_mm = 0.9;
  double ct_slice_mm = 1.5;
  double ct_width_mm = 140;  ///< Left-right extent.
  double ct_depth_mm = 150;  ///< Posterior-anterior extent.
  double ct_noise_hu = 15;
  double landmark_noise_mm = 0;  ///< Standard deviation per coordinate, in each image.
};

OptionList options_of(PhantomOptions& options);

/// Coarser grids of a smaller field of view: a subject in a few seconds.
PhantomOptions demo_phantom_options();

/// The options of the `index`-th subject (from 0) of a cohort: another seed, all else equal.
PhantomOptions cohort_member(const PhantomOptions& options, int index);

/// One synthetic subject: two scans in two poses of one patient, with everything known.
/// Every image keeps its own grid; masks lie on the grid of their image. Masks hold VerSe vertebra
/// ids and subregion ids (41-48, 50). Vertebrae beside the range are visible but not labelled.
struct PhantomSubject {
  Volume mr;                           ///< float32, sagittal slices (PIR), arbitrary units >= 0.
  Volume ct;                           ///< int16 HU, axial slices (LPS).
  Volume mr_vertebrae, mr_subregions;  ///< uint8.
  Volume ct_vertebrae, ct_subregions;  ///< uint8.
  Rigid3 ct_from_mr;  ///< Exact when bend_deg = 0, else that of the middle vertebra.
  std::map<int, Rigid3> ct_from_mr_per_vertebra;  ///< Exact, by vertebra id.
  /// Corresponding points of all subregions inside the field of view: centres of mass of the
  /// noise-free shapes, plus noise where asked for.
  LandmarkSet mr_landmarks, ct_landmarks;
};

/// Makes a subject. Equal options give equal voxels, whatever the number of threads.
/// Fails on an unknown or broken vertebra range.
Result<PhantomSubject> make_phantom(const PhantomOptions& options, JobContext& job);

}  // namespace transpine

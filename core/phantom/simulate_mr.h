// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/geometry/rigid3.h"
#include "core/image/volume.h"

namespace transpine {

/// How an MR is made from a CT with a vertebra mask.
struct SimulateMrOptions {
  std::uint64_t seed = 1;
  std::string contrast = "t2";  ///< "t1" or "t2".
  double in_plane_mm = 1;
  double slice_mm = 3.3;
  double width_mm = 90;     ///< Left-right extent about the vertebrae.
  double margin_mm = 15;    ///< Kept around the vertebrae in the sagittal plane.
  double rotation_deg = 6;  ///< Largest rotation between the poses; 0 keeps the CT's pose.
  double shift_mm = 15;     ///< Largest shift between the poses.
  double noise = 0.015;     ///< Rician, relative to the brightest tissue.
  double bias = 0.2;        ///< Largest relative deviation of the bias field from 1.
};

OptionList options_of(SimulateMrOptions& options);

/// A simulated MR of a real CT. Never report figures from it as those of a real pair.
struct SimulatedMr {
  Volume mr;          ///< float32, sagittal slices (PIR).
  Volume vertebrae;   ///< The mask on the MR's grid, uint8.
  Volume subregions;  ///< Body (50) and arch (41) on the MR's grid, uint8; empty without bodies.
  Rigid3 ct_from_mr;  ///< Exact.
};

/// Simulates an MR from tissue classes: air, fat, soft tissue and bone by HU, marrow and cortical
/// bone within the vertebra mask, discs between bodies and the canal behind them by position.
/// `body_mask` (non-zero within the vertebral bodies, on the mask's grid) may be empty; then bodies
/// are the anterior part of each vertebra. Fails when grids differ or the mask is empty.
Result<SimulatedMr> simulate_mr(const Volume& ct_hu, const Volume& vertebra_mask,
                                const Volume& body_mask, const SimulateMrOptions& options,
                                JobContext& job);

/// The bodies (49, 50) of a mask of subregion ids, as simulate_mr takes them.
Volume bodies_of(const Volume& subregion_mask);

/// Brings the parts of a mask of subregion ids on the CT's grid into `simulated.subregions`, within
/// the simulated vertebrae; where the mask says nothing, body and arch stay. Fails when the mask
/// lies on another grid, holds no subregion id, or the job is cancelled.
Result<void> name_subregions(SimulatedMr& simulated, const Grid& ct_grid,
                             const Volume& subregion_mask, JobContext& job);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>

#include "core/geometry/rigid3.h"
#include "core/image/volume.h"

namespace transpine {

/// Mean distance in mm between where an estimated transform and the true ones put the surface
/// voxels of the vertebrae: mean |T_est p - T_v p| over the voxels p of mask label v that have a
/// 6-neighbour of another label, for all v in `truth`. NaN when the mask holds none of them.
/// `mr_vertebrae` must be uint8.
double mean_surface_tre_mm(const Volume& mr_vertebrae, const Rigid3& ct_from_mr_estimated,
                           const std::map<int, Rigid3>& ct_from_mr_per_vertebra);
/// The same of any estimated map.
double mean_surface_tre_mm(
    const Volume& mr_vertebrae,
    const std::function<Eigen::Vector3d(const Eigen::Vector3d&)>& ct_from_mr_estimated,
    const std::map<int, Rigid3>& ct_from_mr_per_vertebra);

}  // namespace transpine

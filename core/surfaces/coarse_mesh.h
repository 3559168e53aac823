// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/surfaces/triangle_mesh.h"

namespace transpine {

/// A surface with fewer triangles, to be drawn while it moves: all points in a cube of `cell_mm`
/// become one, their mean, and triangles that lose a corner go (Rossignac and Borrel 1993).
TriangleMesh coarse_mesh(const TriangleMesh& mesh, float cell_mm);

}  // namespace transpine

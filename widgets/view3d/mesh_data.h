// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include "core/surfaces/triangle_mesh.h"

class vtkPolyData;

namespace transpine {

/// A surface for VTK, with normals. For any thread.
vtkSmartPointer<vtkPolyData> poly_data_of(const TriangleMesh& mesh);

}  // namespace transpine

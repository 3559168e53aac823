// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include "core/surfaces/triangle_mesh.h"

class vtkAbstractCellLocator;
class vtkPolyData;

namespace transpine {

/// A surface for VTK, with normals. For any thread.
vtkSmartPointer<vtkPolyData> poly_data_of(const TriangleMesh& mesh);

/// Finds the triangles along a ray without trying them all. For any thread; with it the data is
/// ready to be picked from.
vtkSmartPointer<vtkAbstractCellLocator> locator_of(vtkPolyData* data);

}  // namespace transpine

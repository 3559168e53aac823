// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include "core/image/volume.h"

class vtkImageData;
class vtkMatrix4x4;

namespace transpine {

/// A view of the volume's voxels, not a copy: it keeps the buffer alive. Its spacing is the grid's,
/// its origin 0 and its axes those of the voxels; place it with world_matrix().
vtkSmartPointer<vtkImageData> vtk_view_of(const Volume& volume);

/// The matrix from vtk_view_of's coordinates (index times spacing) to LPS millimetres.
vtkSmartPointer<vtkMatrix4x4> world_matrix(const Grid& grid);

/// The 4x4 matrix of Eigen as VTK's.
vtkSmartPointer<vtkMatrix4x4> vtk_matrix(const Eigen::Matrix4d& matrix);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/vtk_image.h"

#include <vtkAOSDataArrayTemplate.h>
#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkImageData.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkPointData.h>

namespace transpine {
namespace {

using SharedBytes = std::shared_ptr<std::byte[]>;

// The buffer lives as long as the array that shows it.
void keep_alive(vtkObject* object, const SharedBytes& bytes) {
  vtkNew<vtkCallbackCommand> keeper;
  keeper->SetClientData(new SharedBytes(bytes));
  keeper->SetClientDataDeleteCallback([](void* data) { delete static_cast<SharedBytes*>(data); });
  keeper->SetCallback([](vtkObject*, unsigned long, void*, void*) {});
  object->AddObserver(vtkCommand::UserEvent, keeper);
}

}  // namespace

vtkSmartPointer<vtkImageData> vtk_view_of(const Volume& volume) {
  auto image = vtkSmartPointer<vtkImageData>::New();
  const Grid& grid = volume.grid();
  image->SetDimensions(static_cast<int>(grid.size[0]), static_cast<int>(grid.size[1]),
                       static_cast<int>(grid.size[2]));
  image->SetSpacing(grid.spacing_mm.data());
  visit_values(volume, [&](auto values) {
    using T = std::remove_const_t<typename decltype(values)::element_type>;
    vtkNew<vtkAOSDataArrayTemplate<T>> array;
    // VTK has no read-only arrays; nothing in a view writes to its input.
    array->SetArray(const_cast<T*>(values.data()), static_cast<vtkIdType>(values.size()),
                    /*save=*/1);
    keep_alive(array, volume.shared_bytes());
    image->GetPointData()->SetScalars(array);
  });
  return image;
}

vtkSmartPointer<vtkMatrix4x4> vtk_matrix(const Eigen::Matrix4d& matrix) {
  auto result = vtkSmartPointer<vtkMatrix4x4>::New();
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) result->SetElement(row, column, matrix(row, column));
  }
  return result;
}

vtkSmartPointer<vtkMatrix4x4> world_matrix(const Grid& grid) {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() = grid.direction;
  matrix.topRightCorner<3, 1>() = grid.origin_mm;
  return vtk_matrix(matrix);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/view3d/mesh_data.h"

#include <vtkCellArray.h>
#include <vtkCellLocator.h>
#include <vtkFloatArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkTypeInt32Array.h>

#include <algorithm>
#include <cstring>

namespace transpine {
namespace {

vtkNew<vtkFloatArray> vectors(const std::vector<Eigen::Vector3f>& values) {
  static_assert(sizeof(Eigen::Vector3f) == 3 * sizeof(float));
  vtkNew<vtkFloatArray> array;
  array->SetNumberOfComponents(3);
  array->SetNumberOfTuples(static_cast<vtkIdType>(values.size()));
  if (!values.empty()) {
    std::memcpy(array->GetPointer(0), values.data(), values.size() * sizeof(Eigen::Vector3f));
  }
  return array;
}

}  // namespace

vtkSmartPointer<vtkPolyData> poly_data_of(const TriangleMesh& mesh) {
  auto data = vtkSmartPointer<vtkPolyData>::New();
  vtkNew<vtkPoints> points;
  points->SetData(vectors(mesh.points_mm));
  data->SetPoints(points);
  const auto normals = vectors(point_normals(mesh));
  normals->SetName("Normals");
  data->GetPointData()->SetNormals(normals);

  const auto count = static_cast<vtkIdType>(mesh.triangles.size());
  vtkNew<vtkTypeInt32Array> corners, offsets;
  corners->SetNumberOfValues(3 * count);
  offsets->SetNumberOfValues(count + 1);
  if (count > 0) {
    std::memcpy(corners->GetPointer(0), mesh.triangles.data(),
                mesh.triangles.size() * sizeof(TriangleMesh::Triangle));
  }
  for (vtkIdType i = 0; i <= count; ++i) offsets->SetValue(i, static_cast<vtkTypeInt32>(3 * i));
  vtkNew<vtkCellArray> cells;
  cells->SetData(offsets, corners);
  data->SetPolys(cells);
  return data;
}

vtkSmartPointer<vtkAbstractCellLocator> locator_of(vtkPolyData* data) {
  auto locator = vtkSmartPointer<vtkCellLocator>::New();
  locator->SetDataSet(data);
  locator->BuildLocator();
  return locator;
}

}  // namespace transpine

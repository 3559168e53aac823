// SPDX-License-Identifier: Apache-2.0
// VTK as the other opinion about surfaces, distances and files. Versions: VTK 9.1 and later.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkDataArray.h>
#include <vtkDiscreteFlyingEdges3D.h>
#include <vtkFieldData.h>
#include <vtkImageData.h>
#include <vtkImplicitPolyDataDistance.h>
#include <vtkMassProperties.h>
#include <vtkNew.h>
#include <vtkPLYReader.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkSTLReader.h>
#include <vtkStringArray.h>
#include <vtkWindowedSincPolyDataFilter.h>
#include <vtkXMLPolyDataReader.h>

#include <Eigen/Geometry>
#include <cstring>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/surfaces/label_surfaces.h"
#include "core/surfaces/mesh_distance.h"
#include "core/surfaces/mesh_files.h"
#include "tests/support/test_files.h"
#include "tests/surfaces/shapes.h"

namespace transpine {
namespace {

using Eigen::Vector3f;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

vtkNew<vtkPolyData> poly_data(const TriangleMesh& mesh) {
  vtkNew<vtkPolyData> data;
  vtkNew<vtkPoints> points;
  for (const auto& p : mesh.points_mm) points->InsertNextPoint(p.x(), p.y(), p.z());
  vtkNew<vtkCellArray> cells;
  for (const auto& t : mesh.triangles) cells->InsertNextCell({t[0], t[1], t[2]});
  data->SetPoints(points);
  data->SetPolys(cells);
  return data;
}

double volume_mm3(vtkPolyData* data) {
  vtkNew<vtkMassProperties> mass;
  mass->SetInputData(data);
  return mass->GetVolume();
}

/// A body with a thin process, not unlike half a vertebra.
Volume body_with_process() {
  Grid grid;
  grid.size = {50, 70, 40};
  Volume labels(grid, ScalarType::uint8);
  auto values = labels.values<std::uint8_t>();
  for (std::int64_t k = 0; k < 40; ++k) {
    for (std::int64_t j = 0; j < 70; ++j) {
      for (std::int64_t i = 0; i < 50; ++i) {
        const bool body = std::pow((i - 25) / 18.0, 2) + std::pow((j - 22) / 14.0, 2) < 1 &&
                          std::abs(k - 20) < 12;
        const bool process = std::abs(i - 25) < 4 && j > 30 && j < 64 && std::abs(k - 20) < 6;
        values[std::size_t(grid.offset(i, j, k))] = body || process;
      }
    }
  }
  return labels;
}

TEST(AgainstVtk, TheSurfaceLiesWhereFlyingEdgesAndItsSmoothingPutIt) {
  const Volume labels = body_with_process();
  JobContext job;
  const auto ours = value_or_throw(build_label_surfaces(labels, {0.5}, job)).meshes.at(1);

  vtkNew<vtkImageData> image;
  image->SetDimensions(50, 70, 40);
  image->AllocateScalars(VTK_UNSIGNED_CHAR, 1);
  std::memcpy(image->GetScalarPointer(), labels.data(), labels.byte_size());
  vtkNew<vtkDiscreteFlyingEdges3D> edges;
  edges->SetInputData(image);
  edges->SetValue(0, 1);
  vtkNew<vtkWindowedSincPolyDataFilter> smooth;
  smooth->SetInputConnection(edges->GetOutputPort());
  smooth->SetNumberOfIterations(20);
  smooth->SetPassBand(0.1);
  smooth->NormalizeCoordinatesOn();
  smooth->Update();
  vtkPolyData* theirs = smooth->GetOutput();

  EXPECT_NEAR(enclosed_volume_mm3(*ours), volume_mm3(theirs), 0.02 * volume_mm3(theirs));
  const MeshDistance distance(*ours);
  double sum = 0;
  double most = 0;
  for (vtkIdType i = 0; i < theirs->GetNumberOfPoints(); ++i) {
    const double* p = theirs->GetPoint(i);
    const double mm =
        std::abs(distance.closest(Eigen::Vector3d(p[0], p[1], p[2]).cast<float>()).distance_mm);
    sum += mm;
    most = std::max(most, mm);
  }
  EXPECT_LT(sum / static_cast<double>(theirs->GetNumberOfPoints()), 0.1);
  EXPECT_LT(most, 1);
}

TEST(AgainstVtk, SignedDistancesAreThoseOfVtkImplicitPolyDataDistance) {
  JobContext job;
  const auto mesh =
      value_or_throw(build_label_surfaces(body_with_process(), {0.5}, job)).meshes.at(1);
  const auto data = poly_data(*mesh);
  vtkNew<vtkImplicitPolyDataDistance> theirs;
  theirs->SetInput(data);
  const MeshDistance ours(*mesh);
  RandomStream random(1, "points");
  int inside = 0;
  for (int i = 0; i < 2000; ++i) {
    const Vector3f p(float(random.uniform(0, 50)), float(random.uniform(0, 70)),
                     float(random.uniform(0, 40)));
    const float mm = ours.closest(p).distance_mm;
    inside += mm < 0;
    ASSERT_NEAR(mm, theirs->EvaluateFunction(p.x(), p.y(), p.z()), 2e-4) << p.transpose();
  }
  EXPECT_GT(inside, 200);
}

class MeshFiles : public ::testing::Test {
 protected:
  std::vector<MeshPart> parts() const {
    return {{20, &first_, {255, 0, 0}, &first_mm_}, {21, &second_, {0, 0, 255}, &second_mm_}};
  }
  void expect_geometry(vtkPolyData* data, MeshSpace space) const {
    EXPECT_EQ(data->GetNumberOfPolys(),
              vtkIdType(first_.triangles.size() + second_.triangles.size()));
    const double sign = space == MeshSpace::ras ? -1 : 1;
    const double* bounds = data->GetBounds();
    EXPECT_NEAR((bounds[0] + bounds[1]) / 2, sign * 20, 1e-4);
    EXPECT_NEAR((bounds[2] + bounds[3]) / 2, sign * 30, 1e-4);
    EXPECT_NEAR((bounds[4] + bounds[5]) / 2, -40, 0.1);
    EXPECT_NEAR(volume_mm3(data), enclosed_volume_mm3(first_) + enclosed_volume_mm3(second_), 0.5);
  }

  TemporaryFolder folder_;
  TriangleMesh first_ = testing::sphere({10, 30, -40}, 5, 12);
  TriangleMesh second_ = testing::sphere({30, 30, -40}, 5, 12);
  std::vector<float> first_mm_ = std::vector<float>(first_.points_mm.size(), 0.5F);
  std::vector<float> second_mm_ = std::vector<float>(second_.points_mm.size(), -1.5F);
};

TEST_F(MeshFiles, VtkReadsTheStlAndItsHeaderSaysTheSpace) {
  for (const auto space : {MeshSpace::lps, MeshSpace::ras}) {
    const auto path = folder_ / "spine.stl";
    ASSERT_TRUE(write_mesh(path, parts(), space).ok());
    vtkNew<vtkSTLReader> reader;
    reader->SetFileName(path.c_str());
    reader->Update();
    expect_geometry(reader->GetOutput(), space);
    EXPECT_THAT(value_or_throw(read_text(path)).substr(0, 80),
                HasSubstr(space == MeshSpace::ras ? "SPACE=RAS" : "SPACE=LPS"));
  }
}

TEST_F(MeshFiles, VtkReadsThePlyWithItsColours) {
  const auto path = folder_ / "spine.PLY";
  ASSERT_TRUE(write_mesh(path, parts(), MeshSpace::ras).ok());
  vtkNew<vtkPLYReader> reader;
  reader->SetFileName(path.c_str());
  reader->Update();
  expect_geometry(reader->GetOutput(), MeshSpace::ras);
  vtkDataArray* colours = reader->GetOutput()->GetPointData()->GetScalars();
  ASSERT_NE(colours, nullptr);
  EXPECT_EQ(colours->GetComponent(0, 0), 255);
  EXPECT_EQ(colours->GetComponent(colours->GetNumberOfTuples() - 1, 2), 255);
  EXPECT_THAT(value_or_throw(read_text(path)), HasSubstr("comment SPACE=RAS\n"));
}

TEST_F(MeshFiles, VtkReadsTheVtpWithLabelsDistancesAndSpace) {
  const auto path = folder_ / "spine.vtp";
  ASSERT_TRUE(write_mesh(path, parts()).ok());
  vtkNew<vtkXMLPolyDataReader> reader;
  reader->SetFileName(path.c_str());
  reader->Update();
  vtkPolyData* data = reader->GetOutput();
  expect_geometry(data, MeshSpace::lps);
  auto* space = vtkStringArray::SafeDownCast(data->GetFieldData()->GetAbstractArray("SPACE"));
  ASSERT_NE(space, nullptr);
  EXPECT_EQ(space->GetValue(0), "LPS");
  vtkDataArray* labels = data->GetCellData()->GetArray("label");
  ASSERT_NE(labels, nullptr);
  EXPECT_EQ(labels->GetComponent(0, 0), 20);
  EXPECT_EQ(labels->GetComponent(labels->GetNumberOfTuples() - 1, 0), 21);
  vtkDataArray* distance = data->GetPointData()->GetArray("distance_mm");
  ASSERT_NE(distance, nullptr);
  EXPECT_EQ(distance->GetComponent(0, 0), 0.5);
  EXPECT_EQ(distance->GetComponent(distance->GetNumberOfTuples() - 1, 0), -1.5);
}

TEST_F(MeshFiles, AnUnknownEndingOrAFolderThatCannotBeWrittenIsNamed) {
  const auto unknown = write_mesh(folder_ / "spine.obj", parts());
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(unknown.error().message(), HasSubstr("spine.obj"));
  EXPECT_THAT(unknown.error().message(), HasSubstr(".vtp"));
  ASSERT_TRUE(write_text_atomically(folder_ / "file", "x").ok());
  const auto blocked = write_mesh(folder_ / "file/spine.stl", parts());
  ASSERT_FALSE(blocked.ok());
  EXPECT_THAT(blocked.error().message(), HasSubstr("file"));
  EXPECT_EQ(folder_.files(), std::vector<std::string>{"file"});
}

TEST_F(MeshFiles, OneFileForEachLabelWhereTheOutputIsAFolder) {
  LabelSurfaces surfaces;
  surfaces.meshes[20] = std::make_shared<TriangleMesh>(first_);
  surfaces.meshes[300] = std::make_shared<TriangleMesh>(second_);
  const auto written = write_label_meshes(surfaces, {}, folder_ / "new/meshes", {"vtp", "RAS"});
  ASSERT_TRUE(written.ok()) << written.error().message();
  EXPECT_THAT(folder_.files(),
              ::testing::ElementsAre("new/meshes/L1.vtp", "new/meshes/label-300.vtp"));
  vtkNew<vtkXMLPolyDataReader> reader;
  reader->SetFileName(written->at(1).c_str());
  reader->Update();
  EXPECT_NEAR(reader->GetOutput()->GetBounds()[0], -35, 0.2);
  EXPECT_EQ(reader->GetOutput()->GetPointData()->GetArray("distance_mm"), nullptr);
}

TEST_F(MeshFiles, ALabelWithoutDistancesHasNanBesideOneWithSome) {
  LabelSurfaces surfaces;
  surfaces.meshes[20] = std::make_shared<TriangleMesh>(first_);
  surfaces.meshes[21] = std::make_shared<TriangleMesh>(second_);
  ASSERT_TRUE(write_label_meshes(surfaces, {{21, second_mm_}}, folder_ / "spine.vtp", {}).ok());
  vtkNew<vtkXMLPolyDataReader> reader;
  reader->SetFileName((folder_ / "spine.vtp").c_str());
  reader->Update();
  vtkDataArray* distance = reader->GetOutput()->GetPointData()->GetArray("distance_mm");
  ASSERT_NE(distance, nullptr);
  EXPECT_TRUE(std::isnan(distance->GetComponent(0, 0)));
  EXPECT_EQ(distance->GetComponent(distance->GetNumberOfTuples() - 1, 0), -1.5);
}

}  // namespace
}  // namespace transpine

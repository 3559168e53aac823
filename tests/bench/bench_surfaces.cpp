// SPDX-License-Identifier: Apache-2.0
// Surfaces of the 24 vertebrae C1-L5 of a phantom at 1 mm, ready for display, against the plain way
// with VTK: discrete flying edges and a windowed sinc over the whole volume, both in one run.
#include <benchmark/benchmark.h>
#include <vtkDiscreteFlyingEdges3D.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkWindowedSincPolyDataFilter.h>

#include <cstring>

#include "core/base/parallel.h"
#include "core/evaluation/surface_distance.h"
#include "core/phantom/phantom.h"
#include "core/surfaces/label_surfaces.h"

namespace transpine {
namespace {

const Volume& spine() {
  static const Volume labels = [] {
    PhantomOptions options;
    options.vertebrae = "C1-L5";
    options.ct_in_plane_mm = 1;
    options.ct_slice_mm = 1;
    // Only the masks of the CT are wanted.
    options.mr_in_plane_mm = 3;
    options.mr_slice_mm = 8;
    JobContext job;
    return value_or_throw(make_phantom(options, job)).ct_vertebrae;
  }();
  return labels;
}

LabelSurfaces built(const Volume& labels) {
  JobContext job;
  return value_or_throw(build_label_surfaces(labels, {0.5}, job));
}

void surfaces_of_24_vertebrae(benchmark::State& state) {
  const Volume& labels = spine();
  set_thread_count(static_cast<int>(state.range(0)));
  std::size_t triangles = 0;
  LabelSurfaces surfaces;
  for (auto _ : state) {
    surfaces = built(labels);
    benchmark::DoNotOptimize(surfaces.meshes.size());
  }
  for (const auto& [label, mesh] : surfaces.meshes) triangles += mesh->triangles.size();
  state.counters["vertebrae"] = static_cast<double>(surfaces.meshes.size());
  state.counters["triangles"] = static_cast<double>(triangles);
  state.counters["voxels"] = static_cast<double>(labels.voxel_count());
  set_thread_count(0);
}
BENCHMARK(surfaces_of_24_vertebrae)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Until the first of them can be shown.
void first_surface_of_24(benchmark::State& state) {
  const Volume& labels = spine();
  for (auto _ : state) {
    std::stop_source stop;
    JobContext job(stop.get_token(), {});
    const auto surfaces = build_label_surfaces(labels, {0.5}, job, {},
                                               [&](int, const MeshPtr&) { stop.request_stop(); });
    benchmark::DoNotOptimize(surfaces.ok());
  }
}
BENCHMARK(first_surface_of_24)->Unit(benchmark::kMillisecond)->UseRealTime();

void vtk_over_the_whole_volume(benchmark::State& state) {
  const Volume labels = spine().as(ScalarType::uint8);
  vtkNew<vtkImageData> image;
  const auto& size = labels.grid().size;
  image->SetDimensions(int(size[0]), int(size[1]), int(size[2]));
  image->AllocateScalars(VTK_UNSIGNED_CHAR, 1);
  std::memcpy(image->GetScalarPointer(), labels.data(), labels.byte_size());
  const int count = static_cast<int>(built(labels).meshes.size());
  double triangles = 0;
  for (auto _ : state) {
    vtkNew<vtkDiscreteFlyingEdges3D> edges;
    edges->SetInputData(image);
    edges->GenerateValues(count, 1, count);
    vtkNew<vtkWindowedSincPolyDataFilter> smooth;
    smooth->SetInputConnection(edges->GetOutputPort());
    smooth->SetNumberOfIterations(20);
    smooth->SetPassBand(0.1);
    smooth->NormalizeCoordinatesOn();
    smooth->Update();
    triangles = static_cast<double>(smooth->GetOutput()->GetNumberOfPolys());
  }
  state.counters["triangles"] = triangles;
}
BENCHMARK(vtk_over_the_whole_volume)->Unit(benchmark::kMillisecond)->UseRealTime();

void distances_of_24_vertebrae(benchmark::State& state) {
  const auto surfaces = built(spine());
  for (auto _ : state) {
    JobContext job;
    auto distances = value_or_throw(surface_distances(surfaces, surfaces, job));
    benchmark::DoNotOptimize(distances.size());
  }
}
BENCHMARK(distances_of_24_vertebrae)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace transpine

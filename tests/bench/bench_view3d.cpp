// SPDX-License-Identifier: Apache-2.0
// The 3D view with the 24 vertebrae C1-L5 of a phantom at 1 mm: a click on a vertebra, with and
// without the locators that are built with the surfaces, and the pictures while it is turned and at
// rest. Needs a display: xvfb-run -a -s "-screen 0 1600x1000x24" bench_view3d
#include <benchmark/benchmark.h>
#include <vtkAbstractCellLocator.h>
#include <vtkPolyData.h>

#include <QApplication>
#include <QTest>

#include "core/phantom/phantom.h"
#include "core/surfaces/coarse_mesh.h"
#include "core/surfaces/label_surfaces.h"
#include "widgets/view3d/mesh_data.h"
#include "widgets/view3d/surface_view.h"

namespace {

using namespace transpine;

const LabelSurfaces& spine() {
  static const LabelSurfaces surfaces = [] {
    PhantomOptions options;
    options.vertebrae = "C1-L5";
    options.ct_in_plane_mm = 1;
    options.ct_slice_mm = 1;
    // Only the masks of the CT are wanted.
    options.mr_in_plane_mm = 3;
    options.mr_slice_mm = 8;
    JobContext job;
    const auto phantom = value_or_throw(make_phantom(options, job));
    return value_or_throw(build_label_surfaces(phantom.ct_vertebrae, {0.5}, job));
  }();
  return surfaces;
}

void show_spine(SurfaceView& view, bool with_locators) {
  view.resize(800, 800);
  for (const auto& [label, mesh] : spine().meshes) {
    const auto data = poly_data_of(*mesh);
    view.set_surface(label, data, {}, poly_data_of(coarse_mesh(*mesh, 3)),
                     with_locators ? locator_of(data).GetPointer() : nullptr);
  }
  view.settle();
  view.show();
  if (!QTest::qWaitForWindowExposed(&view)) std::abort();
  view.repaint();
}

void click_on_a_vertebra(benchmark::State& state) {
  LinkedCursor cursor;
  SurfaceView view(&cursor);
  show_spine(view, state.range(0) != 0);
  int picked = 0;
  QObject::connect(&view, &SurfaceView::picked, [&] { ++picked; });
  // Along the spine, where there is always one. Drawing waits for the event loop.
  int step = 0;
  for (auto _ : state) {
    const QPoint at(400, 250 + 7 * (step++ % 40));
    QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, at, 0);
  }
  state.counters["picked"] = picked;
  state.counters["clicks"] = step;
}
BENCHMARK(click_on_a_vertebra)
    ->ArgName("locators")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void picture_while_turned(benchmark::State& state) {
  LinkedCursor cursor;
  SurfaceView view(&cursor);
  show_spine(view, true);
  const bool turns = state.range(0) != 0;
  if (turns) QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, QPoint(300, 300));
  int step = 0;
  for (auto _ : state) {
    if (turns) {
      QMouseEvent move(QEvent::MouseMove, QPointF(300 + 10 + step++ % 200, 300),
                       view.mapToGlobal(QPointF(310, 300)), Qt::NoButton, Qt::LeftButton,
                       Qt::NoModifier);
      QApplication::sendEvent(&view, &move);
    } else {
      view.set_common_opacity(1);  // Asks for a picture.
    }
    view.repaint();
  }
  state.counters["last_frame_ms"] = view.last_frame_ms();
}
BENCHMARK(picture_while_turned)
    ->ArgName("turning")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Three linked slice views with a label overlay in a 1600x1000 window, all updated for each slice
// of a 512 x 512 x 200 volume; the start of the window; and the UI thread's longest pause while a
// job keeps both workers busy. Needs a display: xvfb-run -a -s "-screen 0 1600x1000x24" bench_views
#include <benchmark/benchmark.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QTest>
#include <QTimer>
#include <cmath>

#include "app/window/appearance.h"
#include "app/window/main_window.h"
#include "core/phantom/phantom.h"
#include "widgets/backend/backend.h"
#include "widgets/view/slice_view.h"

namespace {

using namespace transpine;

Volume wave_volume() {
  Grid grid;
  grid.size = {512, 512, 200};
  grid.spacing_mm = {0.5, 0.5, 1.5};
  Volume volume(grid, ScalarType::int16);
  auto values = volume.values<std::int16_t>();
  std::size_t at = 0;
  for (int k = 0; k < 200; ++k) {
    for (int j = 0; j < 512; ++j) {
      for (int i = 0; i < 512; ++i) {
        values[at++] = static_cast<std::int16_t>(500 * std::sin(i * 0.05) * std::cos(j * 0.03 + k));
      }
    }
  }
  return volume;
}

void scroll_three_linked_views(benchmark::State& state) {
  const Volume volume = wave_volume();
  QWidget window;
  window.resize(1600, 1000);
  auto* layout = new QHBoxLayout(&window);
  LinkedCursor cursor;
  std::vector<SliceView*> views;
  for (const auto plane : {ViewPlane::axial, ViewPlane::sagittal, ViewPlane::coronal}) {
    auto* view = new SliceView(plane, &cursor, &window);
    SliceLayer layer;
    layer.volume = volume;
    layer.window = 1000;
    layer.level = 0;
    view->set_layers({layer}, true);
    layout->addWidget(view);
    views.push_back(view);
  }
  window.show();
  if (!QTest::qWaitForWindowExposed(&window)) {
    state.SkipWithError("the window was not shown");
    return;
  }
  int step = 0;
  for (auto _ : state) {
    const double t = step++ % 180;
    // All three planes change.
    cursor.move_to({60 + 0.5 * t, 60 + 0.5 * t, 20 + 1.4 * t});
    for (SliceView* view : views) view->repaint();
  }
  state.counters["frames_per_s"] =
      benchmark::Counter(static_cast<double>(step), benchmark::Counter::kIsRate);
}
BENCHMARK(scroll_three_linked_views)->Unit(benchmark::kMillisecond)->UseRealTime();

void open_the_window(benchmark::State& state) {
  for (auto _ : state) {
    MainWindow window;
    window.show();
    if (!QTest::qWaitForWindowExposed(&window)) state.SkipWithError("the window was not shown");
    QApplication::processEvents();
  }
}
BENCHMARK(open_the_window)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The longest time between two turns of the event loop while phantoms are made.
void ui_pause_while_a_job_runs(benchmark::State& state) {
  MainWindow window;
  window.show();
  double longest_ms = 0;
  for (auto _ : state) {
    QElapsedTimer since;
    QTimer beat;
    beat.setInterval(1);
    since.start();
    QObject::connect(&beat, &QTimer::timeout, [&] {
      longest_ms = std::max(longest_ms, static_cast<double>(since.nsecsElapsed()) / 1e6);
      since.restart();
    });
    bool done = false;
    PhantomOptions options = demo_phantom_options();
    window.backend()->run<PhantomSubject>(
        "phantom", JobLane::processor,
        [options](JobContext& job) { return make_phantom(options, job); }, &window,
        [&](const Result<PhantomSubject>&) { done = true; });
    beat.start();
    if (!QTest::qWaitFor([&] { return done; }, 60000)) state.SkipWithError("the job did not end");
  }
  state.counters["longest_pause_ms"] = longest_ms;
}
BENCHMARK(ui_pause_while_a_job_runs)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  apply_dark_theme(application);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

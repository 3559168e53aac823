// SPDX-License-Identifier: Apache-2.0
// Three linked slice views of a 512 x 512 x 400 volume in a 1600 x 1000 window, alone, with labels,
// and with labels over a second image that is compared with it; their memory; the start of the
// window; and the UI thread's longest pause while a job keeps both workers busy. Needs a display:
// xvfb-run -a -s "-screen 0 1600x1000x24" bench_views
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QProcess>
#include <QTest>
#include <QTimer>
#include <cmath>
#include <fstream>

#include "app/window/appearance.h"
#include "app/window/main_window.h"
#include "core/phantom/phantom.h"
#include "widgets/backend/backend.h"
#include "widgets/view/slice_view.h"

namespace {

using namespace transpine;

constexpr int kSlices = 400;

Volume wave_volume() {
  Grid grid;
  grid.size = {512, 512, kSlices};
  grid.spacing_mm = {0.5, 0.5, 0.75};
  Volume volume(grid, ScalarType::int16);
  auto values = volume.values<std::int16_t>();
  std::size_t at = 0;
  for (int k = 0; k < kSlices; ++k) {
    for (int j = 0; j < 512; ++j) {
      for (int i = 0; i < 512; ++i) {
        values[at++] = static_cast<std::int16_t>(500 * std::sin(i * 0.05) * std::cos(j * 0.03 + k));
      }
    }
  }
  return volume;
}

Volume block_labels(const Grid& grid) {
  Volume labels(grid, ScalarType::uint8);
  auto values = labels.values<std::uint8_t>();
  std::size_t at = 0;
  for (int k = 0; k < kSlices; ++k) {
    for (int j = 0; j < 512; ++j) {
      for (int i = 0; i < 512; ++i) {
        const bool inside = std::abs(i - 256) < 60 && std::abs(j - 256) < 60 && k % 40 < 28;
        values[at++] = static_cast<std::uint8_t>(inside ? 1 + k / 40 : 0);
      }
    }
  }
  return labels;
}

enum class Shown { image, with_labels, compared_with_labels };

/// The process's resident memory.
std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  file >> pages >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// Three linked panes side by side in a 1600 x 1000 window.
class LinkedViews {
 public:
  explicit LinkedViews(Shown shown) {
    window_.resize(1600, 1000);
    auto* layout = new QHBoxLayout(&window_);
    std::vector<SliceLayer> layers(1);
    layers[0].volume = wave_volume();
    layers[0].window = 1000;
    layers[0].level = 0;
    if (shown == Shown::compared_with_labels) {
      layers.push_back(layers[0]);
      layers[1].volume = layers[0].volume.clone();
    }
    if (shown != Shown::image) {
      layers.emplace_back();
      layers.back().volume = block_labels(layers[0].volume.grid());
      layers.back().kind = SliceLayer::Kind::labels;
      layers.back().labels.draw = LabelStyle::Draw::both;
      layers.back().opacity = 0.5;
    }
    for (const SliceLayer& layer : layers) volume_bytes_ += layer.volume.byte_size();
    for (const auto plane : {ViewPlane::axial, ViewPlane::sagittal, ViewPlane::coronal}) {
      views_.push_back(new SliceView(plane, &cursor_, &window_));
      views_.back()->set_layers(layers, true);
      if (shown == Shown::compared_with_labels) {
        views_.back()->set_compare({.mode = CompareMode::two_colours});
      }
      layout->addWidget(views_.back());
    }
    window_.show();
  }

  std::size_t volume_bytes() const { return volume_bytes_; }

  bool exposed() { return QTest::qWaitForWindowExposed(&window_); }

  void show_at(const Eigen::Vector3d& p_mm) {
    cursor_.move_to(p_mm);
    for (SliceView* view : views_) view->repaint();
  }

 private:
  QWidget window_;
  LinkedCursor cursor_;
  std::vector<SliceView*> views_;
  std::size_t volume_bytes_ = 0;
};

void run_views(benchmark::State& state, Shown shown, const Eigen::Vector3d& step_mm) {
  const std::size_t before = resident_bytes();
  LinkedViews views(shown);
  if (!views.exposed()) {
    state.SkipWithError("the window was not shown");
    return;
  }
  int frames = 0;
  for (auto _ : state) {
    views.show_at(Eigen::Vector3d(60, 60, 20) + (frames++ % 180) * step_mm);
  }
  state.counters["frames_per_s"] =
      benchmark::Counter(static_cast<double>(frames), benchmark::Counter::kIsRate);
  state.counters["memory_by_volumes"] =
      static_cast<double>(resident_bytes() - before) / static_cast<double>(views.volume_bytes());
}

void move_through_three_planes(benchmark::State& state) {
  run_views(state, Shown::image, {0.5, 0.5, 0.75});
}
BENCHMARK(move_through_three_planes)->Unit(benchmark::kMillisecond)->UseRealTime();

void move_through_three_planes_with_labels(benchmark::State& state) {
  run_views(state, Shown::with_labels, {0.5, 0.5, 0.75});
}
BENCHMARK(move_through_three_planes_with_labels)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The wheel over the axial pane: the other two only draw the cursor's new line.
void scroll_one_of_three_planes(benchmark::State& state) {
  run_views(state, Shown::with_labels, {0, 0, 0.75});
}
BENCHMARK(scroll_one_of_three_planes)->Unit(benchmark::kMillisecond)->UseRealTime();

void scroll_one_of_three_compared_planes(benchmark::State& state) {
  run_views(state, Shown::compared_with_labels, {0, 0, 0.75});
}
BENCHMARK(scroll_one_of_three_compared_planes)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The whole program from its start to the drawn window, libraries included.
void start_the_program(benchmark::State& state) {
  for (auto _ : state) {
    if (QProcess::execute(TRANSPINE_PROGRAM, {"--exit-when-shown"}) != 0) {
      state.SkipWithError("the program did not start");
    }
  }
}
BENCHMARK(start_the_program)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(10);

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
  if (!QTest::qWaitForWindowExposed(&window)) state.SkipWithError("the window was not shown");
  // The first drawing belongs to the start of the window, which is measured above.
  QTest::qWait(500);
  double longest_ms = 0;
  for (auto _ : state) {
    QElapsedTimer since;
    QTimer beat;
    beat.setInterval(1);
    QObject::connect(&beat, &QTimer::timeout, [&] {
      longest_ms = std::max(longest_ms, static_cast<double>(since.nsecsElapsed()) / 1e6);
      since.restart();
    });
    int done = 0;
    const PhantomOptions options = demo_phantom_options();
    for (const JobLane lane : {JobLane::processor, JobLane::network}) {
      window.backend()->run<PhantomSubject>(
          "phantom", lane, [options](JobContext& job) { return make_phantom(options, job); },
          &window, [&](const Result<PhantomSubject>&) { ++done; });
    }
    beat.start();
    since.restart();
    if (!QTest::qWaitFor([&] { return done == 2; }, 60000))
      state.SkipWithError("the jobs did not end");
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

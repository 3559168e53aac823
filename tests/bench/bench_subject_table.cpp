// SPDX-License-Identifier: Apache-2.0
// The subject table of a study with 10,000 subjects: from the session's study to the painted table,
// filtering it, and reading the study file. Needs a display:
// xvfb-run -a -s "-screen 0 1600x1000x24" bench_subject_table
#include <benchmark/benchmark.h>

#include <QApplication>
#include <QLineEdit>
#include <QStandardPaths>
#include <QTableView>
#include <cstdlib>
#include <filesystem>

#include "core/project/relocate.h"
#include "core/project/study.h"
#include "widgets/backend/backend.h"
#include "widgets/data/batch_jobs.h"
#include "widgets/data/subject_table.h"
#include "widgets/session/study_session.h"

namespace {

using namespace transpine;

constexpr int kSubjects = 10000;

Study large_study() {
  static const Study study = [] {
    Study made(std::filesystem::temp_directory_path() / "transpine-bench-table");
    const char* splits[] = {"train", "val", "test"};
    for (int i = 0; i < kSubjects; ++i) {
      Subject subject;
      subject.id = "sub-" + std::to_string(100000 + i);
      subject.split = splits[i % 3];
      subject.note = i % 7 == 0 ? "motion" : "";
      for (const Role role : {Role::mr, Role::ct, Role::ct_vertebrae}) {
        SubjectFile file;
        file.path = made.folder() / "images" / (subject.id + "_" + role_key(role) + ".nii.gz");
        file.content_hash = std::string(32, 'a');
        subject.files[role] = file;
      }
      made.subject(subject.id) = subject;
    }
    if (!made.save().ok()) std::abort();
    return made;
  }();
  return study;
}

void open_table(benchmark::State& state) {
  const Study study = large_study();
  for (auto _ : state) {
    Backend backend;
    StudySession session(&backend);
    SubjectTable table(&session);
    table.resize(700, 900);
    session.begin(study.folder());
    session.study() = study;
    Q_EMIT session.study_changed();
    table.show();
    benchmark::DoNotOptimize(table.grab().width());
  }
}

void filter_table(benchmark::State& state) {
  Backend backend;
  StudySession session(&backend);
  SubjectTable table(&session);
  session.begin(large_study().folder());
  session.study() = large_study();
  Q_EMIT session.study_changed();
  table.show();
  auto* search = table.findChild<QLineEdit*>("subject_search");
  bool on = false;
  for (auto _ : state) {
    on = !on;
    search->setText(on ? "motion test" : "");
    benchmark::DoNotOptimize(table.grab().width());
  }
}

/// The split of all rows, from the menu to the table that shows it.
void set_split_of_all(benchmark::State& state) {
  Backend backend;
  StudySession session(&backend);
  SubjectTable table(&session);
  session.begin(large_study().folder());
  session.study() = large_study();
  Q_EMIT session.study_changed();
  table.show();
  table.view()->selectAll();
  QStringList subjects = table.chosen();
  bool is_test = false;
  for (auto _ : state) {
    is_test = !is_test;
    set_split(&session, subjects, is_test ? "test" : "train");
    benchmark::DoNotOptimize(table.grab().width());
    state.PauseTiming();
    session.wait_for_writes()();
    state.ResumeTiming();
  }
}

/// All files of the study in another folder: the index alone, without the disk.
void relocate_all(benchmark::State& state) {
  Study study = large_study();
  std::vector<MissingFile> moved = missing_files(study);
  for (MissingFile& file : moved) file.found = "/elsewhere" / file.listed.filename();
  for (auto _ : state) {
    Study changed = study;
    benchmark::DoNotOptimize(apply_relocation(changed, moved));
  }
}

void read_study_file(benchmark::State& state) {
  const auto folder = large_study().folder();
  for (auto _ : state) benchmark::DoNotOptimize(Study::open(folder).ok());
}

BENCHMARK(open_table)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(filter_table)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(set_split_of_all)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(relocate_all)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(read_study_file)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  QStandardPaths::setTestModeEnabled(true);
  QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

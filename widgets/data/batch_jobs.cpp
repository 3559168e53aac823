// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/batch_jobs.h"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <set>

#include "core/pipeline/export_study.h"
#include "core/pipeline/result_files.h"
#include "core/pipeline/segment_settings.h"
#include "core/pipeline/steps.h"
#include "widgets/backend/backend.h"
#include "widgets/forms/command_text.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

struct BatchJobs {
  Q_DECLARE_TR_FUNCTIONS(BatchJobs)
};

Result<void> run_step(const Study& study, BatchStep step, const std::string& subject,
                      const std::string& run, JobContext& job) {
  const auto outcome = [](const auto& result) -> Result<void> {
    return result ? Result<void>() : Result<void>(result.error());
  };
  switch (step) {
    case BatchStep::register_images:
      return outcome(register_subject(study, subject, {}));
    case BatchStep::translate:
      return outcome(translate_subject(study, run, subject, {}, job));
    case BatchStep::segment:
      return outcome(segment_subject(study, run, subject, study_segment_options(study), job));
    case BatchStep::evaluate:
      break;
  }
  return outcome(evaluate_subject(study, run, subject, {}, job));
}

bool segments_with_network(const Study& study) {
  return applies_to_method("model", study_segment_options(study).method);
}

QString title_of(BatchStep step, int count) {
  switch (step) {
    case BatchStep::register_images:
      return BatchJobs::tr("Register %n subject(s)", nullptr, count);
    case BatchStep::translate:
      return BatchJobs::tr("Translate %n subject(s)", nullptr, count);
    case BatchStep::segment:
      return BatchJobs::tr("Segment %n subject(s)", nullptr, count);
    case BatchStep::evaluate:
      break;
  }
  return BatchJobs::tr("Evaluate %n subject(s)", nullptr, count);
}

QString command_of(const Study& study, BatchStep step, const std::string& subject,
                   const std::string& run) {
  const Subject* entry = study.find(subject);
  if (!entry) return {};
  const ResultFiles files = result_files(study, run, subject);
  fs::path used = study.points_file(subject);
  // Without any the command names where they would be.
  if (used.empty()) used = study.landmarks_file(subject);
  const QString points = shell_quoted(used);
  switch (step) {
    case BatchStep::register_images:
      return QStringList{"transpine register", points, points,
                         shell_quoted(study.transform_file(subject))}
          .join(' ');
    case BatchStep::translate:
      return QStringList{"transpine translate", shell_quoted(study.runs_folder() / run),
                         shell_quoted(entry->path_of(Role::mr)), shell_quoted(files.sct)}
          .join(' ');
    case BatchStep::segment:
      return QStringList{"transpine segment",
                         shell_quoted(files.sct),
                         points,
                         shell_quoted(files.vertebrae),
                         "--side mr",
                         "--study",
                         shell_quoted(study.folder())}
          .join(' ');
    case BatchStep::evaluate:
      break;
  }
  return QStringList{"transpine evaluate", shell_quoted(files.vertebrae),
                     shell_quoted(entry->path_of(Role::mr_vertebrae)), "--kind segmentation"}
      .join(' ');
}

void add_step(QMenu* menu, StudySession* session, BatchStep step, const QStringList& subjects,
              const QString& run, const QString& text) {
  menu->addAction(text, session, [=] { run_batch(session, step, subjects, run); });
}

void ask_and_remove(StudySession* session, const QStringList& subjects) {
  const auto answer = QMessageBox::question(
      QApplication::activeWindow(), BatchJobs::tr("Remove from Study"),
      BatchJobs::tr("Take %n subject(s) out of the study? Their files stay where "
                    "they are.",
                    nullptr, static_cast<int>(subjects.size())));
  if (answer != QMessageBox::Yes) return;
  std::set<std::string> ids;
  for (const QString& id : subjects) ids.insert(id.toStdString());
  session->study().remove(ids);
  session->note_changes();
}

}  // namespace

void run_batch(StudySession* session, BatchStep step, const QStringList& subjects,
               const QString& run) {
  struct Failures {
    int count = 0;
    std::string first;
  };
  const bool has_network = step == BatchStep::translate ||
                           (step == BatchStep::segment && segments_with_network(session->study()));
  const JobLane lane = has_network ? JobLane::network : JobLane::processor;
  const int count = static_cast<int>(subjects.size());
  session->backend()->run<Failures>(
      title_of(step, count), lane,
      [study = session->study(), step, subjects, run = run.toStdString(),
       wait = session->wait_for_writes()](JobContext& job) -> Result<Failures> {
        wait();
        Failures failures;
        for (int i = 0; i < subjects.size(); ++i) {
          const double begin = static_cast<double>(i) / static_cast<double>(subjects.size());
          const double end = static_cast<double>(i + 1) / static_cast<double>(subjects.size());
          if (!job.checkpoint(begin, subjects[i].toStdString())) return cancelled_error();
          JobContext part = job.part(begin, end, subjects[i].toStdString() + ": ");
          const auto done = run_step(study, step, subjects[i].toStdString(), run, part);
          if (done) continue;
          if (done.error().is_cancelled()) return done.error();
          if (failures.count++ == 0) failures.first = done.error().message();
        }
        return failures;
      },
      session,
      [session, count](const Result<Failures>& failures) {
        Q_EMIT session->results_changed();
        if (!failures || failures->count == 0) return;
        Q_EMIT session->warned(BatchJobs::tr("%1 of %2 subjects failed. The first: %3")
                                   .arg(failures->count)
                                   .arg(count)
                                   .arg(QString::fromStdString(failures->first)));
      });
}

void set_split(StudySession* session, const QStringList& subjects, const std::string& split) {
  for (const QString& id : subjects) session->study().subject(id.toStdString()).split = split;
  session->note_changes();
}

QString batch_command(const Study& study, BatchStep step, const QStringList& subjects,
                      const QString& run) {
  QStringList lines;
  for (const QString& id : subjects) {
    lines << command_of(study, step, id.toStdString(), run.toStdString());
  }
  return lines.join('\n');
}

void export_subjects(StudySession* session, const QStringList& subjects, const fs::path& folder) {
  std::vector<std::string> ids;
  for (const QString& id : subjects) ids.push_back(id.toStdString());
  session->backend()->run<StudyExport>(
      BatchJobs::tr("Export %n subject(s)", nullptr, static_cast<int>(ids.size())),
      JobLane::processor,
      [study = session->study(), ids, folder, wait = session->wait_for_writes()](JobContext& job) {
        wait();
        return export_study(study, ids, folder, false, job);
      },
      session,
      [session, folder](const Result<StudyExport>& done) {
        if (!done) return;
        const int count = static_cast<int>(done->files.size());
        const QString where = QString::fromStdString(folder.string());
        if (done->warnings.empty()) {
          Q_EMIT session->warned(
              BatchJobs::tr("%n file(s) are now in %1.", nullptr, count).arg(where));
          return;
        }
        Q_EMIT session->warned(
            BatchJobs::tr("%n file(s) are now in %1; others could not be written. The first: %2",
                          nullptr, count)
                .arg(where, QString::fromStdString(done->warnings.front())));
      });
}

QString export_command(const Study& study, const QStringList& subjects) {
  return QStringList{"transpine study export", shell_quoted(study.folder()), "FOLDER", "--subject",
                     shell_quoted(subjects.join(","))}
      .join(' ');
}

void add_batch_actions(QMenu* menu, StudySession* session, const QStringList& subjects) {
  if (subjects.isEmpty() || !session->has_study()) return;
  const int count = static_cast<int>(subjects.size());
  add_step(menu, session, BatchStep::register_images, subjects, {},
           title_of(BatchStep::register_images, count));
  auto* commands = new QMenu(BatchJobs::tr("Copy as Command"), menu);
  const auto add_command = [&](BatchStep step, const QString& run, const QString& text) {
    commands->addAction(text, session, [=] {
      QApplication::clipboard()->setText(batch_command(session->study(), step, subjects, run));
    });
  };
  add_command(BatchStep::register_images, {}, BatchJobs::tr("Register"));
  commands->addAction(BatchJobs::tr("Export"), session, [=] {
    QApplication::clipboard()->setText(export_command(session->study(), subjects));
  });
  for (const auto& [step, name] :
       {std::pair{BatchStep::translate, BatchJobs::tr("Translate with %1")},
        std::pair{BatchStep::segment, BatchJobs::tr("Segment the result of %1")},
        std::pair{BatchStep::evaluate, BatchJobs::tr("Evaluate the result of %1")}}) {
    QMenu* runs = menu->addMenu(title_of(step, count));
    for (const std::string& trained : trained_runs(session->study())) {
      const QString run = QString::fromStdString(trained);
      add_step(runs, session, step, subjects, run, name.arg(run));
      add_command(step, run, name.arg(run));
    }
    runs->setEnabled(!runs->isEmpty());
  }
  menu->addMenu(commands);
  menu->addAction(BatchJobs::tr("Export %n Subject(s)…", nullptr, count), session, [=] {
    const QString folder = QFileDialog::getExistingDirectory(
        QApplication::activeWindow(), BatchJobs::tr("Folder for the Export"));
    if (!folder.isEmpty()) export_subjects(session, subjects, folder.toStdString());
  });
  menu->addSeparator();
  QMenu* split = menu->addMenu(BatchJobs::tr("Split"));
  for (const char* name : {"train", "val", "test", ""}) {
    split->addAction(*name ? QString(name) : BatchJobs::tr("None"), session,
                     [=] { set_split(session, subjects, name); });
  }
  menu->addAction(BatchJobs::tr("Remove from Study…"), session,
                  [=] { ask_and_remove(session, subjects); });
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/train_workspace.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/pipeline/prepare_study.h"
#include "core/training/checkpoint_list.h"
#include "core/training/run_list.h"
#include "core/training/run_recorder.h"
#include "widgets/backend/backend.h"
#include "widgets/forms/command_text.h"
#include "widgets/forms/option_form.h"
#include "widgets/training/checkpoint_panel.h"
#include "widgets/training/curves_panel.h"
#include "widgets/training/preview_history.h"
#include "widgets/training/runs_panel.h"
#include "widgets/training/training_feed.h"

namespace transpine {
namespace {

const std::vector<std::string> kShownOptions = {"model",
                                                "mode",
                                                "channels",
                                                "multipliers",
                                                "levels",
                                                "dropout",
                                                "discriminator_channels",
                                                "paired_weight",
                                                "ssim_weight",
                                                "nce_layers",
                                                "nce_patches",
                                                "feature_segmenter",
                                                "patch_size",
                                                "patch_depth",
                                                "batch_size",
                                                "learning_rate",
                                                "learning_rate_schedule",
                                                "learning_rate_floor",
                                                "steps",
                                                "epochs",
                                                "condition_dropout",
                                                "validate_every",
                                                "checkpoint_every",
                                                "seed",
                                                "start_from",
                                                "device"};

/// All others but what the buttons do.
std::vector<std::string> further_options(const OptionList& list) {
  std::vector<std::string> keys;
  for (const Option& option : list.options()) {
    const std::string& key = option.spec.key;
    if (key != "resume" && std::ranges::find(kShownOptions, key) == kShownOptions.end()) {
      keys.push_back(key);
    }
  }
  return keys;
}

/// A heading whose arrow shows and hides `folded`.
QToolButton* fold(const QString& title, QWidget* folded, QWidget* parent) {
  auto* heading = new QToolButton(parent);
  heading->setText(title);
  heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  heading->setArrowType(Qt::RightArrow);
  heading->setCheckable(true);
  heading->setAutoRaise(true);
  folded->hide();
  QObject::connect(heading, &QToolButton::toggled, folded, [=](bool open) {
    heading->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    folded->setVisible(open);
  });
  return heading;
}

const std::vector<std::string> kPrepareOptions = {
    "spacing_mm",   "mr_max",        "mr_percentile", "elastic_copies",
    "val_fraction", "test_fraction", "seed"};

// Previews make the difference in a window.
TrainOptions small_preset(const std::string& model) {
  TrainOptions options = small_train_options(model);
  options.validate_every = 50;
  return options;
}

QString usual_run_name(const std::string& model) {
  return model == "ddim" ? "ddim-image" : QString::fromStdString(model);
}

}  // namespace

TrainWorkspace::TrainWorkspace(StudySession* session, QWidget* parent)
    : Workspace(session, parent), options_(small_preset("ddim")), feed_(new TrainingFeed(this)) {
  setObjectName("train_workspace");
  QWidget* side = make_side();
  set_panels(side, make_centre());
  connect_feed();
  set_state(TrainState::idle, tr("Ready to train."));
  connect(session->backend(), &Backend::job_changed, this, &TrainWorkspace::follow_job);
  connect(session, &StudySession::study_changed, this, [this] {
    update_buttons();
    forget_other_study();
  });
  connect(session, &StudySession::results_changed, this, [this] {
    if (isVisible()) activate();
  });
}

TrainWorkspace::~TrainWorkspace() = default;

QWidget* TrainWorkspace::make_side() {
  auto* side = new QWidget(this);
  auto* layout = new QVBoxLayout(side);
  run_name_ = new QLineEdit(usual_run_name(options_.model), side);
  run_name_->setObjectName("run_name");
  connect(run_name_, &QLineEdit::textChanged, this, &TrainWorkspace::update_buttons);
  connect(run_name_, &QLineEdit::editingFinished, this, [this] { show_run(run_name_->text()); });
  auto* name_row = new QHBoxLayout;
  name_row->addWidget(new QLabel(tr("Run:"), side));
  name_row->addWidget(run_name_);
  auto* presets = new QHBoxLayout;
  const auto preset = [&](const QString& text, const char* name, auto action) {
    auto* button = new QPushButton(text, side);
    button->setObjectName(name);
    connect(button, &QPushButton::clicked, this, action);
    presets->addWidget(button);
    return button;
  };
  presets->addWidget(new QLabel(tr("Preset:"), side));
  preset(tr("Small (CPU)"), "preset_small", [this] { apply_preset(false); });
  preset(tr("Paper"), "preset_paper", [this] { apply_preset(true); });
  original_ = preset(tr("Original"), "preset_original", [this] { apply_original(); });
  settings_ = make_form();
  auto* scroll = new QScrollArea(side);
  scroll->setWidget(settings_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  auto* buttons = new QHBoxLayout;
  const auto button = [&](const QString& text, const char* name, auto action) {
    auto* made = new QPushButton(text, side);
    made->setObjectName(name);
    connect(made, &QPushButton::clicked, this, action);
    buttons->addWidget(made);
    return made;
  };
  start_ = button(tr("Start"), "train_start", [this] { start_new(); });
  resume_ = button(tr("Resume"), "train_resume", [this] { resume(); });
  pause_ = button(tr("Pause"), "train_pause", [this] { toggle_pause(); });
  stop_ = button(tr("Stop and Save"), "train_stop", [this] { stop(); });
  layout->addLayout(name_row);
  layout->addLayout(presets);
  layout->addWidget(scroll, 1);
  layout->addLayout(buttons);
  const auto line = [&](const char* name) {
    auto* label = new QLabel(side);
    label->setObjectName(name);
    label->setWordWrap(true);
    layout->addWidget(label);
    return label;
  };
  status_ = line("train_status");
  reason_ = line("train_reason");
  machine_ = line("train_machine");
  machine_->setText(machine_text(machine_use()));
  return side;
}

QWidget* TrainWorkspace::make_form() {
  auto* settings = new QWidget(this);
  auto* layout = new QVBoxLayout(settings);
  layout->setContentsMargins(0, 0, 0, 0);
  form_ = new OptionForm(options_of(options_), kShownOptions, settings);
  connect(form_, &OptionForm::changed, this, &TrainWorkspace::follow_model);
  further_ = new OptionForm(options_of(options_), further_options(options_of(options_)), settings);
  further_->setObjectName("further_form");
  auto* further_heading = fold(tr("More settings"), further_, settings);
  further_heading->setObjectName("further_heading");
  show_model();
  auto* prepare = new OptionForm(options_of(prepare_options_), kPrepareOptions, settings);
  prepare->setObjectName("training_set_form");
  auto* heading = fold(tr("Training set"), prepare, settings);
  heading->setObjectName("training_set_heading");
  heading->setToolTip(
      tr("How a new run prepares the study's images. A run that is resumed keeps "
         "the training set it began with."));
  layout->addWidget(form_);
  layout->addWidget(further_heading);
  layout->addWidget(further_);
  layout->addWidget(heading);
  layout->addWidget(prepare);
  layout->addStretch();
  return settings;
}

QWidget* TrainWorkspace::make_centre() {
  auto* centre = new QSplitter(Qt::Vertical, this);
  curves_ = new CurvesPanel(centre);
  auto* tabs = new QTabWidget(centre);
  tabs->setObjectName("train_tabs");
  previews_ = new PreviewHistory(tabs);
  runs_ = new RunsPanel(session(), tabs);
  checkpoints_ = new CheckpointPanel(tabs);
  tabs->addTab(previews_, tr("Previews"));
  tabs->addTab(runs_, tr("Runs"));
  tabs->addTab(checkpoints_, tr("Checkpoints"));
  centre->addWidget(curves_);
  centre->addWidget(tabs);
  centre->setStretchFactor(0, 3);
  centre->setStretchFactor(1, 2);
  centre->setChildrenCollapsible(false);
  connect(curves_, &CurvesPanel::failed, session(), &StudySession::failed);
  connect(checkpoints_, &CheckpointPanel::export_wanted, this, &TrainWorkspace::export_to);
  connect(checkpoints_, &CheckpointPanel::translate_wanted, this,
          &TrainWorkspace::translate_wanted);
  connect(runs_, &RunsPanel::drawn_runs_changed, this, &TrainWorkspace::load_curves);
  connect(runs_, &RunsPanel::runs_changed, session(), &StudySession::results_changed);
  connect(runs_, &RunsPanel::run_chosen, this, [this](const QString& run) {
    if (!is_busy(state_)) run_name_->setText(run);
    show_run(run);
  });
  return centre;
}

void TrainWorkspace::export_to(const std::filesystem::path& checkpoint,
                               const std::filesystem::path& file) {
  session()->backend()->run<bool>(
      tr("Export %1").arg(QString::fromStdString(file.filename().string())), JobLane::processor,
      [checkpoint, file](JobContext&) -> Result<bool> {
        auto copied = export_checkpoint(checkpoint, file);
        if (!copied) return copied.error();
        return true;
      },
      this, [](const Result<bool>&) {});
}

void TrainWorkspace::connect_feed() {
  connect(feed_, &TrainingFeed::began, this, [this](const RunCurves& history) {
    if (runs_->drawn_runs().contains(training_run_)) curves_->set_run(training_run_, history);
  });
  connect(feed_, &TrainingFeed::stepped, this, [this](const std::vector<TrainStep>& steps) {
    has_stepped_ = true;
    for (const TrainStep& step : steps) {
      clock_.add(step);
      if (curves_->has_run(training_run_)) curves_->append(training_run_, metrics_line(step));
    }
    if (state_ == TrainState::preparing) set_state(TrainState::running, {});
    if (state_ == TrainState::running) {
      set_state(TrainState::running, progress_text(steps.back(), clock_));
    }
  });
  connect(feed_, &TrainingFeed::validated, this, [this](const TrainValidation& validation) {
    if (curves_->has_run(training_run_)) curves_->append(training_run_, metrics_line(validation));
    if (shown_run_ != training_run_) return;
    previews_->load(folder_of(training_run_));
    load_checkpoints();
  });
  connect(feed_, &TrainingFeed::measured, this,
          [this](const MachineUse& use) { machine_->setText(machine_text(use)); });
}

std::filesystem::path TrainWorkspace::folder_of(const QString& run) const {
  return runs_folder() / run.toStdString();
}

void TrainWorkspace::activate() {
  update_buttons();
  if (!session()->has_study()) return;
  if (shown_run_.isEmpty()) show_run(run_name_->text());
  refresh_runs();
}

void TrainWorkspace::forget_other_study() {
  if (is_busy(state_) || study_folder_ == session()->study().folder()) return;
  study_folder_ = session()->study().folder();
  shown_run_.clear();
  curves_->clear();
  previews_->clear();
  runs_->choose({});
  runs_->show_runs({});
  checkpoints_->show_checkpoints({}, {});
  if (isVisible()) activate();
}

void TrainWorkspace::show_run(const QString& run) {
  if (!session()->has_study() || !is_run_name(run.toStdString())) return;
  if (run == shown_run_) return;
  shown_run_ = run;
  runs_->choose(run);
  previews_->load(folder_of(run));
  load_checkpoints();
  load_curves();
}

void TrainWorkspace::refresh_runs() {
  session()->backend()->run<std::vector<RunInfo>>(
      tr("Read the runs"), JobLane::processor,
      [folder = runs_folder(), wait = session()->wait_for_writes()](JobContext& job) {
        wait();
        return list_runs(folder, job);
      },
      this,
      [this, folder = runs_folder()](const Result<std::vector<RunInfo>>& runs) {
        if (!runs || folder != runs_folder()) return;
        runs_->show_runs(*runs);
        for (const QString& run : curves_->run_names()) {
          if (!std::filesystem::exists(folder_of(run))) curves_->remove_run(run);
        }
        previews_->load(folder_of(shown_run_));
        load_curves();
        load_checkpoints();
        update_buttons();
      },
      JobListing::when_failed);
}

void TrainWorkspace::load_curves() {
  const QStringList wanted = runs_->drawn_runs();
  for (const QString& run : curves_->run_names()) {
    if (!wanted.contains(run)) curves_->remove_run(run);
  }
  for (const QString& run : wanted) {
    if (curves_->has_run(run) || !std::filesystem::exists(folder_of(run) / "metrics.jsonl")) {
      continue;
    }
    session()->backend()->run<RunCurves>(
        tr("Read the curves of %1").arg(run), JobLane::processor,
        [folder = folder_of(run)](JobContext& job) { return read_run_curves(folder, job); }, this,
        [this, run, folder = folder_of(run)](const Result<RunCurves>& curves) {
          // What came live meanwhile is newer.
          if (!curves || folder != folder_of(run) || curves_->has_run(run)) return;
          if (runs_->drawn_runs().contains(run)) curves_->set_run(run, *curves);
        },
        JobListing::when_failed);
  }
}

void TrainWorkspace::load_checkpoints() {
  if (shown_run_.isEmpty()) return;
  checkpoints_->show_checkpoints(shown_run_, list_checkpoints(folder_of(shown_run_)));
}

void TrainWorkspace::set_state(TrainState state, const QString& detail) {
  const bool changed = state != state_;
  state_ = state;
  status_->setText(detail.isEmpty() ? state_text(state)
                                    : tr("%1. %2").arg(state_text(state), detail));
  if (!changed && is_busy(state)) return;
  runs_->set_training_run(is_busy(state) ? training_run_ : QString());
  update_buttons();
}

TrainSituation TrainWorkspace::situation() const {
  TrainSituation situation;
  situation.has_study = session()->has_study();
  situation.has_run_name = is_run_name(run_name_->text().toStdString());
  situation.run_exists = situation.has_study && situation.has_run_name &&
                         std::filesystem::exists(folder_of(run_name_->text()) / checkpoint_folder);
  return situation;
}

void TrainWorkspace::update_buttons() {
  const TrainSituation now = situation();
  const bool resting = state_ == TrainState::paused || state_ == TrainState::pausing;
  const auto set = [&](QWidget* widget, TrainAction action) {
    const QString reason = reason_against(action, state_, now);
    widget->setEnabled(reason.isEmpty());
    widget->setToolTip(reason);
    return reason;
  };
  const QString start = set(start_, TrainAction::start);
  set(resume_, TrainAction::resume);
  set(pause_, resting ? TrainAction::go_on : TrainAction::pause);
  set(stop_, TrainAction::stop);
  set(settings_, TrainAction::change_settings);
  set(run_name_, TrainAction::change_settings);
  pause_->setText(resting ? tr("Continue") : tr("Pause"));
  const bool told = is_busy(state_) || start.isEmpty();
  reason_->setText(told ? QString() : tr("No new start: %1").arg(start));
  reason_->setVisible(!told);
}

void TrainWorkspace::apply_preset(bool paper) {
  paper_preset_ = paper;
  options_ = paper ? paper_train_options(options_.model) : small_preset(options_.model);
  form_->refresh();
  further_->refresh();
  show_model();
}

void TrainWorkspace::apply_original() {
  paper_preset_ = true;
  options_.model = original_model(options_.model);
  follow_model();
}

void TrainWorkspace::follow_model() {
  if (options_.model == shown_model_) return;
  if (run_name_->text() == usual_run_name(shown_model_)) {
    run_name_->setText(usual_run_name(options_.model));
  }
  apply_preset(paper_preset_);
  show_run(run_name_->text());
}

void TrainWorkspace::show_model() {
  shown_model_ = options_.model;
  for (OptionForm* form : {form_, further_}) {
    form->show_rows([this](const std::string& key) { return applies(key, shown_model_); });
  }
  const std::string original = original_model(shown_model_);
  original_->setEnabled(original != shown_model_);
  original_->setToolTip(
      original == shown_model_
          ? tr("The paper did not change this model: \"Paper\" has its authors' settings.")
          : tr("%1: the model and the settings of its authors, which the paper changed.")
                .arg(QString::fromStdString(original)));
}

void TrainWorkspace::start_new() {
  TrainOptions options = options_;
  options.training_set.clear();
  options.run_folder = folder_of(run_name_->text());
  options.resume = false;
  train_in_background(options, std::nullopt);
}

void TrainWorkspace::resume() {
  auto run = read_run_config(folder_of(run_name_->text()));
  if (!run) {
    Q_EMIT session()->failed(QString::fromStdString(run.error().title),
                             QString::fromStdString(run.error().remedy));
    return;
  }
  // A study that was moved took its training set along.
  auto& training_set = run->options.training_set;
  if (!std::filesystem::exists(training_set)) {
    const auto moved = session()->study().folder() / training_set.filename();
    if (std::filesystem::exists(moved)) training_set = moved;
  }
  options_ = run->options;
  options_.resume = false;
  form_->refresh();
  further_->refresh();
  show_model();
  train_in_background(run->options, *run);
}

void TrainWorkspace::train_in_background(TrainOptions options,
                                         const std::optional<RunConfig>& run) {
  training_run_ = run_name_->text();
  show_run(training_run_);
  clock_.clear();
  has_stepped_ = false;
  set_state(TrainState::preparing,
            run ? tr("Opening the training set…") : tr("Preparing the training set…"));
  const std::filesystem::path run_folder = options.run_folder;
  // From the job's thread.
  const auto report = [self = QPointer<TrainWorkspace>(this)](const std::string& warning) {
    QMetaObject::invokeMethod(qApp, [self, text = QString::fromStdString(warning)] {
      if (self) Q_EMIT self->session()->failed(text, {});
    });
  };
  job_ = session()->backend()->run<TrainSummary>(
      tr("Train %1").arg(training_run_), JobLane::network,
      [options, run, prepare = prepare_options_for(prepare_options_, options.model), report,
       callbacks = feed_->callbacks(run_folder),
       study = session()->study()](JobContext& job) mutable -> Result<TrainSummary> {
        if (run) {
          if (auto same = check_training_set(*run); !same) return same.error();
        } else if (options.training_set.empty()) {
          JobContext preparing = job.part(0, 0.05, "Prepare");
          auto training_set = prepare_study(study, prepare, preparing, report);
          if (!training_set) return training_set.error();
          options.training_set = *training_set;
        } else {
          // Retried in the job list: what the first try left goes on.
          options.resume = std::filesystem::exists(options.run_folder / "config.json");
        }
        JobContext training = job.part(0.05, 1, "Train");
        return train(options, callbacks, training);
      },
      this, [this](const Result<TrainSummary>& summary) { finish(summary); });
}

void TrainWorkspace::toggle_pause() {
  const bool resting = state_ == TrainState::paused || state_ == TrainState::pausing;
  session()->backend()->set_paused(job_, !resting);
  if (!resting && state_ != TrainState::paused) {
    set_state(TrainState::pausing, tr("The step that has begun is finished first."));
  }
}

void TrainWorkspace::stop() {
  session()->backend()->cancel(job_);
}

void TrainWorkspace::follow_job(int id) {
  const JobInfo* job = id == job_ ? session()->backend()->find(id) : nullptr;
  if (!job || !job->is_active()) return;
  const TrainState at_work = has_stepped_ ? TrainState::running : TrainState::preparing;
  const bool resting = state_ == TrainState::paused || state_ == TrainState::pausing;
  if (job->is_stopping) {
    if (state_ != TrainState::stopping) {
      set_state(TrainState::stopping, tr("A checkpoint is saved…"));
    }
  } else if (job->is_waiting) {
    if (state_ != TrainState::paused) {
      set_state(TrainState::paused, tr("Continue goes on with the next step."));
    }
  } else if (job->state == JobState::paused) {
    if (!resting) {
      set_state(TrainState::pausing, tr("The step that has begun is finished first."));
    }
  } else if (!is_busy(state_)) {
    // Retried.
    set_state(TrainState::preparing, tr("Once more…"));
  } else if (resting && job->state == JobState::running) {
    set_state(at_work, {});
  }
}

void TrainWorkspace::finish(const Result<TrainSummary>& summary) {
  if (summary) {
    set_state(TrainState::finished,
              tr("%1 steps in %2.").arg(summary->steps).arg(duration_text(summary->seconds)));
  } else if (summary.error().is_cancelled()) {
    set_state(TrainState::idle,
              tr("Stopped. The last checkpoint is kept; Resume goes on from it."));
  } else {
    set_state(TrainState::failed, QString::fromStdString(summary.error().message()));
  }
  Q_EMIT session()->results_changed();
}

QString TrainWorkspace::command() const {
  if (!session()->has_study()) return {};
  TrainOptions options = options_;
  TrainOptions defaults = paper_train_options(options.model);
  defaults.model = TrainOptions().model;
  return QStringList{"transpine train",
                     shell_quoted(training_set_folder(
                         session()->study(), prepare_options_for(prepare_options_, options.model))),
                     shell_quoted(folder_of(run_name_->text())),
                     command_line_of(options_of(options), options_of(defaults).to_json())}
      .join(' ')
      .trimmed();
}

}  // namespace transpine

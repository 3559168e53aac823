// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/train_workspace.h"

#include <QApplication>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/pipeline/prepare_study.h"
#include "core/pipeline/run_history.h"
#include "widgets/backend/backend.h"
#include "widgets/forms/command_text.h"
#include "widgets/forms/option_form.h"
#include "widgets/plot/curve_plot.h"
#include "widgets/workspaces/preview_strip.h"

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
                                                "patch_size",
                                                "batch_size",
                                                "learning_rate",
                                                "learning_rate_schedule",
                                                "steps",
                                                "epochs",
                                                "condition_dropout",
                                                "validate_every",
                                                "checkpoint_every",
                                                "seed",
                                                "device"};

const std::vector<std::string> kPrepareOptions = {"spacing_mm", "mr_max", "val_fraction",
                                                  "test_fraction", "seed"};

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
    : Workspace(session, parent), options_(small_preset("ddim")) {
  setObjectName("train_workspace");
  QWidget* side = make_side();
  set_panels(side, make_centre());
  set_state(State::idle, tr("Ready to train."));
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
  connect(run_name_, &QLineEdit::editingFinished, this, &TrainWorkspace::load_history);
  auto* name_row = new QHBoxLayout;
  name_row->addWidget(new QLabel(tr("Run:"), side));
  name_row->addWidget(run_name_);
  auto* presets = new QHBoxLayout;
  const auto preset = [&](const QString& text, const char* name, bool paper) {
    auto* button = new QPushButton(text, side);
    button->setObjectName(name);
    connect(button, &QPushButton::clicked, this, [this, paper] { apply_preset(paper); });
    presets->addWidget(button);
  };
  presets->addWidget(new QLabel(tr("Preset:"), side));
  preset(tr("Small (CPU)"), "preset_small", false);
  preset(tr("Paper"), "preset_paper", true);
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
  connect(session()->backend(), &Backend::job_changed, this, &TrainWorkspace::follow_job);
  pause_ = button(tr("Pause"), "train_pause", [this] { toggle_pause(); });
  stop_ = button(tr("Stop and Save"), "train_stop", [this] { stop(); });
  status_ = new QLabel(side);
  status_->setObjectName("train_status");
  status_->setWordWrap(true);
  layout->addLayout(name_row);
  layout->addLayout(presets);
  layout->addWidget(scroll, 1);
  layout->addLayout(buttons);
  layout->addWidget(status_);
  return side;
}

QWidget* TrainWorkspace::make_form() {
  auto* settings = new QWidget(this);
  auto* layout = new QVBoxLayout(settings);
  layout->setContentsMargins(0, 0, 0, 0);
  form_ = new OptionForm(options_of(options_), kShownOptions, settings);
  connect(form_, &OptionForm::changed, this, &TrainWorkspace::follow_model);
  show_model();
  auto* heading = new QToolButton(settings);
  heading->setObjectName("training_set_heading");
  heading->setText(tr("Training set"));
  heading->setToolTip(
      tr("How a new run prepares the study's images. A run that is resumed keeps "
         "the training set it began with."));
  heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  heading->setArrowType(Qt::RightArrow);
  heading->setCheckable(true);
  heading->setAutoRaise(true);
  auto* prepare = new OptionForm(options_of(prepare_options_), kPrepareOptions, settings);
  prepare->setObjectName("training_set_form");
  prepare->hide();
  connect(heading, &QToolButton::toggled, this, [=](bool open) {
    heading->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    prepare->setVisible(open);
  });
  layout->addWidget(form_);
  layout->addWidget(heading);
  layout->addWidget(prepare);
  layout->addStretch();
  return settings;
}

QWidget* TrainWorkspace::make_centre() {
  auto* centre = new QSplitter(Qt::Vertical, this);
  auto* plots = new QWidget(centre);
  auto* plots_layout = new QVBoxLayout(plots);
  plots_layout->setContentsMargins(0, 0, 0, 0);
  auto* bar = new QHBoxLayout;
  auto* log_y = new QCheckBox(tr("Logarithmic loss axis"), plots);
  log_y->setObjectName("log_y");
  auto* smoothing = new QSlider(Qt::Horizontal, plots);
  smoothing->setObjectName("smoothing");
  smoothing->setRange(0, 999);
  smoothing->setValue(900);
  smoothing->setMaximumWidth(180);
  bar->addWidget(log_y);
  bar->addSpacing(16);
  bar->addWidget(new QLabel(tr("Smoothing:"), plots));
  bar->addWidget(smoothing);
  bar->addStretch();
  auto* row = new QHBoxLayout;
  row->setSpacing(2);
  loss_plot_ = new CurvePlot(plots);
  loss_plot_->setObjectName("loss_plot");
  loss_plot_->set_axis_titles(tr("Step"), tr("Loss"));
  psnr_plot_ = new CurvePlot(plots);
  psnr_plot_->setObjectName("psnr_plot");
  psnr_plot_->set_axis_titles(tr("Step"), tr("Validation PSNR (dB)"));
  psnr_plot_->set_smoothing(0);
  row->addWidget(loss_plot_, 3);
  row->addWidget(psnr_plot_, 2);
  plots_layout->addLayout(bar);
  plots_layout->addLayout(row, 1);
  connect(log_y, &QCheckBox::toggled, loss_plot_, &CurvePlot::set_log_y);
  connect(smoothing, &QSlider::valueChanged, this,
          [this](int value) { loss_plot_->set_smoothing(value / 1000.0); });

  auto* bottom = new QWidget(centre);
  auto* bottom_layout = new QVBoxLayout(bottom);
  bottom_layout->setContentsMargins(0, 0, 0, 0);
  previews_ = new PreviewStrip(bottom);
  auto* history_row = new QHBoxLayout;
  history_ = new QSlider(Qt::Horizontal, bottom);
  history_->setObjectName("preview_history");
  history_->setEnabled(false);
  history_label_ = new QLabel(bottom);
  history_label_->setMinimumWidth(160);
  history_row->addWidget(new QLabel(tr("History:"), bottom));
  history_row->addWidget(history_, 1);
  history_row->addWidget(history_label_);
  connect(history_, &QSlider::valueChanged, this, &TrainWorkspace::show_previews);
  bottom_layout->addWidget(previews_, 1);
  bottom_layout->addLayout(history_row);
  centre->addWidget(plots);
  centre->addWidget(bottom);
  centre->setStretchFactor(0, 3);
  centre->setStretchFactor(1, 2);
  return centre;
}

std::filesystem::path TrainWorkspace::run_folder() const {
  return session()->study().runs_folder() / run_name_->text().toStdString();
}

void TrainWorkspace::activate() {
  update_buttons();
  load_history();
}

void TrainWorkspace::forget_other_study() {
  const bool busy =
      state_ == State::running || state_ == State::paused || state_ == State::stopping;
  const QString run = QString::fromStdString((run_folder() / "metrics.jsonl").string());
  if (busy || run == shown_run_) return;
  shown_run_.clear();
  loss_plot_->clear();
  psnr_plot_->clear();
  load_previews();
  if (isVisible()) load_history();
}

void TrainWorkspace::load_history() {
  const bool busy =
      state_ == State::running || state_ == State::paused || state_ == State::stopping;
  if (busy || !session()->has_study()) return;
  const std::filesystem::path file = run_folder() / "metrics.jsonl";
  const QString run = QString::fromStdString(file.string());
  if (run == shown_run_ || !std::filesystem::exists(file)) return;
  shown_run_ = run;
  load_previews();
  session()->backend()->run<RunHistory>(
      tr("Read the curves of %1").arg(run_name_->text()), JobLane::processor,
      [file](JobContext&) { return read_run_history(file); }, this,
      [this, run](const Result<RunHistory>& history) {
        if (!history || run != shown_run_ || state_ == State::running) return;
        loss_plot_->clear();
        psnr_plot_->clear();
        for (const auto& [step, loss] : history->losses) loss_plot_->append("loss", step, loss);
        for (const auto& [step, psnr_db] : history->psnr_db) {
          psnr_plot_->append("PSNR", step, psnr_db);
        }
      },
      JobListing::when_failed);
}

void TrainWorkspace::set_state(State state, const QString& text) {
  state_ = state;
  status_->setText(text);
  update_buttons();
}

void TrainWorkspace::update_buttons() {
  const bool busy =
      state_ == State::running || state_ == State::paused || state_ == State::stopping;
  QString blocked;
  if (!session()->has_study()) {
    blocked = tr("Open a study first.");
  } else if (run_name_->text().trimmed().isEmpty() || run_name_->text().contains('/')) {
    blocked = tr("Give the run a name without a slash.");
  } else if (busy) {
    blocked = tr("A training is running already.");
  }
  const bool exists = blocked.isEmpty() && std::filesystem::exists(run_folder() / "checkpoints");
  const auto set = [](QPushButton* button, const QString& reason) {
    button->setEnabled(reason.isEmpty());
    button->setToolTip(reason);
  };
  set(start_, !blocked.isEmpty() ? blocked
              : exists           ? tr("This run exists: resume it or give another name.")
                                 : QString());
  set(resume_, !blocked.isEmpty() ? blocked
               : exists           ? QString()
                                  : tr("There is no run of this name to go on with."));
  set(pause_,
      state_ == State::running || state_ == State::paused ? QString() : tr("Nothing is running."));
  set(stop_,
      state_ == State::running || state_ == State::paused ? QString() : tr("Nothing is running."));
  pause_->setText(state_ == State::paused ? tr("Continue") : tr("Pause"));
  settings_->setEnabled(!busy);
  run_name_->setEnabled(!busy);
}

void TrainWorkspace::apply_preset(bool paper) {
  paper_preset_ = paper;
  options_ = paper ? paper_train_options(options_.model) : small_preset(options_.model);
  form_->refresh();
  show_model();
}

void TrainWorkspace::follow_model() {
  if (options_.model == shown_model_) return;
  if (run_name_->text() == usual_run_name(shown_model_)) {
    run_name_->setText(usual_run_name(options_.model));
  }
  apply_preset(paper_preset_);
  load_history();
}

void TrainWorkspace::show_model() {
  shown_model_ = options_.model;
  form_->show_rows([this](const std::string& key) { return applies(key, shown_model_); });
}

void TrainWorkspace::start_new() {
  loss_plot_->clear();
  psnr_plot_->clear();
  previews_->show_previews({});
  history_->setEnabled(false);
  TrainOptions options = options_;
  options.training_set.clear();
  options.run_folder = run_folder();
  options.resume = false;
  train_in_background(options, std::nullopt);
}

void TrainWorkspace::resume() {
  auto run = read_run_config(run_folder());
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
  show_model();
  train_in_background(run->options, *run);
}

// The training's thread only posts values; the UI thread draws them.
TrainCallbacks TrainWorkspace::callbacks_to_here() {
  TrainCallbacks callbacks;
  const QPointer<TrainWorkspace> self(this);
  callbacks.on_step = [self](const TrainStep& step) {
    QMetaObject::invokeMethod(
        qApp,
        [self, step] {
          if (self) self->add_step(step);
        },
        Qt::QueuedConnection);
  };
  callbacks.on_validation = [self](const TrainValidation& validation) {
    QMetaObject::invokeMethod(
        qApp,
        [self, validation] {
          if (self) self->add_validation(validation);
        },
        Qt::QueuedConnection);
  };
  return callbacks;
}

void TrainWorkspace::train_in_background(TrainOptions options,
                                         const std::optional<RunConfig>& run) {
  shown_run_ = QString::fromStdString((options.run_folder / "metrics.jsonl").string());
  set_state(State::running,
            run ? tr("Opening the training set…") : tr("Preparing the training set…"));
  job_ = session()->backend()->run<TrainSummary>(
      tr("Train %1").arg(run_name_->text()), JobLane::network,
      [options, run, prepare = prepare_options_, callbacks = callbacks_to_here(),
       study = session()->study()](JobContext& job) mutable -> Result<TrainSummary> {
        if (run) {
          if (auto same = check_training_set(*run); !same) return same.error();
        } else if (options.training_set.empty()) {
          JobContext preparing = job.part(0, 0.05, "Prepare");
          auto training_set = prepare_study(study, prepare, preparing);
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
  const bool pause = state_ == State::running;
  session()->backend()->set_paused(job_, pause);
  set_state(pause ? State::paused : State::running, pause ? tr("Paused.") : tr("Training…"));
}

// The job list pauses, goes on and retries too.
void TrainWorkspace::follow_job(int id) {
  const JobInfo* job = id == job_ ? session()->backend()->find(id) : nullptr;
  if (!job || state_ == State::stopping) return;
  if (job->state == JobState::paused && state_ != State::paused) {
    set_state(State::paused, tr("Paused."));
  } else if (job->state == JobState::running && state_ != State::running) {
    set_state(State::running, tr("Training…"));
  }
}

void TrainWorkspace::stop() {
  session()->backend()->cancel(job_);
  set_state(State::stopping, tr("Stopping; a checkpoint is saved…"));
}

void TrainWorkspace::add_step(const TrainStep& step) {
  loss_plot_->append("loss", static_cast<double>(step.step), step.loss);
  if (state_ != State::running) return;
  const QLocale locale;
  status_->setText(
      tr("Step %1 of %2, loss %3, gradient %4, %5 s a step, about %6 min left")
          .arg(step.step)
          .arg(step.steps)
          .arg(locale.toString(step.loss, 'f', 4), locale.toString(step.gradient_norm, 'f', 2),
               locale.toString(step.seconds, 'f', 2),
               locale.toString(step.seconds * double(step.steps - step.step) / 60, 'f', 1)));
}

void TrainWorkspace::add_validation(const TrainValidation& validation) {
  psnr_plot_->append("PSNR", static_cast<double>(validation.step), validation.psnr_db);
  load_previews();
}

// Previews stay on the disk: a long run has more of them than memory.
void TrainWorkspace::load_previews() {
  preview_files_ = list_previews(run_folder());
  const int last = static_cast<int>(preview_files_.size()) - 1;
  history_->setEnabled(last >= 0);
  {
    const QSignalBlocker blocker(history_);
    history_->setRange(0, std::max(0, last));
    history_->setValue(last);
  }
  show_previews(last);
}

void TrainWorkspace::show_previews(int index) {
  history_label_->clear();
  TrainValidation shown;
  if (index >= 0 && index < static_cast<int>(preview_files_.size())) {
    auto read = read_previews(preview_files_[static_cast<std::size_t>(index)].path);
    if (read) {
      shown = std::move(*read);
      history_label_->setText(
          tr("Step %1: %2 dB").arg(shown.step).arg(QLocale().toString(shown.psnr_db, 'f', 2)));
    } else {
      history_label_->setText(QString::fromStdString(read.error().title));
    }
  }
  previews_->show_previews(shown.previews);
}

void TrainWorkspace::finish(const Result<TrainSummary>& summary) {
  Q_EMIT session()->results_changed();
  if (summary) {
    set_state(State::finished, tr("Finished after %1 steps in %2 s.")
                                   .arg(summary->steps)
                                   .arg(QLocale().toString(summary->seconds, 'f', 0)));
  } else if (summary.error().is_cancelled()) {
    set_state(State::idle, tr("Stopped. The last checkpoint is kept; Resume goes on from it."));
  } else {
    set_state(State::idle, QString::fromStdString(summary.error().message()));
  }
}

QString TrainWorkspace::command() const {
  if (!session()->has_study()) return {};
  TrainOptions options = options_;
  TrainOptions defaults = paper_train_options(options.model);
  defaults.model = TrainOptions().model;
  return QStringList{"transpine train",
                     shell_quoted(training_set_folder(session()->study(), prepare_options_)),
                     shell_quoted(run_folder()),
                     command_line_of(options_of(options), options_of(defaults).to_json())}
      .join(' ')
      .trimmed();
}

}  // namespace transpine

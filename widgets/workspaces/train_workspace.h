// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/dataset/prepare.h"
#include "core/training/run_config.h"
#include "widgets/training/model_choice.h"
#include "widgets/training/progress_text.h"
#include "widgets/training/train_state.h"
#include "widgets/workspaces/workspace.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace transpine {

class CheckpointPanel;
class CurvesPanel;
class OptionForm;
class PreviewHistory;
class RunsPanel;
class TrainingFeed;

/// Trains a model on the study and shows it: options, start, pause and stop, live curves of this
/// and other runs, previews of fixed validation slices through the run's history, checkpoints.
class TrainWorkspace : public Workspace {
  Q_OBJECT

 public:
  explicit TrainWorkspace(StudySession* session, QWidget* parent = nullptr);
  ~TrainWorkspace() override;

  QString command() const override;
  void activate() override;
  TrainOptions& options() { return options_; }
  PrepareOptions& prepare_options() { return prepare_options_; }
  TrainState state() const { return state_; }
  CurvesPanel* curves() const { return curves_; }
  RunsPanel* runs() const { return runs_; }
  /// The run whose curves, previews and checkpoints are shown.
  const QString& shown_run() const { return shown_run_; }

 Q_SIGNALS:
  /// Somebody wants to see what these models make of a subject.
  void translate_wanted(const QList<transpine::ModelChoice>& models);

 private:
  QWidget* make_side();
  QWidget* make_form();
  QWidget* make_centre();
  void connect_feed();
  /// A job: checkpoints have gigabytes.
  void export_to(const std::filesystem::path& checkpoint, const std::filesystem::path& file);
  /// Other models have other options and other published values.
  void follow_model();
  void show_model();
  void apply_preset(bool paper);
  /// The model as its authors have it, with their settings.
  void apply_original();
  void start_new();
  void resume();
  /// `run` is there when an earlier run goes on.
  void train_in_background(TrainOptions options, const std::optional<RunConfig>& run);
  void toggle_pause();
  void stop();
  /// The job list pauses, goes on, cancels and retries too.
  void follow_job(int id);
  void set_state(TrainState state, const QString& detail);
  void update_buttons();
  TrainSituation situation() const;
  void finish(const Result<TrainSummary>& summary);

  /// Clears what belongs to a run of another study.
  void forget_other_study();
  void show_run(const QString& run);
  void refresh_runs();
  /// Reads the curves that are wanted and not there yet, away from the UI thread.
  void load_curves();
  void load_checkpoints();
  std::filesystem::path runs_folder() const { return session()->study().runs_folder(); }
  std::filesystem::path folder_of(const QString& run) const;

  TrainOptions options_;
  PrepareOptions prepare_options_;
  std::string shown_model_;
  bool paper_preset_ = false;
  TrainState state_ = TrainState::idle;
  bool has_stepped_ = false;  ///< Of the training that is going on.
  int job_ = 0;
  QString training_run_;  ///< That the window trained last, or trains now.
  QString shown_run_;
  std::filesystem::path study_folder_;
  StepClock clock_;
  TrainingFeed* feed_;
  QLineEdit* run_name_;
  QWidget* settings_;
  OptionForm* form_;
  OptionForm* further_;  ///< Folded away.
  QPushButton* original_;
  QPushButton* start_;
  QPushButton* resume_;
  QPushButton* pause_;
  QPushButton* stop_;
  QLabel* status_;
  QLabel* reason_;
  QLabel* machine_;
  CurvesPanel* curves_;
  PreviewHistory* previews_;
  RunsPanel* runs_;
  CheckpointPanel* checkpoints_;
};

}  // namespace transpine

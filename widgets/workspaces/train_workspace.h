// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/dataset/prepare.h"
#include "core/training/preview_files.h"
#include "core/training/run_config.h"
#include "widgets/workspaces/workspace.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;

namespace transpine {

class CurvePlot;
class OptionForm;
class PreviewStrip;

/// Trains a model on the study: options, start, pause and stop, live curves, previews of fixed
/// validation slices through the run's history.
class TrainWorkspace : public Workspace {
  Q_OBJECT

 public:
  explicit TrainWorkspace(StudySession* session, QWidget* parent = nullptr);
  ~TrainWorkspace() override;

  QString command() const override;
  void activate() override;
  TrainOptions& options() { return options_; }
  PrepareOptions& prepare_options() { return prepare_options_; }

  enum class State { idle, running, paused, stopping, finished };
  State state() const { return state_; }

 private:
  QWidget* make_side();
  QWidget* make_form();
  QWidget* make_centre();
  /// Other models have other options and other published values.
  void follow_model();
  void show_model();
  void apply_preset(bool paper);
  void start_new();
  void resume();
  /// `run` is there when an earlier run goes on.
  void train_in_background(TrainOptions options, const std::optional<RunConfig>& run);
  TrainCallbacks callbacks_to_here();
  void toggle_pause();
  void follow_job(int id);
  void stop();
  void set_state(State state, const QString& text);
  void update_buttons();
  void add_step(const TrainStep& step);
  void add_validation(const TrainValidation& validation);
  void finish(const Result<TrainSummary>& summary);
  /// Clears curves and previews that belong to a run of another study.
  void forget_other_study();
  void load_history();
  void load_previews();
  void show_previews(int index);
  std::filesystem::path run_folder() const;

  TrainOptions options_;
  PrepareOptions prepare_options_;
  std::string shown_model_;
  bool paper_preset_ = false;
  State state_ = State::idle;
  int job_ = 0;
  QLineEdit* run_name_;
  QWidget* settings_;
  OptionForm* form_;
  QPushButton* start_;
  QPushButton* resume_;
  QPushButton* pause_;
  QPushButton* stop_;
  QLabel* status_;
  CurvePlot* loss_plot_;
  CurvePlot* psnr_plot_;
  PreviewStrip* previews_;
  QSlider* history_;
  QLabel* history_label_;
  std::vector<PreviewFile> preview_files_;
  QString shown_run_;  ///< Whose curves are drawn.
};

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/training/machine_use.h"
#include "core/training/run_curves.h"
#include "core/training/train_run.h"

namespace transpine {

/// Brings what a training reports from its thread to the UI thread: many steps at once where they
/// come fast, the last one always. Lives in the UI thread.
class TrainingFeed : public QObject {
  Q_OBJECT

 public:
  explicit TrainingFeed(QObject* parent = nullptr);
  ~TrainingFeed() override;

  /// For a training that writes to `run_folder`; they may outlive the feed.
  TrainCallbacks callbacks(const std::filesystem::path& run_folder);

 Q_SIGNALS:
  /// What the run had when it went on, before its first step.
  void began(const transpine::RunCurves& history);
  void stepped(const std::vector<transpine::TrainStep>& steps);
  void validated(const transpine::TrainValidation& validation);
  /// About once a second.
  void measured(const transpine::MachineUse& use);

 private:
  struct Box;
  void deliver();

  std::shared_ptr<Box> box_;
};

}  // namespace transpine

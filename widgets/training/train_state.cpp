// SPDX-License-Identifier: Apache-2.0
#include "widgets/training/train_state.h"

#include <QCoreApplication>

namespace transpine {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(TrainState)
};

QString reason_against_new_work(TrainState state, const TrainSituation& situation) {
  if (!situation.has_study) return Text::tr("Open a study first.");
  if (is_busy(state)) return Text::tr("A training is running already.");
  if (!situation.has_run_name) return Text::tr("Give the run a name without a slash.");
  return {};
}

}  // namespace

bool is_busy(TrainState state) {
  return state != TrainState::idle && state != TrainState::finished && state != TrainState::failed;
}

QString reason_against(TrainAction action, TrainState state, const TrainSituation& situation) {
  const QString none = Text::tr("Nothing is running.");
  const QString stopping = Text::tr("The training is being stopped.");
  switch (action) {
    case TrainAction::start: {
      const QString blocked = reason_against_new_work(state, situation);
      if (!blocked.isEmpty() || !situation.run_exists) return blocked;
      return Text::tr("This run exists: resume it or give another name.");
    }
    case TrainAction::resume: {
      const QString blocked = reason_against_new_work(state, situation);
      if (!blocked.isEmpty() || situation.run_exists) return blocked;
      return Text::tr("There is no run of this name to go on with.");
    }
    case TrainAction::pause:
      if (!is_busy(state)) return none;
      if (state == TrainState::stopping) return stopping;
      if (state == TrainState::preparing || state == TrainState::running) return {};
      return Text::tr("The training is paused already.");
    case TrainAction::go_on:
      if (!is_busy(state)) return none;
      if (state == TrainState::stopping) return stopping;
      if (state == TrainState::paused || state == TrainState::pausing) return {};
      return Text::tr("The training is not paused.");
    case TrainAction::stop:
      if (!is_busy(state)) return none;
      return state == TrainState::stopping ? stopping : QString();
    case TrainAction::change_settings:
      return is_busy(state) ? Text::tr("The settings of a training that runs are fixed.")
                            : QString();
  }
  return {};
}

QString state_text(TrainState state) {
  switch (state) {
    case TrainState::idle:
      return Text::tr("Idle");
    case TrainState::preparing:
      return Text::tr("Preparing");
    case TrainState::running:
      return Text::tr("Running");
    case TrainState::pausing:
      return Text::tr("Pausing");
    case TrainState::paused:
      return Text::tr("Paused");
    case TrainState::stopping:
      return Text::tr("Stopping");
    case TrainState::finished:
      return Text::tr("Finished");
    case TrainState::failed:
      return Text::tr("Failed");
  }
  return {};
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace transpine {

/// Where a training of the window stands.
enum class TrainState { idle, preparing, running, pausing, paused, stopping, finished, failed };

enum class TrainAction { start, resume, pause, go_on, stop, change_settings };

/// What else decides on what can be done.
struct TrainSituation {
  bool has_study = false;
  bool has_run_name = false;  ///< One that can name a run.
  bool run_exists = false;    ///< A run of the name is there to go on with.
};

bool is_busy(TrainState state);

/// Why an action is not possible now, for the button's tool tip; empty where it is.
QString reason_against(TrainAction action, TrainState state, const TrainSituation& situation);

/// "Running" and so on.
QString state_text(TrainState state);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
// Row "Dashboard": what can be done in which state, with the reason, and what a training tells.
#include "widgets/training/train_state.h"

#include <gtest/gtest.h>

#include "widgets/training/progress_text.h"

namespace transpine {
namespace {

constexpr TrainState kStates[] = {TrainState::idle,     TrainState::preparing, TrainState::running,
                                  TrainState::pausing,  TrainState::paused,    TrainState::stopping,
                                  TrainState::finished, TrainState::failed};

const TrainSituation kFresh{true, true, false};
const TrainSituation kExisting{true, true, true};

TEST(TrainStates, ARunStartsOnceAndOnlyWhereNoneIsAtWork) {
  for (const TrainState state : kStates) {
    SCOPED_TRACE(state_text(state).toStdString());
    EXPECT_EQ(reason_against(TrainAction::start, state, kFresh).isEmpty(), !is_busy(state));
    EXPECT_FALSE(reason_against(TrainAction::start, state, kExisting).isEmpty());
    EXPECT_EQ(reason_against(TrainAction::resume, state, kExisting).isEmpty(), !is_busy(state));
    EXPECT_FALSE(reason_against(TrainAction::resume, state, kFresh).isEmpty());
    EXPECT_EQ(reason_against(TrainAction::change_settings, state, kFresh).isEmpty(),
              !is_busy(state));
    // What is possible never rules out its opposite.
    const bool can_pause = reason_against(TrainAction::pause, state, kFresh).isEmpty();
    const bool can_go_on = reason_against(TrainAction::go_on, state, kFresh).isEmpty();
    EXPECT_FALSE(can_pause && can_go_on);
    const bool can_stop = reason_against(TrainAction::stop, state, kFresh).isEmpty();
    EXPECT_EQ(can_stop, can_pause || can_go_on);
  }
}

TEST(TrainStates, ReasonsNameWhatIsMissing) {
  EXPECT_EQ(reason_against(TrainAction::start, TrainState::idle, {}), "Open a study first.");
  EXPECT_EQ(reason_against(TrainAction::start, TrainState::idle, {true, false, false}),
            "Give the run a name without a slash.");
  EXPECT_EQ(reason_against(TrainAction::pause, TrainState::stopping, kExisting),
            "The training is being stopped.");
}

TEST(TrainingProgress, TheRestIsEstimatedFromTheTimeWithoutPauses) {
  StepClock clock;
  TrainStep step;
  step.steps = 100;
  EXPECT_FALSE(clock.remaining_s());
  for (int i = 1; i <= 11; ++i) {
    step.step = i;
    step.elapsed_s = 5 + 2.0 * i;
    clock.add(step);
  }
  EXPECT_DOUBLE_EQ(*clock.seconds_per_step(), 2);
  EXPECT_DOUBLE_EQ(*clock.remaining_s(), 178);
  EXPECT_TRUE(progress_text(step, clock).contains("2.00 s a step, 3 min left"))
      << progress_text(step, clock).toStdString();
  EXPECT_EQ(duration_text(7500), "2 h 05 min");
}

TEST(TrainingProgress, SaysWhatTheMachineUsesAndInventsNothing) {
  EXPECT_EQ(machine_text({}), "No GPU.");
  const QString text = machine_text({1500000000, {{"Card", 2000000000, 8000000000, 37}}});
  EXPECT_TRUE(text.contains("Memory of the program: 1.4 GiB."));
  EXPECT_TRUE(text.contains("Card: 1.9 GiB of 7.5 GiB, 37 % busy."));
  EXPECT_FALSE(machine_text({{}, {{"Card", 1, 2, {}}}}).contains("busy"));
  EXPECT_GT(machine_use().resident_bytes.value_or(0), 1000000U);
}

}  // namespace
}  // namespace transpine

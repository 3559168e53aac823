// SPDX-License-Identifier: Apache-2.0
#include "widgets/training/training_feed.h"

#include <QCoreApplication>
#include <variant>

namespace transpine {

/// Shared with the training's thread.
struct TrainingFeed::Box {
  using Event = std::variant<RunCurves, TrainStep, TrainValidation, MachineUse>;

  std::mutex mutex;
  std::vector<Event> events;
  TrainingFeed* feed = nullptr;  ///< Null once it is gone.

  static void post(const std::shared_ptr<Box>& box, Event event) {
    const std::lock_guard lock(box->mutex);
    box->events.push_back(std::move(event));
    // One call takes all that has come by then.
    if (box->events.size() > 1) return;
    QMetaObject::invokeMethod(
        qApp,
        [box] {
          if (box->feed) box->feed->deliver();
        },
        Qt::QueuedConnection);
  }
};

TrainingFeed::TrainingFeed(QObject* parent) : QObject(parent), box_(std::make_shared<Box>()) {
  box_->feed = this;
}

TrainingFeed::~TrainingFeed() {
  box_->feed = nullptr;
}

TrainCallbacks TrainingFeed::callbacks(const std::filesystem::path& run_folder) {
  using Clock = std::chrono::steady_clock;
  TrainCallbacks callbacks;
  callbacks.on_step = [box = box_, run_folder, begun = false,
                       measured = Clock::time_point()](const TrainStep& step) mutable {
    if (!begun) {
      begun = true;
      JobContext job;
      // The step is not in the file yet.
      if (auto history = read_run_curves(run_folder, job)) Box::post(box, std::move(*history));
    }
    Box::post(box, step);
    if (Clock::now() - measured < std::chrono::seconds(1)) return;
    measured = Clock::now();
    Box::post(box, machine_use());
  };
  callbacks.on_validation = [box = box_](const TrainValidation& validation) {
    TrainValidation values = validation;
    values.previews.clear();  // They lie on the disk.
    Box::post(box, std::move(values));
  };
  return callbacks;
}

void TrainingFeed::deliver() {
  std::vector<Box::Event> events;
  {
    const std::lock_guard lock(box_->mutex);
    events.swap(box_->events);
  }
  std::vector<TrainStep> steps;
  const auto deliver_steps = [&] {
    if (!steps.empty()) Q_EMIT stepped(std::exchange(steps, {}));
  };
  for (const Box::Event& event : events) {
    if (const auto* step = std::get_if<TrainStep>(&event)) {
      steps.push_back(*step);
      continue;
    }
    deliver_steps();
    if (const auto* history = std::get_if<RunCurves>(&event)) Q_EMIT began(*history);
    if (const auto* validation = std::get_if<TrainValidation>(&event))
      Q_EMIT validated(*validation);
    if (const auto* use = std::get_if<MachineUse>(&event)) Q_EMIT measured(*use);
  }
  deliver_steps();
}

}  // namespace transpine

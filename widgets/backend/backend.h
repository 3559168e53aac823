// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace transpine {

enum class JobState { queued, running, paused, finished, failed, cancelled };

/// Which worker a job needs: networks and the GPU belong to one thread alone.
enum class JobLane { network, processor };

/// What stands in the job list: all that a user asked for, reading only while it goes on, looking
/// things up not at all. Any job that fails is listed.
enum class JobListing { always, while_active, when_failed };

/// What a job list shows of a job.
struct JobInfo {
  int id = 0;
  QString title;
  JobLane lane = JobLane::processor;
  JobListing listing = JobListing::always;
  JobState state = JobState::queued;
  double fraction = 0;
  QString stage;
  std::optional<double> remaining_s;
  std::optional<Error> error;

  bool is_waiting = false;   ///< Paused, and come to rest.
  bool is_stopping = false;  ///< Cancelled, and about to end.

  bool is_active() const {
    return state == JobState::queued || state == JobState::running || state == JobState::paused;
  }
};

/// Runs all long work away from the UI thread. Jobs of the network lane run one at a time on the
/// thread that alone touches torch; those of the processor lane run beside them. Results arrive in
/// the UI thread as plain values; progress at most eight times a second, the last value never lost.
/// Lives in the UI thread. The destructor cancels and waits.
class Backend : public QObject {
  Q_OBJECT

 public:
  explicit Backend(QObject* parent = nullptr);
  ~Backend() override;

  /// Queues `work` and calls `done` with its result in the UI thread, unless `receiver` is gone.
  /// An exception becomes an Error. Returns the job's id.
  template <class T>
  int run(const QString& title, JobLane lane, std::function<Result<T>(JobContext&)> work,
          QObject* receiver, std::function<void(const Result<T>&)> done,
          JobListing listing = JobListing::always);

  void cancel(int id);
  void set_paused(int id, bool paused);
  /// Queues a failed or cancelled job once more, under the same id.
  void retry(int id);
  /// Moves a queued job one place up (-1) or down (+1) in its lane.
  void move(int id, int places);
  void cancel_all();
  /// Drops jobs that have ended.
  void clear_ended();

  /// The listed jobs.
  const std::vector<int>& order() const { return order_; }
  const JobInfo* find(int id) const;
  /// Of all jobs, listed or not.
  int active_count() const;
  int listed_active_count() const;

 Q_SIGNALS:
  void job_added(int id);
  void job_changed(int id);
  void jobs_reset();
  /// A job ended with an error that is not a cancellation.
  void job_failed(int id, const QString& title, const QString& remedy);

 private:
  class Lane;
  struct Job;
  /// Runs on the worker; returns what delivers the result in the UI thread, and the error if any.
  struct Outcome {
    std::function<void()> deliver;
    std::optional<Error> error;
  };
  using Task = std::function<Outcome(JobContext&)>;

  int submit(const QString& title, JobLane lane, JobListing listing, Task task,
             std::function<void()> deliver_cancelled);
  void start(const std::shared_ptr<Job>& job);
  void poll();
  void finish(int id, const Outcome& outcome);
  void update_listing(const Job& job);
  static Error error_from_exception(const std::exception& exception);

  std::map<int, std::shared_ptr<Job>> jobs_;
  std::vector<int> order_;
  std::unique_ptr<Lane> network_;
  std::unique_ptr<Lane> processor_;
  QTimer poll_timer_;
  int next_id_ = 1;
};

template <class T>
int Backend::run(const QString& title, JobLane lane, std::function<Result<T>(JobContext&)> work,
                 QObject* receiver, std::function<void(const Result<T>&)> done,
                 JobListing listing) {
  const QPointer<QObject> guard(receiver);
  const auto task = [work = std::move(work), done, guard](JobContext& job) {
    auto result = std::make_shared<Result<T>>(cancelled_error());
    try {
      *result = work(job);
    } catch (const std::exception& exception) {
      *result = Result<T>(error_from_exception(exception));
    }
    Outcome outcome;
    if (!result->ok()) outcome.error = result->error();
    outcome.deliver = [result, done, guard] {
      if (guard && done) done(*result);
    };
    return outcome;
  };
  return submit(title, lane, listing, task, [done, guard] {
    if (guard && done) done(Result<T>(cancelled_error()));
  });
}

}  // namespace transpine

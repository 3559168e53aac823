// SPDX-License-Identifier: Apache-2.0
#include "widgets/backend/backend.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <thread>

namespace transpine {

struct Backend::Job {
  JobInfo info;
  Task task;
  std::function<void()> deliver_cancelled;  ///< For a job cancelled before it began.
  std::stop_source stop;
  std::shared_ptr<PauseGate> gate = std::make_shared<PauseGate>();

  RemainingTime remaining;
  std::optional<RemainingTime::Clock::time_point> paused_since;

  std::mutex mutex;  // Guards what the worker reports.
  std::optional<Progress> reported;
  bool started = false;
};

/// One worker thread and its queue.
class Backend::Lane {
 public:
  using Work = std::function<void()>;

  Lane() : thread_([this](const std::stop_token& stop) { loop(stop); }) {}

  void push(int id, Work work) {
    {
      const std::lock_guard lock(mutex_);
      queue_.emplace_back(id, std::move(work));
    }
    added_.notify_one();
  }

  /// True when the job was still waiting.
  bool remove(int id) {
    const std::lock_guard lock(mutex_);
    return std::erase_if(queue_, [id](const auto& entry) { return entry.first == id; }) > 0;
  }

  void move(int id, int places) {
    const std::lock_guard lock(mutex_);
    const auto it = std::find_if(queue_.begin(), queue_.end(),
                                 [id](const auto& entry) { return entry.first == id; });
    if (it == queue_.end()) return;
    const auto to = (it - queue_.begin()) + places;
    if (to < 0 || to >= static_cast<std::ptrdiff_t>(queue_.size())) return;
    std::iter_swap(it, queue_.begin() + to);
  }

 private:
  void loop(const std::stop_token& stop) {
    while (true) {
      Work work;
      {
        std::unique_lock lock(mutex_);
        if (!added_.wait(lock, stop, [this] { return !queue_.empty(); })) return;
        if (stop.stop_requested()) return;
        work = std::move(queue_.front().second);
        queue_.pop_front();
      }
      work();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any added_;
  std::deque<std::pair<int, Work>> queue_;
  std::jthread thread_;
};

Backend::Backend(QObject* parent)
    : QObject(parent), network_(std::make_unique<Lane>()), processor_(std::make_unique<Lane>()) {
  poll_timer_.setInterval(125);
  connect(&poll_timer_, &QTimer::timeout, this, &Backend::poll);
}

Backend::~Backend() {
  for (const auto& [id, job] : jobs_) job->stop.request_stop();
  // Joining the workers before anything they use goes.
  network_.reset();
  processor_.reset();
}

Error Backend::error_from_exception(const std::exception& exception) {
  if (dynamic_cast<const std::bad_alloc*>(&exception)) {
    return {"There is not enough memory for this.",
            "Close other programs, or choose a smaller image, patch or batch."};
  }
  return {std::string("An internal error stopped the job: ") + exception.what(),
          "Try again; if it happens once more, report this text."};
}

int Backend::submit(const QString& title, JobLane lane, JobListing listing, Task task,
                    std::function<void()> deliver_cancelled) {
  auto job = std::make_shared<Job>();
  job->info.id = next_id_++;
  job->info.title = title;
  job->info.lane = lane;
  job->info.listing = listing;
  job->task = std::move(task);
  job->deliver_cancelled = std::move(deliver_cancelled);
  jobs_[job->info.id] = job;
  if (listing != JobListing::when_failed) {
    order_.push_back(job->info.id);
    Q_EMIT job_added(job->info.id);
  }
  start(job);
  return job->info.id;
}

void Backend::start(const std::shared_ptr<Job>& job) {
  Lane& lane = job->info.lane == JobLane::network ? *network_ : *processor_;
  lane.push(job->info.id, [this, job] {
    {
      const std::lock_guard lock(job->mutex);
      job->started = true;
    }
    JobContext context(
        job->stop.get_token(),
        [job](const Progress& progress) {
          const std::lock_guard lock(job->mutex);
          job->reported = progress;
        },
        {}, job->gate);
    Outcome outcome = job->task(context);
    QMetaObject::invokeMethod(
        this, [this, id = job->info.id, outcome] { finish(id, outcome); }, Qt::QueuedConnection);
  });
  poll_timer_.start();
}

void Backend::poll() {
  bool any_active = false;
  // A copy: who hears of a job may start or cancel others.
  for (const auto& [id, pointer] : std::map(jobs_)) {
    Job& job = *pointer;
    if (!job.info.is_active()) continue;
    any_active = true;
    std::optional<Progress> progress;
    bool started = false;
    {
      const std::lock_guard lock(job.mutex);
      progress = std::exchange(job.reported, std::nullopt);
      started = job.started;
    }
    bool changed = job.info.is_waiting != job.gate->is_waiting();
    if (changed) job.info.is_waiting = job.gate->is_waiting();
    if (started && job.info.state == JobState::queued) {
      job.info.state = job.gate->is_paused() ? JobState::paused : JobState::running;
      changed = true;
    }
    if (progress) {
      job.info.fraction = progress->fraction;
      job.info.stage = QString::fromStdString(progress->stage);
      job.info.remaining_s = job.remaining.update(progress->fraction);
      changed = true;
    }
    if (changed) Q_EMIT job_changed(id);
  }
  if (!any_active) poll_timer_.stop();
}

void Backend::finish(int id, const Outcome& outcome) {
  const auto it = jobs_.find(id);
  if (it == jobs_.end()) return;
  const std::shared_ptr<Job> job = it->second;
  job->info.error = outcome.error;
  job->info.remaining_s.reset();
  job->info.is_waiting = false;
  job->info.is_stopping = false;
  if (!outcome.error) {
    job->info.state = JobState::finished;
    job->info.fraction = 1;
    job->info.stage.clear();
  } else {
    job->info.state = outcome.error->is_cancelled() ? JobState::cancelled : JobState::failed;
  }
  outcome.deliver();
  Q_EMIT job_changed(id);
  update_listing(*job);
  if (job->info.state == JobState::failed) {
    Q_EMIT job_failed(id, QString::fromStdString(outcome.error->title),
                      QString::fromStdString(outcome.error->remedy));
  }
}

void Backend::update_listing(const Job& job) {
  const int id = job.info.id;
  if (job.info.listing == JobListing::always) return;
  const auto at = std::find(order_.begin(), order_.end(), id);
  const bool was_listed = at != order_.end();
  const bool is_listed = job.info.state == JobState::failed;
  if (is_listed && !was_listed) order_.push_back(id);
  if (!is_listed) {
    if (was_listed) order_.erase(at);
    jobs_.erase(id);
  }
  if (is_listed != was_listed) Q_EMIT jobs_reset();
}

void Backend::cancel(int id) {
  const auto it = jobs_.find(id);
  if (it == jobs_.end() || !it->second->info.is_active()) return;
  Job& job = *it->second;
  job.stop.request_stop();
  Lane& lane = job.info.lane == JobLane::network ? *network_ : *processor_;
  if (lane.remove(id)) return finish(id, Outcome{job.deliver_cancelled, cancelled_error()});
  job.info.is_stopping = true;
  Q_EMIT job_changed(id);
}

void Backend::set_paused(int id, bool paused) {
  const auto it = jobs_.find(id);
  if (it == jobs_.end() || !it->second->info.is_active()) return;
  Job& job = *it->second;
  job.gate->set_paused(paused);
  if (!paused) job.info.is_waiting = false;
  const auto now = RemainingTime::Clock::now();
  if (paused && !job.paused_since) job.paused_since = now;
  if (!paused && job.paused_since) {
    job.remaining.exclude(now - *job.paused_since);
    job.paused_since.reset();
  }
  if (job.info.state == JobState::running && paused) job.info.state = JobState::paused;
  if (job.info.state == JobState::paused && !paused) job.info.state = JobState::running;
  Q_EMIT job_changed(id);
}

void Backend::retry(int id) {
  const auto it = jobs_.find(id);
  if (it == jobs_.end()) return;
  Job& job = *it->second;
  if (job.info.state != JobState::failed && job.info.state != JobState::cancelled) return;
  job.stop = std::stop_source();
  job.gate->set_paused(false);
  job.started = false;
  job.info.state = JobState::queued;
  job.info.fraction = 0;
  job.remaining = {};
  job.paused_since.reset();
  job.info.error.reset();
  Q_EMIT job_changed(id);
  start(it->second);
}

void Backend::move(int id, int places) {
  const auto it = jobs_.find(id);
  if (it == jobs_.end() || it->second->info.state != JobState::queued) return;
  (it->second->info.lane == JobLane::network ? *network_ : *processor_).move(id, places);
  const auto at = std::find(order_.begin(), order_.end(), id);
  const auto to = (at - order_.begin()) + places;
  if (to < 0 || to >= static_cast<std::ptrdiff_t>(order_.size())) return;
  std::iter_swap(at, order_.begin() + to);
  Q_EMIT jobs_reset();
}

void Backend::cancel_all() {
  for (const auto& [id, job] : std::map(jobs_)) cancel(id);
}

void Backend::clear_ended() {
  std::erase_if(order_, [this](int id) {
    if (jobs_.at(id)->info.is_active()) return false;
    jobs_.erase(id);
    return true;
  });
  Q_EMIT jobs_reset();
}

const JobInfo* Backend::find(int id) const {
  const auto it = jobs_.find(id);
  return it == jobs_.end() ? nullptr : &it->second->info;
}

int Backend::listed_active_count() const {
  return static_cast<int>(std::count_if(order_.begin(), order_.end(),
                                        [this](int id) { return find(id)->is_active(); }));
}

int Backend::active_count() const {
  return static_cast<int>(std::count_if(jobs_.begin(), jobs_.end(), [](const auto& entry) {
    return entry.second->info.is_active();
  }));
}

}  // namespace transpine

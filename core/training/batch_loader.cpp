// SPDX-License-Identifier: Apache-2.0
#include "core/training/batch_loader.h"

namespace transpine {
namespace {

constexpr std::int64_t batches_ahead = 4;

}  // namespace

BatchLoader::BatchLoader(const TrainingSet& set, BatchPlan plan, std::int64_t first)
    : set_(set), plan_(std::move(plan)), next_step_(first), next_to_make_(first) {
  for (std::int64_t i = 0; i < plan_.threads; ++i) {
    threads_.emplace_back([this](std::stop_token stop) { run(stop); });
  }
}

BatchLoader::~BatchLoader() {
  for (std::jthread& thread : threads_) thread.request_stop();
  changed_.notify_all();
}

void BatchLoader::run(std::stop_token stop) {
  const torch::NoGradGuard no_grad;
  const std::int64_t ahead = batches_ahead + plan_.threads - 1;
  try {
    while (true) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop,
                    [&] { return next_to_make_ < next_step_ + ahead || failure_ != nullptr; });
      if (stop.stop_requested() || failure_) return;
      const std::int64_t step = next_to_make_++;
      lock.unlock();
      Batch batch = batch_of_step(set_, plan_.slices, plan_.batch_size, plan_.augmentation,
                                  plan_.seed, step, plan_.rows);
      lock.lock();
      ready_.emplace(step, std::move(batch));
      changed_.notify_all();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    changed_.notify_all();
  }
}

Batch BatchLoader::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ready_.contains(next_step_) || failure_; });
  if (!ready_.contains(next_step_)) std::rethrow_exception(failure_);
  Batch batch = std::move(ready_.extract(next_step_).mapped());
  ++next_step_;
  changed_.notify_all();
  return batch;
}

}  // namespace transpine

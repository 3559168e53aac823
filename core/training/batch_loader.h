// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/training/batches.h"

namespace transpine {

/// What a loader makes batches of.
struct BatchPlan {
  std::vector<std::size_t> slices;
  std::int64_t batch_size = 1;  ///< Of a whole step.
  AugmentOptions augmentation = {};
  std::uint64_t seed = 1;
  BatchRows rows = {};  ///< Those of each batch that this process trains on.
  std::int64_t threads = 1;
};

/// Makes the batches of the steps from `first` on in threads of its own, a few ahead. How many
/// threads there are changes nothing in them.
class BatchLoader {
 public:
  BatchLoader(const TrainingSet& set, BatchPlan plan, std::int64_t first);
  ~BatchLoader();

  /// The next batch. Rethrows what went wrong in a thread.
  Batch next();

 private:
  void run(std::stop_token stop);

  const TrainingSet& set_;
  BatchPlan plan_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::int64_t next_step_;     ///< That next() gives.
  std::int64_t next_to_make_;  ///< That the next free thread makes.
  std::map<std::int64_t, Batch> ready_;
  std::exception_ptr failure_;
  std::vector<std::jthread> threads_;  // Last: they use all of the above.
};

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "app/cli/threads.h"

#include <algorithm>
#include <thread>

#include "core/base/parallel.h"
#include "core/nn/threads.h"

namespace transpine {

void set_thread_counts(int threads) {
  if (threads <= 0) threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  set_thread_count(threads);
  set_network_threads(threads);
}

}  // namespace transpine

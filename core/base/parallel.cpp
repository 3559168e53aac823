// SPDX-License-Identifier: Apache-2.0
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace transpine {
namespace {

std::atomic<int> chosen_threads{0};
thread_local bool inside_parallel = false;

// Runs `part(index)` for each index, each on its own thread, the last on this one.
void run_parts(int parts, const std::function<void(int)>& part) {
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(parts));
  const auto guarded = [&](int index) {
    const bool outer = inside_parallel;
    inside_parallel = true;
    try {
      part(index);
    } catch (...) {
      failures[static_cast<std::size_t>(index)] = std::current_exception();
    }
    inside_parallel = outer;
  };
  {
    std::vector<std::jthread> threads;
    for (int index = 0; index + 1 < parts; ++index) threads.emplace_back(guarded, index);
    guarded(parts - 1);
  }
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace

int thread_count() {
  const int chosen = chosen_threads;
  return chosen > 0 ? chosen : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void set_thread_count(int threads) {
  chosen_threads = threads;
}

void parallel_for(std::int64_t n,
                  const std::function<void(std::int64_t begin, std::int64_t end)>& body) {
  if (n <= 0) return;
  const auto parts = static_cast<int>(std::min<std::int64_t>(n, thread_count()));
  if (parts == 1 || inside_parallel) {
    body(0, n);
    return;
  }
  run_parts(parts, [&](int index) { body(n * index / parts, n * (index + 1) / parts); });
}

void parallel_items(std::int64_t n, const std::function<void(std::int64_t index)>& body) {
  if (n <= 0) return;
  const auto parts = static_cast<int>(std::min<std::int64_t>(n, thread_count()));
  std::atomic<std::int64_t> next{0};
  const auto drain = [&] {
    for (auto index = next++; index < n; index = next++) body(index);
  };
  if (parts == 1 || inside_parallel) {
    drain();
    return;
  }
  run_parts(parts, [&](int) { drain(); });
}

}  // namespace transpine

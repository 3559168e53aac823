// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace transpine {

/// How many threads parallel_for uses: set_thread_count's, else the machine's.
int thread_count();
/// Sets the number of threads of later parallel_for calls; 0 = the machine's.
void set_thread_count(int threads);

/// Splits [0, n) into one contiguous part per thread and calls `body(begin, end)` for each, the
/// last on the calling thread. The parts depend on n and thread_count() only. The first exception
/// (by part) is rethrown after all parts have ended. Calls within a `body` run serially.
void parallel_for(std::int64_t n,
                  const std::function<void(std::int64_t begin, std::int64_t end)>& body);

/// The same with one call of `body(index)` per item, handed out one by one: for items of unequal
/// cost whose results do not depend on each other.
void parallel_items(std::int64_t n, const std::function<void(std::int64_t index)>& body);

}  // namespace transpine

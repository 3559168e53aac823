// SPDX-License-Identifier: Apache-2.0
// A process that trains, and that can be made to die at a given time or place.
//   train_child TRAINING_SET RUN ORDERS
// ORDERS is JSON: {"options": {...}, "kill_after_us": n, "file_limit_bytes": n, "die_at_step": n,
// "memory_headroom_bytes": n}.
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>

#include "core/training/train_run.h"

namespace {

using transpine::JobContext;
using transpine::Progress;
using transpine::TrainOptions;

void limit(int what, std::int64_t bytes) {
  rlimit values{};
  ::getrlimit(static_cast<__rlimit_resource>(what), &values);
  values.rlim_cur = static_cast<rlim_t>(bytes);
  ::setrlimit(static_cast<__rlimit_resource>(what), &values);
}

std::int64_t address_space_bytes() {
  std::int64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * ::sysconf(_SC_PAGESIZE);
}

/// The kernel sends SIGKILL, wherever the process is then.
void kill_after_us(std::int64_t microseconds) {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGKILL;
  timer_t timer{};
  itimerspec when{};
  when.it_value.tv_sec = microseconds / 1'000'000;
  when.it_value.tv_nsec = microseconds % 1'000'000 * 1000;
  if (::timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 ||
      ::timer_settime(timer, 0, &when, nullptr) != 0) {
    std::cerr << "no timer\n";
    std::exit(3);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  TrainOptions options;
  const auto orders = nlohmann::json::parse(argv[3]);
  if (auto applied = options_of(options).apply(orders.at("options")); !applied) {
    std::cerr << applied.error().message() << '\n';
    return 2;
  }
  options.training_set = argv[1];
  options.run_folder = argv[2];
  if (orders.contains("file_limit_bytes")) limit(RLIMIT_FSIZE, orders.at("file_limit_bytes"));
  if (orders.contains("memory_headroom_bytes")) {
    limit(RLIMIT_AS,
          address_space_bytes() + orders.at("memory_headroom_bytes").get<std::int64_t>());
  }
  if (orders.contains("kill_after_us")) kill_after_us(orders.at("kill_after_us"));
  const std::int64_t die_at_step = orders.value("die_at_step", std::int64_t{-1});
  std::int64_t reports = 0;
  JobContext job({}, [&](const Progress&) {
    if (reports++ == die_at_step) ::raise(SIGKILL);
  });
  const auto summary = train(options, {}, job);
  if (!summary) std::cerr << summary.error().message() << '\n';
  return summary ? 0 : 1;
}

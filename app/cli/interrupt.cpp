// SPDX-License-Identifier: Apache-2.0
#include "app/cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <ctime>

#include "core/base/child_process.h"

namespace transpine {
namespace {

sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

void say(const char* text) {
  // A failed write to a closed terminal changes nothing.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, std::strlen(text));
}

}  // namespace

InterruptWatch::InterruptWatch() {
  const sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::jthread([this](const std::stop_token& finished) {
    const sigset_t signals = watched_signals();
    constexpr timespec interval{0, 100'000'000};
    while (!finished.stop_requested()) {
      if (sigtimedwait(&signals, nullptr, &interval) < 0) continue;
      if (!stop_.request_stop()) {
        kill_running_children();
        ::_exit(130);
      }
      say("\nStopping. Press Ctrl-C again to end at once.\n");
    }
  });
}

InterruptWatch::~InterruptWatch() = default;

}  // namespace transpine

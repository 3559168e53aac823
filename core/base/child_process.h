// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// A program to run, found as a shell would.
struct ChildProcess {
  std::vector<std::string> argv;
  std::filesystem::path folder = {};            ///< To run in; empty = this process's own.
  std::optional<std::chrono::seconds> timeout;  ///< After which it is ended.
  /// Each line of what it prints, both streams in one; a carriage return ends a line too.
  std::function<void(const std::string& line)> on_line = {};
};

/// How a program ended.
struct ChildOutcome {
  enum class End { exited, killed_by_signal, timed_out, cancelled, not_found };
  End end = End::exited;
  int code = 0;                         ///< Exit code, or the signal's number.
  std::vector<std::string> last_lines;  ///< At most 20 of what it printed.
};

/// Runs the program in a process group of its own and waits for it. When time is up or `stop` is
/// requested the whole group is asked to end (SIGTERM) and, soon after, made to (SIGKILL);
/// what the program has left running at its end is killed as well. Errors: the system refused to
/// start it for another reason than that there is no such program.
Result<ChildOutcome> run_child(const ChildProcess& process, const std::stop_token& stop = {});

/// Kills the groups of all programs that run_child is waiting for: before this process ends at
/// once. May be called from any thread.
void kill_running_children();

}  // namespace transpine

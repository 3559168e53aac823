// SPDX-License-Identifier: Apache-2.0
#include "core/base/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>

extern char** environ;

namespace transpine {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLook{100};
constexpr milliseconds kGrace{700};
constexpr milliseconds kDrain{200};
constexpr std::size_t kKeptLines = 20;
constexpr std::size_t kLongestLine = 4096;

/// Both ends of a pipe, closed at the end.
struct Pipe {
  int read = -1, write = -1;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) == 0) {
      read = ends[0];
      write = ends[1];
    }
  }
  ~Pipe() {
    close_end(read);
    close_end(write);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

/// Text that comes in parts, as lines.
class Lines {
 public:
  explicit Lines(const std::function<void(const std::string&)>& on_line) : on_line_(on_line) {}

  void add(const char* text, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      if (text[i] == '\n' || text[i] == '\r' || line_.size() == kLongestLine) end_line();
      if (text[i] != '\n' && text[i] != '\r') line_ += text[i];
    }
  }
  void end_line() {
    if (line_.empty()) return;
    if (on_line_) on_line_(line_);
    last_.push_back(std::move(line_));
    if (last_.size() > kKeptLines) last_.pop_front();
    line_.clear();
  }
  std::vector<std::string> last() const { return {last_.begin(), last_.end()}; }

 private:
  const std::function<void(const std::string&)>& on_line_;
  std::string line_;
  std::deque<std::string> last_;
};

/// Reads what is there, waiting for it at most `patience`. False at the end of the pipe.
bool read_some(int end, milliseconds patience, Lines& lines) {
  pollfd waited{end, POLLIN, 0};
  if (::poll(&waited, 1, static_cast<int>(patience.count())) <= 0) return true;
  std::array<char, 4096> part;
  const ssize_t got = ::read(end, part.data(), part.size());
  if (got > 0) lines.add(part.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

/// Starts the program as the leader of a new process group, its output in the pipe. 0 or errno.
int spawn(const ChildProcess& process, const Pipe& pipe, pid_t& pid) {
  std::vector<char*> argv;
  for (const std::string& arg : process.argv) argv.push_back(const_cast<char*>(arg.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe.write, 1);
  posix_spawn_file_actions_adddup2(&actions, pipe.write, 2);
  if (!process.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, process.folder.c_str());
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, usual;
  sigemptyset(&none);
  sigfillset(&usual);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  const int failed = ::posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed;
}

/// A program that nobody can wait for (SIGCHLD is ignored) counts as ended well.
bool has_ended(pid_t pid, int& status) {
  const pid_t got = ::waitpid(pid, &status, WNOHANG);
  return got == pid || (got < 0 && errno == ECHILD);
}

constexpr std::size_t kMostAtOnce = 16;
std::array<std::atomic<pid_t>, kMostAtOnce> running{};

/// Lists a process group for kill_running_children() while it lives.
class Listed {
 public:
  explicit Listed(pid_t pid) {
    for (auto& place : running) {
      pid_t none = 0;
      if (!place.compare_exchange_strong(none, pid)) continue;
      place_ = &place;
      return;
    }
  }
  ~Listed() {
    if (place_) place_->store(0);
  }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

 private:
  std::atomic<pid_t>* place_ = nullptr;
};

/// Asks the group to end, then makes it; returns when its leader has.
void end_group(pid_t pid, int pipe_end, Lines& lines, int& status) {
  ::kill(-pid, SIGTERM);
  const auto until = Clock::now() + kGrace;
  while (!has_ended(pid, status)) {
    if (Clock::now() > until) ::kill(-pid, SIGKILL);
    if (!read_some(pipe_end, milliseconds(20), lines)) ::usleep(20000);
  }
}

}  // namespace

Result<ChildOutcome> run_child(const ChildProcess& process, const std::stop_token& stop) {
  ChildOutcome outcome;
  Pipe pipe;
  pid_t pid = 0;
  const int failed = pipe.read < 0 ? errno : spawn(process, pipe, pid);
  if (failed == ENOENT || failed == EACCES) {
    outcome.end = ChildOutcome::End::not_found;
    return outcome;
  }
  if (failed != 0) {
    return Error{process.argv[0] + " could not be started: " + std::strerror(failed) + ".",
                 "Close other programs, then try again."};
  }
  Pipe::close_end(pipe.write);
  const Listed listed(pid);
  Lines lines(process.on_line);
  const auto begin = Clock::now();
  bool is_open = true;
  int status = 0;
  while (!has_ended(pid, status)) {
    const bool is_late = process.timeout && Clock::now() - begin > *process.timeout;
    if (stop.stop_requested() || is_late) {
      outcome.end = is_late ? ChildOutcome::End::timed_out : ChildOutcome::End::cancelled;
      end_group(pid, pipe.read, lines, status);
      break;
    }
    // A program may close its output long before it ends.
    if (is_open) is_open = read_some(pipe.read, kLook, lines);
    if (!is_open) ::usleep(static_cast<useconds_t>(kLook.count()) * 1000);
  }
  ::kill(-pid, SIGKILL);  // What it has left behind would hold the pipe open.
  ::fcntl(pipe.read, F_SETFL, O_NONBLOCK);
  // Something that has left the group may print for ever.
  const auto until = Clock::now() + kDrain;
  while (is_open && Clock::now() < until && read_some(pipe.read, milliseconds(0), lines)) {
    pollfd waited{pipe.read, POLLIN, 0};
    if (::poll(&waited, 1, 0) <= 0) break;
  }
  lines.end_line();
  outcome.last_lines = lines.last();
  if (outcome.end != ChildOutcome::End::exited) return outcome;
  if (WIFSIGNALED(status)) {
    outcome.end = ChildOutcome::End::killed_by_signal;
    outcome.code = WTERMSIG(status);
  } else {
    outcome.code = WEXITSTATUS(status);
  }
  return outcome;
}

void kill_running_children() {
  for (const auto& place : running) {
    if (const pid_t pid = place.load(); pid > 0) ::kill(-pid, SIGKILL);
  }
}

}  // namespace transpine

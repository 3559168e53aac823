// SPDX-License-Identifier: Apache-2.0
#include "core/base/child_process.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using End = ChildOutcome::End;

ChildOutcome run_shell(const std::string& script, std::vector<std::string>* lines = nullptr) {
  ChildProcess process;
  process.argv = {"sh", "-c", script};
  if (lines) process.on_line = [lines](const std::string& line) { lines->push_back(line); };
  return value_or_throw(run_child(process));
}

TEST(ChildProcess, PassesOnWhatItPrintsAndHowItEnds) {
  std::vector<std::string> lines;
  const auto outcome = run_shell("echo one; echo two >&2; printf 'a\\rb'; exit 3", &lines);
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(lines, ElementsAre("one", "two", "a", "b"));
  EXPECT_EQ(outcome.last_lines, lines);
}

TEST(ChildProcess, KeepsTheLastLinesOfMany) {
  const auto outcome = run_shell("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done");
  ASSERT_EQ(outcome.last_lines.size(), 20u);
  EXPECT_EQ(outcome.last_lines.back(), "line 4999");
}

TEST(ChildProcess, TellsASignalAndAnAbsentProgram) {
  const auto killed = run_shell("kill -9 $$");
  EXPECT_EQ(killed.end, End::killed_by_signal);
  EXPECT_EQ(killed.code, SIGKILL);
  ChildProcess absent;
  absent.argv = {"no-such-program-of-transpine"};
  EXPECT_EQ(value_or_throw(run_child(absent)).end, End::not_found);
}

TEST(ChildProcess, DoesNotWaitForWhatHasLeftItsGroup) {
  const auto outcome = run_shell("setsid yes & exit 5");
  EXPECT_EQ(outcome.end, End::exited);
  EXPECT_EQ(outcome.code, 5);
}

TEST(ChildProcess, EndsWhereNobodyCanBeWaitedFor) {
  const auto usual = ::signal(SIGCHLD, SIG_IGN);
  const auto outcome = run_shell("exit 0");
  ::signal(SIGCHLD, usual);
  EXPECT_EQ(outcome.end, End::exited);
}

TEST(ChildProcess, RunsInItsFolder) {
  const testing::TemporaryFolder folder;
  ChildProcess process;
  process.argv = {"sh", "-c", "echo made > here.txt"};
  process.folder = folder.path();
  EXPECT_EQ(value_or_throw(run_child(process)).code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "here.txt"));
}

// The script's own child ignores the polite signal and would write the file a minute later.
std::string stubborn(const std::filesystem::path& pid_file) {
  return "sh -c 'trap \"\" TERM; echo $$ > " + pid_file.string() + "; sleep 60' & wait";
}

bool is_alive(const std::filesystem::path& pid_file) {
  pid_t pid = 0;
  std::ifstream(pid_file) >> pid;
  EXPECT_GT(pid, 0);
  // A dead process may wait for its parent; such a one has an empty command line.
  std::ifstream command("/proc/" + std::to_string(pid) + "/cmdline");
  return command.peek() != std::ifstream::traits_type::eof();
}

// A killed process is gone when the system comes to it.
bool is_soon_gone(const std::filesystem::path& pid_file) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (is_alive(pid_file) && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  return !is_alive(pid_file);
}

TEST(ChildProcess, EndsAHangWithAllItStarted) {
  const testing::TemporaryFolder folder;
  ChildProcess process;
  process.argv = {"sh", "-c", stubborn(folder / "pid")};
  process.timeout = std::chrono::seconds(1);
  EXPECT_EQ(value_or_throw(run_child(process)).end, End::timed_out);
  EXPECT_TRUE(is_soon_gone(folder / "pid"));
}

TEST(ChildProcess, EndsWhenCancelled) {
  const testing::TemporaryFolder folder;
  std::stop_source stop;
  ChildProcess process;
  process.argv = {"sh", "-c", "echo begun; " + stubborn(folder / "pid")};
  process.on_line = [&](const std::string&) {
    while (!std::filesystem::exists(folder / "pid")) std::this_thread::yield();
    stop.request_stop();
  };
  EXPECT_EQ(value_or_throw(run_child(process, stop.get_token())).end, End::cancelled);
  EXPECT_TRUE(is_soon_gone(folder / "pid"));
}

}  // namespace
}  // namespace transpine

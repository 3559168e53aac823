// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/test_files.h"
#include "tests/training/toy_training_set.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::TemporaryFolder;

/// The program itself, run with --json: signals end a process, not a function.
class Program {
 public:
  explicit Program(std::vector<std::string> args) {
    args.insert(args.begin(), TRANSPINE_PROGRAM);
    args.push_back("--json");
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      std::vector<char*> pointers;
      for (auto& arg : args) pointers.push_back(arg.data());
      pointers.push_back(nullptr);
      ::execv(TRANSPINE_PROGRAM, pointers.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ::fdopen(ends[0], "r");
  }
  ~Program() {
    ::fclose(out_);
    if (!ended_) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }

  /// The next line, or null at the end.
  json next() {
    char* line = nullptr;
    std::size_t size = 0;
    json event;
    if (::getline(&line, &size, out_) > 0) event = json::parse(line);
    std::free(line);
    return event;
  }
  /// Reads up to the step; false when the program ends before.
  bool reach_step(int step) {
    for (json event = next(); !event.is_null(); event = next()) {
      if (event.value("event", "") == "step" && event.value("step", 0) >= step) return true;
    }
    return false;
  }
  json last() {
    json last;
    for (json event = next(); !event.is_null(); event = next()) last = event;
    return last;
  }

  void signal(int number) const { ::kill(pid_, number); }
  /// The exit code, or 128 + the signal that ended it.
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = 0;
  FILE* out_ = nullptr;
  bool ended_ = false;
};

class InterruptedTraining : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::write_toy_training_set(folder_ / "set", {{"train", 3}}, 24, 20);
  }

  std::vector<std::string> train(int steps, bool resume = false) const {
    std::vector<std::string> args{"train",
                                  (folder_ / "set").string(),
                                  (folder_ / "run").string(),
                                  "--channels",
                                  "8",
                                  "--multipliers",
                                  "1",
                                  "--patch-size",
                                  "16",
                                  "--batch-size",
                                  "2",
                                  "--checkpoint-every",
                                  "5",
                                  "--threads",
                                  "1",
                                  "--steps",
                                  std::to_string(steps)};
    if (resume) args.push_back("--resume");
    return args;
  }

  /// Resumes for `more` steps beyond the newest checkpoint.
  void expect_resumes(int from_at_least, int more) {
    int newest = 0;
    for (const auto& entry : fs::directory_iterator(folder_ / "run/checkpoints")) {
      const std::string name = entry.path().filename().string();
      EXPECT_TRUE(name.starts_with("step-") || name.starts_with(".tmp-")) << name;
      if (name.starts_with("step-")) newest = std::max(newest, std::stoi(name.substr(5)));
    }
    ASSERT_GE(newest, from_at_least);
    Program resumed(train(newest + more, true));
    json first_step;
    json last;
    for (json event = resumed.next(); !event.is_null(); event = resumed.next()) {
      if (event["event"] == "step" && first_step.is_null()) first_step = event;
      last = event;
    }
    EXPECT_EQ(resumed.wait(), 0);
    EXPECT_EQ(first_step["step"], newest + 1);
    EXPECT_EQ(last["event"], "result");
    EXPECT_EQ(last["steps"], newest + more);
  }

  TemporaryFolder folder_;
};

TEST_F(InterruptedTraining, CtrlCSavesACheckpointAndItResumes) {
  Program program(train(1000000));
  ASSERT_TRUE(program.reach_step(7));
  program.signal(SIGINT);
  const json last = program.last();
  EXPECT_EQ(program.wait(), 130);
  EXPECT_EQ(last["event"], "error");
  EXPECT_THAT(last["remedy"].get<std::string>(), ::testing::HasSubstr("--resume"));
  expect_resumes(7, 3);
}

TEST_F(InterruptedTraining, KilledRunResumesFromItsLastCheckpoint) {
  Program program(train(1000000));
  ASSERT_TRUE(program.reach_step(8));
  program.signal(SIGKILL);
  EXPECT_EQ(program.wait(), 128 + SIGKILL);
  expect_resumes(5, 3);
}

TEST_F(InterruptedTraining, RunThatExistsIsNotOverwritten) {
  {
    Program program(train(5));
    EXPECT_EQ(program.last()["event"], "result");
    EXPECT_EQ(program.wait(), 0);
  }
  Program again(train(5));
  EXPECT_THAT(again.last()["title"].get<std::string>(), ::testing::HasSubstr("run"));
  EXPECT_EQ(again.wait(), 1);
}

TEST(Program, UnknownVerbsAndOverview) {
  Program unknown({"segmnet"});
  EXPECT_EQ(unknown.wait(), 2);
}

}  // namespace
}  // namespace transpine

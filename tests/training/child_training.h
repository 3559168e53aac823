// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/training/train_run.h"

namespace transpine::testing {

/// A training in a process of its own: see train_child.cpp.
class ChildTraining {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;

  ChildTraining(TrainOptions options, nlohmann::json orders, const Environment& environment = {})
      : messages_(options.run_folder.string() + "-messages-" + std::to_string(counter()++)) {
    orders["options"] = options_of(options).to_json();
    std::vector<std::string> arguments{TRANSPINE_TRAIN_CHILD, options.training_set.string(),
                                       options.run_folder.string(), orders.dump()};
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
      variables.emplace_back(*variable);
    }
    for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, messages_.c_str(),
                                       O_WRONLY | O_CREAT | O_TRUNC, 0644);
    const int failed = ::posix_spawn(&pid_, TRANSPINE_TRAIN_CHILD, &actions, nullptr,
                                     pointers(arguments).data(), pointers(variables).data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("the child could not be started");
  }
  ~ChildTraining() {
    if (pid_ > 0) wait();
  }
  ChildTraining(const ChildTraining&) = delete;
  ChildTraining& operator=(const ChildTraining&) = delete;

  /// The exit code, or minus the signal that ended it.
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  }
  std::string messages() const { return value_or_throw(read_text(messages_)); }

 private:
  static int& counter() {
    static int count = 0;
    return count;
  }
  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
  }

  std::string messages_;
  pid_t pid_ = 0;
};

}  // namespace transpine::testing

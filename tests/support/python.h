// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace transpine::testing {

/// What a command printed and how it ended.
struct CommandOutcome {
  int code = -1;
  std::string out;
};

inline CommandOutcome run_command(const std::string& command) {
  CommandOutcome outcome;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (!pipe) return outcome;
  char part[4096];
  for (std::size_t got; (got = std::fread(part, 1, sizeof part, pipe)) > 0;) {
    outcome.out.append(part, got);
  }
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) outcome.code = WEXITSTATUS(status);
  return outcome;
}

/// $TRANSPINE_TEST_PYTHON, else python3.
inline std::string python() {
  const char* named = std::getenv("TRANSPINE_TEST_PYTHON");
  return named && *named ? named : "python3";
}

inline bool python_has(const std::string& modules) {
  return run_command(python() + " -c 'import " + modules + "'").code == 0;
}

}  // namespace transpine::testing

/// Skips the test, visibly, when Python or one of the modules ("torch, numpy") is missing.
#define TRANSPINE_REQUIRE_PYTHON(modules)                                                 \
  do {                                                                                    \
    if (!transpine::testing::python_has(modules))                                         \
      GTEST_SKIP() << "needs Python with " << (modules) << ": set TRANSPINE_TEST_PYTHON"; \
  } while (false)

// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "app/cli/interrupt.h"
#include "app/verbs/verbs.h"
#ifdef TRANSPINE_GUI
#include "app/window/figure_verb.h"
#include "app/window/run_window.h"
#endif
#include "core/base/version.h"

namespace {

using namespace transpine;

void print_overview(const std::vector<std::unique_ptr<Verb>>& verbs) {
  std::cout << "Transpine " << kVersion
            << ": from spine MRI to synthetic CT and vertebra masks.\n\n"
            << "Usage: transpine             opens the window (--study FOLDER, --demo FOLDER)\n"
            << "       transpine VERB ...    runs one step; see transpine VERB --help\n\n";
  std::size_t longest = 0;
  for (const auto& verb : verbs) longest = std::max(longest, verb->name().size());
  for (const auto& verb : verbs) {
    std::string name = verb->name();
    name.resize(longest + 2, ' ');
    std::cout << "  " << name << verb->summary() << '\n';
  }
}

/// OpenMP's threads spin while they wait for each other. On a busy machine that makes a translation
/// take five times as long, and cohorts are run side by side. libgomp reads its policy only when it
/// is loaded, so the process starts over, which is nothing beside the verbs that compute this way.
void let_waiting_threads_sleep(const std::string& verb, char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") ||
      (verb != "train" && verb != "translate" && verb != "demo")) {
    return;
  }
  ::setenv("OMP_WAIT_POLICY", "passive", 1);
  ::execv("/proc/self/exe", argv);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + 1, argv + argc);
  auto verbs = make_verbs();
#ifdef TRANSPINE_GUI
  verbs.push_back(make_figure_verb());
  if (args.empty() || args[0] == "--study" || args[0] == "--demo" ||
      args[0] == "--exit-when-shown") {
    return run_window(argc, argv, args);
  }
#endif
  if (args.empty() || args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
    print_overview(verbs);
    return kExitOk;
  }
  if (args[0] == "--version") {
    std::cout << "transpine " << kVersion << '\n';
    return kExitOk;
  }
  const auto verb = std::find_if(verbs.begin(), verbs.end(), [&](const auto& candidate) {
    return candidate->name() == args[0];
  });
  if (verb == verbs.end()) {
    std::cerr << "There is no verb " << args[0] << ".\nSee: transpine --help\n";
    return kExitUsage;
  }
  let_waiting_threads_sleep(args[0], argv);
  InterruptWatch interrupt;
  return run_verb(**verb, {args.begin() + 1, args.end()}, interrupt.token());
}

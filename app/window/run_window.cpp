// SPDX-License-Identifier: Apache-2.0
#include "app/window/run_window.h"

#include <QApplication>
#include <QTimer>
#include <QWindow>
#include <iostream>

#include "app/cli/threads.h"
#include "app/cli/verb.h"
#include "app/window/appearance.h"
#include "app/window/main_window.h"
#include "app/window/preferences.h"
#include "widgets/session/study_session.h"

namespace transpine {
namespace {

struct WindowArguments {
  std::string study;
  std::string demo;
  bool exit_when_shown = false;
};

bool parse(const std::vector<std::string>& args, WindowArguments& parsed) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--exit-when-shown") {
      parsed.exit_when_shown = true;
      continue;
    }
    std::string* target = args[i] == "--study"  ? &parsed.study
                          : args[i] == "--demo" ? &parsed.demo
                                                : nullptr;
    if (!target || i + 1 >= args.size()) return false;
    *target = args[++i];
  }
  return true;
}

/// Ends the program once the window is on the screen and drawn: what a start takes.
void exit_when_shown(MainWindow& window) {
  auto* watch = new QTimer(&window);
  QObject::connect(watch, &QTimer::timeout, &window, [&window] {
    if (window.windowHandle()->isExposed()) QTimer::singleShot(0, qApp, &QApplication::quit);
  });
  watch->start(1);
}

}  // namespace

int run_window(int argc, char** argv, const std::vector<std::string>& args) {
  WindowArguments parsed;
  if (!parse(args, parsed)) {
    std::cerr << "Usage: transpine [--study FOLDER | --demo FOLDER] [--exit-when-shown]\n";
    return kExitUsage;
  }
  if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY")) {
    std::cerr << "There is no display for the window.\n"
                 "Start it in a desktop session, or use a verb: transpine --help\n";
    return kExitError;
  }
  QApplication::setApplicationName("Transpine");
  QApplication::setOrganizationName("Transpine");
  const Preferences preferences = load_preferences();
  if (preferences.scale_percent != 100 && !qEnvironmentVariableIsSet("QT_SCALE_FACTOR")) {
    qputenv("QT_SCALE_FACTOR", QByteArray::number(preferences.scale_percent / 100.0));
  }
  QApplication application(argc, argv);
  install_translation(application);
  set_thread_counts(0);
  MainWindow window;
  apply_preferences(preferences, window.session());
  window.show();
  if (parsed.exit_when_shown) exit_when_shown(window);
  QTimer::singleShot(0, &window, [&] {
    if (!parsed.study.empty()) window.session()->open(parsed.study);
    if (!parsed.demo.empty()) window.open_demo(parsed.demo);
  });
  return QApplication::exec();
}

}  // namespace transpine

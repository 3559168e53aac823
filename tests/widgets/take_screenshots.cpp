// SPDX-License-Identifier: Apache-2.0
// Takes the pictures of docs/images: take_screenshots STUDY FOLDER (under a display). The study is
// one that `transpine demo --out STUDY` made.
#include <QApplication>
#include <QDir>
#include <QTest>
#include <cstdio>

#include "app/window/appearance.h"
#include "app/window/main_window.h"
#include "widgets/backend/backend.h"
#include "widgets/session/study_session.h"
#include "widgets/workspaces/train_workspace.h"

namespace {

using namespace transpine;

constexpr int kWait_ms = 120000;

bool settle(MainWindow& window) {
  QTest::qWait(200);
  const bool idle =
      QTest::qWaitFor([&] { return window.backend()->active_count() == 0; }, kWait_ms);
  QTest::qWait(300);
  return idle;
}

bool take(MainWindow& window, MainWindow::Place place, const QString& file) {
  window.show_workspace(place);
  if (!settle(window)) return false;
  std::printf("%s\n", qPrintable(file));
  return window.grab().save(file);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("Usage: take_screenshots STUDY FOLDER\n", stderr);
    return 2;
  }
  QApplication application(argc, argv);
  apply_dark_theme(application);
  install_translation(application);
  MainWindow window;
  window.show();
  window.session()->open(argv[1]);
  if (!settle(window) || !window.session()->has_study()) {
    std::fputs("The study could not be opened.\n", stderr);
    return 1;
  }
  window.session()->set_current_subject(
      QString::fromStdString(window.session()->study().subjects().back().id));
  const QDir folder(argv[2]);
  folder.mkpath(".");
  const std::pair<MainWindow::Place, const char*> places[] = {
      {MainWindow::kData, "data.png"},
      {MainWindow::kRegister, "register.png"},
      {MainWindow::kTrain, "train.png"},
      {MainWindow::kTranslate, "translate.png"},
      {MainWindow::kEvaluate, "evaluate.png"}};
  for (const auto& [place, name] : places) {
    if (!take(window, place, folder.filePath(name))) return 1;
  }
  return 0;
}

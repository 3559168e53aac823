// SPDX-License-Identifier: Apache-2.0
// For tests of widgets: needs an X display with OpenGL, such as xvfb-run gives.
#include <gmock/gmock.h>

#include <QApplication>
#include <QStandardPaths>
#include <cstdio>

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  // Listing tests needs no display.
  if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
  if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY")) {
    std::fputs("These tests need a display: run them with ./test.sh or under xvfb-run.\n", stderr);
    return 1;
  }
  QStandardPaths::setTestModeEnabled(true);
  QApplication::setOrganizationName("TranspineTest");
  QApplication application(argc, argv);
  QLocale::setDefault(QLocale::c());
  return RUN_ALL_TESTS();
}

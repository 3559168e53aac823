// SPDX-License-Identifier: Apache-2.0
// Row "Study": what the window showed is kept in the study and comes back.
#include <QAction>
#include <QDockWidget>
#include <QSettings>

#include "tests/widgets/study_window.h"
#include "widgets/actions/action_catalogue.h"

namespace transpine {
namespace {

class StudyRow : public StudyWindowTest {
 protected:
  void open_in(MainWindow& window) {
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    window.session()->open(folder_ / "study");
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return window.session()->has_study() && window.backend()->active_count() == 0; },
        kLong_ms));
  }
};

TEST_F(StudyRow, WorkspaceSubjectAndDocksAreRestored) {
  window_.session()->study().settings()["view"] = {{"of_a_later_version", {1, 2}}};
  window_.session()->set_current_subject("sub-002");
  window_.show_workspace(MainWindow::kTranslate);
  window_.findChild<QDockWidget*>("jobs_dock")->show();
  ASSERT_TRUE(wait_idle());
  window_.close();
  window_.session()->wait_for_writes()();

  MainWindow again;
  open_in(again);
  EXPECT_EQ(again.session()->current_subject(), "sub-002");
  EXPECT_EQ(again.shown_place(), MainWindow::kTranslate);
  EXPECT_FALSE(again.findChild<QDockWidget*>("jobs_dock")->isHidden());
  EXPECT_EQ(again.session()->study().settings().at("view").at("of_a_later_version"),
            nlohmann::json({1, 2}));
}

TEST_F(StudyRow, ADamagedViewLeavesTheWindowUsable) {
  window_.session()->study().settings()["view"] = {
      {"workspace", 7}, {"subject", nullptr}, {"window", "x"}, {"workspaces", {{"data", 3}}}};
  window_.session()->save();
  window_.session()->wait_for_writes()();
  MainWindow again;
  open_in(again);
  EXPECT_EQ(again.session()->current_subject(), "sub-001");
  EXPECT_EQ(again.shown_place(), MainWindow::kData);
}

TEST(ActionCatalogueTest, FindsNamedActionsChangesKeysKeepsThemAndResets) {
  QSettings().remove("shortcuts");
  const auto make = [](QWidget& window) {
    auto* next = new QAction("&Next", &window);
    next->setObjectName("test.next");
    next->setShortcut(QKeySequence("N"));
    auto* other = new QAction("Other", &window);
    other->setObjectName("test.other");
    other->setShortcut(QKeySequence("O"));
    new QAction("Nameless", &window);
    return next;
  };
  {
    QWidget window;
    QAction* next = make(window);
    ActionCatalogue catalogue(&window);
    const auto entries = catalogue.entries();
    ASSERT_EQ(entries.size(), 2);
    EXPECT_EQ(entries[0].text(), "Next");
    EXPECT_EQ(catalogue.conflicts("test.next", QKeySequence("O")).size(), 1);
    catalogue.set_shortcut("test.next", QKeySequence("Ctrl+7"));
    EXPECT_EQ(next->shortcut(), QKeySequence("Ctrl+7"));
  }
  QWidget window;
  QAction* next = make(window);
  ActionCatalogue catalogue(&window);
  catalogue.refresh();
  EXPECT_EQ(next->shortcut(), QKeySequence("Ctrl+7"));
  catalogue.reset("test.next");
  EXPECT_EQ(next->shortcut(), QKeySequence("N"));
  EXPECT_TRUE(QSettings().value("shortcuts/test.next").isNull());
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/training_io/model_table_dialog.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "app/window/message_banner.h"
#include "core/base/atomic_file.h"
#include "tests/widgets/study_window.h"

namespace transpine {
namespace {

class ModelTableWindow : public ::testing::Test {
 protected:
  void SetUp() override {
    window_.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window_));
  }

  /// Fills in the dialog that the menu opens, and starts.
  void start(const QString& rows) {
    window_.findChild<QAction*>("file.model_table")->trigger();
    auto* dialog = window_.findChild<ModelTableDialog*>();
    ASSERT_TRUE(dialog);
    auto* start = dialog->findChild<QPushButton*>("table_start");
    EXPECT_FALSE(start->isEnabled());
    dialog->findChild<QLineEdit*>("table_folder")
        ->setText(QString::fromStdString((folder_ / "table").string()));
    dialog->findChild<QSpinBox*>("option_subjects")->setValue(3);
    dialog->findChild<QSpinBox*>("option_train_steps")->setValue(1);
    dialog->findChild<QSpinBox*>("option_sampling_steps")->setValue(1);
    auto* names = dialog->findChild<QLineEdit*>("option_rows");
    names->setText(rows);
    Q_EMIT names->editingFinished();
    QTest::mouseClick(start, Qt::LeftButton);
    EXPECT_FALSE(dialog->isVisible());
  }
  bool wait_idle() {
    return QTest::qWaitFor([&] { return window_.backend()->active_count() == 0; }, kLong_ms);
  }

  testing::TemporaryFolder folder_;
  MainWindow window_;
};

TEST_F(ModelTableWindow, MakesTheStudyOpensItAndWritesTheTable) {
  start("cut-resnet,ddim-noise");
  EXPECT_EQ(window_.backend()->listed_active_count(), 1);
  ASSERT_TRUE(wait_idle());
  ASSERT_TRUE(window_.session()->has_study());
  const Study& study = window_.session()->study();
  EXPECT_EQ(study.folder(), folder_ / "table");
  EXPECT_EQ(study.subjects().size(), 3U);
  EXPECT_EQ(window_.shown_place(), MainWindow::kTrain);
  const std::string table = value_or_throw(read_text(folder_ / "table/reports/table1.csv"));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 3);
  EXPECT_NE(table.find("CUT ResNet"), std::string::npos);
  EXPECT_NE(table.find("DDIM noise"), std::string::npos);
  EXPECT_TRUE(window_.banner()->text().contains("table1.csv"))
      << window_.banner()->text().toStdString();
  EXPECT_TRUE(std::filesystem::exists(study.runs_folder() / "ddim-noise" / "checkpoints"));
}

TEST_F(ModelTableWindow, AnUnknownRowIsRefusedBeforeAnythingIsMade) {
  start("no-such-row");
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(window_.banner()->text().contains("no-such-row"))
      << window_.banner()->text().toStdString();
  EXPECT_FALSE(window_.session()->has_study());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "table"));
}

}  // namespace
}  // namespace transpine

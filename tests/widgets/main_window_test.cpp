// SPDX-License-Identifier: Apache-2.0
#include "app/window/main_window.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTimer>
#include <QUndoStack>

#include "app/window/message_banner.h"
#include "core/landmarks/spine_labels.h"
#include "tests/widgets/study_window.h"
#include "widgets/data/header_inspector.h"
#include "widgets/data/subject_table_model.h"
#include "widgets/forms/option_form.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/view3d/surface_view.h"
#include "widgets/workspaces/data_workspace.h"
#include "widgets/workspaces/evaluate_workspace.h"
#include "widgets/workspaces/register_workspace.h"
#include "widgets/workspaces/translate_workspace.h"

namespace transpine {
namespace {

using MainWindowTest = StudyWindowTest;

TEST_F(MainWindowTest, DataShowsSubjectsImagesLabelsAndHeader) {
  auto* data = place<DataWorkspace>(MainWindow::kData);
  auto* table = data->findChild<QTableView*>("subject_table");
  ASSERT_EQ(table->model()->rowCount(), 3);
  EXPECT_EQ(table->model()->index(0, SubjectTableModel::kSubject).data(), "sub-001");
  EXPECT_EQ(table->model()->index(2, SubjectTableModel::kSplit).data(), "test");
  ASSERT_TRUE(QTest::qWaitFor([&] { return data->view(ViewPlane::axial)->layers().size() == 2; },
                              kLong_ms));
  EXPECT_GT(data->findChild<HeaderInspector*>()->topLevelItemCount(), 10);
  auto* surfaces = data->findChild<SurfaceView*>("surface_view");
  ASSERT_TRUE(QTest::qWaitFor([&] { return surfaces->surface_count() == 3; }, kLong_ms));
  table->selectRow(1);
  EXPECT_EQ(window_.session()->current_subject(), "sub-002");
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(data->command().startsWith("transpine info"));
  EXPECT_TRUE(data->command().contains("sub-002"));
}

TEST_F(MainWindowTest, RegisterFollowsEditsAndUndoes) {
  auto* registering = place<RegisterWorkspace>(MainWindow::kRegister);
  LandmarkEditor* editor = registering->editor();
  ASSERT_TRUE(QTest::qWaitFor([&] { return editor->registration().ok(); }, kLong_ms));
  const double fre_mm = editor->registration()->fre_mm;
  EXPECT_LT(fre_mm, 1);
  auto* summary = registering->findChild<QLabel*>("registration_summary");
  EXPECT_TRUE(summary->text().contains("FRE"));

  // Selecting a row brings the point to the cursor.
  auto* table = registering->findChild<QTableView*>("landmark_table");
  table->setCurrentIndex(table->model()->index(0, 1));
  const LandmarkKey key = registering->active_key();
  EXPECT_LT((registering->cursor()->position_mm() - editor->document().mr.at(key).p_mm).norm(),
            1e-6);

  // A click in edit mode moves the CT point; the registration gets worse; undo brings it back.
  registering->findChild<QPushButton*>("edit_points")->setChecked(true);
  SliceView* ct = registering->view(RegisterWorkspace::Column::ct, ViewPlane::sagittal);
  EXPECT_EQ(ct->mode(), SliceView::Mode::edit_points);
  QTest::mouseClick(ct, Qt::LeftButton, Qt::NoModifier, QPoint(15, ct->height() - 40));
  EXPECT_GT(editor->registration()->fre_mm, fre_mm + 1);
  editor->undo_stack()->undo();
  EXPECT_NEAR(editor->registration()->fre_mm, fre_mm, 1e-9);
  // Autosaved in the study.
  const auto file = window_.session()->study().landmarks_file("sub-001");
  ASSERT_TRUE(QTest::qWaitFor([&] { return std::filesystem::exists(file); }));
}

TEST_F(MainWindowTest, TheBlendPlacesTheCtByItsRegistration) {
  auto* registering = place<RegisterWorkspace>(MainWindow::kRegister);
  SliceView* blend = registering->view(RegisterWorkspace::Column::blend, ViewPlane::sagittal);
  ASSERT_TRUE(QTest::qWaitFor([&] { return blend->layers().size() == 2; }, kLong_ms));
  ASSERT_TRUE(registering->editor()->registration().ok());
  const Rigid3 mr_from_ct = registering->editor()->registration()->ct_from_mr.inverse();
  EXPECT_LT((blend->layers()[1].view_from_volume.matrix() - mr_from_ct.matrix()).norm(), 1e-9);
}

TEST_F(MainWindowTest, LandmarksComeFromMasks) {
  auto* registering = place<RegisterWorkspace>(MainWindow::kRegister);
  registering->editor()->replace({}, "Clear");
  EXPECT_FALSE(registering->editor()->registration().ok());
  for (QAction* action : registering->findChildren<QAction*>()) {
    if (action->text() == "From Masks") action->trigger();
  }
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(registering->editor()->document().mr.size(), 6U);
  ASSERT_TRUE(registering->editor()->registration().ok());
  EXPECT_LT(registering->editor()->registration()->fre_mm, 2);
}

/// The text below a heading in the first row of the table of cases.
QString first_case(const EvaluateWorkspace* evaluating, const QString& heading) {
  const auto* cases = evaluating->findChild<QTableWidget*>("case_table");
  for (int column = 0; column < cases->columnCount(); ++column) {
    if (cases->horizontalHeaderItem(column)->text() == heading) {
      return cases->item(0, column)->text();
    }
  }
  return "no column " + heading;
}

/// Both models were evaluated on one subject on the MR's grid alone.
void expect_all_figures(EvaluateWorkspace* evaluating) {
  for (const char* heading : {"MS-SSIM", "MAE in mask (HU)", "HD95 (mm)", "ASSD (mm)", "NSD"}) {
    bool is_number = false;
    first_case(evaluating, heading).toDouble(&is_number);
    EXPECT_TRUE(is_number) << heading;
  }
  auto* grid = evaluating->findChild<QComboBox*>("shown_grid");
  grid->setCurrentIndex(1);
  EXPECT_EQ(first_case(evaluating, "NSD"), "–");
  grid->setCurrentIndex(0);

  auto* second = evaluating->findChild<QComboBox*>("test_run_b");
  second->setCurrentText("b");
  const auto* result = evaluating->findChild<QLabel*>("test_result");
  EXPECT_TRUE(result->text().contains("at least 2")) << result->text().toStdString();
  const auto* form = evaluating->findChild<OptionForm*>("evaluate_options");
  ASSERT_NE(form, nullptr);
  EXPECT_EQ(form->options().find("mask_dilation_mm")->get(), 10);
  auto* preset = evaluating->findChild<QComboBox*>("evaluate_preset");
  preset->setCurrentIndex(1);
  Q_EMIT preset->activated(1);
  EXPECT_EQ(form->options().find("mask_dilation_mm")->get(), 0);
  EXPECT_EQ(form->options().find("psnr_range")->get(), "synthrad");
}

TEST_F(MainWindowTest, TranslateShowsModelsSideBySideAndEvaluateJumpsToAPlace) {
  write_real_ct_as_result("a", "sub-003");
  write_real_ct_as_result("b", "sub-003");
  JobContext job;
  const Study study = window_.session()->study();
  for (const char* run : {"a", "b"}) {
    ASSERT_TRUE(segment_subject(study, run, "sub-003", {}, job).ok());
  }
  window_.session()->set_current_subject("sub-003");
  auto* translating = place<TranslateWorkspace>(MainWindow::kTranslate);
  EXPECT_EQ(translating->column_count(), 4);  // MR, two models, CT.
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return translating->view(1, ViewPlane::sagittal)->layers().size() == 2; }, kLong_ms));

  window_.session()->set_current_subject("sub-001");
  auto* evaluating = place<EvaluateWorkspace>(MainWindow::kEvaluate);
  evaluating->findChild<QPushButton*>("evaluate_all")->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return evaluating->case_count() == 2; }, kLong_ms));
  auto* vertebrae = evaluating->findChild<QTableWidget*>("vertebra_table");
  ASSERT_EQ(vertebrae->columnCount(), 5);
  EXPECT_EQ(vertebrae->horizontalHeaderItem(3)->text(), "L3");
  EXPECT_GT(vertebrae->item(0, 3)->text().toDouble(), 0.8);
  expect_all_figures(evaluating);
  Q_EMIT vertebrae->cellDoubleClicked(0, 3);
  EXPECT_EQ(window_.session()->current_subject(), "sub-003");
  EXPECT_TRUE(translating->isVisible());
  const auto scores = value_or_throw(evaluate_subject(study, "a", "sub-003", {}, job));
  const auto off_mm = [&] {
    return (translating->cursor()->position_mm() - scores.vertebra_centres_mm.at(22)).norm();
  };
  EXPECT_LT(off_mm(), 1e-6);
  // Still there once the subject's images have come.
  ASSERT_TRUE(wait_idle());
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return !translating->view(0, ViewPlane::sagittal)->layers().empty(); }, kLong_ms));
  EXPECT_LT(off_mm(), 1e-6);
}

TEST_F(MainWindowTest, ErrorsAppearWithTheirRemedy) {
  window_.session()->open(folder_ / "nowhere");
  ASSERT_TRUE(QTest::qWaitFor([&] { return window_.banner()->isVisible(); }));
  EXPECT_TRUE(window_.banner()->text().contains("nowhere"));
  EXPECT_TRUE(window_.banner()->text().contains("transpine.json"));
  EXPECT_TRUE(window_.session()->has_study());
}

TEST_F(MainWindowTest, WhatIsShownCanBeCopiedAsACommand) {
  place<RegisterWorkspace>(MainWindow::kRegister);
  // Without a window manager no window is active, so the shortcut's action is triggered itself.
  for (QAction* action : window_.findChildren<QAction*>()) {
    if (action->shortcut() == QKeySequence("Ctrl+Shift+C")) action->trigger();
  }
  ASSERT_TRUE(QTest::qWaitFor(
      [] { return QApplication::clipboard()->text().startsWith("transpine register"); }));
}

/// Answers the question that comes when jobs run while the window closes.
class CloseTest : public StudyWindowTest {
 protected:
  void close_and_answer(const char* button) {
    QTimer::singleShot(0, &window_, [this, button] {
      auto* question = window_.findChild<QMessageBox*>("close_question");
      ASSERT_NE(question, nullptr);
      question->findChild<QPushButton*>(button)->click();
    });
    window_.close();
  }
};

TEST_F(CloseTest, CancelKeepsTheWindowAndItsJobs) {
  const auto released = keep_busy(JobLane::processor);
  close_and_answer("close_cancel");
  *released = true;
  ASSERT_TRUE(wait_idle());
  QTest::qWait(50);
  EXPECT_TRUE(window_.isVisible());
}

TEST_F(CloseTest, WaitClosesWhenTheJobsAreDone) {
  const auto released = keep_busy(JobLane::processor);
  close_and_answer("close_wait");
  QTest::qWait(50);
  EXPECT_TRUE(window_.isVisible());
  *released = true;
  ASSERT_TRUE(QTest::qWaitFor([&] { return !window_.isVisible(); }));
  EXPECT_EQ(window_.backend()->find(window_.backend()->order().back())->state, JobState::finished);
}

TEST_F(CloseTest, StopEndsTheJobs) {
  const auto released = keep_busy(JobLane::processor);
  close_and_answer("close_stop");
  EXPECT_FALSE(window_.isVisible());
  ASSERT_TRUE(wait_idle());
}

}  // namespace
}  // namespace transpine

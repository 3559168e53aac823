// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/register_workspace.h"

#include <signal.h>
#include <unistd.h>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QThread>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>

#include "app/window/message_banner.h"
#include "core/base/atomic_file.h"
#include "core/landmarks/landmark_journal.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/polyrigid_file.h"
#include "core/registration/transform_direction.h"
#include "core/registration/transform_file.h"
#include "tests/widgets/study_window.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/landmark_table_model.h"
#include "widgets/landmarks/register_all_dialog.h"
#include "widgets/workspaces/register_surfaces.h"
#include "widgets/workspaces/translate_workspace.h"

namespace transpine {
namespace {

const LandmarkKey kL3{vertebra::kL1 + 2, subregion::kBody};

class RegisterWorkspaceTest : public StudyWindowTest {
 protected:
  StudySession* session() { return window_.session(); }
  std::filesystem::path points_file(const std::string& subject) {
    return session()->study().landmarks_file(subject);
  }
  /// The subject's points as a file of the study, as an edit would leave them.
  std::string save_points(const std::string& subject) {
    const auto document = value_or_throw(subject_landmarks(session()->study(), subject));
    EXPECT_TRUE(write_landmark_document(points_file(subject), document).ok());
    return value_or_throw(read_text(points_file(subject)));
  }
  void try_to_edit(RegisterWorkspace* workspace) {
    LandmarkEditor* editor = workspace->editor();
    editor->set_point(LandmarkSide::mr, kL3, Eigen::Vector3d(1, 2, 3));
    editor->remove(kL3);
    editor->replace({}, "Clear");
    auto* kinds = workspace->findChild<QComboBox*>("kinds_used");
    kinds->setCurrentIndex(2);
    kinds->setCurrentIndex(1);
    session()->wait_for_writes()();
  }
};

TEST_F(RegisterWorkspaceTest, NothingIsSavedBeforeTheLandmarksAreRead) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  const std::string before = save_points("sub-002");
  const auto released = keep_busy(JobLane::processor);
  session()->set_current_subject("sub-002");
  try_to_edit(workspace);
  EXPECT_EQ(value_or_throw(read_text(points_file("sub-002"))), before);
  EXPECT_TRUE(workspace->editor()->is_locked());
  *released = true;
  ASSERT_TRUE(wait_idle());
  EXPECT_FALSE(workspace->editor()->document().mr.empty());
  EXPECT_EQ(value_or_throw(read_text(points_file("sub-002"))), before);
  // From here on edits are saved.
  workspace->editor()->remove(kL3);
  session()->wait_for_writes()();
  EXPECT_NE(value_or_throw(read_text(points_file("sub-002"))), before);
}

TEST_F(RegisterWorkspaceTest, ADamagedLandmarkFileStaysAsItIs) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  const std::string damaged = save_points("sub-002").substr(0, 60);
  ASSERT_TRUE(write_text_atomically(points_file("sub-002"), damaged).ok());
  session()->set_current_subject("sub-002");
  ASSERT_TRUE(wait_idle());
  ASSERT_TRUE(window_.banner()->isVisible());
  EXPECT_TRUE(window_.banner()->text().contains("sub-002.json"))
      << window_.banner()->text().toStdString();
  auto* summary = workspace->findChild<QLabel*>("registration_summary");
  EXPECT_TRUE(summary->text().contains("sub-002.json")) << summary->text().toStdString();
  try_to_edit(workspace);
  EXPECT_EQ(value_or_throw(read_text(points_file("sub-002"))), damaged);
  EXPECT_EQ(workspace->editor()->undo_stack()->count(), 0);
  // Another subject is not affected.
  session()->set_current_subject("sub-001");
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(workspace->editor()->registration().ok());
  EXPECT_FALSE(workspace->editor()->is_locked());
}

TEST_F(RegisterWorkspaceTest, ChoosingHowToRegisterIsSavedAndUndone) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  auto* kinds = workspace->findChild<QComboBox*>("kinds_used");
  auto* model = workspace->findChild<QComboBox*>("registration_model");
  const auto transform = session()->study().transform_file("sub-001");
  kinds->setCurrentIndex(2);
  session()->wait_for_writes()();
  EXPECT_EQ(value_or_throw(read_landmark_document(points_file("sub-001"))).choice->subregions,
            std::vector<int>{subregion::kBody});
  const Rigid3 by_bodies = value_or_throw(read_transform(transform));
  kinds->setCurrentIndex(0);
  model->setCurrentIndex(1);
  session()->wait_for_writes()();
  EXPECT_TRUE(value_or_throw(read_landmark_document(points_file("sub-001"))).choice->by_vertebra);
  EXPECT_NE(value_or_throw(read_transform(transform)).matrix(), by_bodies.matrix());
  EXPECT_TRUE(read_polyrigid(polyrigid_file(transform)).ok());
  EXPECT_TRUE(workspace->command().contains("--model polyrigid"));
  workspace->editor()->undo_stack()->undo();
  EXPECT_EQ(model->currentIndex(), 0);
  session()->wait_for_writes()();
  EXPECT_FALSE(std::filesystem::exists(polyrigid_file(transform)));
  ASSERT_TRUE(wait_idle());
}

/// The CT through each vertebra's own motion replaces the rigidly placed one in the blend.
TEST_F(RegisterWorkspaceTest, EachVertebraByItselfIsShownInTheBlend) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  const auto* blend = workspace->view(RegisterWorkspace::Column::blend, ViewPlane::sagittal);
  ASSERT_EQ(blend->layers().size(), 2U);
  const Grid mr = blend->layers()[0].volume.grid();
  EXPECT_FALSE(blend->layers()[1].volume.grid().same_as(mr));
  workspace->findChild<QComboBox*>("registration_model")->setCurrentIndex(1);
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return blend->layers()[1].volume.grid().same_as(mr); }, kLong_ms));
  EXPECT_EQ(blend->layers()[1].view_from_volume.angle_deg(), 0);
  workspace->findChild<QComboBox*>("registration_model")->setCurrentIndex(0);
  EXPECT_FALSE(blend->layers()[1].volume.grid().same_as(mr));
  ASSERT_TRUE(wait_idle());
}

TEST_F(RegisterWorkspaceTest, PlacingOnOneImageAsksForThePartnerAndGoesOn) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  using Column = RegisterWorkspace::Column;
  workspace->editor()->replace({}, "Start anew");
  workspace->findChild<QPushButton*>("edit_points")->setChecked(true);
  workspace->set_active_key(kL3);
  auto* mr = workspace->view(Column::mr, ViewPlane::sagittal);
  auto* ct = workspace->view(Column::ct, ViewPlane::sagittal);
  QTest::mouseClick(mr, Qt::LeftButton, {}, mr->rect().center());
  ASSERT_TRUE(workspace->editor()->document().mr.contains(kL3));
  EXPECT_EQ(workspace->editor()->document().mr.at(kL3).source, LandmarkSource::manual);
  EXPECT_EQ(window_.focusWidget(), ct);
  EXPECT_EQ(workspace->active_key(), kL3);
  QTest::mouseClick(ct, Qt::LeftButton, {}, ct->rect().center());
  EXPECT_TRUE(workspace->editor()->document().ct.contains(kL3));
  EXPECT_EQ(workspace->active_key(), (LandmarkKey{kL3.vertebra, subregion::kSpinousProcess}));
  ASSERT_TRUE(wait_idle());
}

TEST_F(RegisterWorkspaceTest, TheThreeDimensionalPaneShowsBothSidesRegisteredWithLandmarks) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  ASSERT_TRUE(wait_idle());
  RegisterSurfaces* surfaces = workspace->surfaces();
  EXPECT_FALSE(surfaces->isVisible());
  workspace->findChild<QAction*>("register.surfaces")->trigger();
  ASSERT_TRUE(surfaces->isVisible());
  const auto complete = [&] {
    return surfaces->mr()->is_complete() && surfaces->ct()->is_complete();
  };
  ASSERT_TRUE(QTest::qWaitFor(complete, kLong_ms));
  ASSERT_TRUE(wait_idle());
  // Registered: the same vertebra lies at one place in both.
  const auto middle = [](const SurfacePanel* panel, int label) {
    const auto b = panel->view()->surfaces().bounds_mm(label).value();
    return Eigen::Vector3d((b[0] + b[1]) / 2, (b[2] + b[3]) / 2, (b[4] + b[5]) / 2);
  };
  const int l3 = kL3.vertebra;
  EXPECT_LT((middle(surfaces->mr(), l3) - middle(surfaces->ct(), l3)).norm(), 4);
  const auto& document = workspace->editor()->document();
  EXPECT_EQ(surfaces->ct()->view()->landmarks().landmarks().size(),
            active_points(document.mr).size() + active_points(document.ct).size());
  // A click there moves the slices, and another registration moves the CT's surfaces.
  const Eigen::Vector3d before = middle(surfaces->ct(), l3);
  auto moved = document;
  for (auto& [key, point] : moved.ct) point.p_mm.x() += 20;
  workspace->editor()->replace(moved, "Shift");
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return complete() && (middle(surfaces->ct(), l3) - before).norm() > 15; }, kLong_ms));
  EXPECT_NEAR((middle(surfaces->ct(), l3) - before).norm(), 20, 1);
  workspace->findChild<QAction*>("register.surfaces")->trigger();
  EXPECT_FALSE(surfaces->isVisible());
}

TEST_F(RegisterWorkspaceTest, TheBarGoesToTheNextLevelAndTheNextMissingPoint) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  ASSERT_TRUE(wait_idle());
  workspace->set_active_key(kL3);
  SliceView* view = workspace->view(RegisterWorkspace::Column::mr, ViewPlane::sagittal);
  window_.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&window_));
  view->setFocus();
  QTest::keyClick(view, Qt::Key_N);
  EXPECT_EQ(workspace->active_key(), (LandmarkKey{kL3.vertebra + 1, subregion::kBody}));
  workspace->findChild<QAction*>("register.previous_level")->trigger();
  EXPECT_EQ(workspace->active_key(), kL3);
  auto button_of = [&](const char* action) -> QToolButton* {
    for (auto* button : workspace->findChildren<QToolButton*>()) {
      if (button->defaultAction() && button->defaultAction()->objectName() == action) return button;
    }
    return nullptr;
  };
  ASSERT_NE(button_of("register.next_level"), nullptr);
  ASSERT_NE(button_of("register.next_missing"), nullptr);
  workspace->editor()->remove({kL3.vertebra + 1, subregion::kSpinousProcess});
  button_of("register.next_missing")->click();
  EXPECT_EQ(workspace->active_key(), (LandmarkKey{kL3.vertebra + 1, subregion::kSpinousProcess}));
}

TEST_F(RegisterWorkspaceTest, ArrowKeysNudgeInEditModeAlone) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  workspace->set_active_key(kL3);
  auto* mr = workspace->view(RegisterWorkspace::Column::mr, ViewPlane::axial);
  mr->setFocus();
  const auto at = [&] { return workspace->editor()->document().mr.at(kL3).p_mm; };
  const Eigen::Vector3d before = at();
  QTest::keyClick(mr, Qt::Key_Left);
  QTest::keyClick(mr, Qt::Key_Delete);
  EXPECT_EQ(at(), before);
  workspace->findChild<QPushButton*>("edit_points")->setChecked(true);
  QTest::keyClick(mr, Qt::Key_Up);
  const double step_mm = (at() - before).norm();
  EXPECT_GT(step_mm, 0.3);
  QTest::keyClick(mr, Qt::Key_Up, Qt::ShiftModifier);
  EXPECT_NEAR((at() - before).norm(), 11 * step_mm, 1e-6);
  workspace->editor()->undo_stack()->undo();
  EXPECT_EQ(at(), before);
  ASSERT_TRUE(wait_idle());
}

TEST_F(RegisterWorkspaceTest, RowsJumpTheViewsAndArrowKeysWalkThem) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  auto* table = workspace->findChild<QTableView*>("landmark_table");
  table->setFocus();
  table->setCurrentIndex(table->model()->index(0, 1));
  const auto& mr = workspace->editor()->document().mr;
  const auto cursor = [&] { return workspace->cursor()->position_mm(); };
  EXPECT_LT((cursor() - mr.at(workspace->active_key()).p_mm).norm(), 1e-9);
  const LandmarkKey first = workspace->active_key();
  QTest::keyClick(table, Qt::Key_Down);
  EXPECT_NE(workspace->active_key(), first);
  EXPECT_LT((cursor() - mr.at(workspace->active_key()).p_mm).norm(), 1e-9);
  table->sortByColumn(LandmarkTableModel::kResidual, Qt::DescendingOrder);
  const auto shown = [&](int row) {
    return table->model()
        ->index(row, LandmarkTableModel::kResidual)
        .data(LandmarkTableModel::kSortRole)
        .toDouble();
  };
  for (int row = 1; row < table->model()->rowCount(); ++row) EXPECT_GE(shown(row - 1), shown(row));
}

TEST_F(RegisterWorkspaceTest, PointsAndTransformsAreExchangedAndImportIsUndone) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  LandmarkEditor* editor = workspace->editor();
  const LandmarkDocument before = editor->document();
  for (const auto& [name, format] :
       {std::pair("p.mrk.json", LandmarkFormat::slicer), std::pair("p.fcsv", LandmarkFormat::fcsv),
        std::pair("p.csv", LandmarkFormat::csv), std::pair("p.json", LandmarkFormat::verse)}) {
    SCOPED_TRACE(name);
    workspace->exchange().export_points(folder_ / name, LandmarkSide::mr, format);
    session()->wait_for_writes()();
    LandmarkDocument emptied = before;
    emptied.mr.clear();
    editor->replace(emptied, "Clear");
    workspace->exchange().import_points(folder_ / name, LandmarkSide::mr);
    ASSERT_TRUE(wait_idle());
    ASSERT_EQ(editor->document().mr.size(), before.mr.size());
    EXPECT_EQ(editor->document().mr.begin()->second.source, LandmarkSource::imported);
    for (const auto& [key, landmark] : before.mr) {
      EXPECT_LT((editor->document().mr.at(key).p_mm - landmark.p_mm).norm(), 1e-6);
    }
    editor->undo_stack()->undo();
    EXPECT_TRUE(editor->document().mr.empty());
    editor->undo_stack()->undo();
    EXPECT_EQ(editor->document(), before);
  }
  for (const char* name : {"t_ct-from-mr.tfm", "t_mr-from-ct.h5", "t_ct-from-mr_ras.mat"}) {
    workspace->exchange().export_transform(folder_ / name);
    session()->wait_for_writes()();
    EXPECT_LT((value_or_throw(read_ct_from_mr(folder_ / name)).matrix() -
               editor->registration()->ct_from_mr.matrix())
                  .norm(),
              1e-6);
  }
}

TEST_F(RegisterWorkspaceTest, SnapGoesToTheLabelsCentre) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  LandmarkEditor* editor = workspace->editor();
  for (QAction* action : workspace->findChildren<QAction*>()) {
    if (action->text() == "From Masks") action->trigger();
  }
  ASSERT_TRUE(wait_idle());
  const Eigen::Vector3d centre = editor->document().mr.at(kL3).p_mm;
  editor->set_point(LandmarkSide::mr, kL3, centre + Eigen::Vector3d(4, 5, 6));
  workspace->set_active_key(kL3);
  for (QAction* action : workspace->findChildren<QAction*>()) {
    if (action->text() == "Snap to the Label's Centre") action->trigger();
  }
  ASSERT_TRUE(wait_idle());
  EXPECT_LT((editor->document().mr.at(kL3).p_mm - centre).norm(), 1e-9);
  editor->undo_stack()->undo();
  EXPECT_GT((editor->document().mr.at(kL3).p_mm - centre).norm(), 5);
}

TEST_F(RegisterWorkspaceTest, AllSubjectsAreRegisteredWithATableThatOpensThem) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  ASSERT_TRUE(write_text_atomically(points_file("sub-003"), "{").ok());
  for (QAction* action : workspace->findChildren<QAction*>()) {
    if (action->text().startsWith("Register All")) action->trigger();
  }
  auto* dialog = workspace->findChild<RegisterAllDialog*>("register_all");
  ASSERT_NE(dialog, nullptr);
  dialog->findChild<QPushButton*>("start_registration")->click();
  ASSERT_TRUE(wait_idle());
  auto* table = dialog->findChild<QTableWidget*>("registration_table");
  ASSERT_EQ(table->rowCount(), static_cast<int>(session()->study().subjects().size()));
  int failed = 0;
  for (int row = 0; row < table->rowCount(); ++row) {
    failed += table->item(row, 1)->text().contains("failed");
    if (table->item(row, 0)->text() != "sub-002") continue;
    EXPECT_TRUE(std::filesystem::exists(session()->study().transform_file("sub-002")));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualItemRect(table->item(row, 0)).center());
  }
  EXPECT_EQ(failed, 1);
  EXPECT_EQ(session()->current_subject(), "sub-002");
  const auto csv =
      value_or_throw(read_text(session()->study().reports_folder() / "registration.csv"));
  EXPECT_NE(csv.find("\"sub-003\",failed"), std::string::npos) << csv;
  ASSERT_TRUE(wait_idle());
}

/// Run by the next test in a process of its own, which does not end well.
TEST_F(RegisterWorkspaceTest, DISABLED_EditsAndIsKilled) {
  const std::filesystem::path study = qEnvironmentVariable("TRANSPINE_KILLED_STUDY").toStdString();
  session()->open(study);
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return session()->study().folder() == study && idle(); }, kLong_ms));
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  // The writer of files is slow today.
  session()->write_later([]() -> Result<void> {
    QThread::sleep(60);
    return {};
  });
  workspace->editor()->set_point(LandmarkSide::mr, kL3, {1.5, 2.5, 3.5});
  ::kill(::getpid(), SIGKILL);
}

TEST_F(RegisterWorkspaceTest, AnEditSurvivesKill9) {
  QProcess killed;
  auto environment = QProcessEnvironment::systemEnvironment();
  const auto study = folder_ / "killed";
  std::filesystem::copy(*made_ / "study", study, std::filesystem::copy_options::recursive);
  environment.insert("TRANSPINE_KILLED_STUDY", QString::fromStdString(study.string()));
  killed.setProcessEnvironment(environment);
  killed.start(QCoreApplication::applicationFilePath(),
               {"--gtest_also_run_disabled_tests", "--gtest_filter=*DISABLED_EditsAndIsKilled"});
  ASSERT_TRUE(killed.waitForFinished(kLong_ms));
  ASSERT_EQ(killed.exitStatus(), QProcess::CrashExit) << killed.readAll().toStdString();
  session()->open(study);
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return session()->study().folder() == study && idle(); }, kLong_ms));
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  EXPECT_EQ(workspace->editor()->document().mr.at(kL3).p_mm, Eigen::Vector3d(1.5, 2.5, 3.5));
  session()->wait_for_writes()();
  // It is in the file now, and the journal is gone.
  const auto document = value_or_throw(read_landmark_document(points_file("sub-001")));
  EXPECT_EQ(document.mr.at(kL3).p_mm, Eigen::Vector3d(1.5, 2.5, 3.5));
  EXPECT_FALSE(LandmarkJournal(points_file("sub-001")).left_behind());
}

/// Two studies with the same subject ids: what is shown follows the study.
TEST_F(RegisterWorkspaceTest, AnotherStudyBringsItsOwnPointsAndImages) {
  std::filesystem::copy(*made_ / "study", folder_ / "other",
                        std::filesystem::copy_options::recursive);
  const Study other(folder_ / "other");
  LandmarkDocument document = value_or_throw(subject_landmarks(session()->study(), "sub-001"));
  document.mr.erase(kL3);
  ASSERT_TRUE(write_landmark_document(other.landmarks_file("sub-001"), document).ok());

  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  auto* translating = place<TranslateWorkspace>(MainWindow::kTranslate);
  ASSERT_TRUE(workspace->editor()->document().mr.contains(kL3));
  // Once with the workspace in front, once behind.
  for (const auto& [folder, in_front] : {std::pair("other", true), std::pair("study", false)}) {
    window_.show_workspace(in_front ? MainWindow::kRegister : MainWindow::kTranslate);
    session()->open(folder_ / folder);
    ASSERT_TRUE(QTest::qWaitFor(
        [&, wanted = folder_ / folder] { return session()->study().folder() == wanted && idle(); },
        kLong_ms));
    window_.show_workspace(MainWindow::kRegister);
    ASSERT_TRUE(wait_idle());
    EXPECT_EQ(workspace->editor()->document().mr.contains(kL3), std::string("study") == folder);
    EXPECT_TRUE(workspace->command().contains(QString::fromStdString((folder_ / folder).string())));
    const auto* mr = workspace->view(RegisterWorkspace::Column::mr, ViewPlane::axial);
    EXPECT_EQ(mr->layers().size(), 1U);
    window_.show_workspace(MainWindow::kTranslate);
    ASSERT_TRUE(wait_idle());
    EXPECT_EQ(translating->view(0, ViewPlane::axial)->layers().size(), 2U);
  }
}

TEST_F(RegisterWorkspaceTest, AnImageAddedToTheSubjectIsShown) {
  const auto ct = session()->file_of(Role::ct);
  session()->study().subject("sub-001").files.erase(Role::ct);
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  const auto* view = workspace->view(RegisterWorkspace::Column::ct, ViewPlane::axial);
  EXPECT_TRUE(view->layers().empty());
  window_.show_workspace(MainWindow::kData);
  session()->assign("sub-001", Role::ct, ct);
  ASSERT_TRUE(wait_idle());
  window_.show_workspace(MainWindow::kRegister);
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(view->layers().size(), 1U);
}

TEST_F(RegisterWorkspaceTest, APairOfTwoPeopleIsLabelled) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  auto* summary = workspace->findChild<QLabel*>("registration_summary");
  EXPECT_FALSE(summary->text().contains("two people"));
  session()->assign("sub-001", Role::ct, session()->study().find("sub-002")->path_of(Role::ct));
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(summary->text().contains("two people")) << summary->text().toStdString();
}

TEST_F(RegisterWorkspaceTest, AnExportKeepsTheSubjectItWasAskedFor) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  const auto released = keep_busy(JobLane::processor);
  for (QAction* action : workspace->findChildren<QAction*>()) {
    if (action->text().startsWith("Export CT")) action->trigger();
  }
  // Nothing is open when the CT is done: neither images nor a subject to name the file after.
  session()->set_current_subject("no-such-subject");
  QString suggested;
  QTimer answer;
  QObject::connect(&answer, &QTimer::timeout, [&] {
    auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
    if (!dialog) return;
    suggested = dialog->selectedFiles().value(0);
    dialog->reject();
  });
  answer.start(20);
  *released = true;
  ASSERT_TRUE(QTest::qWaitFor([&] { return !suggested.isEmpty(); }, kLong_ms));
  EXPECT_TRUE(suggested.endsWith("sub-001_space-mr_ct.nii.gz")) << suggested.toStdString();
  ASSERT_TRUE(wait_idle());
}

}  // namespace
}  // namespace transpine

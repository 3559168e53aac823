// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/register_workspace.h"

#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QTimer>
#include <QUndoStack>

#include "app/window/message_banner.h"
#include "core/base/atomic_file.h"
#include "core/landmarks/spine_labels.h"
#include "tests/widgets/study_window.h"
#include "widgets/landmarks/landmark_editor.h"
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

TEST_F(RegisterWorkspaceTest, ChoosingThePointsSavesNothing) {
  auto* workspace = place<RegisterWorkspace>(MainWindow::kRegister);
  workspace->findChild<QComboBox*>("kinds_used")->setCurrentIndex(2);
  session()->wait_for_writes()();
  EXPECT_FALSE(std::filesystem::exists(points_file("sub-001")));
  auto* summary = workspace->findChild<QLabel*>("registration_summary");
  EXPECT_TRUE(summary->text().contains("saved with the next change"));
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

// SPDX-License-Identifier: Apache-2.0
// What is wrong with a user's files is said in the window, with the file and what to do about it.
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>
#include <limits>

#include "app/window/message_banner.h"
#include "core/base/atomic_file.h"
#include "core/landmarks/spine_labels.h"
#include "tests/widgets/study_window.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/workspaces/data_workspace.h"
#include "widgets/workspaces/evaluate_workspace.h"
#include "widgets/workspaces/register_workspace.h"
#include "widgets/workspaces/train_workspace.h"
#include "widgets/workspaces/translate_workspace.h"

namespace transpine {
namespace {

class BadInputInTheWindow : public StudyWindowTest {
 protected:
  StudySession* session() { return window_.session(); }
  std::filesystem::path file(const std::string& subject, Role role) {
    return session()->study().find(subject)->path_of(role);
  }
  /// What the banner says; empty while it is hidden.
  std::string banner() {
    return window_.banner()->isVisible() ? window_.banner()->text().toStdString() : "";
  }
  void expect_banner(const std::string& text) {
    EXPECT_NE(banner().find(text), std::string::npos) << "\"" << text << "\" in: " << banner();
  }
  /// Puts NaN into the middle of an image of the study.
  std::filesystem::path spoil(const std::string& subject, Role role) {
    const auto path = file(subject, role);
    Volume volume = value_or_throw(read_nifti(path)).as(ScalarType::float32);
    auto voxels = volume.values<float>();
    voxels[voxels.size() / 2] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_TRUE(write_nifti(path, volume).ok());
    return path;
  }
};

TEST_F(BadInputInTheWindow, AnImageWithNan) {
  const auto path = spoil("sub-002", Role::mr);
  auto* data = place<DataWorkspace>(MainWindow::kData);
  session()->set_current_subject("sub-002");
  ASSERT_TRUE(wait_idle());
  EXPECT_FALSE(data->view(ViewPlane::axial)->layers().empty());
  expect_banner(path.filename().string());
  expect_banner("--nan 0");
  // It is left out of a training, which goes on with the others.
  window_.banner()->hide();
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  TrainOptions& options = training->options();
  options.channels = 8;
  options.multipliers = {1, 2};
  options.patch_size = 32;
  options.batch_size = 1;
  options.steps = 2;
  options.validation_slices = 0;
  training->findChild<QPushButton*>("train_start")->click();
  ASSERT_TRUE(wait_idle());
  expect_banner("sub-002 is left out");
  expect_banner("NaN");
  EXPECT_EQ(training->state(), TrainState::finished);
}

TEST_F(BadInputInTheWindow, AMaskOnAnotherGrid) {
  auto* registering = place<RegisterWorkspace>(MainWindow::kRegister);
  const auto mask = file("sub-001", Role::ct_subregions);
  session()->assign("sub-001", Role::mr_subregions, mask);
  ASSERT_TRUE(wait_idle());
  const auto before = registering->editor()->document();
  for (QAction* action : registering->findChildren<QAction*>()) {
    if (action->text() == "From Masks") action->trigger();
  }
  ASSERT_TRUE(wait_idle());
  expect_banner(mask.filename().string());
  EXPECT_EQ(registering->editor()->document(), before);
  EXPECT_EQ(place<DataWorkspace>(MainWindow::kData)->view(ViewPlane::axial)->layers().size(), 2U);
}

TEST_F(BadInputInTheWindow, ADamagedCheckpoint) {
  const auto checkpoint =
      folder_.path() / "study/runs/broken/checkpoints/step-00000010.safetensors";
  std::filesystem::create_directories(checkpoint.parent_path());
  ASSERT_TRUE(write_text_atomically(checkpoint, "not a checkpoint").ok());
  auto* translating = place<TranslateWorkspace>(MainWindow::kTranslate);
  ASSERT_EQ(translating->findChild<QListWidget*>("model_list")->count(), 1);
  translating->findChild<QPushButton*>("translate")->click();
  ASSERT_TRUE(wait_idle());
  expect_banner("step-00000010.safetensors");
  EXPECT_FALSE(translating->command().isEmpty());
}

TEST_F(BadInputInTheWindow, ADamagedImage) {
  place<DataWorkspace>(MainWindow::kData);
  const auto whole = value_or_throw(read_text(file("sub-001", Role::ct)));
  const auto path = folder_ / "broken_ct.nii.gz";
  ASSERT_TRUE(write_text_atomically(path, whole.substr(0, whole.size() / 3)).ok());
  session()->assign("sub-009", Role::ct, path);
  session()->set_current_subject("sub-009");
  ASSERT_TRUE(wait_idle());
  expect_banner("broken_ct.nii.gz");
  // The other places stand it too, and say it again.
  for (const auto which : {MainWindow::kRegister, MainWindow::kTranslate, MainWindow::kEvaluate}) {
    window_.banner()->hide();
    window_.show_workspace(which);
    ASSERT_TRUE(wait_idle());
    if (which != MainWindow::kEvaluate) expect_banner("broken_ct.nii.gz");
  }
}

TEST_F(BadInputInTheWindow, FewerThanThreeSharedLandmarks) {
  auto* registering = place<RegisterWorkspace>(MainWindow::kRegister);
  LandmarkEditor* editor = registering->editor();
  while (editor->keys().size() > 2) editor->remove(editor->keys().front());
  EXPECT_FALSE(editor->registration().ok());
  const QString summary = registering->findChild<QLabel*>("registration_summary")->text();
  EXPECT_TRUE(summary.contains("Not registered"));
  EXPECT_TRUE(summary.contains("three", Qt::CaseInsensitive)) << summary.toStdString();
  for (QAction* action : registering->findChildren<QAction*>()) {
    if (action->text().startsWith("Export CT")) action->trigger();
  }
  expect_banner("at least three pairs");
}

TEST_F(BadInputInTheWindow, AStudyThatCannotBeWritten) {
  auto* registering = place<RegisterWorkspace>(MainWindow::kRegister);
  const auto study = folder_ / "study";
  // Permissions do not stop root: a file in the place of a folder does, and the reverse.
  ASSERT_TRUE(write_text_atomically(study / "landmarks", "").ok());
  registering->editor()->remove(registering->editor()->keys().front());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !banner().empty(); }));
  expect_banner((study / "landmarks").string());
  window_.banner()->hide();
  std::filesystem::rename(study / "transpine.json", study / "kept.json");
  std::filesystem::create_directories(study / "transpine.json" / "in the way");
  session()->save();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !banner().empty(); }));
  expect_banner("transpine.json");
}

TEST_F(BadInputInTheWindow, OneBrokenScoresFile) {
  JobContext job;
  for (const char* run : {"a", "b"}) {
    write_real_ct_as_result(run, "sub-003");
    ASSERT_TRUE(evaluate_subject(session()->study(), run, "sub-003", {}, job).ok());
  }
  const auto broken = result_files(session()->study(), "a", "sub-003").scores;
  ASSERT_TRUE(write_text_atomically(broken, "{\"subject\": 3").ok());
  auto* evaluating = place<EvaluateWorkspace>(MainWindow::kEvaluate);
  EXPECT_EQ(evaluating->case_count(), 1);
  expect_banner(broken.filename().string());
}

}  // namespace
}  // namespace transpine

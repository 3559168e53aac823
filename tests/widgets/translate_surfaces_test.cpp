// SPDX-License-Identifier: Apache-2.0
// Fig. 7 of the paper in the Translate workspace: the isotropic and the native result side by side.
#include <gtest/gtest.h>

#include <QAction>
#include <QCheckBox>

#include "tests/widgets/study_window.h"
#include "widgets/surfaces/surface_pair.h"
#include "widgets/workspaces/translate_workspace.h"

namespace transpine {
namespace {

class TranslateSurfacesTest : public StudyWindowTest {
 protected:
  /// Results of run "a": the real CT on the MR's grid and on an isotropic one, and their masks.
  void make_results() {
    const Study study = window_.session()->study();
    write_real_ct_as_result("a", "sub-003");
    const ResultFiles files = result_files(study, "a", "sub-003");
    const Volume native = value_or_throw(read_nifti(files.sct));
    JobContext job;
    const Grid fine = respaced(native.grid(), {1.25, 1.25, 1.25});
    const Volume iso =
        value_or_throw(resample(native, fine, {}, Interpolation::linear, -1000, job));
    ASSERT_TRUE(write_nifti(files.sct_iso, iso.as(ScalarType::int16)).ok());
    ASSERT_TRUE(segment_subject(study, "a", "sub-003", {}, job).ok());
    ASSERT_TRUE(std::filesystem::exists(files.vertebrae_iso));
    window_.session()->set_current_subject("sub-003");
  }
};

TEST_F(TranslateSurfacesTest, TheIsotropicAndTheNativeResultStandSideBySideWithLinkedCameras) {
  make_results();
  auto* translating = place<TranslateWorkspace>(MainWindow::kTranslate);
  SurfacePair* pair = translating->surfaces();
  EXPECT_FALSE(pair->isVisible());
  translating->findChild<QCheckBox*>("surfaces_visible")->setChecked(true);
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return pair->isotropic()->is_complete() && pair->native()->is_complete(); }, kLong_ms));
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(pair->result(), "a");
  SurfaceView* iso = pair->isotropic()->view();
  SurfaceView* native = pair->native()->view();
  EXPECT_EQ(iso->surface_count(), 3U);
  EXPECT_EQ(native->surface_count(), 3U);
  // Both lie in one frame and are of one size, but the native one has coarser steps.
  const auto iso_bounds = *iso->surfaces().bounds_mm(22);
  const auto native_bounds = *native->surfaces().bounds_mm(22);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(iso_bounds[i], native_bounds[i], 5);
  // What one camera does the other does, until they are unlinked.
  native->setFocus();
  QTest::keyClick(native, Qt::Key_L);
  EXPECT_LT((iso->camera().position_mm - native->camera().position_mm).norm(), 1e-6);
  translating->findChild<QAction*>("view3d.link_cameras")->setChecked(false);
  QTest::keyClick(native, Qt::Key_A);
  EXPECT_GT((iso->camera().position_mm - native->camera().position_mm).norm(), 10);
  // The MR's own masks are the reference of the distances.
  pair->native()->show_distances(DistanceScale{true, 3});
  ASSERT_TRUE(QTest::qWaitFor([&] { return !pair->native()->distances().empty(); }, kLong_ms));
  EXPECT_EQ(pair->native()->distances().size(), 3U);
  // A click jumps the slices too.
  native->look_from('P');
  native->repaint();
  const Eigen::Vector3d before = translating->cursor()->position_mm();
  QTest::mouseClick(native, Qt::LeftButton, Qt::NoModifier, native->rect().center());
  if (native->selected_label()) {
    EXPECT_GT((translating->cursor()->position_mm() - before).norm(), 0.1);
  }
}

TEST_F(TranslateSurfacesTest, ASubjectWithoutResultsSaysSoAndOldResultsAskToSegmentAgain) {
  auto* translating = place<TranslateWorkspace>(MainWindow::kTranslate);
  translating->findChild<QCheckBox*>("surfaces_visible")->setChecked(true);
  ASSERT_TRUE(wait_idle());
  SurfacePair* pair = translating->surfaces();
  EXPECT_EQ(pair->native()->view()->empty_text(), "This subject has no results yet.");
  make_results();
  std::filesystem::remove(result_files(window_.session()->study(), "a", "sub-003").vertebrae_iso);
  Q_EMIT window_.session()->results_changed();
  ASSERT_TRUE(QTest::qWaitFor([&] { return pair->native()->is_complete(); }, kLong_ms));
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(pair->isotropic()->view()->surface_count(), 0U);
  EXPECT_TRUE(pair->isotropic()->view()->empty_text().contains("Segment again"));
}

TEST_F(TranslateSurfacesTest, TheViewIsKeptInTheStudy) {
  make_results();
  auto* translating = place<TranslateWorkspace>(MainWindow::kTranslate);
  translating->findChild<QCheckBox*>("surfaces_visible")->setChecked(true);
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return translating->surfaces()->native()->is_complete(); }, kLong_ms));
  ASSERT_TRUE(wait_idle());
  translating->surfaces()->native()->view()->look_from('R');
  const auto state = nlohmann::json::parse(translating->view_state().dump());
  translating->surfaces()->native()->view()->look_from('S');
  translating->findChild<QCheckBox*>("surfaces_visible")->setChecked(false);
  translating->restore_view_state(state);
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(translating->surfaces()->isVisible());
  const CameraPose pose = translating->surfaces()->native()->view()->camera();
  EXPECT_LT(pose.position_mm.x(), pose.focus_mm.x());
}

}  // namespace
}  // namespace transpine

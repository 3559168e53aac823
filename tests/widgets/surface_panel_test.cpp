// SPDX-License-Identifier: Apache-2.0
// The 3D panel with its background work: surfaces, distances, volume, export, state.
#include "widgets/surfaces/surface_panel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QSlider>
#include <optional>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "tests/support/test_files.h"
#include "tests/widgets/view3d_scene.h"
#include "widgets/backend/backend.h"
#include "widgets/surfaces/distance_table.h"

namespace transpine {
namespace {

using testing::ball_ct;
using testing::ball_spine;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kLong_ms = 60000;

class SurfacePanelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    panel_.resize(420, 520);
    panel_.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel_));
  }
  bool wait_idle() {
    return QTest::qWaitFor([&] { return backend_.active_count() == 0; }, kLong_ms);
  }
  bool wait_complete() {
    return QTest::qWaitFor([&] { return panel_.is_complete(); }, kLong_ms) && wait_idle();
  }
  QAction* action(const char* name) {
    auto* found = panel_.findChild<QAction*>(name);
    EXPECT_NE(found, nullptr) << name;
    return found;
  }
  int jobs() const { return static_cast<int>(added_.count()); }

  Backend backend_;
  QSignalSpy added_{&backend_, &Backend::job_added};
  LinkedCursor cursor_;
  SurfacePanel panel_{&backend_, &cursor_};
};

SliceLayer ct_layer() {
  SliceLayer layer;
  layer.volume = ball_ct();
  layer.window = 2000;
  layer.level = 0;
  layer.unit = "HU";
  return layer;
}

TEST_F(SurfacePanelTest, SurfacesAreBuiltInTheBackgroundAndCachedForOtherViews) {
  const Volume labels = ball_spine();
  panel_.set_labels(labels);
  EXPECT_EQ(panel_.view()->surface_count(), 0U);  // Not on this thread.
  ASSERT_TRUE(wait_complete());
  EXPECT_EQ(panel_.view()->surface_count(), 3U);
  EXPECT_EQ(jobs(), 1);
  // Another view of the same mask has them at once, without another job.
  SurfacePanel other(&backend_, &cursor_);
  other.set_labels(labels);
  EXPECT_TRUE(other.is_complete());
  EXPECT_EQ(other.view()->surface_count(), 3U);
  EXPECT_EQ(jobs(), 1);
  // Equal voxels in another buffer are another mask.
  panel_.set_labels(labels.clone());
  ASSERT_TRUE(wait_complete());
  EXPECT_EQ(jobs(), 2);
  panel_.set_labels({});
  EXPECT_EQ(panel_.view()->surface_count(), 0U);
}

TEST_F(SurfacePanelTest, SurfacesAppearOneByOneAsTheyAreReady) {
  Grid grid;
  grid.size = {160, 160, 320};
  std::vector<testing::Ball> all;
  for (int label = 1; label <= 8; ++label) all.push_back({{80, 80, 40.0 * label - 20}, 19, label});
  const Volume labels = testing::balls(grid, all);
  panel_.set_smoothing(1);
  panel_.set_labels(labels);
  std::set<std::size_t> counts;
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        counts.insert(panel_.view()->surface_count());
        return panel_.is_complete();
      },
      kLong_ms));
  // More than none and all.
  EXPECT_GT(counts.size(), 2U);
}

TEST_F(SurfacePanelTest, AnotherMaskCancelsTheBuildingOfTheFirst) {
  // A mask whose surfaces take long: noise.
  Grid grid;
  grid.size = {140, 140, 140};
  Volume noise(grid, ScalarType::uint8);
  RandomStream random(1, "noise");
  for (auto& value : noise.values<std::uint8_t>()) {
    value = static_cast<std::uint8_t>(random.uniform() * 12);
  }
  panel_.set_labels(noise);
  const int first = backend_.order().front();
  std::optional<JobState> last;
  QObject::connect(&backend_, &Backend::job_changed, &panel_, [&](int id) {
    if (id == first) last = backend_.find(id)->state;
  });
  panel_.set_labels(ball_spine());
  ASSERT_TRUE(wait_complete());
  EXPECT_EQ(last, JobState::cancelled);
  EXPECT_EQ(panel_.view()->surface_count(), 3U);
}

TEST_F(SurfacePanelTest, ALabelMapOf300ScatteredIdsIsCappedWithAMessage) {
  Grid grid;
  grid.size = {100, 100, 100};
  Volume scattered(grid, ScalarType::uint16);
  RandomStream random(1, "noise");
  for (auto& value : scattered.values<std::uint16_t>()) {
    value = static_cast<std::uint16_t>(random.uniform() * 301);
  }
  panel_.set_labels(scattered);
  ASSERT_TRUE(wait_complete());
  EXPECT_LT(panel_.view()->surface_count(), 300U);
  EXPECT_GT(panel_.view()->surface_count(), 50U);
  EXPECT_THAT(panel_.view()->note().toStdString(), HasSubstr("of 300 labels are left out"));
}

TEST_F(SurfacePanelTest, TheSmoothingSliderBuildsAnewAndGoesBackAtOnce) {
  const Volume labels = ball_spine();
  panel_.set_labels(labels);
  ASSERT_TRUE(wait_complete());
  auto* slider = panel_.findChild<QSlider*>("view3d_smoothing");
  slider->setValue(100);
  EXPECT_EQ(panel_.smoothing(), 1);
  EXPECT_FALSE(panel_.is_complete());
  ASSERT_TRUE(wait_complete());
  slider->setValue(50);
  EXPECT_TRUE(panel_.is_complete());
}

TEST_F(SurfacePanelTest, DistancesToAReferenceAreColouredAndListedByVertebra) {
  EXPECT_FALSE(action("view3d.distances_signed")->isEnabled());
  EXPECT_FALSE(action("view3d.distances_signed")->toolTip().isEmpty());
  panel_.set_labels(ball_spine());
  panel_.set_reference(ball_spine(2));
  ASSERT_TRUE(wait_complete());
  action("view3d.distances_absolute")->trigger();
  ASSERT_TRUE(wait_idle());
  ASSERT_EQ(panel_.distances().size(), 3U);
  // A ball moved by 2 mm: 1 mm in the mean, 2 mm at most.
  for (const auto& [label, distance] : panel_.distances()) {
    EXPECT_NEAR(distance.mean_mm, 1, 0.05) << label;
    EXPECT_NEAR(distance.max_mm, 2, 0.1) << label;
  }
  ASSERT_TRUE(panel_.view()->distance_scale());
  EXPECT_FALSE(panel_.view()->distance_scale()->is_signed);
  auto* table = panel_.findChild<DistanceTable*>("surface_distances");
  EXPECT_TRUE(table->isVisible());
  EXPECT_EQ(table->rowCount(), 3);
  EXPECT_EQ(table->item(0, 0)->text(), "L1");
  EXPECT_THAT(table->text().toStdString(), HasSubstr("HD95"));
  EXPECT_NEAR(table->item(0, 1)->text().toDouble(), panel_.distances().at(20).mean_mm, 0.006);
  // A row names its vertebra in the picture; Ctrl+C copies.
  table->setCurrentCell(1, 0);
  EXPECT_EQ(panel_.view()->selected_label(), 21);
  QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
  EXPECT_EQ(QGuiApplication::clipboard()->text(), table->text());
  panel_.findChild<QSlider*>("view3d_range")->setValue(55);
  EXPECT_EQ(panel_.view()->distance_scale()->range_mm, 5.5);
  action("view3d.distances_off")->trigger();
  EXPECT_FALSE(panel_.view()->distance_scale());
  EXPECT_FALSE(table->isVisible());
}

TEST_F(SurfacePanelTest, DistancesAreTakenInTheFrameOfTheView) {
  // The reference lies elsewhere in its own frame; its transform brings it onto the mask.
  const Rigid3 view_from_reference(Eigen::Quaterniond::Identity(), Eigen::Vector3d(5, 0, 0));
  panel_.set_labels(ball_spine(2));
  panel_.set_reference(ball_spine(-3), view_from_reference);
  panel_.show_distances(DistanceScale{true, 2});
  ASSERT_TRUE(wait_complete());
  ASSERT_TRUE(wait_idle());
  ASSERT_EQ(panel_.distances().size(), 3U);
  EXPECT_LT(panel_.distances().at(21).max_mm, 0.01);
}

TEST_F(SurfacePanelTest, VolumeRenderingIsForImagesInHounsfieldUnitsAndOffAtFirst) {
  SliceLayer mr = ct_layer();
  mr.unit.clear();
  panel_.set_image(mr);
  EXPECT_FALSE(action("view3d.volume")->isEnabled());
  panel_.set_image(ct_layer());
  EXPECT_TRUE(action("view3d.volume")->isEnabled());
  EXPECT_EQ(jobs(), 0);  // Nothing is prepared before it is asked for.
  action("view3d.volume")->setChecked(true);
  ASSERT_TRUE(wait_idle());
  panel_.view()->picture();
  EXPECT_TRUE(panel_.view()->volume().is_visible());
  action("view3d.volume_skin_bone")->trigger();
  EXPECT_EQ(panel_.view()->volume().preset(), "skin_bone");
  panel_.findChild<QSlider*>("view3d_shift")->setValue(-120);
  EXPECT_EQ(panel_.view()->volume().shift_hu(), -120);
}

TEST_F(SurfacePanelTest, SurfacesAreExportedToFilesInTheViewsFrame) {
  testing::TemporaryFolder folder;
  const Rigid3 view_from_labels(Eigen::Quaterniond::Identity(), Eigen::Vector3d(100, 0, 0));
  panel_.set_labels(ball_spine(), view_from_labels);
  ASSERT_TRUE(wait_complete());
  panel_.export_surfaces(folder / "all.ply", {});
  panel_.view()->set_label_visible(21, false);
  panel_.export_surfaces(folder / "each", {"stl", "RAS"});
  ASSERT_TRUE(wait_idle());
  EXPECT_THAT(folder.files(), ElementsAre("all.ply", "each/L1.stl", "each/L3.stl"));
  EXPECT_THAT(value_or_throw(read_text(folder / "each/L1.stl")).substr(0, 80),
              HasSubstr("SPACE=RAS"));
  const std::string ply = value_or_throw(read_text(folder / "all.ply"));
  float x = 0;
  std::memcpy(&x, ply.data() + ply.find("end_header\n") + 11, sizeof x);
  EXPECT_GT(x, 110);
}

TEST_F(SurfacePanelTest, AnExportThatCannotBeWrittenFailsWithTheFilesName) {
  testing::TemporaryFolder folder;
  ASSERT_TRUE(write_text_atomically(folder / "file", "x").ok());
  panel_.set_labels(ball_spine());
  ASSERT_TRUE(wait_complete());
  QString title, remedy;
  QObject::connect(&backend_, &Backend::job_failed, &panel_,
                   [&](int, const QString& what, const QString& todo) {
                     title = what;
                     remedy = todo;
                   });
  panel_.export_surfaces(folder / "file/surfaces.stl", {});
  ASSERT_TRUE(wait_idle());
  EXPECT_THAT((title + remedy).toStdString(), HasSubstr("file"));
}

TEST_F(SurfacePanelTest, ThePictureIsSavedLargerThanTheView) {
  testing::TemporaryFolder folder;
  panel_.set_labels(ball_spine());
  ASSERT_TRUE(wait_complete());
  panel_.save_picture(folder / "spine.png", 2);
  ASSERT_TRUE(wait_idle());
  const QImage saved(QString::fromStdString((folder / "spine.png").string()));
  EXPECT_EQ(saved.size(), panel_.view()->size() * 2);
}

TEST_F(SurfacePanelTest, ItsStateIsRestoredAndBrokenStatesLeaveItAsItWas) {
  panel_.set_labels(ball_spine());
  panel_.set_image(ct_layer());
  panel_.set_reference(ball_spine(1));
  ASSERT_TRUE(wait_complete());
  panel_.view()->look_from('L');
  panel_.view()->set_orthographic(true);
  panel_.view()->set_label_visible(21, false);
  panel_.set_smoothing(0.8);
  action("view3d.plane_sagittal")->setChecked(true);
  action("view3d.volume_bone_translucent")->trigger();
  panel_.findChild<QSlider*>("view3d_opacity")->setValue(40);
  panel_.show_distances(DistanceScale{false, 2});
  ASSERT_TRUE(wait_complete());
  const nlohmann::json state = nlohmann::json::parse(panel_.state().dump());

  SurfacePanel other(&backend_, &cursor_);
  other.restore(state);
  other.set_labels(ball_spine());
  other.set_image(ct_layer());
  other.set_reference(ball_spine(1));
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return other.is_complete() && !other.distances().empty(); }, kLong_ms));
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(other.state(), state);
  EXPECT_FALSE(other.view()->surfaces().is_visible(21));
  EXPECT_TRUE(other.view()->camera().orthographic);
  EXPECT_TRUE(other.view()->planes().is_visible(ViewPlane::sagittal));

  for (const char* broken :
       {"[]", "null", R"({"camera": 3, "smoothing": "x", "hidden": {"a": 1}, "planes": [1],
         "volume": 7, "distances": [], "opacity": null, "landmarks": "yes"})",
        R"({"camera": {"position_mm": [0, 0, 0], "focus_mm": [0, 0, 0], "up": [0, 0, 1],
         "half_height_mm": 10}})",
        R"({"camera": {"position_mm": ["a", 0], "focus_mm": 1}, "volume": {"preset": "none"}})"}) {
    auto before = other.state();
    const auto value = nlohmann::json::parse(broken);
    other.restore(value);
    ASSERT_TRUE(wait_idle());
    if (value.is_object() && value.contains("distances"))
      before["distances"] = other.state()["distances"];
    EXPECT_EQ(other.state(), before) << broken;
  }
}

TEST_F(SurfacePanelTest, EveryActionHasANameAndATextForTheShortcutEditor) {
  int named = 0;
  for (QAction* action : panel_.findChildren<QAction*>()) {
    if (action->objectName().startsWith("view3d.")) {
      ++named;
      EXPECT_FALSE(action->text().isEmpty()) << action->objectName().toStdString();
    }
  }
  EXPECT_GE(named, 24);
}

}  // namespace
}  // namespace transpine

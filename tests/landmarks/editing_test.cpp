// SPDX-License-Identifier: Apache-2.0
// What the editor does with points, without a window.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>

#include "core/base/atomic_file.h"
#include "core/landmarks/landmark_journal.h"
#include "core/landmarks/next_point.h"
#include "core/landmarks/snap.h"
#include "core/landmarks/spine_labels.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using testing::TemporaryFolder;

LandmarkDocument pairs_of(const std::vector<LandmarkKey>& keys) {
  LandmarkDocument document;
  for (const LandmarkKey key : keys) document.mr[key] = document.ct[key] = Landmark{};
  return document;
}

std::optional<LandmarkKey> next(const LandmarkDocument& document, LandmarkKey current,
                                const char* range = "C1-S") {
  return next_missing_point(document, current,
                            placement_plan(*vertebrae_in_range(range), document));
}

TEST(NextMissingPoint, FillsTheLevelThenHalvesThenGapsThenGoesOn) {
  LandmarkDocument document = pairs_of({{20, 50}, {20, 42}, {21, 50}, {23, 50}, {23, 42}});
  EXPECT_EQ(next(document, {21, 50}), (LandmarkKey{21, 42}));
  document.mr[{21, 42}] = document.ct[{21, 42}] = {};
  // A half pair comes before the gap at L3.
  document.mr[{24, 50}] = {};
  EXPECT_EQ(next(document, {21, 42}), (LandmarkKey{24, 50}));
  document.ct[{24, 50}] = {};
  EXPECT_EQ(next(document, {21, 42}), (LandmarkKey{22, 50}));
  document.mr[{22, 50}] = document.ct[{22, 50}] = {};
  document.mr[{22, 42}] = document.ct[{22, 42}] = {};
  document.mr[{24, 42}] = document.ct[{24, 42}] = {};
  // Below L5 comes the sacrum, which has a body alone; L6 is a variant.
  EXPECT_EQ(next(document, {24, 42}), (LandmarkKey{26, 50}));
  document.mr[{26, 50}] = document.ct[{26, 50}] = {};
  EXPECT_EQ(next(document, {26, 50}), (LandmarkKey{19, 50}));
  EXPECT_FALSE(next(document, {26, 50}, "L1-S"));
  EXPECT_EQ(next(document, {24, 42}, "L1-L6"), (LandmarkKey{25, 50}));
  EXPECT_EQ(next({}, {22, 50}, "T12-L5"), (LandmarkKey{22, 50}));
}

TEST(NextMissingPoint, ALevelThatEveryoneHasComesBeforeL6) {
  LandmarkDocument document =
      pairs_of({{20, 50}, {20, 42}, {22, 50}, {22, 42}, {24, 50}, {24, 42}, {26, 50}});
  EXPECT_EQ(next(document, {24, 42}, "C1-L6,S"), (LandmarkKey{23, 50}));
  for (const int level : {21, 23}) {
    for (const int kind : {50, 42}) document.mr[{level, kind}] = document.ct[{level, kind}] = {};
  }
  EXPECT_EQ(next(document, {24, 42}, "C1-L6,S"), (LandmarkKey{vertebra::kL6, 50}));
}

TEST(NeighbourPoint, GoesThroughTheLevelsAndStopsAtTheEnds) {
  LandmarkDocument document = pairs_of({{23, 50}});
  const auto plan = [&] { return placement_plan(*vertebrae_in_range("L3-L6,S"), document); };
  EXPECT_EQ(neighbour_point(document, {22, 42}, plan(), 1), (LandmarkKey{23, 42}));
  EXPECT_EQ(neighbour_point(document, {24, 42}, plan(), 1), (LandmarkKey{26, 50}))
      << "no L6 here, and the sacrum has its body alone";
  EXPECT_EQ(neighbour_point(document, {26, 50}, plan(), 1), std::nullopt);
  EXPECT_EQ(neighbour_point(document, {22, 50}, plan(), -1), std::nullopt);
  document.mr[{vertebra::kL6, 50}] = {};
  EXPECT_EQ(neighbour_point(document, {24, 42}, plan(), 1), (LandmarkKey{vertebra::kL6, 42}));
}

TEST(ShiftedLevels, MoveNamesAndRefuseToLeaveTheSpine) {
  const LandmarkDocument document = pairs_of({{19, 50}, {20, 50}, {24, 50}});
  const auto down = shifted_levels(document, 1, true, false);
  ASSERT_TRUE(down);
  EXPECT_TRUE(down->mr.contains({20, 50}) && down->mr.contains({21, 50}) &&
              down->mr.contains({26, 50}));
  EXPECT_EQ(down->mr.size(), 3u);
  EXPECT_EQ(down->ct, document.ct);
  EXPECT_EQ(*shifted_levels(*down, -1, true, false), document);
  EXPECT_FALSE(shifted_levels(document, 3, true, true));
  // With T13 it follows T12.
  const auto with_t13 = shifted_levels(pairs_of({{19, 50}, {28, 50}}), 1, true, true);
  ASSERT_TRUE(with_t13);
  EXPECT_TRUE(with_t13->mr.contains({28, 50}) && with_t13->mr.contains({20, 50}));
}

TEST(Snap, FindsPeaksBetweenVoxelsAndCentroids) {
  Grid grid;
  grid.size = {30, 30, 30};
  grid.spacing_mm = {0.8, 1, 1.5};
  const Eigen::Vector3d centre(11.3, 14.2, 20.4);
  Volume image(grid, ScalarType::float32);
  auto values = image.values<float>();
  for (std::int64_t n = 0; n < image.voxel_count(); ++n) {
    const Eigen::Vector3d p =
        grid.point_from_index({static_cast<double>(n % 30), static_cast<double>(n / 30 % 30),
                               static_cast<double>(n / 900)});
    values[static_cast<std::size_t>(n)] =
        static_cast<float>(100 * std::exp(-(p - centre).squaredNorm() / 18));
  }
  const Eigen::Vector3d start = centre + Eigen::Vector3d(2, -1.5, 2);
  const auto peak = snapped(image, start, 6, SnapTo::brightest);
  ASSERT_TRUE(peak);
  EXPECT_LT((*peak - centre).norm(), 0.1);
  const auto middle = snapped(image, centre + Eigen::Vector3d(0.5, 0, 0), 8, SnapTo::centroid);
  ASSERT_TRUE(middle);
  EXPECT_LT((*middle - centre).norm(), 0.3);
  for (float& value : values) value = -value;
  EXPECT_LT((*snapped(image, start, 6, SnapTo::darkest) - centre).norm(), 0.1);
  EXPECT_FALSE(snapped(image, {500, 0, 0}, 5, SnapTo::brightest));
}

/// The edit of a program that is killed right after it is found again.
TEST(LandmarkJournal, SurvivesKill9) {
  TemporaryFolder folder;
  const LandmarkDocument edited = pairs_of({{20, 50}, {21, 42}});
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    LandmarkJournal journal(folder / "landmarks/s.json");
    if (!journal.record(pairs_of({{20, 50}})).ok() || !journal.record(edited).ok()) ::_exit(3);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  LandmarkJournal journal(folder / "landmarks/s.json");
  const auto found = journal.left_behind();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->mr.size(), edited.mr.size());
  EXPECT_TRUE(found->ct.contains({21, 42}));
}

TEST(LandmarkJournal, IsForgottenWithTheNewestStateAlone) {
  TemporaryFolder folder;
  LandmarkJournal journal(folder / "s.json");
  const auto first = journal.record(pairs_of({{20, 50}}));
  const auto second = journal.record(pairs_of({{21, 50}}));
  ASSERT_TRUE(first.ok() && second.ok());
  journal.forget(*first);
  ASSERT_TRUE(journal.left_behind());
  EXPECT_TRUE(journal.left_behind()->mr.contains({21, 50}));
  journal.forget(*second);
  EXPECT_FALSE(journal.left_behind());
  // What cannot be read is no recovery.
  ASSERT_TRUE(write_text_atomically(journal.path(), "{\"format\": ").ok());
  EXPECT_FALSE(journal.left_behind());
}

}  // namespace
}  // namespace transpine

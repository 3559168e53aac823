// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/segment_bone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/evaluation/dice.h"
#include "core/image/resample.h"
#include "core/landmarks/spine_labels.h"
#include "core/phantom/phantom.h"
#include "core/phantom/scan.h"

namespace transpine {
namespace {

const PhantomSubject& subject() {
  static const PhantomSubject made = [] {
    auto options = demo_phantom_options();
    options.vertebrae = "L1-L4";
    options.mr_in_plane_mm = 3;
    options.seed = 3;
    JobContext job;
    return value_or_throw(make_phantom(options, job));
  }();
  return made;
}

LandmarkSet landmarks(std::initializer_list<int> parts) {
  LandmarkSet chosen;
  for (const auto& [key, p] : subject().ct_landmarks) {
    if (std::find(parts.begin(), parts.end(), key.subregion) != parts.end()) chosen[key] = p;
  }
  return chosen;
}

Segmentation segmented(const Volume& ct, const LandmarkSet& points) {
  JobContext job;
  return value_or_throw(segment_bone(ct, points, {}, job));
}

DiceScores scores(const Segmentation& result) {
  return dice_scores(value_or_throw(count_labels(result.vertebrae, subject().ct_vertebrae)));
}

double posterior_dice(const Segmentation& result) {
  const Volume ours = value_or_throw(posterior_only(result.vertebrae, result.subregions));
  const Volume truth =
      value_or_throw(posterior_only(subject().ct_vertebrae, subject().ct_subregions));
  return *dice_scores(value_or_throw(count_labels(ours, truth))).global;
}

TEST(SegmentBone, CleanPhantomWithTwoLandmarks) {
  const auto result = segmented(subject().ct, landmarks({50, 42}));
  const auto dice = scores(result);
  EXPECT_GT(*dice.global, 0.9);
  EXPECT_GT(posterior_dice(result), 0.8);
  for (const auto& [vertebra, score] : dice.per_vertebra)
    EXPECT_GT(*score, 0.85) << vertebra_name(vertebra);
  EXPECT_TRUE(result.vertebrae.grid().same_as(subject().ct.grid()));
}

TEST(SegmentBone, BodiesAlone) {
  const auto result = segmented(subject().ct, landmarks({50}));
  EXPECT_GT(*scores(result).global, 0.88);
  EXPECT_GT(*scores(result).mean_vertebra, 0.8);
}

TEST(SegmentBone, BlurredLikeASyntheticCt) {
  Volume blurred = subject().ct.as(ScalarType::float32);
  for (int i = 0; i < 2; ++i) blur_lightly(blurred, 0.25);
  const auto result = segmented(blurred, landmarks({50, 42}));
  EXPECT_GT(*scores(result).global, 0.82);
  EXPECT_GT(posterior_dice(result), 0.72);
}

TEST(SegmentBone, OrderOfAxesDoesNotMatter) {
  const Volume turned = value_or_throw(reorient(subject().ct, "PIR"));
  const auto result = segmented(turned, landmarks({50, 42}));
  EXPECT_TRUE(result.vertebrae.grid().same_as(turned.grid()));
  const Volume back = value_or_throw(reorient(result.vertebrae, "LPS"));
  const auto direct = segmented(subject().ct, landmarks({50, 42}));
  EXPECT_GT(*dice_scores(value_or_throw(count_labels(back, direct.vertebrae))).mean_vertebra,
            0.995);
}

TEST(SegmentBone, SpinousProcessesLieBehindTheBodies) {
  const auto result = segmented(subject().ct, landmarks({50, 42}));
  const auto ids = result.subregions.values<std::uint8_t>();
  std::map<int, std::pair<double, int>> y;
  const Grid& grid = result.subregions.grid();
  for (std::int64_t i = 0; i < grid.voxel_count(); ++i) {
    if (!ids[i]) continue;
    y[ids[i]].first += static_cast<double>(i / grid.size[0] % grid.size[1]);
    ++y[ids[i]].second;
  }
  ASSERT_THAT(y, ::testing::SizeIs(3));
  const auto mean = [&](int id) { return y.at(id).first / y.at(id).second; };
  EXPECT_LT(mean(subregion::kBody) + 5, mean(subregion::kArcus));
  EXPECT_LT(mean(subregion::kArcus), mean(subregion::kSpinousProcess));
}

TEST(SegmentBone, RefusesWhatItCannotSegment) {
  JobContext job;
  LandmarkSet outside;
  outside[{20, 50}] = Eigen::Vector3d(9999, 0, 0);
  EXPECT_FALSE(segment_bone(subject().ct, outside, {}, job));
  EXPECT_FALSE(segment_bone(subject().ct, landmarks({42}), {}, job)) << "no bodies";
  const Volume water(subject().ct.grid(), ScalarType::int16);
  const auto no_bone = segment_bone(water, landmarks({50}), {}, job);
  ASSERT_FALSE(no_bone);
  EXPECT_THAT(no_bone.error().title, ::testing::HasSubstr("no bone"));
}

TEST(SegmentBone, Cancels) {
  std::stop_source stop;
  stop.request_stop();
  JobContext job(stop.get_token(), {});
  const auto result = segment_bone(subject().ct, landmarks({50}), {}, job);
  ASSERT_FALSE(result);
  EXPECT_TRUE(result.error().is_cancelled());
}

}  // namespace
}  // namespace transpine

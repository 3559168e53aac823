// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/resource_file.h"
#include "core/evaluation/dice.h"
#include "core/phantom/phantom.h"
#include "core/segmentation/segmenter.h"

namespace transpine {
namespace {

/// A phantom that was in no training.
const PhantomSubject& subject() {
  static const PhantomSubject made = [] {
    auto options = demo_phantom_options();
    options.vertebrae = "L2-S";
    options.mr_in_plane_mm = 3;
    options.ct_width_mm = 120;
    options.ct_in_plane_mm = 1.5;
    options.seed = 771;
    JobContext job;
    return value_or_throw(make_phantom(options, job));
  }();
  return made;
}

TEST(ShippedSegmenter, IsSmall) {
  const auto file = resource_file("spine-segmenter.safetensors");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_LT(std::filesystem::file_size(*file), 2'000'000u);
  EXPECT_FALSE(resource_file("no-such-file"));
}

TEST(ShippedSegmenter, FindsTheVertebraeOfAnUnseenPhantom) {
  SegmentOptions options;
  options.method = "network";
  options.device = "cpu";
  auto segmenter = make_spine_segmenter(options);
  ASSERT_TRUE(segmenter) << segmenter.error().message();
  EXPECT_FALSE((*segmenter)->needs_landmarks());
  LandmarkSet one;
  one[{22, 50}] = subject().ct_landmarks.at({22, 50});
  JobContext job;
  const auto result = segment_spine(**segmenter, options, subject().ct, one, job);
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_TRUE(result->vertebrae.grid().same_as(subject().ct.grid()));
  const DiceScores dice =
      dice_scores(value_or_throw(count_labels(result->vertebrae, subject().ct_vertebrae)));
  for (const int id : {21, 22, 23, 24}) {
    ASSERT_TRUE(dice.per_vertebra.at(id).has_value()) << id;
    EXPECT_GT(*dice.per_vertebra.at(id), 0.6) << id;
  }
}

TEST(ShippedSegmenter, AModelThatIsNoneIsNamed) {
  SegmentOptions options;
  options.method = "network";
  options.model = "/no/such/run";
  const auto segmenter = make_spine_segmenter(options);
  ASSERT_FALSE(segmenter);
  EXPECT_THAT(segmenter.error().message(), ::testing::HasSubstr("/no/such/run"));
}

}  // namespace
}  // namespace transpine

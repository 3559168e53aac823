// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/spine_from_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/evaluation/dice.h"
#include "core/landmarks/part_classes.h"
#include "core/landmarks/spine_labels.h"
#include "core/phantom/phantom.h"

namespace transpine {
namespace {

using Eigen::Vector3d;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const PhantomSubject& subject() {
  static const PhantomSubject made = [] {
    auto options = demo_phantom_options();
    options.vertebrae = "L1-S";
    options.mr_in_plane_mm = 3;
    options.ct_in_plane_mm = 1.5;
    options.ct_width_mm = 110;
    options.seed = 4;
    JobContext job;
    return value_or_throw(make_phantom(options, job));
  }();
  return made;
}

/// The true parts, as a perfect network would give them.
Volume true_parts() {
  const auto ids = subject().ct_vertebrae.values<std::uint8_t>();
  const auto subregions = subject().ct_subregions.values<std::uint8_t>();
  Volume parts(subject().ct.grid(), ScalarType::uint8);
  const auto values = parts.values<std::uint8_t>();
  for (std::size_t v = 0; v < ids.size(); ++v) {
    values[v] = ids[v] ? part_class_of(ids[v], subregions[v]) : 0;
  }
  return parts;
}

/// Changes the parts where the true vertebra is one of `ids`.
void replace_where(Volume& parts, std::set<int> ids, auto change) {
  const auto truth = subject().ct_vertebrae.values<std::uint8_t>();
  const auto values = parts.values<std::uint8_t>();
  for (std::size_t v = 0; v < truth.size(); ++v) {
    if (ids.contains(truth[v])) values[v] = change(values[v]);
  }
}

Segmentation spine(const Volume& parts, const NumberingHints& hints = {}) {
  JobContext job;
  return value_or_throw(spine_from_parts({parts, parts}, hints, job));
}

DiceScores dice(const Volume& ours, const Volume& truth) {
  return dice_scores(value_or_throw(count_labels(ours, truth)));
}

std::set<int> labels_of(const Volume& labels) {
  const auto values = labels.values<std::uint8_t>();
  std::set<int> found(values.begin(), values.end());
  found.erase(0);
  return found;
}

TEST(SpineFromParts, FindsTheVertebraeOfAPhantom) {
  const Segmentation result = spine(true_parts());
  const DiceScores scores = dice(result.vertebrae, subject().ct_vertebrae);
  EXPECT_EQ(scores.vertebrae, 6);
  for (const auto& [id, score] : scores.per_vertebra) {
    EXPECT_GT(*score, 0.96) << vertebra_name(id);
  }
  EXPECT_THAT(result.notes.front(), HasSubstr("from the sacrum"));
  EXPECT_EQ(result.notes.size(), 1u) << result.notes.back();
}

TEST(SpineFromParts, NamesSidesOfProcesses) {
  const Segmentation result = spine(true_parts());
  Volume truth = subject().ct_subregions.clone();
  const auto ids = subject().ct_vertebrae.values<std::uint8_t>();
  const auto values = truth.values<std::uint8_t>();
  for (std::size_t v = 0; v < ids.size(); ++v) {
    if (ids[v] == vertebra::kSacrum) values[v] = 0;
  }
  const auto confusion = value_or_throw(count_labels(result.subregions, truth));
  const DiceScores scores = dice_scores(confusion);
  for (const auto& [id, score] : scores.per_vertebra) {
    EXPECT_GT(*score, 0.9) << subregion_name(id);
  }
  EXPECT_GE(scores.per_vertebra.size(), 9u);
}

TEST(SpineFromParts, TakesTouchingBodiesApart) {
  // The disc between L2 and L3 becomes body: a bridge as wide as they are.
  Volume parts = true_parts();
  const auto values = parts.values<std::uint8_t>();
  const Grid& grid = parts.grid();
  const Vector3d l2 = subject().ct_landmarks.at({21, 50}), l3 = subject().ct_landmarks.at({22, 50});
  for (const double radius_mm : {5.0, 14.0}) {
    SCOPED_TRACE(radius_mm);
    for (std::int64_t v = 0; v < grid.voxel_count(); ++v) {
      const Vector3d p =
          grid.point_from_index({static_cast<double>(v % grid.size[0]),
                                 static_cast<double>(v / grid.size[0] % grid.size[1]),
                                 static_cast<double>(v / grid.size[0] / grid.size[1])});
      const double t = (p - l2).dot(l3 - l2) / (l3 - l2).squaredNorm();
      const bool between = t > 0.2 && t < 0.8 && (p - l2 - t * (l3 - l2)).norm() < radius_mm;
      auto& part = values[static_cast<std::size_t>(v)];
      if (between && part == 0) part = part_class::kBody;
    }
    const DiceScores scores = dice(spine(parts).vertebrae, subject().ct_vertebrae);
    EXPECT_EQ(scores.vertebrae, 6);
    for (const int id : {21, 22}) EXPECT_GT(*scores.per_vertebra.at(id), 0.85);
  }
}

TEST(SpineFromParts, LeavesOutSpecksAndWhatLiesBeside) {
  Volume parts = true_parts();
  const Grid& grid = parts.grid();
  const auto set_ball = [&](const Vector3d& index, double radius) {
    for (std::int64_t v = 0; v < grid.voxel_count(); ++v) {
      const Vector3d at(static_cast<double>(v % grid.size[0]),
                        static_cast<double>(v / grid.size[0] % grid.size[1]),
                        static_cast<double>(v / grid.size[0] / grid.size[1]));
      if ((at - index).norm() < radius) {
        parts.values<std::uint8_t>()[static_cast<std::size_t>(v)] = part_class::kBody;
      }
    }
  };
  const Vector3d l3 = grid.index_from_point(subject().ct_landmarks.at({22, 50}));
  set_ball(l3 + Vector3d(30, -15, 0), 2);  // A speck.
  set_ball(l3 + Vector3d(-27, 0, 4), 7);   // As large as a body, beside it.
  const Segmentation result = spine(parts);
  EXPECT_EQ(labels_of(result.vertebrae), (std::set<int>{20, 21, 22, 23, 24, 26}));
  EXPECT_GT(*dice(result.vertebrae, subject().ct_vertebrae).mean_vertebra, 0.95);
  EXPECT_THAT(result.notes, ::testing::Contains(HasSubstr("away from the column")));
}

TEST(SpineFromParts, SaysHowTheLevelsWereFound) {
  Volume parts = true_parts();
  replace_where(parts, {vertebra::kSacrum}, [](auto) { return part_class::kBackground; });
  // One landmark is enough, with another name than the truth to see that it counts.
  NumberingHints marked;
  marked.landmarks[{12, 50}] = subject().ct_landmarks.at({21, 50});
  const Segmentation by_points = spine(parts, marked);
  EXPECT_EQ(labels_of(by_points.vertebrae), (std::set<int>{11, 12, 13, 14, 15}));
  EXPECT_THAT(by_points.notes.front(), HasSubstr("1 landmark"));

  NumberingHints named = marked;
  named.named = NamedPlace{vertebra::kL6, subject().ct_landmarks.at({24, 42})};
  EXPECT_EQ(labels_of(spine(parts, named).vertebrae), (std::set<int>{21, 22, 23, 24, 25}))
      << "the named place wins, and a spinous process is a place of its vertebra";

  const Segmentation unknown = spine(parts);
  EXPECT_EQ(labels_of(unknown.vertebrae), (std::set<int>{20, 21, 22, 23, 24}));
  EXPECT_THAT(unknown.notes, ::testing::Contains(HasSubstr("not known")));
  EXPECT_THAT(unknown.notes, ::testing::Contains(HasSubstr("--level")));

  NumberingHints elsewhere;
  elsewhere.landmarks[{22, 50}] = Vector3d(0, -500, 0);
  EXPECT_THAT(spine(parts, elsewhere).notes, ::testing::Contains(HasSubstr("No landmark")));

  named.named->p_mm = Vector3d(0, -500, 0);
  JobContext job;
  const auto nowhere = spine_from_parts({parts, parts}, named, job);
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().title, HasSubstr("L6"));
}

TEST(SpineFromParts, CountsT13WhereALandmarkIsOfIt) {
  NumberingHints hints;
  hints.landmarks[{vertebra::kT13, 50}] = subject().ct_landmarks.at({21, 50});
  EXPECT_EQ(labels_of(spine(true_parts(), hints).vertebrae),
            (std::set<int>{19, 28, 20, 21, 22, 26}));
}

TEST(SpineFromParts, LeavesTheNumberOfAMissingVertebraFree) {
  Volume parts = true_parts();
  replace_where(parts, {22}, [](auto) { return part_class::kBackground; });
  const Segmentation result = spine(parts);
  EXPECT_EQ(labels_of(result.vertebrae), (std::set<int>{20, 21, 23, 24, 26}));
  EXPECT_THAT(result.notes, ::testing::Contains(HasSubstr("missing")));
}

TEST(SpineFromParts, RefusesWhatHasNoBody) {
  Volume parts = true_parts();
  replace_where(parts, {20, 21, 22, 23, 24}, [](std::uint8_t part) {
    return part == part_class::kBody ? std::uint8_t{0} : part;
  });
  JobContext job;
  const auto none = spine_from_parts({parts, parts}, {}, job);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().title, HasSubstr("No vertebral body"));
  std::stop_source stop;
  stop.request_stop();
  JobContext stopped(stop.get_token(), {});
  EXPECT_TRUE(spine_from_parts({true_parts(), true_parts()}, {}, stopped).error().is_cancelled());
}

}  // namespace
}  // namespace transpine

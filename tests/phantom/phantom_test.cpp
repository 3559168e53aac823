// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/phantom.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <set>

#include "core/base/parallel.h"
#include "core/landmarks/centres_of_mass.h"
#include "core/landmarks/spine_labels.h"
#include "core/phantom/noise_field.h"
#include "core/phantom/scan.h"
#include "core/phantom/surface_tre.h"
#include "core/registration/landmark_registration.h"

namespace transpine {
namespace {

PhantomOptions small_options() {
  PhantomOptions options = demo_phantom_options();
  options.vertebrae = "L2-L4";
  options.mr_in_plane_mm = 2;
  options.ct_in_plane_mm = 2;
  options.ct_slice_mm = 2;
  return options;
}

PhantomSubject made(const PhantomOptions& options) {
  JobContext job;
  return value_or_throw(make_phantom(options, job));
}

bool same_voxels(const Volume& a, const Volume& b) {
  return a.byte_size() == b.byte_size() && std::memcmp(a.data(), b.data(), a.byte_size()) == 0;
}

std::vector<double> values_where(const Volume& image, const Volume& parts, int part) {
  std::vector<double> found;
  const auto ids = parts.values<std::uint8_t>();
  visit_values(image, [&](auto values) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] == part) found.push_back(static_cast<double>(values[i]));
    }
  });
  return found;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

TEST(Phantom, SameSeedSameVoxelsForAnyNumberOfThreads) {
  set_thread_count(1);
  const auto one = made(small_options());
  set_thread_count(3);
  const auto three = made(small_options());
  set_thread_count(0);
  EXPECT_TRUE(same_voxels(one.mr, three.mr));
  EXPECT_TRUE(same_voxels(one.ct, three.ct));
  EXPECT_TRUE(same_voxels(one.mr_subregions, three.mr_subregions));
  EXPECT_EQ(one.ct_landmarks, three.ct_landmarks);
  auto other = small_options();
  other.seed = 2;
  EXPECT_FALSE(same_voxels(one.ct, made(other).ct));
}

TEST(Phantom, ImagesHaveTheirOwnGridsAndMasks) {
  const auto subject = made(small_options());
  EXPECT_EQ(subject.mr.grid().orientation(), "PIR");
  EXPECT_EQ(subject.ct.grid().orientation(), "LPS");
  EXPECT_DOUBLE_EQ(subject.mr.grid().spacing_mm[2], small_options().mr_slice_mm);
  for (const Volume* mask : {&subject.mr_vertebrae, &subject.mr_subregions}) {
    EXPECT_TRUE(mask->grid().same_as(subject.mr.grid()));
  }
  const auto ids = subject.ct_vertebrae.values<std::uint8_t>();
  std::set<int> found(ids.begin(), ids.end());
  EXPECT_THAT(found, ::testing::ElementsAre(0, 21, 22, 23))
      << "neighbours are visible, not labelled";
  const auto parts = subject.ct_subregions.values<std::uint8_t>();
  for (std::size_t i = 0; i < parts.size(); ++i) EXPECT_EQ(parts[i] == 0, ids[i] == 0);
}

TEST(Phantom, HounsfieldUnitsAndSignalAreOfTheirTissues) {
  auto options = small_options();
  const auto t2 = made(options);
  const double body_hu = median(values_where(t2.ct, t2.ct_subregions, subregion::kBody));
  EXPECT_GT(body_hu, 100);
  EXPECT_LT(body_hu, 350);
  const auto values = t2.ct.values<std::int16_t>();
  EXPECT_GT(*std::max_element(values.begin(), values.end()), 600) << "cortical bone";
  options.contrast = "t1";
  const auto t1 = made(options);
  // CSF in front of the lamina: half-way from the centre of the body to the spinous process there
  // is the canal's rear part; its brightest voxels nearby are fluid in T2.
  const auto canal_signal = [](const PhantomSubject& s) {
    const LandmarkKey body{22, subregion::kBody}, arch{22, subregion::kArcus};
    const Eigen::Vector3d p = 0.25 * s.mr_landmarks.at(body) + 0.75 * s.mr_landmarks.at(arch);
    const Eigen::Vector3d index = s.mr.grid().index_from_point(p);
    double sum = 0;
    for (int d = -3; d <= 3; ++d) {
      sum +=
          s.mr.at(std::lround(index.x()), std::lround(index.y()) + d, std::lround(index.z())) / 7;
    }
    return sum;
  };
  const double marrow_t2 = median(values_where(t2.mr, t2.mr_subregions, subregion::kBody));
  const double marrow_t1 = median(values_where(t1.mr, t1.mr_subregions, subregion::kBody));
  EXPECT_GT(canal_signal(t2), marrow_t2);
  EXPECT_LT(canal_signal(t1), marrow_t1);
}

TEST(Phantom, RigidTruthMapsLandmarksExactly) {
  const auto subject = made(small_options());
  ASSERT_GE(subject.mr_landmarks.size(), 12u);
  EXPECT_GT(subject.ct_from_mr.angle_deg(), 0.5);
  for (const auto& key : shared_keys(subject.mr_landmarks, subject.ct_landmarks)) {
    EXPECT_LT(
        (subject.ct_from_mr * subject.mr_landmarks.at(key) - subject.ct_landmarks.at(key)).norm(),
        1e-9)
        << vertebra_name(key.vertebra) << " " << subregion_name(key.subregion);
  }
  EXPECT_LT(mean_surface_tre_mm(subject.mr_vertebrae, subject.ct_from_mr,
                                subject.ct_from_mr_per_vertebra),
            1e-9);
}

TEST(Phantom, LandmarksAreTheCentresOfTheMasks) {
  const auto subject = made(small_options());
  const auto centres = value_or_throw(centres_of_mass(subject.ct_vertebrae, subject.ct_subregions));
  for (const int vertebra : {21, 22, 23}) {
    for (const int part : {subregion::kBody, subregion::kSpinousProcess}) {
      const LandmarkKey key{vertebra, part};
      EXPECT_LT((centres.at(key) - subject.ct_landmarks.at(key)).norm(), 1.5)
          << vertebra << " " << part;
    }
  }
}

TEST(Phantom, BendingMovesVertebraeDifferently) {
  auto options = small_options();
  options.bend_deg = 5;
  const auto subject = made(options);
  const auto& truth = subject.ct_from_mr_per_vertebra;
  const Rigid3 between = truth.at(21).inverse() * truth.at(23);
  EXPECT_GT(between.angle_deg(), 0.2);
  EXPECT_LT(between.angle_deg(), 2 * 2 * options.bend_deg);
  for (const auto& key : shared_keys(subject.mr_landmarks, subject.ct_landmarks)) {
    EXPECT_LT((truth.at(key.vertebra) * subject.mr_landmarks.at(key) - subject.ct_landmarks.at(key))
                  .norm(),
              1e-9);
  }
  EXPECT_GT(mean_surface_tre_mm(subject.mr_vertebrae, subject.ct_from_mr, truth), 0.05);
}

TEST(Phantom, TwoNoisyLandmarksPerVertebraRegisterWithinAMillimetre) {
  auto options = small_options();
  options.vertebrae = "L1-L5";
  options.landmark_noise_mm = 0.5;
  for (const int seed : {1, 2}) {
    options.seed = static_cast<std::uint64_t>(seed);
    const auto subject = made(options);
    RegistrationOptions two;
    two.subregions = {subregion::kBody, subregion::kSpinousProcess};
    RegistrationOptions one;
    one.subregions = {subregion::kBody};
    const auto by_two =
        value_or_throw(register_landmarks(subject.mr_landmarks, subject.ct_landmarks, two));
    const auto by_one =
        value_or_throw(register_landmarks(subject.mr_landmarks, subject.ct_landmarks, one));
    const auto tre = [&](const Rigid3& estimate) {
      return mean_surface_tre_mm(subject.mr_vertebrae, estimate, subject.ct_from_mr_per_vertebra);
    };
    EXPECT_LT(tre(by_two.ct_from_mr), 1) << "seed " << seed;
    EXPECT_LT(tre(by_two.ct_from_mr), tre(by_one.ct_from_mr)) << "seed " << seed;
  }
}

TEST(Phantom, DegenerateCases) {
  auto options = small_options();
  const auto healthy = made(options);
  const auto body_voxels = [](const PhantomSubject& s, int vertebra) {
    const auto ids = s.ct_vertebrae.values<std::uint8_t>();
    const auto parts = s.ct_subregions.values<std::uint8_t>();
    int count = 0;
    for (std::size_t i = 0; i < ids.size(); ++i)
      count += ids[i] == vertebra && parts[i] == subregion::kBody;
    return count;
  };
  options.degenerate = "fracture";
  EXPECT_LT(body_voxels(made(options), 22), 0.93 * body_voxels(healthy, 22));

  options.degenerate = "missing_spinous";
  const auto missing = made(options);
  const LandmarkKey spinous{22, subregion::kSpinousProcess};
  EXPECT_TRUE(healthy.ct_landmarks.contains(spinous));
  EXPECT_FALSE(missing.ct_landmarks.contains(spinous));

  options.degenerate = "fused";
  const auto fused = made(options);
  const auto gap = [](const PhantomSubject& s) {
    return (s.ct_landmarks.at({22, subregion::kBody}) - s.ct_landmarks.at({23, subregion::kBody}))
        .norm();
  };
  EXPECT_LT(gap(fused), gap(healthy) - 2) << "the disc between is lost";
}

TEST(Phantom, ThoracicAndCervicalRanges) {
  for (const char* range : {"C1-C3", "T5-T6", "L5-S"}) {
    auto options = small_options();
    options.vertebrae = range;
    const auto subject = made(options);
    const auto wanted = vertebrae_in_range(range).value();
    for (const int id : wanted) {
      EXPECT_TRUE((subject.ct_landmarks.contains({id, subregion::kBody})))
          << range << " " << vertebra_name(id);
    }
  }
}

TEST(Phantom, RefusesBrokenRanges) {
  for (const char* range : {"", "L9", "L5-L1", "C1-C2,L1", "banana"}) {
    auto options = small_options();
    options.vertebrae = range;
    JobContext job;
    EXPECT_FALSE(make_phantom(options, job)) << range;
  }
}

TEST(Phantom, CancelsAndChangesNothing) {
  std::stop_source stop;
  stop.request_stop();
  JobContext job(stop.get_token(), {});
  const auto result = make_phantom(small_options(), job);
  ASSERT_FALSE(result);
  EXPECT_TRUE(result.error().is_cancelled());
}

TEST(Phantom, CohortMembersDiffer) {
  const auto options = small_options();
  EXPECT_NE(cohort_member(options, 0).seed, cohort_member(options, 1).seed);
  EXPECT_EQ(cohort_member(options, 3).seed, cohort_member(options, 3).seed);
}

TEST(SurfaceTre, OfAShiftIsItsLength) {
  const auto subject = made(small_options());
  const Eigen::Vector3d shift(1, -2, 2);
  const Rigid3 off(Eigen::Quaterniond::Identity(), shift);
  EXPECT_NEAR(mean_surface_tre_mm(subject.mr_vertebrae, off * subject.ct_from_mr,
                                  subject.ct_from_mr_per_vertebra),
              3, 1e-9);
  EXPECT_TRUE(std::isnan(mean_surface_tre_mm(subject.mr_vertebrae, off, {})));
}

TEST(Noise, RicianOfNothingIsRayleigh) {
  Grid grid;
  grid.size = {60, 60, 20};
  Volume image(grid, ScalarType::float32);
  add_rician_noise(image, 10, 1);
  double mean = 0;
  for (const float v : image.values<float>()) mean += v / static_cast<double>(image.voxel_count());
  EXPECT_NEAR(mean, 10 * std::sqrt(std::numbers::pi / 2), 0.1);
}

TEST(Noise, FieldIsSmoothAndBounded) {
  const NoiseField field(3, "test", 5);
  RandomStream random(4, "points");
  double low = 1, high = -1;
  for (int i = 0; i < 2000; ++i) {
    const Eigen::Vector3d p(random.uniform(-50, 50), random.uniform(-50, 50),
                            random.uniform(-50, 50));
    low = std::min(low, field(p));
    high = std::max(high, field(p));
    // A value changes by at most 2 * 1.5 per cell and axis.
    EXPECT_LT(std::abs(field(p + Eigen::Vector3d(0.01, 0.01, 0.01)) - field(p)), 3 * 3 * 0.01 / 5);
  }
  EXPECT_GE(low, -1);
  EXPECT_LE(high, 1);
  EXPECT_LT(low, -0.5);
  EXPECT_GT(high, 0.5);
}

}  // namespace
}  // namespace transpine

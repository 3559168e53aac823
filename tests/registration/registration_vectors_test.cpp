// SPDX-License-Identifier: Apache-2.0
// Kabsch and Horn solutions of point sets, computed in float64 (rigid_registration.json).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "core/registration/landmark_registration.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using nlohmann::json;

LandmarkSet points_of(const json& list) {
  LandmarkSet points;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto p = list[i].get<std::array<double, 3>>();
    points[{static_cast<int>(i) + 1, 50}] = Eigen::Vector3d(p.data());
  }
  return points;
}

void expect_case(const json& expected) {
  // One case is closer to a line than is let pass for landmarks; the mathematics hold for it too.
  RegistrationOptions options;
  options.min_spread_mm = 0;
  const auto result =
      register_landmarks(points_of(expected["fixed"]), points_of(expected["moving"]), options);
  if (expected["fixed"].size() < 3) {
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.error().title.find("2 landmarks"), std::string::npos);
    return;
  }
  ASSERT_TRUE(result.ok()) << result.error().message();
  const Eigen::Matrix4d matrix = result->ct_from_mr.matrix();
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      EXPECT_NEAR(matrix(row, column), expected["R"][row][column].get<double>(), 1e-6);
    }
    EXPECT_NEAR(matrix(row, 3), expected["t"][row].get<double>(), 1e-6);
  }
  for (std::size_t i = 0; i < result->points.size(); ++i) {
    const auto& point = result->points[i];
    EXPECT_NEAR(point.residual_mm, expected["residuals"][i].get<double>(), 1e-6);
    const json& left_out = expected["leave_one_out_TRE"][i];
    ASSERT_EQ(point.leave_one_out_mm.has_value(), !left_out.is_null());
    if (point.leave_one_out_mm) {
      EXPECT_NEAR(*point.leave_one_out_mm, left_out.get<double>(), 1e-6);
    }
  }
  EXPECT_NEAR(result->mean_residual_mm, expected["mean_residual"].get<double>(), 1e-6);
  EXPECT_NEAR(result->fre_mm, expected["rms_residual"].get<double>(), 1e-6);
  const double ratio = expected["ratio_s2_s1"];
  EXPECT_NEAR(result->axis_ratio, ratio, 1e-6);
  const bool warned =
      std::any_of(result->warnings.begin(), result->warnings.end(), [](const std::string& text) {
        return text.find("rotation about the spinal axis is poorly determined") !=
               std::string::npos;
      });
  EXPECT_EQ(warned, ratio < 0.1);
}

TEST(RegistrationVectors, EveryCaseMatches) {
  TRANSPINE_REQUIRE_VECTORS();
  const json vectors = testing::read_vectors("rigid_registration.json");
  ASSERT_FALSE(vectors.is_null());
  ASSERT_FALSE(vectors["cases"].empty());
  for (const json& expected : vectors["cases"]) {
    SCOPED_TRACE(expected["name"].get<std::string>());
    expect_case(expected);
  }
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
// Against elastic_deform.json: the elasticdeform package and SciPy 1.10.1.
#include "core/image/elastic_deformation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <utility>

#include "tests/support/test_files.h"

namespace transpine::testing {
namespace {

using nlohmann::json;

/// The vectors' arrays have the shape (z, y, x), ours the same memory with x first.
Grid grid_of_the_vectors() {
  Grid grid;
  grid.size = {16, 24, 20};
  return grid;
}

Volume vector_image(bool labels) {
  Volume volume(grid_of_the_vectors(), ScalarType::float64);
  auto values = volume.values<double>();
  std::size_t next = 0;
  for (int z = 0; z < 20; ++z) {
    for (int y = 0; y < 24; ++y) {
      for (int x = 0; x < 16; ++x) {
        const double v = 100 * std::sin(0.31 * z + 0.22 * y) * std::cos(0.43 * x) + 2 * (z + y - x);
        values[next++] = labels ? std::floor((v + 300) / 60) : v;
      }
    }
  }
  return volume;
}

/// The displacement's flat index runs over (component, z, y, x), components along z, y, x.
ElasticField vector_field(const json& control_grid) {
  const auto shape = control_grid.get<std::vector<std::int64_t>>();
  ElasticField field{{shape[2], shape[1], shape[0]}, {}};
  const auto count = static_cast<std::size_t>(shape[0] * shape[1] * shape[2]);
  field.displacement_voxels.resize(3 * count);
  for (std::size_t i = 0; i < 3 * count; ++i) {
    const std::size_t part = 2 - i / count;
    field.displacement_voxels[part * count + i % count] =
        2.2 * std::sin(1.37 * static_cast<double>(i) + 0.4);
  }
  return field;
}

/// What a case says its image is, or absent for a case that needs no deformation of its own.
std::optional<Volume> image_of(const std::string& description) {
  if (description == "V") return vector_image(false);
  if (description == "L") return vector_image(true);
  if (description.starts_with("V reflect-padded by 10")) {
    return mirror_padded(vector_image(false), 10);
  }
  if (description.starts_with("V cast to float32")) {
    return vector_image(false).as(ScalarType::float32);
  }
  return std::nullopt;
}

Interpolation interpolation_of(int order) {
  if (order == 0) return Interpolation::nearest;
  return order == 1 ? Interpolation::linear : Interpolation::cubic_bspline;
}

TEST(ElasticDeformationVectors, AgreeWithTheReference) {
  TRANSPINE_REQUIRE_VECTORS();
  const json file = read_vectors("elastic_deform.json");
  ASSERT_FALSE(file.is_null());
  int cases = 0;
  for (const json& c : file.at("cases")) {
    const auto image = c.at("image").get<std::string>();
    const auto mode = c.value("mode", "");
    // Other borders are not offered: the paper uses the constant one, and the package's own differ
    // from SciPy's at order 3.
    if (mode != "constant" && mode != "mirror") continue;
    const int order = c.at("order").get<int>();
    SCOPED_TRACE(image + " order " + std::to_string(order) + " " + mode);
    auto volume = image_of(image);
    ASSERT_TRUE(volume.has_value());
    const bool padded = volume->grid().size != grid_of_the_vectors().size;
    JobContext job;
    auto found = deformed(*volume, vector_field(c.at("control_grid")), interpolation_of(order),
                          mode == "mirror" ? ElasticBorder::mirror : ElasticBorder::constant,
                          c.at("cval").get<double>(), job);
    ASSERT_TRUE(found.ok());
    if (padded) *found = cropped(*found, {10, 10, 10}, grid_of_the_vectors().size);
    const double tolerance = volume->type() == ScalarType::float32 ? 1e-4 : 1e-6;
    const Volume result = found->as(ScalarType::float64);
    const auto values = std::as_const(result).values<double>();
    double sum = 0, sum_abs = 0;
    std::int64_t zeros = 0;
    for (const double value : values) {
      sum += value;
      sum_abs += std::abs(value);
      zeros += value == 0 ? 1 : 0;
    }
    EXPECT_NEAR(sum, c.at("sum").get<double>(), 1e-6 * sum_abs);
    if (c.contains("sum_abs")) {
      EXPECT_NEAR(sum_abs, c.at("sum_abs").get<double>(), 1e-6 * sum_abs);
    }
    if (c.contains("n_equal_zero")) {
      EXPECT_EQ(zeros, c.at("n_equal_zero").get<std::int64_t>());
    }
    const auto samples = c.at("samples").get<std::vector<double>>();
    for (std::size_t k = 0; k < samples.size(); ++k) {
      EXPECT_NEAR(values[k * (values.size() - 1) / 63], samples[k], tolerance) << k;
    }
    ++cases;
  }
  EXPECT_GE(cases, 10);
}

TEST(ElasticDeformation, AConstantFieldShifts) {
  Volume volume(grid_of_the_vectors(), ScalarType::int16);
  std::int16_t next = 0;
  for (auto& value : volume.values<std::int16_t>()) value = ++next;
  ElasticField field{{3, 4, 5}, std::vector<double>(180, 0.0)};
  std::fill_n(field.displacement_voxels.begin(), 60, 2.0);  // Along axis 0.
  JobContext job;
  const auto shifted =
      deformed(volume, field, Interpolation::nearest, ElasticBorder::constant, -5, job);
  ASSERT_TRUE(shifted.ok());
  EXPECT_EQ(shifted->at(3, 4, 5), volume.at(5, 4, 5));
  EXPECT_EQ(shifted->at(14, 4, 5), -5);
  const auto folded =
      deformed(volume, field, Interpolation::nearest, ElasticBorder::mirror, -5, job);
  ASSERT_TRUE(folded.ok());
  EXPECT_EQ(folded->at(14, 4, 5), volume.at(14, 4, 5));
}

TEST(ElasticDeformation, TheStrengthStaysWithinThePapersBounds) {
  RandomStream random(1, "strength");
  for (int round = 0; round < 2000; ++round) {
    const ElasticStrength strength = paper_elastic_strength(random);
    EXPECT_GE(strength.sigma_voxels, 1.6);
    EXPECT_LE(strength.sigma_voxels, 3.6);
    EXPECT_GE(strength.points, 2);
    EXPECT_LE(strength.points, strength.sigma_voxels < 1.68 ? 12 : 11);
    EXPECT_LE(strength.points, strength.sigma_voxels >= 0.8 * 4.3 ? 4 : 12);
  }
}

}  // namespace
}  // namespace transpine::testing

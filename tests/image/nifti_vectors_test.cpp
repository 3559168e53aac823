// SPDX-License-Identifier: Apache-2.0
// Geometry and values of awkward NIfTI files as nibabel reads them (nifti_nibabel.json).
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "core/image/nifti_io.h"
#include "core/image/statistics.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using nlohmann::json;

double number(const json& value) {
  if (value.is_number()) return value.get<double>();
  const auto text = value.get<std::string>();
  if (text == "nan") return std::nan("");
  return text.front() == '-' ? -INFINITY : INFINITY;
}

void expect_value(double actual, const json& expected, double scale, const std::string& what) {
  const double value = number(expected);
  if (!std::isfinite(value)) {
    EXPECT_TRUE(actual == value || (std::isnan(actual) && std::isnan(value))) << what;
    return;
  }
  EXPECT_NEAR(actual, value, 1e-6 * scale) << what;
}

std::size_t rank_of(const json& entry) {
  auto shape = entry["shape"].get<std::vector<std::int64_t>>();
  while (shape.size() > 3 && shape.back() == 1) shape.pop_back();
  return shape.size();
}

Eigen::Matrix4d affine_of(const json& entry) {
  Eigen::Matrix4d affine;
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      affine(row, column) = number(entry["affine_RAS"][row][column]);
    }
  }
  return affine;
}

/// The greatest cosine between two axes of the matrix.
double shear_of(const Eigen::Matrix4d& affine) {
  const Eigen::Matrix3d axes = affine.topLeftCorner<3, 3>().colwise().normalized();
  return (axes.transpose() * axes - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff();
}

/// Why the file cannot be one volume of real numbers on a right-angled grid; empty if it can.
std::string reason_to_refuse(const json& entry) {
  // The name says gzip, the content does not: that can be read.
  const std::string error = entry.value("error", "");
  if (error.find("is not a gzip file") != std::string::npos) return {};
  if (!error.empty()) return error;
  if (entry.contains("data_error")) return entry["data_error"];
  const std::string type = entry["data_dtype"];
  if (type.starts_with("complex") || type.starts_with("RGB")) return type;
  if (rank_of(entry) > 3) return "more than three dimensions";
  if (shear_of(affine_of(entry)) > 0.01) return "sheared";
  return {};
}

void expect_geometry(const LoadedNifti& image, const json& entry) {
  const Grid& grid = image.volume.grid();
  const auto shape = entry["shape"];
  for (std::size_t axis = 0; axis < 3; ++axis) {
    EXPECT_EQ(grid.size[axis], axis < shape.size() ? shape[axis].get<std::int64_t>() : 1);
  }
  EXPECT_EQ(image.info.forms.qform_code, entry["qform_code"]);
  EXPECT_EQ(image.info.forms.sform_code, entry["sform_code"]);
  EXPECT_EQ(image.info.big_endian, entry["endianness"] == ">");
  if (entry["qform_code"] == 0 && entry["sform_code"] == 0) {
    // nibabel flips the first axis here; ITK, whose rule we follow, does not: nifti_itk_test.cpp.
    EXPECT_EQ(grid.orientation(), "LPS");
    for (int axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(grid.spacing_mm[axis], number(entry["zooms"][axis]), 1e-6);
    }
    EXPECT_FALSE(image.info.warnings.empty());
    return;
  }
  // Where ITK's rule takes the qform against the sform it must be said.
  const double apart = (grid.ras_from_index() - affine_of(entry)).cwiseAbs().maxCoeff();
  if (image.info.matrix_used == "qform" && apart > 1e-3) {
    EXPECT_FALSE(image.info.warnings.empty());
    return;
  }
  EXPECT_LT(apart, 1e-3) << grid.ras_from_index();
  EXPECT_EQ(grid.orientation(), entry["axcodes"]);
}

void expect_values(const Volume& volume, const json& entry) {
  const auto& size = volume.grid().size;
  const ImageStatistics statistics = image_statistics(volume);
  const double scale = std::max({1.0, std::abs(number(entry["min"])), number(entry["max"])});
  expect_value(volume.at(0, 0, 0), entry["first"], scale, "first");
  expect_value(volume.at(size[0] / 2, size[1] / 2, size[2] / 2), entry["middle"], scale, "middle");
  expect_value(volume.at(size[0] - 1, size[1] - 1, size[2] - 1), entry["last"], scale, "last");
  expect_value(statistics.minimum, entry["min"], scale, "min");
  expect_value(statistics.maximum, entry["max"], scale, "max");
  EXPECT_EQ(statistics.non_finite_count, entry["n_nonfinite"]);
  const auto count = static_cast<double>(statistics.finite_count);
  expect_value(statistics.mean * count, entry["sum"], scale * count, "sum");
  const auto& samples = entry["samples16_fortran_order"];
  for (std::size_t k = 0; k < samples.size(); ++k) {
    const auto at = static_cast<std::int64_t>(k) * (volume.voxel_count() - 1) / 15;
    const double value = volume.at(at % size[0], at / size[0] % size[1], at / size[0] / size[1]);
    expect_value(value, samples[k], scale, "sample " + std::to_string(k));
  }
}

TEST(NiftiVectors, EachAwkwardFileIsReadRightOrRefused) {
  TRANSPINE_REQUIRE_VECTORS();
  TRANSPINE_REQUIRE_DATA();
  const json vectors = testing::read_vectors("nifti_nibabel.json");
  ASSERT_FALSE(vectors.is_null());
  int read = 0;
  int refused = 0;
  for (const auto& [name, entry] : vectors["files"].items()) {
    SCOPED_TRACE(name);
    const auto path = testing::data_folder() / "awkward" / "nifti" / name;
    const auto image = read_nifti_with_info(path);
    const std::string reason = reason_to_refuse(entry);
    if (!reason.empty()) {
      ASSERT_FALSE(image.ok()) << "should be refused: " << reason;
      const std::string stem = path.stem().string();
      EXPECT_NE(image.error().title.find(stem), std::string::npos) << image.error().title;
      EXPECT_FALSE(image.error().remedy.empty());
      ++refused;
      continue;
    }
    ASSERT_TRUE(image.ok()) << image.error().message();
    ++read;
    if (entry.contains("error")) continue;
    expect_geometry(*image, entry);
    expect_values(image->volume, entry);
  }
  EXPECT_GT(read, 0);
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace transpine

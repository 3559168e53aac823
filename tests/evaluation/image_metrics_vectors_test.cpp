// SPDX-License-Identifier: Apache-2.0
// The metrics on images given by formulas, against what torchmetrics and piq printed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/evaluation/image_metrics.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

constexpr int kSide = 96;
constexpr double kCenter = 48;

// The file names its constants in a Python dictionary within the first line of `images`.
nlohmann::json constants_of(const nlohmann::json& vectors) {
  std::string text = vectors.at("images").at(0).get<std::string>();
  text = text.substr(text.find('{'), text.find('}') - text.find('{') + 1);
  std::replace(text.begin(), text.end(), '\'', '"');
  return nlohmann::json::parse(text);
}

int mask_shift_of(const nlohmann::json& vectors) {
  const auto text = vectors.at("masks").back().get<std::string>();
  return std::stoi(text.substr(text.find('=') + 1));
}

template <class F>
Slice made(F f) {
  Slice slice{kSide, kSide, {}};
  for (int r = 0; r < kSide; ++r) {
    for (int c = 0; c < kSide; ++c) {
      slice.values.push_back(static_cast<float>(std::clamp<double>(f(r, c), 0, 1)));
    }
  }
  return slice;
}

struct Pair {
  Slice target, out;
};

Pair pair_of(int index, const nlohmann::json& k) {
  const double a = k.at("a"), b = k.at("b"), ph = k.at("ph"), f = k.at("f"), g = k.at("g"),
               h = k.at("h"), kk = k.at("k"), e = k.at("e");
  const auto rad = [](double r, double c) { return std::hypot(r - kCenter, c - kCenter); };
  switch (index) {
    case 0:
      return {made([&](double r, double c) { return .5 + .4 * std::sin(a * r + b * c); }),
              made([&](double r, double c) {
                return .5 + .38 * std::sin(a * r + b * c + ph) + .02 * std::cos(h * r);
              })};
    case 1:
      return {made([&](double r, double c) {
                const double d = rad(r, c);
                if (d >= 20 && d < 24) return 1.0;
                return d > 30 ? 0.0 : .6 + .3 * std::sin(f * r) * std::cos(g * c);
              }),
              made([&](double r, double c) {
                const double d = rad(r, c);
                if (d >= 21 && d < 25) return .9;
                return d > 30 ? 0.0 : .55 + .27 * std::sin(f * r + .1) * std::cos(g * c);
              })};
    case 2:
      return {made([&](double r, double c) { return .5 + .5 * std::sin(h * r + kk * c); }),
              made([&](double r, double c) {
                return .5 + .45 * std::sin(h * r + kk * c + .4) * std::cos(.05 * r);
              })};
    default:
      break;
  }
  const auto target = [&](double r, double c) {
    return .3 + .25 * std::sin(b * r) * std::sin(a * c) + .2 * (c / (kSide - 1));
  };
  return {made(target),
          made([&](double r, double c) { return target(r, c) + e * std::sin(.7 * r + .4 * c); })};
}

Slice mask_of(int index, int d) {
  return made([&](int r, int c) -> double {
    switch (index) {
      case 0:
        return (r - 40 - d) * (r - 40 - d) + (c - 50 + d) * (c - 50 + d) <= 144;
      case 1:
        return std::hypot(r - kCenter, c - kCenter) <= 14 || (r == 88 && c == 5 + d);
      case 2:
        return r < 6 + d && c > 70;
      default:
        return std::abs(r - 48) + std::abs(c - 30 - d) <= 9 && (r + c) % 2 == 0;
    }
  });
}

// Decibels, as torchmetrics rounds their constants to float32 in between.
void expect_relative(double value, double expected, double tolerance) {
  EXPECT_NEAR(value, expected, tolerance * std::abs(expected));
}

class MetricVectors : public ::testing::Test {
 protected:
  void SetUp() override {
    TRANSPINE_REQUIRE_VECTORS();
    vectors_ = testing::read_vectors("metrics_images.json");
    ASSERT_FALSE(vectors_.is_null());
  }
  nlohmann::json vectors_;
};

TEST_F(MetricVectors, MasksAreDilatedByCityBlocks) {
  const int d = mask_shift_of(vectors_);
  const auto& infos = vectors_.at("masks_info");
  ASSERT_FALSE(infos.empty());
  for (int index = 0; index < static_cast<int>(infos.size()); ++index) {
    SCOPED_TRACE("mask " + std::to_string(index));
    const auto& info = infos[index];
    const Slice mask = mask_of(index, d);
    EXPECT_EQ(std::count(mask.values.begin(), mask.values.end(), 1),
              info.at("mask_pixels").get<int>());
    const Slice grown = dilated(mask, 10);
    for (int i = 0; i < kSide; ++i) {
      double row = 0, column = 0;
      for (int j = 0; j < kSide; ++j) {
        row += grown.at(i, j);
        column += grown.at(j, i);
      }
      EXPECT_EQ(row, info.at("dilated_row_sums")[i].get<double>()) << "row " << i;
      EXPECT_EQ(column, info.at("dilated_col_sums")[i].get<double>()) << "column " << i;
    }
  }
}

TEST_F(MetricVectors, EveryCase) {
  const auto constants = constants_of(vectors_);
  const int d = mask_shift_of(vectors_);
  ASSERT_FALSE(vectors_.at("cases").empty());
  for (const auto& expected : vectors_.at("cases")) {
    const int index = expected.at("pair");
    const bool masked = expected.at("masked");
    SCOPED_TRACE("pair " + std::to_string(index) + (masked ? " masked" : ""));
    Pair pair = pair_of(index, constants);
    if (masked) {
      const Slice grown = dilated(mask_of(index, d), 10);
      for (std::size_t i = 0; i < grown.values.size(); ++i) {
        pair.target.values[i] *= grown.values[i];
        pair.out.values[i] *= grown.values[i];
      }
    }
    constexpr double tolerance = 1e-6;
    const double mse = mean_squared_error(pair.out, pair.target);
    const double range = value_range(pair.target);
    EXPECT_NEAR(mean_absolute_error(pair.out, pair.target), expected.at("L1_f64"), tolerance);
    EXPECT_NEAR(mse, expected.at("MSE_f64"), tolerance);
    EXPECT_NEAR(range, expected.at("target_range_f64"), tolerance);
    EXPECT_NEAR(visual_information_fidelity(pair.out, pair.target),
                expected.at("VIFp_out_target_f64"), tolerance);
    EXPECT_NEAR(visual_information_fidelity(pair.target, pair.out),
                expected.at("VIFp_target_out_f64"), tolerance);
    const double both = std::max(range, value_range(pair.out));
    for (const auto& [version, values] : expected.at("torchmetrics").items()) {
      SCOPED_TRACE(version);
      // Uncropped from 1.5.0 on: of the versions in the file, v1.9 and later.
      const bool crop = version.starts_with("v0.") || version.starts_with("v1.2");
      EXPECT_NEAR(structural_similarity(pair.out, pair.target, both, crop), values.at("SSIM_f64"),
                  tolerance);
      EXPECT_NEAR(structural_similarity(pair.out, pair.target, 1, crop), values.at("SSIM_dr1_f64"),
                  tolerance);
      if (!values.at("PSNR_f64").is_null()) {
        expect_relative(psnr_db(mse, range), values.at("PSNR_f64"), tolerance);
      }
      expect_relative(psnr_db(mse, 1), values.at("PSNR_dr1_f64"), tolerance);
    }
  }
}

}  // namespace
}  // namespace transpine

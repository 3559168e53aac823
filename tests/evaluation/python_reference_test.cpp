// SPDX-License-Identifier: Apache-2.0
// Metrics and statistics against what scikit-image, SciPy and surface-distance printed for inputs
// given by formulas (evaluation_reference.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "core/evaluation/bootstrap.h"
#include "core/evaluation/image_metrics.h"
#include "core/evaluation/multi_scale_ssim.h"
#include "core/evaluation/statistics.h"
#include "core/evaluation/surfels.h"
#include "core/evaluation/voxel_surface.h"
#include "tests/evaluation/reference_inputs.h"

namespace transpine {
namespace {

using nlohmann::json;
using testing::reference_ct;
using testing::reference_ellipsoid;
using testing::reference_grid;

const json& reference() {
  static const json document = [] {
    std::ifstream file(TRANSPINE_SOURCE_DIR "/tests/evaluation/data/evaluation_reference.json");
    return json::parse(file);
  }();
  return document;
}

/// Null stands for NaN.
void expect_near(double value, const json& expected, double tolerance) {
  if (expected.is_null()) {
    EXPECT_TRUE(std::isnan(value)) << value;
  } else {
    EXPECT_NEAR(value, expected.get<double>(), tolerance);
  }
}

void expect_relative(double value, double expected) {
  EXPECT_NEAR(value, expected, 1e-9 * std::abs(expected));
}

TEST(PythonReference, SurfelAreasAreThoseOfSurfaceDistance) {
  ASSERT_FALSE(reference().at("surfel_areas").empty());
  for (const json& entry : reference().at("surfel_areas")) {
    const auto spacing = entry.at("spacing_mm").get<std::array<double, 3>>();
    const auto areas = surfel_areas_mm2({spacing[0], spacing[1], spacing[2]});
    for (unsigned theirs = 0; theirs < 256; ++theirs) {
      unsigned ours = 0;
      for (unsigned corner = 0; corner < 8; ++corner) {
        const unsigned x = corner & 1, y = corner >> 1 & 1, z = corner >> 2;
        if (theirs & (128U >> (4 * x + 2 * y + z))) ours |= 1U << corner;
      }
      EXPECT_NEAR(areas[ours], entry.at("by_package_code")[theirs].get<double>(), 1e-12)
          << "code " << theirs;
    }
  }
}

TEST(PythonReference, SurfaceFiguresAreThoseOfSurfaceDistance) {
  ASSERT_FALSE(reference().at("surfaces").empty());
  for (const json& entry : reference().at("surfaces")) {
    SCOPED_TRACE(entry.dump());
    const Grid grid = reference_grid(entry);
    const Volume predicted = reference_ellipsoid(grid, entry.at("predicted"), 20);
    const Volume expected = reference_ellipsoid(grid, entry.at("reference"), 21);
    const auto score = surface_score(predicted, 20, label_boxes(predicted).at(20), expected, 21,
                                     label_boxes(expected).at(21),
                                     surfel_areas_mm2(grid.spacing_mm), entry.at("tolerance_mm"));
    EXPECT_NEAR(score.hd95_mm, entry.at("hd95_mm"), 1e-6);
    EXPECT_NEAR(score.assd_mm, entry.at("assd_mm"), 1e-6);
    EXPECT_NEAR(score.nsd, entry.at("nsd"), 1e-6);
  }
}

TEST(PythonReference, ImageQualityOfMaskedVolumes) {
  ASSERT_FALSE(reference().at("image_quality").empty());
  for (const json& entry : reference().at("image_quality")) {
    SCOPED_TRACE(entry.dump());
    const Grid grid = reference_grid(entry);
    Volume mask;
    if (!entry.at("mask").is_null()) mask = reference_ellipsoid(grid, entry.at("mask"), 1);
    ImageQualityOptions options;
    options.mask_dilation_mm = entry.at("steps");
    JobContext job;
    auto q = value_or_throw(
        compare_images(reference_ct(grid, 0.1), reference_ct(grid, 0), mask, options, job));
    EXPECT_EQ(q.slices, entry.at("slices").get<int>());
    EXPECT_NEAR(q.l1, entry.at("l1"), 1e-9);
    EXPECT_NEAR(q.mse, entry.at("mse"), 1e-9);
    EXPECT_NEAR(q.psnr_db, entry.at("psnr_db"), 1e-6);
    EXPECT_NEAR(q.ssim, entry.at("ssim"), 1e-6);
    EXPECT_NEAR(q.vifp, entry.at("vifp"), 1e-6);
    EXPECT_NEAR(q.mae_hu, entry.at("mae_hu"), 1e-6);
    EXPECT_NEAR(q.mae_volume_hu, entry.at("mae_volume_hu"), 1e-6);
    expect_near(q.ms_ssim, entry.at("ms_ssim"), 1e-6);
    EXPECT_EQ(nan_notes(q).size(), entry.at("ms_ssim").is_null() ? 1u : 0u);
    options.psnr_range = "synthrad";
    q = value_or_throw(
        compare_images(reference_ct(grid, 0.1), reference_ct(grid, 0), mask, options, job));
    EXPECT_NEAR(q.psnr_db, entry.at("psnr_synthrad_db"), 1e-6);
  }
}

TEST(PythonReference, MultiScaleSsimOfVolumesOfAllShapes) {
  ASSERT_FALSE(reference().at("ms_ssim").empty());
  for (const json& entry : reference().at("ms_ssim")) {
    SCOPED_TRACE(entry.dump());
    const Grid grid = reference_grid(entry);
    Volume mask;
    if (!entry.at("mask").is_null()) mask = reference_ellipsoid(grid, entry.at("mask"), 1);
    expect_near(multi_scale_ssim(reference_ct(grid, 0.2), reference_ct(grid, 0), mask),
                entry.at("ms_ssim"), 1e-6);
  }
}

struct Pair {
  std::vector<double> a, b;
};

Pair paired_values(int n, double spread) {
  Pair pair;
  for (int i = 0; i < n; ++i) {
    pair.a.push_back(0.8 + 0.05 * std::sin(0.7 * i) + 0.01 * std::cos(3.3 * i));
    pair.b.push_back(0.795 + 0.05 * std::sin(0.7 * i + spread) - 0.004 * std::cos(2.1 * i));
  }
  return pair;
}

TEST(PythonReference, PairedStatisticsAreSciPys) {
  ASSERT_FALSE(reference().at("statistics").at("pairs").empty());
  for (const json& entry : reference().at("statistics").at("pairs")) {
    SCOPED_TRACE("n " + entry.at("n").dump());
    const auto [a, b] = paired_values(entry.at("n"), entry.at("spread"));
    const auto t = value_or_throw(paired_t_test(a, b));
    expect_relative(t.t, entry.at("t"));
    expect_relative(t.p, entry.at("p"));
    expect_relative(t.cohens_dz, entry.at("cohens_dz"));
    expect_relative(t.ci95_low, entry.at("ci95")[0]);
    expect_relative(t.ci95_high, entry.at("ci95")[1]);
    expect_relative(value_or_throw(paired_t_test(a, b, Alternative::greater)).p,
                    entry.at("p_greater"));
    EXPECT_NEAR(rank_biserial(a, b).value(), entry.at("rank_biserial"), 1e-12);
    const auto check = [&](const std::string& key, Alternative alternative, WilcoxonMethod method,
                           bool correction = false) {
      if (!entry.contains(key)) return;
      SCOPED_TRACE(key);
      const auto got = value_or_throw(
          wilcoxon_signed_rank(a, b, alternative, method, ZeroDifferences::drop, correction));
      expect_relative(got.statistic, entry.at(key)[0]);
      expect_relative(got.p, entry.at(key)[1]);
    };
    for (const auto& [name, alternative] :
         {std::pair("two-sided", Alternative::two_sided),
          std::pair("greater", Alternative::greater), std::pair("less", Alternative::less)}) {
      check(std::string("wilcoxon_exact_") + name, alternative, WilcoxonMethod::exact);
      check(std::string("wilcoxon_approx_") + name, alternative, WilcoxonMethod::approximate);
    }
    check("wilcoxon_approx_corrected", Alternative::two_sided, WilcoxonMethod::approximate, true);
    std::vector<double> difference;
    for (std::size_t i = 0; i < a.size(); ++i) difference.push_back(a[i] - b[i]);
    const auto shapiro = value_or_throw(shapiro_wilk(difference));
    // SciPy takes normal quantiles from an approximation (AS 111) that is good to about 1e-9; p
    // comes of the logarithm of the small 1 - W.
    EXPECT_NEAR(shapiro.statistic, entry.at("shapiro")[0], 2e-9);
    const double p = entry.at("shapiro")[1];
    EXPECT_NEAR(shapiro.p, p, 2e-7 * p);
  }
  const json& discovery = reference().at("statistics").at("false_discovery");
  const auto adjusted = benjamini_hochberg_adjusted(discovery.at("p").get<std::vector<double>>());
  for (std::size_t i = 0; i < adjusted.size(); ++i) {
    expect_relative(adjusted[i], discovery.at("adjusted")[i]);
  }
}

TEST(PythonReference, BootstrapOfGivenDrawsIsNumPys) {
  const json& entry = reference().at("bootstrap");
  std::vector<std::string> patients;
  for (std::size_t p = 0; p < entry.at("sizes").size(); ++p) {
    const int size = entry.at("sizes")[p];
    patients.insert(patients.end(), static_cast<std::size_t>(size), "sub-" + std::to_string(p));
  }
  const auto values = paired_values(static_cast<int>(patients.size()), entry.at("spread")).a;
  const auto draws = entry.at("draws").get<std::vector<std::vector<int>>>();
  const auto means = resampled_means(clustered(values, patients), draws);
  ASSERT_EQ(means.size(), entry.at("means").size());
  for (std::size_t i = 0; i < means.size(); ++i) expect_relative(means[i], entry.at("means")[i]);
  expect_relative(quantile(means, 0.025), entry.at("interval95")[0]);
  expect_relative(quantile(means, 0.975), entry.at("interval95")[1]);
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/random.h"

namespace transpine {
namespace {

TEST(Bootstrap, OfTwoPatientsTakesBothMeansAsEnds) {
  // Draws are (a, a), (a, b), (b, a), (b, b): each end has a quarter of them, more than 2.5 %.
  const std::vector<double> values{1, 3, 10};
  const std::vector<std::string> patients{"a", "a", "b"};
  const auto interval = bootstrap_mean_interval(clustered(values, patients), {});
  ASSERT_TRUE(interval.ok());
  EXPECT_EQ(interval->low, 2);
  EXPECT_EQ(interval->high, 10);
}

TEST(Bootstrap, IsTheSameForTheSameSeedAndNeedsTwoPatients) {
  std::vector<double> values;
  std::vector<std::string> patients;
  for (int i = 0; i < 12; ++i) {
    values.push_back(std::sin(i));
    patients.push_back("p" + std::to_string(i));
  }
  const Clusters clusters = clustered(values, patients);
  BootstrapOptions options;
  const auto first = value_or_throw(bootstrap_mean_interval(clusters, options));
  const auto again = value_or_throw(bootstrap_mean_interval(clusters, options));
  EXPECT_EQ(first.low, again.low);
  EXPECT_EQ(first.high, again.high);
  options.seed = 2;
  EXPECT_NE(value_or_throw(bootstrap_mean_interval(clusters, options)).low, first.low);
  const auto one = bootstrap_mean_interval(
      clustered(std::vector{1.0, 2.0}, std::vector<std::string>{"a", "a"}), {});
  ASSERT_FALSE(one.ok());
  EXPECT_NE(one.error().title.find("two patients"), std::string::npos);
}

// Of many patients the interval's half-width is 1.96 standard errors of the mean over patients,
// however much the values of one patient agree: values of 4 sessions that are equal must not make
// it narrower.
TEST(Bootstrap, WidthIsThatOfPatientsNotOfValues) {
  constexpr int patients = 400;
  RandomStream random(5, "values");
  std::vector<double> values, means;
  std::vector<std::string> names;
  for (int p = 0; p < patients; ++p) {
    const double mean = random.normal(0, 1);
    means.push_back(mean);
    for (int session = 0; session < 4; ++session) {
      values.push_back(mean);
      names.push_back(patient_of("sub-" + std::to_string(p) + "_ses-" + std::to_string(session)));
    }
  }
  double mean = 0, squares = 0;
  for (const double v : means) mean += v / patients;
  for (const double v : means) squares += (v - mean) * (v - mean);
  const double half_width = 1.959964 * std::sqrt(squares) / patients;
  const auto interval = value_or_throw(bootstrap_mean_interval(clustered(values, names), {}));
  EXPECT_NEAR(interval.high - interval.low, 2 * half_width, 0.05 * half_width);
  EXPECT_NEAR((interval.high + interval.low) / 2, mean, 0.05 * half_width);
}

TEST(Bootstrap, CoversTheTrueMeanAboutAsOftenAsItSays) {
  constexpr int trials = 200;
  int covered = 0;
  for (int trial = 0; trial < trials; ++trial) {
    RandomStream random(static_cast<std::uint64_t>(trial), "trial");
    std::vector<double> values;
    std::vector<std::string> names;
    for (int p = 0; p < 40; ++p) {
      const double patient = random.normal(3, 1);
      for (int session = 0; session < 3; ++session) {
        values.push_back(patient + random.normal(0, 0.5));
        names.push_back(std::to_string(p));
      }
    }
    BootstrapOptions options;
    options.resamples = 500;
    const auto interval =
        value_or_throw(bootstrap_mean_interval(clustered(values, names), options));
    covered += interval.low <= 3 && 3 <= interval.high;
  }
  EXPECT_GE(covered, trials * 89 / 100);
  EXPECT_LE(covered, trials * 99 / 100);
}

TEST(Bootstrap, PatientsAreSubjectsWithoutTheirSession) {
  EXPECT_EQ(patient_of("sub-07_ses-2"), "sub-07");
  EXPECT_EQ(patient_of("sub-07"), "sub-07");
}

}  // namespace
}  // namespace transpine

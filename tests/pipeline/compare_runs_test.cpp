// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/compare_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace transpine {
namespace {

using ::testing::HasSubstr;

ScoreBasis basis() {
  ScoreBasis made;
  made.grid.size = {10, 20, 30};
  made.references = {{"ct", "aa"}, {"reference_vertebrae", "bb"}};
  made.options = {{"mask_dilation_mm", 10}, {"nsd_tolerance_mm", 1}};
  return made;
}

CaseScores scores_of(const std::string& subject, const std::string& run, double dice) {
  CaseScores scores;
  scores.subject = subject;
  scores.run = run;
  scores.dice = DiceScores{dice, {{20, dice}}, dice, 1};
  scores.basis = basis();
  return scores;
}

std::vector<CaseScores> run_of(const std::string& name, const std::vector<double>& dice) {
  std::vector<CaseScores> run;
  for (std::size_t i = 0; i < dice.size(); ++i) {
    run.push_back(scores_of("sub-" + std::to_string(i + 1), name, dice[i]));
  }
  return run;
}

const RunComparison& figure(const RunContrast& contrast, const std::string& key) {
  for (const RunComparison& one : contrast.figures) {
    if (one.key == key) return one;
  }
  throw std::out_of_range(key);
}

TEST(CompareRuns, HasEveryTestOfEachFigure) {
  const auto contrast = value_or_throw(
      compare_runs(run_of("a", {0.8, 0.9, 0.7, 0.85}), run_of("b", {0.7, 0.7, 0.72, 0.6})));
  const RunComparison& dice = figure(contrast, "dice");
  EXPECT_EQ(dice.pairs, 4);
  EXPECT_NEAR(dice.mean_first, 0.8125, 1e-12);
  EXPECT_NEAR(dice.mean_second, 0.68, 1e-12);
  EXPECT_NEAR(dice.mean_difference, 0.1325, 1e-12);
  EXPECT_NEAR(dice.test->mean_difference, 0.1325, 1e-12);
  // Differences .1, .2, -.02, .25 have ranks 2, 3, 1, 4: W+ = 9, W- = 1, p = 4 / 16.
  EXPECT_EQ(dice.wilcoxon->statistic, 1);
  EXPECT_NEAR(dice.wilcoxon->p, 0.25, 1e-12);
  EXPECT_NEAR(dice.rank_biserial.value(), 0.8, 1e-12);
  EXPECT_GT(dice.bootstrap->low, -0.02);
  EXPECT_LT(dice.bootstrap->high, 0.25);
  EXPECT_TRUE(contrast.notes.empty());
}

TEST(CompareRuns, RefusesOtherCasesAndNamesThem) {
  auto second = run_of("b", {0.7, 0.7, 0.72});
  second[2].subject = "sub-9";
  const auto first = run_of("a", {0.8, 0.9, 0.7});
  const auto refused = compare_runs(first, second);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().title, HasSubstr("different cases"));
  EXPECT_THAT(refused.error().title, HasSubstr("first run has sub-3"));
  EXPECT_THAT(refused.error().title, HasSubstr("second run has sub-9"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("--common-only"));
  CompareRunsOptions options;
  options.common_only = true;
  const auto shared = compare_runs(first, second, options);
  ASSERT_TRUE(shared.ok());
  EXPECT_EQ(figure(*shared, "dice").pairs, 2);
  ASSERT_EQ(shared->notes.size(), 1u);
  EXPECT_THAT(shared->notes[0], HasSubstr("sub-9"));
  const auto none = compare_runs(first, {scores_of("sub-9", "b", 1)}, options);
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().title, HasSubstr("no evaluated subject in common"));
}

TEST(CompareRuns, RefusesOtherGridsMasksAndOptions) {
  const auto first = run_of("a", {0.8, 0.9});
  const auto refused = [&](const auto& change, const std::string& text) {
    auto second = run_of("b", {0.7, 0.7});
    change(*second[1].basis);
    const auto result = compare_runs(first, second);
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_THAT(result.error().title, HasSubstr("sub-2"));
    EXPECT_THAT(result.error().title, HasSubstr(text));
  };
  refused([](ScoreBasis& b) { b.grid.spacing_mm.x() = 2; }, "on different grids");
  refused([](ScoreBasis& b) { b.grid.origin_mm.z() = 5; }, "on different grids");
  refused([](ScoreBasis& b) { b.references["reference_vertebrae"] = "cc"; },
          "against different files: reference_vertebrae");
  refused([](ScoreBasis& b) { b.references["ct"] = "cc"; }, "against different files: ct");
  refused([](ScoreBasis& b) { b.options["mask_dilation_mm"] = 0; }, "mask_dilation_mm 10 and 0");
}

TEST(CompareRuns, SaysWhereNothingIsKnownOfTheBasis) {
  auto second = run_of("b", {0.7, 0.71});
  second[0].basis.reset();
  const auto contrast = value_or_throw(compare_runs(run_of("a", {0.8, 0.9}), second));
  ASSERT_EQ(contrast.notes.size(), 1u);
  EXPECT_THAT(contrast.notes[0], HasSubstr("cannot be told for sub-1"));
}

TEST(CompareRuns, OneCaseHasNoTestButKeepsItsDifference) {
  const auto contrast = value_or_throw(compare_runs(run_of("a", {0.8}), run_of("b", {0.7})));
  const RunComparison& dice = figure(contrast, "dice");
  EXPECT_NEAR(dice.mean_difference, 0.1, 1e-12);
  ASSERT_FALSE(dice.test.ok());
  EXPECT_THAT(dice.test.error().title, HasSubstr("at least 2 values, 1"));
  ASSERT_FALSE(dice.bootstrap.ok());
  EXPECT_THAT(dice.bootstrap.error().title, HasSubstr("two patients"));
}

TEST(CompareRuns, AFigureThatIsNoNumberIsNamedAndTheOthersAreKept) {
  auto first = run_of("a", {0.8, 0.9, 0.7});
  auto second = run_of("b", {0.7, 0.6, 0.65});
  for (auto* run : {&first, &second}) {
    for (CaseScores& scores : *run) {
      scores.quality.emplace();
      scores.quality->ssim = scores.dice->global.value();
    }
  }
  first[1].quality->ssim = std::numeric_limits<double>::quiet_NaN();
  const auto contrast = value_or_throw(compare_runs(first, second));
  EXPECT_EQ(figure(contrast, "ssim").pairs, 2);
  EXPECT_EQ(figure(contrast, "dice").pairs, 3);
  ASSERT_EQ(contrast.notes.size(), 1u);
  EXPECT_THAT(contrast.notes[0], HasSubstr("SSIM is missing or no number for sub-2"));
}

TEST(CompareRuns, AdjustsOverAllTestsAndNamesTheWorst) {
  const auto baseline = run_of("b", {0.70, 0.71, 0.72, 0.69});
  std::vector<RunContrast> contrasts{
      value_or_throw(compare_runs(run_of("clear", {0.80, 0.82, 0.81, 0.795}), baseline)),
      value_or_throw(compare_runs(run_of("weak", {0.74, 0.70, 0.75, 0.69}), baseline))};
  adjust_for_number(contrasts);
  std::vector<double> p, adjusted;
  for (const RunContrast& contrast : contrasts) {
    for (const RunComparison& one : contrast.figures) {
      if (!one.test) continue;
      p.push_back(one.test->p);
      adjusted.push_back(one.p_holm);
    }
  }
  EXPECT_EQ(adjusted, holm_adjusted(p));
  const auto worst = worst_p(contrasts);
  ASSERT_FALSE(worst.empty());
  EXPECT_EQ(worst[0].key, "dice");
  EXPECT_EQ(worst[0].run, "weak");
  EXPECT_EQ(worst[0].p, figure(contrasts[1], "dice").test->p);
}

TEST(CompareRuns, ComparesTheIsotropicGridWhereBothHaveIt) {
  auto first = run_of("a", {0.8, 0.9});
  const auto second = run_of("b", {0.7, 0.6});
  CompareRunsOptions options;
  options.isotropic = true;
  const auto none = compare_runs(first, second, options);
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().remedy, HasSubstr("--isotropic"));
  auto both = second;
  for (auto* run : {&first, &both}) {
    for (CaseScores& scores : *run) {
      scores.isotropic = CaseFigures(scores);
      scores.isotropic->dice->global = 0.5 * *scores.dice->global;
    }
  }
  EXPECT_NEAR(figure(value_or_throw(compare_runs(first, both, options)), "dice").mean_difference,
              0.1, 1e-12);
}

}  // namespace
}  // namespace transpine

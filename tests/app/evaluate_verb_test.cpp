// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/pipeline/case_scores.h"
#include "core/pipeline/result_files.h"
#include "core/registration/transform_file.h"
#include "tests/app/verb_outcome.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::filled;
using ::testing::HasSubstr;
using testing::run_json;
using testing::small_grid;
using testing::TemporaryFolder;

/// Boxes of 6 x 6 x 1 voxels, one label a slice.
Volume boxes(const std::vector<int>& labels, int moved = 0) {
  Volume mask(small_grid(), ScalarType::uint8);
  auto values = mask.values<std::uint8_t>();
  for (std::size_t k = 0; k < labels.size(); ++k) {
    for (int j = 5; j < 11; ++j) {
      for (int i = 5 + moved; i < 11 + moved; ++i) {
        values[static_cast<std::size_t>(mask.grid().offset(i, j, static_cast<int>(k)))] =
            static_cast<std::uint8_t>(labels[k]);
      }
    }
  }
  return mask;
}

class EvaluateVerbTest : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const Volume& volume) {
    EXPECT_TRUE(write_nifti(folder_ / name, volume));
    return (folder_ / name).string();
  }
  testing::Outcome evaluate(std::vector<std::string> args) {
    return run_json(make_evaluate_verb(), std::move(args));
  }
  /// A run's scores, Dice by subject.
  std::string run_of(const std::string& name, const std::vector<double>& dice) {
    for (std::size_t i = 0; i < dice.size(); ++i) {
      CaseScores scores;
      scores.subject = "sub-" + std::to_string(i);
      scores.run = name;
      scores.dice = DiceScores{dice[i], {}, std::nullopt, 0};
      scores.basis = ScoreBasis{small_grid(), {{"reference_vertebrae", "x"}}, json::object()};
      EXPECT_TRUE(write_text_atomically(folder_ / (name + "/" + scores.subject + "_scores.json"),
                                        to_json(scores).dump()));
    }
    return (folder_ / name).string();
  }

  TemporaryFolder folder_;
};

TEST_F(EvaluateVerbTest, MasksHaveSurfacesMissingLabelsAndTheShiftRule) {
  const std::string reference = write("reference.nii", boxes({20, 0, 21, 0, 22}));
  const std::string moved = write("moved.nii", boxes({20, 0, 21, 0, 0}, 1));
  auto outcome = evaluate({moved, reference, "--kind", "segmentation"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.result["labels"]["missing"], json({"L3"}));
  EXPECT_DOUBLE_EQ(outcome.result["surfaces"]["mean_hd95_mm"].get<double>(), 1);
  EXPECT_DOUBLE_EQ(outcome.result["surfaces"]["mean_nsd"].get<double>(), 2.0 / 3);
  EXPECT_THAT(outcome.err, HasSubstr("1 (L3) of 3"));
  outcome = evaluate({moved, reference, "--kind", "segmentation", "--nsd-tolerance-mm", "0.5"});
  EXPECT_LT(outcome.result["surfaces"]["mean_nsd"].get<double>(), 2.0 / 3);

  const std::string higher = write("higher.nii", boxes({21, 0, 22, 0, 23}));
  outcome = evaluate({higher, reference, "--kind", "segmentation"});
  EXPECT_EQ(outcome.result["dice"]["mean_vertebra"], 0);
  outcome = evaluate({higher, reference, "--kind", "segmentation", "--label-shift"});
  EXPECT_EQ(outcome.result["dice"]["mean_vertebra"], 1);
  EXPECT_EQ(outcome.result["labels"]["shift"], 1);
}

TEST_F(EvaluateVerbTest, ForeignIdsAndOtherGridsAreNamedWithTheirFiles) {
  const std::string reference = write("reference.nii", boxes({20, 0, 21}));
  const std::string foreign = write("foreign.nii", boxes({20, 0, 21, 0, 120}));
  auto outcome = evaluate({foreign, reference, "--kind", "segmentation"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.result["dice"]["global"], 1);
  EXPECT_THAT(outcome.err, HasSubstr("foreign.nii holds ids that are no vertebrae"));
  EXPECT_THAT(outcome.err, HasSubstr("120"));
  Grid other = small_grid();
  other.spacing_mm.z() = 2;
  const std::string elsewhere = write("elsewhere.nii", boxes({20, 0, 21}).with_grid(other));
  outcome = evaluate({elsewhere, reference, "--kind", "segmentation"});
  EXPECT_EQ(outcome.code, 1);
  for (const char* part : {"elsewhere.nii", "reference.nii", "different grids", "Resample"}) {
    EXPECT_THAT(outcome.err, HasSubstr(part));
  }
}

TEST_F(EvaluateVerbTest, PresetsAreChangedBySingleOptions) {
  const std::string a = write("a.nii", filled(small_grid(), ScalarType::int16, -1000, 21));
  const std::string b = write("b.nii", filled(small_grid(), ScalarType::int16, -1000, 20));
  const std::string mask = write("mask.nii", boxes({20, 20, 20, 20, 20, 20}));
  const auto value = [&](const std::vector<std::string>& more, const char* key) {
    std::vector<std::string> args{a, b, "--mask", mask};
    args.insert(args.end(), more.begin(), more.end());
    const auto outcome = evaluate(args);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.result[key].get<double>();
  };
  const double paper = value({"--preset", "paper"}, "psnr_db");
  EXPECT_EQ(paper, value({}, "psnr_db"));
  const double synthrad = value({"--preset", "synthrad"}, "psnr_db");
  EXPECT_NE(paper, synthrad);
  EXPECT_EQ(value({"--preset", "synthrad", "--mask-dilation-mm", "10", "--psnr-range", "one",
                   "--no-inside-mask-only", "--crop-ssim-border"},
                  "psnr_db"),
            paper);
  // 10 mm more of the ramp hold other errors.
  EXPECT_NE(value({"--preset", "synthrad"}, "mae_hu"), value({}, "mae_hu"));
}

TEST_F(EvaluateVerbTest, IsotropicFiguresComeBesideTheOthers) {
  const std::string reference = write("reference.nii", boxes({20, 20, 21, 21}));
  const std::string moved = write("moved.nii", boxes({20, 20, 21, 21}, 1));
  const auto outcome = evaluate({moved, reference, "--kind", "segmentation", "--isotropic", "--csv",
                                 (folder_ / "t.csv").string()});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NEAR(outcome.result["isotropic"]["dice"]["global"].get<double>(),
              outcome.result["dice"]["global"].get<double>(), 1e-9);
  EXPECT_THAT(value_or_throw(read_text(folder_ / "t.csv")), HasSubstr("\"NSD, 1 mm grid\","));
}

TEST_F(EvaluateVerbTest, SeveralRunsAreTestedAgainstOneBaseline) {
  const std::string baseline = run_of("base", {0.70, 0.71, 0.72, 0.69});
  const std::string clear = run_of("clear", {0.80, 0.82, 0.81, 0.795});
  const std::string weak = run_of("weak", {0.74, 0.70, 0.75, 0.69});
  const auto outcome = evaluate(
      {clear, baseline, "--kind", "runs", "--also", weak, "--csv", (folder_ / "t.csv").string()});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json& contrasts = outcome.result["contrasts"];
  ASSERT_EQ(contrasts.size(), 2u);
  const json& first = contrasts[0]["measures"]["dice"];
  const json& second = contrasts[1]["measures"]["dice"];
  EXPECT_EQ(outcome.result["worst_p"]["dice"]["run"], "weak");
  EXPECT_EQ(outcome.result["worst_p"]["dice"]["p"], second["p"]);
  EXPECT_DOUBLE_EQ(first["p_holm"].get<double>(), 2 * first["p"].get<double>());
  for (const char* key : {"wilcoxon", "rank_biserial", "bootstrap_ci95", "cohens_dz"}) {
    EXPECT_TRUE(first.contains(key)) << key;
  }
  EXPECT_THAT(value_or_throw(read_text(folder_ / "t.csv")), HasSubstr("weak,dice,4,"));
}

TEST_F(EvaluateVerbTest, RunsThatCannotBeComparedAreRefused) {
  const std::string three = run_of("three", {0.70, 0.71, 0.72});
  const std::string two = run_of("two", {0.8, 0.81});
  auto outcome = evaluate({two, three, "--kind", "runs"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("different cases"));
  EXPECT_THAT(outcome.err, HasSubstr("sub-2"));
  outcome = evaluate({two, three, "--kind", "runs", "--common-only"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.result["measures"]["dice"]["n"], 2);

  const std::string one = run_of("one", {0.9});
  const std::string other = run_of("other", {0.7});
  outcome = evaluate({one, other, "--kind", "runs"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_FALSE(outcome.result["complete"].get<bool>());
  EXPECT_NEAR(outcome.result["measures"]["dice"]["mean_difference"].get<double>(), 0.2, 1e-12);
  EXPECT_THAT(outcome.err, HasSubstr("one subject allows no test"));
}

TEST_F(EvaluateVerbTest, AStudyIsEvaluatedSubjectBySubjectAndGoesOn) {
  Study study(folder_ / "study");
  for (const std::string id : {"a", "b"}) {
    Subject& subject = study.subject(id);
    const auto file = [&](Role role, const std::string& name, const Volume& volume) {
      subject.files[role].path = write(id + name, volume);
    };
    file(Role::mr, "_T2w.nii", filled(small_grid(), ScalarType::int16, 1, 5));
    file(Role::mr_vertebrae, "_msk.nii", boxes({20, 20, 21}));
    const ResultFiles files = result_files(study, "r", id);
    ASSERT_TRUE(write_nifti(files.sct, filled(small_grid(), ScalarType::int16, -1000, 20)));
    ASSERT_TRUE(write_nifti(files.vertebrae, boxes({20, 20, 21}, 1)));
  }
  ASSERT_TRUE(study.save());
  const std::string folder = (folder_ / "study").string();
  auto outcome = evaluate({folder, "r", "--kind", "study", "--shard", "1/2"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.result["evaluated"], 1);
  std::ofstream(result_files(study, "r", "b").sct) << "no image";
  outcome = evaluate({folder, "r", "--kind", "study"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.result["as_before"], 1);
  EXPECT_EQ(outcome.result["failed"], 1);
  EXPECT_THAT(outcome.err, HasSubstr("b failed"));
  EXPECT_TRUE(fs::exists(outcome.result["table"].get<std::string>()));
  outcome = evaluate({folder, "r", "--kind", "study", "--dry-run"});
  EXPECT_EQ(outcome.result["subjects"], json({"a", "b"}));
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/evaluate_study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/image/nifti_io.h"
#include "core/pipeline/result_files.h"
#include "core/pipeline/shard.h"
#include "core/project/journal.h"
#include "core/registration/transform_file.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryFolder;

Grid small_grid() {
  Grid grid;
  grid.size = {8, 48, 50};
  grid.spacing_mm = {3, 1, 1};
  return grid;
}

template <class T, class F>
Volume made(F value) {
  Volume volume(small_grid(), scalar_type_of<T>());
  auto to = volume.values<T>().begin();
  for (int k = 0; k < 50; ++k) {
    for (int j = 0; j < 48; ++j) {
      for (int i = 0; i < 8; ++i) *to++ = static_cast<T>(value(i, j, k));
    }
  }
  return volume;
}

Volume ct(double shift) {
  return made<float>([&](int i, int j, int k) {
    return 300 * std::sin(0.3 * i + 0.2 * j + shift) + 200 * std::cos(0.25 * k);
  });
}

/// Two vertebrae, L1 and L2, `missing` of them left out, moved along j.
Volume vertebrae(int moved, int missing = 0) {
  return made<std::uint8_t>([&](int i, int j, int k) {
    if (i < 2 || i > 5 || j < 15 + moved || j > 30 + moved) return 0;
    const int label = k >= 10 && k < 20 ? 20 : k >= 25 && k < 35 ? 21 : 0;
    return label == missing ? 0 : label;
  });
}

/// A study of four subjects with results of the run "r".
class EvaluateStudy : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const std::string id : {"s1", "s2", "s3", "s4"}) {
      Subject& subject = study_.subject(id);
      const auto file = [&](Role role, const std::string& name, const Volume& volume) {
        const fs::path path = folder_ / (id + name);
        ASSERT_TRUE(write_nifti(path, volume));
        subject.files[role].path = path;
      };
      file(Role::mr, "_T2w.nii.gz", ct(0));
      file(Role::ct, "_ct.nii.gz", ct(0));
      file(Role::mr_vertebrae, "_msk.nii.gz", vertebrae(0));
      ASSERT_TRUE(write_transform(study_.transform_file(id), Rigid3()));
      const ResultFiles files = result_files(study_, "r", id);
      ASSERT_TRUE(write_nifti(files.sct, ct(0.1)));
      ASSERT_TRUE(write_nifti(files.vertebrae, vertebrae(1)));
    }
    ASSERT_TRUE(study_.save());
  }

  Result<EvaluatedStudy> run(const EvaluateStudyOptions& options = {}) {
    outcomes_.clear();
    JobContext job;
    return evaluate_study(study_, "r", options, job,
                          [&](const EvaluatedSubject& one) { outcomes_.push_back(one); });
  }
  fs::path log() const { return study_.reports_folder() / "evaluation_r.jsonl"; }

  TemporaryFolder folder_;
  Study study_{folder_ / "study"};
  std::vector<EvaluatedSubject> outcomes_;
};

TEST_F(EvaluateStudy, MeasuresEverythingOnBothGrids) {
  EvaluateStudyOptions options;
  options.subjects = {"s1"};
  options.evaluation.isotropic = true;
  const auto done = value_or_throw(run(options));
  EXPECT_EQ(done.evaluated, 1);
  const CaseScores& scores = outcomes_.at(0).scores;
  ASSERT_TRUE(scores.isotropic);
  for (const CaseFigures* figures :
       {static_cast<const CaseFigures*>(&scores), &*scores.isotropic}) {
    ASSERT_TRUE(figures->quality && figures->dice && figures->surfaces);
    // Moved by one of 16 voxels along j.
    EXPECT_NEAR(*figures->dice->mean_vertebra, 15.0 / 16, 1e-9);
    EXPECT_NEAR(*figures->surfaces->mean_hd95_mm, 1, 1e-9);
    EXPECT_EQ(*figures->surfaces->mean_nsd, 1);
    EXPECT_GT(figures->quality->mae_hu, 1);
  }
  // 24 mm across: slices of 1 mm instead of 3.
  EXPECT_EQ(scores.quality->slices, 4);
  EXPECT_EQ(scores.isotropic->quality->slices, 12);
  const auto written = case_scores_from_json(
      nlohmann::json::parse(value_or_throw(read_text(result_files(study_, "r", "s1").scores))));
  ASSERT_TRUE(written.ok()) << written.error().message();
  EXPECT_EQ(to_json(*written), to_json(scores));
  ASSERT_TRUE(written->basis);
  EXPECT_TRUE(written->basis->grid.same_as(small_grid()));
  EXPECT_TRUE(written->basis->references.contains("reference_vertebrae"));
  EXPECT_TRUE(written->basis->references.contains("ct"));
  EXPECT_THAT(value_or_throw(read_text(done.table)), HasSubstr("dice_mean_vertebra_iso"));
}

TEST_F(EvaluateStudy, GoesOnWhereItWasAndRedoesWhatChanged) {
  EvaluateStudyOptions options;
  options.subjects = {"s1", "s2"};
  EXPECT_EQ(value_or_throw(run(options)).evaluated, 2);
  options.subjects.clear();
  auto done = value_or_throw(run(options));
  EXPECT_EQ(done.evaluated, 2);
  EXPECT_EQ(done.kept, 2);
  EXPECT_EQ(read_journal(log()).size(), 4u);
  ASSERT_TRUE(write_nifti(result_files(study_, "r", "s3").vertebrae, vertebrae(2)));
  done = value_or_throw(run(options));
  EXPECT_EQ(done.evaluated, 1);
  EXPECT_EQ(done.kept, 3);
  options.evaluation.masks.nsd_tolerance_mm = 3;
  EXPECT_EQ(value_or_throw(run(options)).evaluated, 4);
  EXPECT_EQ(value_or_throw(run(options)).kept, 4);
  options.again = true;
  EXPECT_EQ(value_or_throw(run(options)).evaluated, 4);
}

TEST_F(EvaluateStudy, AFailingSubjectIsReportedAndTheOthersAreMeasured) {
  std::ofstream(result_files(study_, "r", "s2").sct) << "no image";
  const auto done = value_or_throw(run());
  EXPECT_EQ(done.evaluated, 3);
  EXPECT_EQ(done.failed, 1);
  EXPECT_THAT(outcomes_.at(1).error, HasSubstr("s2_space-mr_desc-sct_ct.nii.gz"));
  const auto lines = read_journal(log());
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_TRUE(lines[1].contains("error"));
  EXPECT_TRUE(lines[3].contains("dice"));
  std::istringstream table(value_or_throw(read_text(done.table)));
  int rows = 0;
  for (std::string line; std::getline(table, line);) ++rows;
  EXPECT_EQ(rows, 1 + 3);
}

TEST_F(EvaluateStudy, PartsShareTheSubjects) {
  EvaluateStudyOptions options;
  options.shard = "1/2";
  EXPECT_EQ(value_or_throw(run(options)).evaluated, 2);
  EXPECT_EQ(outcomes_[0].subject, "s1");
  EXPECT_EQ(outcomes_[1].subject, "s3");
  options.shard = "2/2";
  const auto done = value_or_throw(run(options));
  EXPECT_EQ(outcomes_[0].subject, "s2");
  // The table of the last part has the subjects of all.
  EXPECT_THAT(value_or_throw(read_text(done.table)), HasSubstr("s1,r"));
  options.shard = "3/2";
  EXPECT_THAT(run(options).error().title, HasSubstr("3/2"));
}

TEST_F(EvaluateStudy, OtherFiguresAreKeptWhereOneCannotBeMeasured) {
  // NaN in the synthetic CT: no image quality, but Dice.
  Volume with_nan = ct(0.1);
  with_nan.values<float>()[7] = std::nanf("");
  ASSERT_TRUE(write_nifti(result_files(study_, "r", "s1").sct, with_nan));
  // A foreign mask: image quality, but no Dice.
  Volume foreign = vertebrae(0).clone();
  for (auto& id : foreign.values<std::uint8_t>()) id = id ? 150 : 0;
  ASSERT_TRUE(write_nifti(result_files(study_, "r", "s2").vertebrae, foreign));
  // A vertebra is missing.
  ASSERT_TRUE(write_nifti(result_files(study_, "r", "s3").vertebrae, vertebrae(0, 21)));
  // The result's mask is on another grid.
  Grid other = small_grid();
  other.spacing_mm.x() = 2;
  ASSERT_TRUE(
      write_nifti(result_files(study_, "r", "s4").vertebrae, vertebrae(0).with_grid(other)));
  EXPECT_EQ(value_or_throw(run()).evaluated, 4);
  EXPECT_FALSE(outcomes_[0].scores.quality);
  EXPECT_TRUE(outcomes_[0].scores.dice);
  EXPECT_THAT(outcomes_[0].scores.notes.at(0), HasSubstr("NaN"));
  EXPECT_TRUE(outcomes_[1].scores.quality);
  EXPECT_FALSE(outcomes_[1].scores.dice);
  EXPECT_THAT(outcomes_[1].scores.notes.at(0), HasSubstr("ids are 150"));
  EXPECT_THAT(outcomes_[2].scores.missing, ElementsAre(21));
  EXPECT_THAT(outcomes_[2].scores.notes.at(0), HasSubstr("1 (L2) of 2"));
  EXPECT_TRUE(outcomes_[3].scores.quality);
  EXPECT_FALSE(outcomes_[3].scores.dice);
  EXPECT_THAT(outcomes_[3].scores.notes.at(0), HasSubstr("different grids"));
  EXPECT_THAT(outcomes_[3].scores.notes.at(0), HasSubstr("s4_space-mr_desc-sct_seg-vert"));
}

TEST_F(EvaluateStudy, AnotherGridOfTheReferenceNamesBothFilesAndTheRemedy) {
  Grid other = small_grid();
  other.spacing_mm.x() = 2;
  ASSERT_TRUE(write_nifti(folder_ / "s1_msk.nii.gz", vertebrae(0).with_grid(other)));
  EvaluateStudyOptions options;
  options.subjects = {"s1"};
  EXPECT_EQ(value_or_throw(run(options)).failed, 1);
  EXPECT_THAT(outcomes_[0].error, HasSubstr("s1_space-mr_desc-sct_ct.nii.gz"));
  EXPECT_THAT(outcomes_[0].error, HasSubstr("s1_msk.nii.gz"));
  EXPECT_THAT(outcomes_[0].error, HasSubstr("Resample"));
}

TEST_F(EvaluateStudy, AnUnknownRunOrSubjectIsNamed) {
  JobContext job;
  const auto no_run = evaluate_study(study_, "none", {}, job);
  ASSERT_FALSE(no_run.ok());
  EXPECT_THAT(no_run.error().title, HasSubstr("results/none"));
  EvaluateStudyOptions options;
  options.subjects = {"s9"};
  EXPECT_THAT(run(options).error().title, HasSubstr("s9"));
}

TEST(Shard, PartsAreDisjointAndComplete) {
  const std::vector<std::string> all{"a", "b", "c", "d", "e"};
  std::vector<std::string> together;
  for (const char* text : {"1/3", "2/3", "3/3"}) {
    const auto part = subjects_of(value_or_throw(shard_from(text)), all);
    together.insert(together.end(), part.begin(), part.end());
  }
  EXPECT_THAT(together, ::testing::UnorderedElementsAreArray(all));
  EXPECT_EQ(subjects_of(value_or_throw(shard_from("")), all), all);
  EXPECT_THAT(subjects_of(Shard{7, 8}, all), IsEmpty());
  for (const char* wrong : {"0/3", "4/3", "1", "/", "1/3x", "-1/3", "1/", "a/b"}) {
    EXPECT_FALSE(shard_from(wrong).ok()) << wrong;
  }
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/version.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/phantom_study.h"
#include "core/pipeline/prepare_study.h"
#include "core/registration/transform_file.h"
#include "core/training/train_run.h"
#include "tests/support/grid_matchers.h"
#include "tests/support/test_files.h"
#include "tests/training/toy_training_set.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

TEST(CaseScoresJson, ComesBackTheSame) {
  CaseScores scores;
  scores.subject = "sub-001";
  scores.run = "ddim";
  ImageQuality quality;
  quality.l1 = 0.01;
  quality.mse = 0.002;
  quality.psnr_db = 27.5;
  quality.ssim = 0.9;
  quality.vifp = std::nan("");
  quality.slices = 2;
  quality.identical_slices = 1;
  quality.psnr_db_per_slice = {27, 28};
  quality.ssim_per_slice = {0.85, 0.95};
  scores.quality = quality;
  DiceScores dice;
  dice.global = 0.91;
  dice.mean_vertebra = 0.9;
  dice.per_vertebra = {{20, 0.9}, {21, std::nullopt}};
  dice.vertebrae = 1;
  scores.dice = dice;
  scores.dice_posterior = 0.7;
  scores.vertebra_centres_mm = {{20, {1, -2, 3.5}}};

  const auto json = to_json(scores);
  EXPECT_EQ(json["dice"]["per_vertebra"]["L2"], nullptr);
  const auto read = case_scores_from_json(nlohmann::json::parse(json.dump()));
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(to_json(*read), json);
  EXPECT_TRUE(std::isnan(read->quality->vifp));
  EXPECT_EQ(read->dice->vertebrae, 1);
  EXPECT_EQ(read->vertebra_centres_mm.at(20), Eigen::Vector3d(1, -2, 3.5));

  CaseScores bare;
  bare.subject = "s";
  const auto bare_read = case_scores_from_json(to_json(bare));
  ASSERT_TRUE(bare_read.ok());
  EXPECT_FALSE(bare_read->quality || bare_read->dice);
  EXPECT_FALSE(case_scores_from_json({{"subject", 3}}).ok());
  EXPECT_FALSE(case_scores_from_json(nlohmann::json::array()).ok());
}

/// One phantom study for all tests: three small subjects.
class PhantomStudy : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    PhantomOptions options = demo_phantom_options();
    options.vertebrae = "L2-L3";
    options.mr_in_plane_mm = 2;
    options.ct_in_plane_mm = 2;
    options.ct_slice_mm = 2;
    JobContext job;
    study_ =
        new Study(value_or_throw(make_phantom_study(*folder_ / "study", options, {3, 1, 1}, job)));
  }
  static void TearDownTestSuite() {
    delete study_;
    delete folder_;
  }

  static TemporaryFolder* folder_;
  static Study* study_;
};

TemporaryFolder* PhantomStudy::folder_ = nullptr;
Study* PhantomStudy::study_ = nullptr;

TEST_F(PhantomStudy, IsSavedWithSplitsAndAllRoles) {
  std::vector<std::string> warnings;
  const auto opened = Study::open(study_->folder(), &warnings);
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(warnings.empty());
  std::vector<std::string> splits;
  for (const Subject& subject : opened->subjects()) {
    splits.push_back(subject.split);
    for (const Role role : all_roles()) {
      EXPECT_TRUE(fs::exists(subject.path_of(role))) << subject.id << " " << role_key(role);
    }
    EXPECT_THAT(subject.note, HasSubstr("phantom"));
  }
  EXPECT_THAT(splits, ElementsAre("train", "val", "test"));
  JobContext job;
  EXPECT_FALSE(make_phantom_study(*folder_ / "none", {}, {2, 1, 1}, job).ok());
  EXPECT_FALSE(fs::exists(*folder_ / "none"));
}

TEST_F(PhantomStudy, TruthIsReadBackAndDamageIsNamed) {
  const fs::path images = study_->subjects()[0].path_of(Role::mr).parent_path();
  const auto truth = read_phantom_truth(images / "sub-001_truth.json");
  ASSERT_TRUE(truth.ok());
  EXPECT_EQ(truth->size(), 2u);
  const auto written = read_transform(study_->subjects()[0].path_of(Role::ct_from_mr));
  ASSERT_TRUE(written.ok());
  for (const auto& [id, transform] : *truth) {
    EXPECT_THAT(transform, testing::RigidNear(*written, 1e-4, 1e-4)) << vertebra_name(id);
  }
  const auto missing = read_phantom_truth(images / "none.json");
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.error().title, HasSubstr("none.json"));
  ASSERT_TRUE(write_text_atomically(*folder_ / "bad_truth.json", "{}"));
  const auto damaged = read_phantom_truth(*folder_ / "bad_truth.json");
  ASSERT_FALSE(damaged.ok());
  EXPECT_THAT(damaged.error().title, HasSubstr("bad_truth.json"));
}

TEST_F(PhantomStudy, RegistrationWithoutNoiseFindsTheTruth) {
  const auto result = register_subject(*study_, "sub-001", {});
  ASSERT_TRUE(result.ok()) << result.error().message();
  const auto truth = read_transform(study_->subjects()[0].path_of(Role::ct_from_mr));
  const auto used = subject_transform(*study_, "sub-001");
  ASSERT_TRUE(used.ok());
  EXPECT_THAT(*used, testing::RigidNear(*truth, 0.5, 0.5));
  const auto stranger = register_subject(*study_, "sub-999", {});
  ASSERT_FALSE(stranger.ok());
  EXPECT_THAT(stranger.error().title, HasSubstr("sub-999"));
}

TEST_F(PhantomStudy, PerfectSyntheticCtScoresPerfectly) {
  const std::string run = "perfect";
  const Subject& subject = study_->subjects()[2];
  JobContext job;
  const auto mr = value_or_throw(read_nifti(subject.path_of(Role::mr)));
  const auto ct = value_or_throw(read_nifti(subject.path_of(Role::ct)));
  const auto ct_from_mr = value_or_throw(subject_transform(*study_, subject.id));
  const auto sct =
      value_or_throw(resample(ct, mr.grid(), ct_from_mr, Interpolation::cubic_bspline, -1000, job));
  const ResultFiles files = result_files(*study_, run, subject.id);
  ASSERT_TRUE(write_nifti(files.sct, sct));
  ASSERT_TRUE(write_nifti(files.vertebrae,
                          value_or_throw(read_nifti(subject.path_of(Role::mr_vertebrae)))));
  ASSERT_TRUE(write_nifti(files.subregions,
                          value_or_throw(read_nifti(subject.path_of(Role::mr_subregions)))));
  const auto scores = evaluate_subject(*study_, run, subject.id, {}, job);
  ASSERT_TRUE(scores.ok()) << scores.error().message();
  ASSERT_TRUE(scores->quality && scores->dice && scores->dice_posterior);
  EXPECT_GT(scores->quality->psnr_db, 60);
  EXPECT_GT(scores->quality->ssim, 0.999);
  EXPECT_EQ(*scores->dice->global, 1);
  EXPECT_EQ(*scores->dice_posterior, 1);
  EXPECT_EQ(scores->dice->vertebrae, 2);
  const auto written =
      case_scores_from_json(nlohmann::json::parse(value_or_throw(read_text(files.scores))));
  ASSERT_TRUE(written.ok());
  EXPECT_EQ(to_json(*written), to_json(*scores));
  EXPECT_THAT(runs_with_results(*study_, subject.id), ElementsAre(run));
  EXPECT_TRUE(runs_with_results(*study_, "sub-001").empty());
}

TEST_F(PhantomStudy, SegmentsTheRealCtInPlaceOfASyntheticOne) {
  const std::string run = "real";
  const Subject& subject = study_->subjects()[1];
  JobContext job;
  const auto mr = value_or_throw(read_nifti(subject.path_of(Role::mr)));
  const auto ct = value_or_throw(read_nifti(subject.path_of(Role::ct)));
  const auto ct_from_mr = value_or_throw(subject_transform(*study_, subject.id));
  const ResultFiles files = result_files(*study_, run, subject.id);
  const auto missing = segment_subject(*study_, run, subject.id, {}, job);
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.error().title, HasSubstr(files.sct.filename().string()));
  ASSERT_TRUE(write_nifti(files.sct, value_or_throw(resample(ct, mr.grid(), ct_from_mr,
                                                             Interpolation::linear, -1000, job))));
  ASSERT_TRUE(write_text_atomically(files.scores, "of other masks"));
  ASSERT_TRUE(segment_subject(*study_, run, subject.id, {}, job).ok());
  EXPECT_FALSE(fs::exists(files.scores));
  const auto scores = evaluate_subject(*study_, run, subject.id, {}, job);
  ASSERT_TRUE(scores.ok()) << scores.error().message();
  EXPECT_GT(*scores->dice->global, 0.7);

  const auto masks = nlohmann::json::parse(value_or_throw(read_text(files.masks_sidecar)));
  EXPECT_EQ(masks.at("inputs").at("sct").at("content_hash"),
            value_or_throw(content_hash(files.sct)));
  EXPECT_TRUE(masks.at("inputs").contains("landmarks"));
  EXPECT_FALSE(masks.at("options").empty());
  EXPECT_EQ(masks.at("version"), kVersion);
  const auto provenance =
      nlohmann::json::parse(value_or_throw(read_text(files.scores))).at("provenance");
  EXPECT_EQ(provenance.at("inputs").at("vertebrae").at("content_hash"),
            value_or_throw(content_hash(files.vertebrae)));
  EXPECT_EQ(provenance.at("options").at("mask_dilation_mm"), 10);
  EXPECT_TRUE(provenance.at("inputs").contains("ct_from_mr"));
}

TEST_F(PhantomStudy, ANewSyntheticCtRemovesWhatCameOfTheOldOne) {
  const std::string run = "tiny";
  testing::write_toy_training_set(*folder_ / "set", {{"train", 2}}, 20, 20);
  TrainOptions train_options;
  train_options.training_set = *folder_ / "set";
  train_options.run_folder = study_->runs_folder() / run;
  train_options.channels = 8;
  train_options.multipliers = {1};
  train_options.attention_heads = 1;
  train_options.attention_head_channels = 8;
  train_options.patch_size = 16;
  train_options.batch_size = 2;
  train_options.steps = 1;
  train_options.condition_dropout = 0;
  train_options.device = "cpu";
  JobContext job;
  ASSERT_TRUE(train(train_options, {}, job));
  const ResultFiles files = result_files(*study_, run, "sub-001");
  for (const fs::path& old :
       {files.vertebrae, files.subregions, files.masks_sidecar, files.scores}) {
    ASSERT_TRUE(write_text_atomically(old, "old"));
  }
  TranslateOptions options;
  options.steps = 1;
  options.device = "cpu";
  options.tile = 64;
  const auto done = translate_subject(*study_, run, "sub-001", options, job);
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_TRUE(fs::exists(files.sct) && fs::exists(files.sct_iso));
  for (const fs::path& old :
       {files.vertebrae, files.subregions, files.masks_sidecar, files.scores}) {
    EXPECT_FALSE(fs::exists(old)) << old;
  }
  const auto sidecar = nlohmann::json::parse(value_or_throw(read_text(files.sidecar)));
  EXPECT_TRUE(sidecar.at("inputs").at("mr").contains("content_hash"));
  EXPECT_TRUE(sidecar.contains("model"));
}

TEST_F(PhantomStudy, StepsNameWhatIsMissing) {
  JobContext job;
  const auto no_model = translate_subject(*study_, "no-run", "sub-001", {}, job);
  ASSERT_FALSE(no_model.ok());
  EXPECT_THAT(no_model.error().title, HasSubstr("no-run"));
  const auto no_result = evaluate_subject(*study_, "no-run", "sub-001", {}, job);
  ASSERT_FALSE(no_result.ok());
  EXPECT_THAT(no_result.error().title, HasSubstr("sub-001_space-mr_desc-sct_ct.nii.gz"));
  Study bare(*folder_ / "bare");
  bare.subject("sub-x");
  EXPECT_FALSE(subject_landmarks(bare, "sub-x").ok());
  EXPECT_FALSE(subject_transform(bare, "sub-x").ok());
  std::vector<std::string> notes;
  EXPECT_TRUE(subjects_to_prepare(bare, {}, notes).empty());
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(notes[0], HasSubstr("sub-x"));
}

TEST(ResultFiles, TrainedRunsAreThoseWithACheckpoint) {
  TemporaryFolder folder;
  const Study study(folder.path());
  EXPECT_TRUE(trained_runs(study).empty());
  ASSERT_TRUE(write_text_atomically(folder / "runs/b/checkpoints/step-1.safetensors", "x"));
  ASSERT_TRUE(write_text_atomically(folder / "runs/a/checkpoints/step-1.safetensors", "x"));
  ASSERT_TRUE(write_text_atomically(folder / "runs/c/config.json", "{}"));
  EXPECT_THAT(trained_runs(study), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace transpine

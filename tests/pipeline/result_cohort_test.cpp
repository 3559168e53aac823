// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/result_cohort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "core/base/atomic_file.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/pipeline/phantom_study.h"
#include "core/pipeline/result_files.h"
#include "core/pipeline/steps.h"
#include "core/training/train_run.h"
#include "tests/support/test_files.h"
#include "tests/training/toy_training_set.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

/// Three small phantoms; the MR of the second is gone.
class ResultCohort : public ::testing::Test {
 protected:
  void SetUp() override {
    PhantomOptions options = demo_phantom_options();
    options.vertebrae = "L2-L3";
    options.mr_in_plane_mm = 2;
    options.ct_in_plane_mm = 2;
    options.ct_slice_mm = 2;
    JobContext job;
    study_ = value_or_throw(make_phantom_study(folder_ / "study", options, {3, 1, 1}, job));
    study_.subject("sub-002").files[Role::mr].path = folder_ / "gone.nii.gz";
  }

  void train_toy_model() {
    testing::write_toy_training_set(folder_ / "set", {{"train", 1}}, 32, 32);
    TrainOptions options = small_train_options("pix2pix-unet");
    options.training_set = folder_ / "set";
    options.run_folder = study_.runs_folder() / "toy";
    options.channels = 8;
    options.discriminator_channels = 8;
    options.levels = 2;
    options.patch_size = 32;
    options.batch_size = 1;
    options.steps = 1;
    options.validate_every = 0;
    options.validation_slices = 0;
    options.device = "cpu";
    JobContext job;
    const auto trained = train(options, {}, job);
    ASSERT_TRUE(trained) << trained.error().message();
  }

  std::function<void(const CohortOutcome&)> remember() {
    done_.clear();
    return [this](const CohortOutcome& one) {
      if (!one.kept && one.error.empty()) done_.push_back(one.subject);
      if (!one.error.empty()) errors_[one.subject] = one.error;
    };
  }
  CohortCounts translated(const TranslateOptions& options, const SubjectChoice& cohort = {}) {
    JobContext job;
    return value_or_throw(translate_study(study_, "toy", options, cohort, job, remember()));
  }
  CohortCounts segmented(const SubjectChoice& cohort = {}) {
    JobContext job;
    return value_or_throw(segment_study(study_, "real", {}, cohort, job, remember()));
  }
  std::size_t log_lines(const std::string& name) const {
    std::istringstream text(value_or_throw(read_text(study_.reports_folder() / name)));
    std::size_t count = 0;
    for (std::string line; std::getline(text, line);) {
      if (line.empty()) continue;
      EXPECT_TRUE(nlohmann::json::parse(line).contains("subject")) << line;
      ++count;
    }
    return count;
  }

  testing::TemporaryFolder folder_;
  Study study_{folder_ / "none"};
  std::vector<std::string> done_;
  std::map<std::string, std::string> errors_;
};

TEST_F(ResultCohort, TranslatesWhatIsNotUpToDateAndSkipsWhatFails) {
  train_toy_model();
  CohortCounts counts = translated({});
  EXPECT_EQ(counts.done, 2);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_THAT(done_, ElementsAre("sub-001", "sub-003"));
  EXPECT_THAT(errors_.at("sub-002"), HasSubstr("gone.nii.gz"));
  EXPECT_TRUE(fs::exists(result_files(study_, "toy", "sub-003").sct_iso));
  EXPECT_EQ(log_lines("translation_toy.jsonl"), 3U);

  counts = translated({});
  EXPECT_EQ(counts.kept, 2);
  EXPECT_EQ(counts.done, 0);
  EXPECT_EQ(log_lines("translation_toy.jsonl"), 4U);

  // A file that is gone, and other options.
  fs::remove(result_files(study_, "toy", "sub-001").sct_iso);
  translated({});
  EXPECT_THAT(done_, ElementsAre("sub-001"));
  TranslateOptions other;
  other.mr_max = "percentile";
  EXPECT_EQ(translated(other).done, 2);

  // Parts share the work; nobody is done twice.
  SubjectChoice part;
  part.again = true;
  part.shard = "1/2";
  translated(other, part);
  std::vector<std::string> all = done_;
  part.shard = "2/2";
  translated(other, part);
  all.insert(all.end(), done_.begin(), done_.end());
  EXPECT_THAT(all, UnorderedElementsAre("sub-001", "sub-003"));
}

TEST_F(ResultCohort, SegmentsWhatIsNotUpToDate) {
  JobContext job;
  for (const std::string id : {"sub-001", "sub-003"}) {
    const Subject& subject = *study_.find(id);
    const auto mr = value_or_throw(read_nifti(subject.path_of(Role::mr)));
    const auto ct = value_or_throw(read_nifti(subject.path_of(Role::ct)));
    ASSERT_TRUE(write_nifti(
        result_files(study_, "real", id).sct,
        value_or_throw(resample(ct, mr.grid(), value_or_throw(subject_transform(study_, id)),
                                Interpolation::linear, -1000, job))));
  }
  EXPECT_EQ(segmented().done, 2);
  EXPECT_TRUE(fs::exists(result_files(study_, "real", "sub-001").vertebrae));
  EXPECT_EQ(segmented().kept, 2);
  // The synthetic CT of the other serves as a new one of the first.
  fs::copy_file(result_files(study_, "real", "sub-003").sct,
                result_files(study_, "real", "sub-001").sct, fs::copy_options::overwrite_existing);
  segmented();
  EXPECT_TRUE(errors_.contains("sub-001") || done_ == std::vector<std::string>{"sub-001"});
  EXPECT_EQ(value_or_throw(subjects_to_segment(study_, "real", {})),
            (std::vector<std::string>{"sub-001", "sub-003"}));
  EXPECT_FALSE(subjects_to_segment(study_, "none", {}));
  // Parts are of the whole study, so that they stay apart while results are still coming.
  SubjectChoice part;
  part.shard = "2/3";
  EXPECT_THAT(value_or_throw(subjects_to_segment(study_, "real", part)), ::testing::IsEmpty());
  part.shard = "3/3";
  EXPECT_THAT(value_or_throw(subjects_to_segment(study_, "real", part)), ElementsAre("sub-003"));

  // What was corrected by hand is not lost when the subject is segmented again.
  const ResultFiles files = result_files(study_, "real", "sub-003");
  auto sidecar = nlohmann::json::parse(value_or_throw(read_text(files.masks_sidecar)));
  sidecar["edited"] = {"L2 became L3."};
  ASSERT_TRUE(write_text_atomically(files.masks_sidecar, sidecar.dump()));
  part.again = true;
  EXPECT_EQ(segmented(part).done, 1);
  std::string kept = files.vertebrae.filename().string();
  kept.insert(kept.find(".nii"), "_corrected");
  EXPECT_TRUE(fs::exists(files.vertebrae.parent_path() / kept));
}

TEST_F(ResultCohort, WrongModelsSubjectsAndPartsAreRefused) {
  JobContext job;
  EXPECT_FALSE(translate_study(study_, "no-such-run", {}, {}, job));
  SubjectChoice cohort;
  cohort.subjects = {"nobody"};
  EXPECT_THAT(subjects_to_translate(study_, cohort).error().title, HasSubstr("nobody"));
  cohort.subjects.clear();
  cohort.shard = "3/2";
  EXPECT_THAT(subjects_to_translate(study_, cohort).error().message(), HasSubstr("3/2"));
}

}  // namespace
}  // namespace transpine

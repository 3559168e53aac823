// SPDX-License-Identifier: Apache-2.0
// The demo as a user runs it, held to the floors that it must reach, and its model on real images.
// Five minutes on two cores.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/image/nifti_io.h"
#include "tests/app/verb_outcome.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using testing::run_json;
using testing::TemporaryFolder;
using Args = std::vector<std::string>;

class DemoFloors : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    const auto demo = run_json(make_demo_verb(), {"--out", at("study")});
    ASSERT_EQ(demo.code, 0) << demo.err;
    result_ = new json(demo.result);
  }
  static void TearDownTestSuite() {
    delete result_;
    delete folder_;
  }
  void SetUp() override { ASSERT_NE(result_, nullptr) << "the demo failed"; }

  static std::string at(const std::string& name) { return (*folder_ / name).string(); }
  static std::string run() { return at("study/runs/ddim-image"); }

  static TemporaryFolder* folder_;
  static json* result_;
};

TemporaryFolder* DemoFloors::folder_ = nullptr;
json* DemoFloors::result_ = nullptr;

TEST_F(DemoFloors, TheHeldOutPhantomReachesThem) {
  const json& result = *result_;
  EXPECT_EQ(result.at("event"), "result");
  EXPECT_GE(result.at("psnr_db").get<double>(), 22);
  EXPECT_GT(result.at("ssim").get<double>(), 0.7);
  EXPECT_GE(result.at("dice").at("global").get<double>(), 0.80);
  EXPECT_GE(result.at("dice").at("posterior").get<double>(), 0.65);
  EXPECT_EQ(result.at("dice").at("per_vertebra").size(), 5u);
  const json& tre = result.at("surface_tre_mm");
  EXPECT_GT(tre.at("0").get<double>(), tre.at("1").get<double>());
  EXPECT_GT(tre.at("1").get<double>(), tre.at("2").get<double>());
  EXPECT_LT(tre.at("2").get<double>(), 1);
  EXPECT_GT(result.at("seconds").get<double>(), 0);
}

TEST_F(DemoFloors, ReportAndTablesHoldWhatWasMeasured) {
  const fs::path reports = at("study/reports");
  const std::string html = value_or_throw(read_text(reports / "report.html"));
  char psnr[16];
  std::snprintf(psnr, sizeof psnr, "%.2f", result_->at("psnr_db").get<double>());
  EXPECT_THAT(html, HasSubstr(psnr));
  EXPECT_THAT(html, HasSubstr("data:image/png;base64,"));
  for (const char* name : {"registration.csv", "image-quality.csv", "dice.csv"}) {
    EXPECT_TRUE(fs::exists(reports / name)) << name;
  }
  EXPECT_THAT(value_or_throw(read_text(reports / "image-quality.csv")), HasSubstr(psnr));
}

TEST_F(DemoFloors, TheStudyHoldsImagesTransformsModelAndResults) {
  const fs::path study = at("study");
  for (int subject = 1; subject <= 6; ++subject) {
    const std::string id = "sub-00" + std::to_string(subject);
    EXPECT_TRUE(fs::exists(study / "images" / id / (id + "_T2w.nii.gz"))) << id;
    EXPECT_TRUE(fs::exists(study / "transforms" / (id + "_ct-from-mr.tfm"))) << id;
  }
  EXPECT_FALSE(fs::is_empty(study / "runs/ddim-image/checkpoints"));
  int images = 0;
  for (const auto& file : fs::directory_iterator(study / "results/ddim-image")) {
    images +=
        file.path().filename().string().starts_with("sub-006_") && file.path().extension() == ".gz";
  }
  EXPECT_GE(images, 4) << "synthetic CT on two grids, vertebrae, subregions";
}

TEST_F(DemoFloors, ARealMrIsTranslatedOnItsOwnGridWithItsHeader) {
  TRANSPINE_REQUIRE_DATA();
  const fs::path mr_file = testing::data_folder() / "lumbar-mr/t2_lumbar.nii.gz";
  const auto done = run_json(make_translate_verb(), {run(), mr_file.string(), at("sct.nii.gz"),
                                                     "--steps", "2", "--overlap", "16"});
  ASSERT_EQ(done.code, 0) << done.err;
  const Volume mr = value_or_throw(read_nifti(mr_file));
  const Volume sct = value_or_throw(read_nifti(at("sct.nii.gz")));
  EXPECT_TRUE(sct.grid().same_as(mr.grid(), 1e-6));
  EXPECT_EQ(sct.type(), ScalarType::int16);
  ASSERT_TRUE(mr.nifti_forms() && sct.nifti_forms());
  EXPECT_EQ(sct.nifti_forms()->qform_code, mr.nifti_forms()->qform_code);
  EXPECT_EQ(sct.nifti_forms()->sform_code, mr.nifti_forms()->sform_code);
  EXPECT_LT((sct.nifti_forms()->qform_ras - mr.nifti_forms()->qform_ras).norm(), 1e-4);
  EXPECT_LT((sct.nifti_forms()->sform_ras - mr.nifti_forms()->sform_ras).norm(), 1e-6);
  const auto values = sct.values<std::int16_t>();
  // The range of the model, and bone in it.
  const auto [low, high] = std::ranges::minmax_element(values);
  EXPECT_GE(*low, -1000);
  EXPECT_LE(*high, 1000);
  EXPECT_GT(*high, 200) << "no bone";
}

// A model that saw phantoms only, on real anatomy: the figure is in docs/RESULTS.md.
TEST_F(DemoFloors, ASimulatedMrOfARealCtGoesThroughToDice) {
  TRANSPINE_REQUIRE_DATA();
  const fs::path data = testing::data_folder() / "lumbar-ct";
  const auto step = [](std::unique_ptr<Verb> verb, const Args& args) {
    const auto done = run_json(std::move(verb), args);
    EXPECT_EQ(done.code, 0) << done.err;
    return done.result;
  };
  const json simulated = step(
      make_simulate_mr_verb(),
      {(data / "example_ct.nii.gz").string(), (data / "vertebrae_verse-ids.nii.gz").string(),
       at("sub-ts_T2w.nii.gz"), "--bodies", (data / "totalseg_vertebrae_body.nii.gz").string()});
  step(make_translate_verb(),
       {run(), simulated["mr"], at("ts_sct.nii.gz"), "--steps", "5", "--overlap", "16"});
  step(make_segment_verb(),
       {at("ts_sct.nii.gz"), simulated["landmarks"], at("ts_mask.nii.gz"), "--side", "mr"});
  const json scores = step(make_evaluate_verb(), {at("ts_mask.nii.gz"), simulated["vertebrae"],
                                                  "--kind", "segmentation"});
  const double dice = scores.at("dice").at("global");
  RecordProperty("dice_global", std::to_string(dice));
  EXPECT_GT(dice, 0.35);
  EXPECT_LT(dice, 1);
}

}  // namespace
}  // namespace transpine

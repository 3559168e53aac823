// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/verbs/verbs.h"
#include "core/registration/transform_file.h"
#include "tests/app/verb_outcome.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::run_json;
using testing::TemporaryFolder;
using Args = std::vector<std::string>;
using MakeVerb = std::unique_ptr<Verb> (*)();

/// The verbs one after the other, each first as a dry run that must write nothing.
class Chain : public ::testing::Test {
 protected:
  json step(MakeVerb make, const Args& args) {
    // One thread: networks this small wait for their threads longer than they compute.
    Args all = args;
    all.insert(all.end(), {"--threads", "1"});
    const auto before = folder_.files();
    Args dry = all;
    dry.push_back("--dry-run");
    const auto planned = run_json(make(), dry);
    EXPECT_EQ(planned.code, 0) << planned.err;
    EXPECT_EQ(folder_.files(), before) << args[0];
    const auto done = run_json(make(), all);
    EXPECT_EQ(done.code, 0) << done.err;
    return done.result;
  }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  /// Trains a few steps on the training set at "set" into "run".
  void train_a_little() {
    const json result =
        step(make_train_verb, {at("set"), at("run"), "--preset", "demo", "--channels", "8",
                               "--multipliers", "1,2", "--patch-size", "32", "--batch-size", "2",
                               "--steps", "3", "--validation-slices", "0"});
    EXPECT_EQ(result["steps"], 3);
  }

  TemporaryFolder folder_;
};

TEST_F(Chain, PhantomsToDice) {
  const json made =
      step(make_phantom_verb, {at("study"), "--preset", "demo", "--subjects", "3", "--vertebrae",
                               "L2-L4", "--ct-in-plane-mm", "2", "--ct-slice-mm", "2"});
  EXPECT_EQ(made["subjects"].size(), 3u);
  const std::string base = at("study/images/sub-003/sub-003");
  const json prepared = step(make_prepare_verb, {at("study"), at("set")});
  EXPECT_GT(prepared["train"], 0);
  EXPECT_GT(prepared["val"], 0);
  EXPECT_GT(prepared["test"], 0);
  train_a_little();

  const json registered =
      step(make_register_verb, {base + "_landmarks.json", base + "_landmarks.json", at("t.tfm"),
                                "--points", "2", "--mr", base + "_T2w.nii.gz", "--ct",
                                base + "_ct.nii.gz", "--resampled", at("ct.nii.gz")});
  EXPECT_LT(registered["fre_mm"], 1.0);
  EXPECT_EQ(registered["cross_subject"], false);

  const json translated = step(make_translate_verb,
                               {at("run"), base + "_T2w.nii.gz", at("sct.nii.gz"), "--steps", "2"});
  for (const std::string kind : {"native", "isotropic", "provenance"}) {
    EXPECT_TRUE(fs::exists(translated[kind].get<std::string>())) << kind;
  }
  const auto mr = value_or_throw(read_nifti(base + "_T2w.nii.gz"));
  const auto sct = value_or_throw(read_nifti(at("sct.nii.gz")));
  EXPECT_EQ(sct.grid().size, mr.grid().size);
  ASSERT_TRUE(sct.nifti_forms() && mr.nifti_forms());
  EXPECT_EQ(sct.nifti_forms()->qform_code, mr.nifti_forms()->qform_code);
  EXPECT_EQ(sct.nifti_forms()->sform_code, mr.nifti_forms()->sform_code);
  EXPECT_EQ(sct.nifti_forms()->sform_ras, mr.nifti_forms()->sform_ras);
  EXPECT_LT((sct.nifti_forms()->qform_ras - mr.nifti_forms()->qform_ras).norm(), 1e-4);

  // A model of three steps shows no bone: the real CT on the MR's grid stands for a good one.
  const json segmented = step(make_segment_verb, {at("ct.nii.gz"), base + "_landmarks.json",
                                                  at("mask.nii.gz"), "--side", "mr"});
  EXPECT_EQ(segmented["volume_ml"].size(), 3u);
  const json masks = step(make_evaluate_verb,
                          {at("mask.nii.gz"), base + "_space-mr_seg-vert_msk.nii.gz", "--kind",
                           "segmentation", "--subregions", at("mask_subreg.nii.gz"),
                           "--reference-subregions", base + "_space-mr_seg-subreg_msk.nii.gz"});
  EXPECT_GT(masks["dice"]["global"], 0.8);
  EXPECT_GT(masks["dice"]["posterior"], 0.6);
  EXPECT_EQ(masks["dice"]["per_vertebra"].size(), 3u);
  const json images = step(make_evaluate_verb,
                           {at("sct.nii.gz"), at("ct.nii.gz"), "--mask",
                            base + "_space-mr_seg-vert_msk.nii.gz", "--csv", at("quality.csv")});
  EXPECT_TRUE(images["psnr_db"].is_number());
  EXPECT_TRUE(fs::exists(at("quality.csv")));
}

TEST_F(Chain, SimulatedMrOfARealCt) {
  TRANSPINE_REQUIRE_DATA();
  const auto data = testing::data_folder() / "lumbar-ct";
  const std::string ct = (data / "example_ct.nii.gz").string();
  const json simulated =
      step(make_simulate_mr_verb,
           {ct, (data / "vertebrae_verse-ids.nii.gz").string(), at("s/sub-ts_T2w.nii.gz"),
            "--bodies", (data / "totalseg_vertebrae_body.nii.gz").string()});
  EXPECT_EQ(simulated["simulated"], true);
  step(make_convert_verb, {ct, at("s/sub-ts_ct.nii.gz"), "--type", "int16"});
  // The file names alone make a study of the folder.
  const json prepared = step(make_prepare_verb, {at("s"), at("set")});
  EXPECT_EQ(prepared["subjects"], 1);
  EXPECT_GT(prepared["train"], 0);

  const std::string points = simulated["landmarks"];
  const json registered =
      step(make_register_verb, {points, points, at("t.tfm"), "--mr", simulated["mr"], "--ct",
                                at("s/sub-ts_ct.nii.gz"), "--resampled", at("ct_on_mr.nii.gz")});
  EXPECT_LT(registered["fre_mm"], 1e-4);
  const auto truth = read_transform(simulated["ct_from_mr"].get<std::string>());
  const auto found = read_transform(at("t.tfm"));
  ASSERT_TRUE(truth.ok() && found.ok());
  EXPECT_LT((truth->matrix() - found->matrix()).norm(), 1e-3);

  step(make_segment_verb, {at("ct_on_mr.nii.gz"), points, at("mask.nii.gz"), "--side", "mr"});
  const json dice = step(make_evaluate_verb,
                         {at("mask.nii.gz"), simulated["vertebrae"], "--kind", "segmentation"});
  EXPECT_GT(dice["dice"]["global"], 0.6);
}

TEST_F(Chain, PeopleOfTwoImagesAreNotMixedUnseen) {
  TRANSPINE_REQUIRE_DATA();
  const auto data = testing::data_folder();
  const auto mask = [&](const std::string& kind, const std::string& what, const char* label) {
    return (data / ("vertebra-" + kind) /
            ("sub-" + std::string(kind == "mr" ? "mri" : "ct") + "_seg-" + what + "_label-" +
             label + "_msk.nii.gz"))
        .string();
  };
  step(make_landmarks_verb,
       {at("points.json"), "--side", "ct", "--vertebra-mask", mask("ct", "vert", "22"),
        "--subregion-mask", mask("ct", "subreg", "22")});
  // The MR's mask numbers its vertebrae 5 to 7, whatever they are.
  const json mr =
      step(make_landmarks_verb,
           {at("points.json"), "--side", "mr", "--vertebra-mask", mask("mr", "vert", "6"),
            "--subregion-mask", mask("mr", "subreg", "6"), "--rename", "C5=L2,C6=L3,C7=L4"});
  EXPECT_EQ(mr["points"][0]["vertebra"], "L2");
  const std::string image_mr = (data / "vertebra-mr/sub-mri_label-6_T2w.nii.gz").string();
  const std::string image_ct = (data / "vertebra-ct/sub-ct_label-22_ct.nii.gz").string();
  for (const bool said : {false, true}) {
    Args args{at("points.json"), at("points.json"), at("t.tfm"), "--points", "2"};
    if (said) {
      args.push_back("--cross-subject");
    } else {
      args.insert(args.end(), {"--mr", image_mr, "--ct", image_ct});
    }
    const json registered = step(make_register_verb, args);
    EXPECT_EQ(registered["cross_subject"], true);
    EXPECT_THAT(registered["warnings"][0].get<std::string>(), ::testing::HasSubstr("two people"));
  }
  const auto clash = run_json(make_landmarks_verb(),
                              {at("x.json"), "--input", at("points.json"), "--rename", "L2=L3"});
  EXPECT_EQ(clash.code, 1);
  EXPECT_FALSE(fs::exists(at("x.json")));
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/image/nifti_io.h"
#include "core/landmarks/landmark_files.h"
#include "core/pipeline/steps.h"
#include "core/project/study.h"
#include "core/registration/transform_file.h"
#include "tests/app/verb_outcome.h"
#include "tests/support/grid_matchers.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::filled;
using ::testing::HasSubstr;
using testing::run_json;
using testing::small_grid;
using testing::TemporaryFolder;
using testing::write;

std::string data(const std::string& name) {
  return (testing::data_folder() / name).string();
}

TEST(InfoVerb, SaysEachFindingOnce) {
  const TemporaryFolder folder;
  testing::write_bytes(folder / "a.mha",
                       "ObjectType = Image\nNDims = 3\nDimSize = 2 2 2\nElementType = MET_UCHAR\n"
                       "ElementDataFile = LOCAL\n12345678");
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  ASSERT_EQ(run_verb(*make_info_verb(), {(folder / "a.mha").string()}), 0);
  const std::string all =
      ::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr();
  const std::string finding = "says nothing about orientation";
  const auto first = all.find(finding);
  ASSERT_NE(first, std::string::npos) << all;
  EXPECT_EQ(all.find(finding, first + 1), std::string::npos) << all;
  EXPECT_THAT(all, HasSubstr("MetaImage"));
}

TEST(InfoVerb, TellsWhatIsWrongWithADamagedFileOnce) {
  const TemporaryFolder folder;
  testing::write_bytes(folder / "a.mha",
                       "ObjectType = Image\nNDims = 3\nDimSize = 2 2 2\nElementType = MET_UCHAR\n"
                       "ElementDataFile = LOCAL\n1234");
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run_verb(*make_info_verb(), {(folder / "a.mha").string()}), kExitError);
  const std::string all =
      ::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr();
  const std::string finding = "ends before all its voxels";
  const auto first = all.find(finding);
  ASSERT_NE(first, std::string::npos) << all;
  EXPECT_EQ(all.find(finding, first + 1), std::string::npos) << all;
  EXPECT_THAT(all, HasSubstr("DimSize: 2 2 2"));
}

TEST(InfoVerb, AnImageWithoutValuesHasNoRangeOfThem) {
  const TemporaryFolder folder;
  Volume volume(small_grid(), ScalarType::float32);
  for (float& value : volume.values<float>()) value = std::nanf("");
  const std::string file = write(folder, "a.nii", volume);
  EXPECT_TRUE(run_json(make_info_verb(), {file}).result["minimum"].is_null());
  ::testing::internal::CaptureStdout();
  ASSERT_EQ(run_verb(*make_info_verb(), {file}), 0);
  EXPECT_THAT(::testing::internal::GetCapturedStdout(), HasSubstr("Values: none\n"));
}

TEST(InfoVerb, ReportsGeometryCodesAndValues) {
  TRANSPINE_REQUIRE_DATA();
  const auto outcome = run_json(make_info_verb(), {data("vertebra-ct/sub-ct_label-22_ct.nii.gz")});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json& result = outcome.result;
  EXPECT_EQ(result["size"], (json{73, 47, 73}));
  EXPECT_EQ(result["spacing_mm"], (json{1.5, 1.5, 1.5}));
  EXPECT_EQ(result["orientation"], "PIR");
  EXPECT_EQ(result["type"], "int16");
  EXPECT_EQ(result["qform_code"], 0);
  EXPECT_EQ(result["sform_code"], 2);
  EXPECT_EQ(result["minimum"], -1030);
  EXPECT_EQ(result["maximum"], 1961);
  EXPECT_NEAR(result["affine_ras"][0][3].get<double>(), -78, 1e-3);
  EXPECT_TRUE(result["warnings"].empty());
}

TEST(InfoVerb, EveryAwkwardFileIsShownOrRefusedByName) {
  TRANSPINE_REQUIRE_DATA();
  int shown = 0;
  int refused = 0;
  for (const std::string kind : {"nifti", "dicom", "dicom/single"}) {
    for (const auto& entry : fs::directory_iterator(data("awkward/" + kind))) {
      SCOPED_TRACE(entry.path());
      const auto outcome = run_json(make_info_verb(), {entry.path().string()});
      if (outcome.code == 0) {
        const auto series = outcome.result.value("series", nlohmann::json::array()).size();
        EXPECT_TRUE(series > 1 || outcome.result["size"].size() == 3U);
        ++shown;
      } else {
        EXPECT_EQ(outcome.code, 1);
        EXPECT_THAT(outcome.err, HasSubstr(entry.path().stem().string()));
        ++refused;
      }
    }
  }
  EXPECT_GT(shown, 10);
  EXPECT_GT(refused, 5);
}

TEST(ConvertVerb, ChangesTypeOrientationAndGrid) {
  TemporaryFolder folder;
  const std::string input =
      write(folder, "in.nii.gz", filled(small_grid(), ScalarType::float32, -5.4, 1));
  const std::string output = (folder / "out.nii.gz").string();
  auto outcome = run_json(make_convert_verb(), {input, output, "--type", "uint8"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(read_nifti(output)->at(7, 0, 0), 2);  // 1.6 rounded
  EXPECT_EQ(read_nifti(output)->at(0, 0, 0), 0);  // saturated

  outcome = run_json(make_convert_verb(), {input, output, "--orientation", "RIP"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(read_nifti(output)->grid().orientation(), "RIP");
  EXPECT_EQ(outcome.result["orientation"], "RIP");

  outcome = run_json(make_convert_verb(), {input, output, "--spacing-mm", "2,2,0"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(read_nifti(output)->grid().size, (Index3{10, 12, 6}));

  Grid other = small_grid();
  other.origin_mm.x() += 3;
  const std::string like = write(folder, "like.nii", Volume(other, ScalarType::uint8));
  outcome = run_json(make_convert_verb(), {input, output, "--like", like, "--outside", "-9"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto moved = read_nifti(output);
  EXPECT_THAT(moved->grid(), testing::GridEq(other, 1e-4));
  EXPECT_NEAR(moved->at(5, 5, 2), read_nifti(input)->at(8, 5, 2), 1e-3);
  EXPECT_EQ(moved->at(19, 0, 0), -9);
}

TEST(ConvertVerb, BadInputLeavesNothing) {
  TemporaryFolder inputs;
  TemporaryFolder outputs;
  Volume with_nan = filled(small_grid(), ScalarType::float32, 0, 1);
  with_nan.values<float>()[3] = NAN;
  const std::string nan = write(inputs, "nan.nii", with_nan);
  const std::string good = write(inputs, "good.nii", filled(small_grid(), ScalarType::int16, 0, 1));
  const std::string out = (outputs / "out.nii").string();
  std::ofstream(outputs / "file") << "x";
  for (const auto& args :
       std::vector<std::vector<std::string>>{{nan, out, "--type", "int16"},
                                             {nan, out, "--spacing-mm", "2"},
                                             {nan, out, "--nan", "some"},
                                             {good, out, "--orientation", "RLP"},
                                             {good, out, "--spacing-mm", "1,2"},
                                             {good, (outputs / "out.png").string()},
                                             {good, (outputs / "file/out.nii").string()},
                                             {(inputs / "missing.nii").string(), out}}) {
    const auto outcome = run_json(make_convert_verb(), args);
    EXPECT_EQ(outcome.code, 1) << args.back();
    EXPECT_EQ(outputs.files().size(), 1u) << args.back();
  }
  EXPECT_EQ(run_json(make_convert_verb(), {good, out, "--type", "int24"}).code, 2);
  EXPECT_EQ(run_json(make_convert_verb(), {good, out, "--dry-run"}).code, 0);
  EXPECT_EQ(outputs.files().size(), 1u);
  const auto replaced = run_json(make_convert_verb(), {nan, out, "--type", "int16", "--nan", "7"});
  ASSERT_EQ(replaced.code, 0) << replaced.err;
  EXPECT_EQ(read_nifti(out)->at(3, 0, 0), 7);
}

TEST(LandmarksVerb, TakesPointsOfBothImagesIntoOneFile) {
  TRANSPINE_REQUIRE_DATA();
  TemporaryFolder folder;
  const std::string output = (folder / "landmarks.json").string();
  const auto ct =
      run_json(make_landmarks_verb(),
               {output, "--side", "ct", "--subregions", "50,42", "--vertebra-mask",
                data("vertebra-ct/sub-ct_seg-vert_label-22_msk.nii.gz"), "--subregion-mask",
                data("vertebra-ct/sub-ct_seg-subreg_label-22_msk.nii.gz")});
  ASSERT_EQ(ct.code, 0) << ct.err;
  EXPECT_EQ(ct.result["points"].size(), 6u);
  const auto mr =
      run_json(make_landmarks_verb(),
               {output, "--side", "mr", "--vertebrae", "C6", "--vertebra-mask",
                data("vertebra-mr/sub-mri_seg-vert_label-6_msk.nii.gz"), "--subregion-mask",
                data("vertebra-mr/sub-mri_seg-subreg_label-6_msk.nii.gz")});
  ASSERT_EQ(mr.code, 0) << mr.err;
  const auto document = read_landmark_document(output);
  ASSERT_TRUE(document.ok()) << document.error().message();
  EXPECT_EQ(document->ct.size(), 6u);
  EXPECT_EQ(document->mr.size(), mr.result["points"].size());

  const std::string poi = (folder / "poi.json").string();
  const auto converted =
      run_json(make_landmarks_verb(), {poi, "--input", output, "--side", "ct", "--format", "poi",
                                       "--image", data("vertebra-ct/sub-ct_label-22_ct.nii.gz")});
  ASSERT_EQ(converted.code, 0) << converted.err;
  const auto points = read_landmarks(poi);
  ASSERT_TRUE(points.ok());
  for (const auto& [key, p] : *points) EXPECT_LT((document->ct.at(key).p_mm - p).norm(), 1e-3);
}

TEST(LandmarksVerb, RefusesMasksThatDoNotFit) {
  TemporaryFolder folder;
  const std::string output = (folder / "landmarks.json").string();
  const std::string empty = write(folder, "empty.nii", Volume(small_grid(), ScalarType::uint8));
  const std::string labels =
      write(folder, "labels.nii", filled(small_grid(), ScalarType::uint8, 0, 1));
  const std::string other =
      write(folder, "other.nii", filled(small_grid(5), ScalarType::uint8, 0, 1));
  auto outcome = run_json(make_landmarks_verb(),
                          {output, "--vertebra-mask", empty, "--subregion-mask", labels});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("empty.nii is empty"));
  outcome = run_json(make_landmarks_verb(),
                     {output, "--vertebra-mask", labels, "--subregion-mask", other});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("labels.nii"));
  EXPECT_THAT(outcome.err, HasSubstr("other.nii"));
  EXPECT_EQ(run_json(make_landmarks_verb(), {output}).code, 1);
  EXPECT_FALSE(fs::exists(output));
}

const Rigid3 kTruth = Rigid3::about({0, 0, 0}, {0.2, 1, 0.3}, 9, {2, -1, 1.5});

/// A landmarks file of three vertebrae with two points each, `ct` moved by kTruth.
std::string landmarks_file(const TemporaryFolder& folder, bool with_processes = true) {
  LandmarkSet mr;
  LandmarkSet ct;
  for (int i = 0; i < 3; ++i) {
    mr[{20 + i, 50}] = {0.3 * i * i, 1.0 * i, -5.0 * i};
    if (with_processes) mr[{20 + i, 42}] = {0.5, 8.0 + i, -5.0 * i - 2};
  }
  for (const auto& [key, p] : mr) ct[key] = kTruth * p;
  LandmarkDocument document{with_state(mr, LandmarkState::placed),
                            with_state(ct, LandmarkState::placed)};
  EXPECT_TRUE(write_landmark_document(folder / "landmarks.json", document));
  return (folder / "landmarks.json").string();
}

TEST(RegisterVerb, FindsTheTransformAndResamplesTheCt) {
  TemporaryFolder folder;
  const std::string points = landmarks_file(folder);
  const std::string mr = write(folder, "mr.nii", filled(small_grid(), ScalarType::int16, 0, 5));
  const std::string ct =
      write(folder, "ct.nii", filled(small_grid(), ScalarType::int16, -1000, 25));
  const std::string output = (folder / "s_ct-from-mr.tfm").string();
  const std::string resampled = (folder / "ct_on_mr.nii.gz").string();
  const auto outcome = run_json(make_register_verb(), {points, points, output, "--mr", mr, "--ct",
                                                       ct, "--resampled", resampled});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_LT(outcome.result["fre_mm"].get<double>(), 1e-6);
  EXPECT_EQ(outcome.result["points"].size(), 6u);
  const auto transform = read_transform(output);
  ASSERT_TRUE(transform.ok());
  EXPECT_THAT(*transform, testing::RigidNear(kTruth, 1e-4, 1e-6));
  const auto on_mr = read_nifti(resampled);
  ASSERT_TRUE(on_mr.ok());
  EXPECT_EQ(on_mr->type(), ScalarType::int16);
  EXPECT_THAT(on_mr->grid(), testing::GridEq(small_grid(), 1e-4));
}

TEST(RegisterVerb, BadInputLeavesNothing) {
  TemporaryFolder folder;
  TemporaryFolder outputs;
  const std::string points = landmarks_file(folder);
  const std::string mr = write(folder, "mr.nii", filled(small_grid(), ScalarType::int16, 0, 5));
  const std::string ct =
      write(folder, "ct.nii", filled(small_grid(), ScalarType::int16, -1000, 25));
  const std::string output = (outputs / "t.tfm").string();
  const std::string resampled = (outputs / "r.nii").string();
  const auto expect_refused = [&](const std::vector<std::string>& args, const std::string& text) {
    const auto outcome = run_json(make_register_verb(), args);
    EXPECT_EQ(outcome.code, 1) << text;
    EXPECT_THAT(outcome.err, HasSubstr(text));
    EXPECT_TRUE(outputs.files().empty());
  };
  expect_refused({points, points, output, "--mr", ct, "--ct", mr}, "look swapped");
  expect_refused({points, points, output, "--vertebrae", "L1"}, "needs three");
  expect_refused({points, points, output, "--vertebrae", "Q1"}, "names no vertebrae");
  expect_refused({points, points, output, "--resampled", resampled}, "--mr and --ct");
  expect_refused({points, mr, output}, "mr.nii");
  EXPECT_EQ(run_json(make_register_verb(), {points, points, output, "--dry-run"}).code, 0);
  EXPECT_TRUE(outputs.files().empty());
}

TEST(EvaluateVerb, ComparesTwoRunsSubjectBySubject) {
  TemporaryFolder folder;
  // Differences -1, -2, -3 have mean -2, sd 1 and so t = -2 sqrt(3).
  for (int i = 1; i <= 3; ++i) {
    CaseScores scores;
    scores.subject = "sub-" + std::to_string(i);
    ImageQuality quality;
    quality.slices = 1;
    for (const bool second : {false, true}) {
      quality.psnr_db = 20 + (second ? i : 0);
      quality.ssim = 0.9;
      scores.run = second ? "b" : "a";
      scores.quality = quality;
      ASSERT_TRUE(write_text_atomically(
          folder / (scores.run + "/" + scores.subject + "_scores.json"), to_json(scores).dump()));
    }
  }
  const auto outcome =
      run_json(make_evaluate_verb(), {(folder / "a").string(), (folder / "b").string(), "--kind",
                                      "runs", "--csv", (folder / "t.csv").string()});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto& psnr = outcome.result["measures"]["psnr_db"];
  EXPECT_EQ(psnr["n"], 3);
  EXPECT_NEAR(psnr["mean_difference"], -2, 1e-12);
  EXPECT_NEAR(psnr["t"], -2 * std::sqrt(3.0), 1e-9);
  EXPECT_NEAR(psnr["p"], 0.0741799, 1e-6);
  EXPECT_TRUE(outcome.result["measures"]["ssim"].contains("note"));
  EXPECT_THAT(value_or_throw(read_text(folder / "t.csv")), HasSubstr("psnr_db,3,-2"));

  const auto none = run_json(make_evaluate_verb(),
                             {(folder / "a").string(), folder.path().string(), "--kind", "runs"});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.result["title"].get<std::string>(), HasSubstr("no scores"));
  const auto one = (folder / "a/sub-1_scores.json").string();
  EXPECT_EQ(run_json(make_evaluate_verb(), {one, one, "--kind", "runs"}).code, 1);
}

TEST(PrepareVerb, MakesATrainingSetOfAStudy) {
  TemporaryFolder folder;
  Study study(folder / "study");
  Volume mask(small_grid(), ScalarType::uint8);
  auto labels = mask.values<std::uint8_t>();
  std::fill(labels.begin(), labels.end(), std::uint8_t{20});
  for (const std::string id : {"a", "b"}) {
    Subject& subject = study.subject(id);
    subject.split = id == "a" ? "train" : "val";
    const auto file = [&](Role role, const std::string& name, const Volume& volume) {
      subject.files[role].path = write(folder, id + name, volume);
    };
    file(Role::mr, "_T2w.nii", filled(small_grid(), ScalarType::int16, 1, 5));
    file(Role::ct, "_ct.nii", filled(small_grid(), ScalarType::int16, -1000, 25));
    file(Role::mr_vertebrae, "_msk.nii", mask);
    ASSERT_TRUE(write_transform(study.transform_file(id), Rigid3()));
  }
  study.subject("c");  // no images: left out
  ASSERT_TRUE(study.save());
  const std::string output = (folder / "set").string();
  auto outcome = run_json(make_prepare_verb(), {(folder / "study").string(), output});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("c is left out"));
  EXPECT_EQ(outcome.result["train"], 20);
  EXPECT_EQ(outcome.result["val"], 20);
  EXPECT_TRUE(fs::exists(folder / "set/index.json"));

  // A subject that cannot be prepared is left out, with the reason.
  write(folder, "b_msk.nii", Volume(small_grid(), ScalarType::uint8));
  const std::string second = (folder / "set2").string();
  outcome = run_json(make_prepare_verb(), {(folder / "study").string(), second});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("b_msk.nii is empty"));
  EXPECT_EQ(outcome.result["train"], 20);
  EXPECT_EQ(outcome.result["val"], 0);
  for (const char* name : {"a_msk.nii", "b_msk.nii"}) {
    write(folder, name, filled(small_grid(5), ScalarType::uint8, 0, 1));
  }
  const std::string third = (folder / "set3").string();
  outcome = run_json(make_prepare_verb(), {(folder / "study").string(), third});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("another grid"));
  EXPECT_FALSE(fs::exists(third));
}

}  // namespace
}  // namespace transpine

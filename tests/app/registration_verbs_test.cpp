// SPDX-License-Identifier: Apache-2.0
// Registration, points and transforms from the command line.
#include <gmock/gmock.h>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/landmarks/landmark_files.h"
#include "core/project/study.h"
#include "core/registration/polyrigid_file.h"
#include "core/registration/transform_file.h"
#include "tests/app/verb_outcome.h"
#include "tests/registration/spine_points.h"
#include "tests/support/grid_matchers.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;
using testing::run_json;
using testing::TemporaryFolder;

class RegistrationVerbs : public ::testing::Test {
 protected:
  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  /// Points of six vertebrae, each turned by 2 degrees against the one above.
  void write_bent_points() {
    const LandmarkSet mr = testing::spine(6, true);
    LandmarkSet ct;
    for (const auto& [key, p] : mr) ct[key] = truth(key.vertebra) * p;
    ASSERT_TRUE(write_landmark_document(
                    folder_ / "points.json",
                    {with_state(mr, LandmarkState::placed), with_state(ct, LandmarkState::placed)})
                    .ok());
  }
  static Rigid3 truth(int vertebra) {
    Rigid3 ct_from_mr = Rigid3::about({0, 0, 0}, {0, 1, 1}, 10, {30, 20, 10});
    for (int level = testing::kFirstLevel + 1; level <= vertebra; ++level) {
      const double joint_z = -30.0 * (level - testing::kFirstLevel) + 15;
      ct_from_mr = ct_from_mr * Rigid3::about({0, 0, joint_z}, {1, 0, 0}, 2);
    }
    return ct_from_mr;
  }
  /// Images that cover the points: an MR of ramps and a CT from air to bone.
  void write_images() {
    Grid grid;
    grid.size = {12, 30, 60};
    grid.spacing_mm = {8, 6, 4};
    grid.origin_mm = {-40, -60, -190};
    testing::write(folder_, "mr.nii", testing::filled(grid, ScalarType::float32, 0, 8));
    grid.size = {30, 40, 70};
    grid.origin_mm = {-90, -80, -200};
    testing::write(folder_, "ct.nii", testing::filled(grid, ScalarType::int16, -1000, 30));
  }

  /// Which subjects of register-study's answer kept their row.
  static std::vector<bool> as_before(const testing::Outcome& outcome) {
    std::vector<bool> kept;
    for (const auto& row : outcome.result["subjects"]) kept.push_back(row["as_before"]);
    return kept;
  }

  TemporaryFolder folder_;
};

TEST_F(RegistrationVerbs, PolyrigidWritesTransformFieldAndImage) {
  write_bent_points();
  write_images();
  const auto rigid = run_json(make_register_verb(),
                              {at("points.json"), at("points.json"), at("r_ct-from-mr.tfm")});
  ASSERT_EQ(rigid.code, 0) << rigid.err;
  const auto outcome =
      run_json(make_register_verb(), {at("points.json"), at("points.json"), at("p_ct-from-mr.json"),
                                      "--model", "polyrigid", "--mr", at("mr.nii"), "--ct",
                                      at("ct.nii"), "--resampled", at("on-mr.nii"), "--field",
                                      at("warp.nii.gz"), "--inverse-field", at("inverse.nii.gz")});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_LT(outcome.result["tre_loo_mm"].get<double>(),
            rigid.result["tre_loo_mm"].get<double>() / 2);
  EXPECT_NEAR(outcome.result["largest_bend_deg"], 2, 0.2);
  EXPECT_EQ(outcome.result["vertebrae"].size(), 6u);
  EXPECT_TRUE(outcome.result["rotation_condition"].is_number());
  const auto parts = read_polyrigid(folder_ / "p_ct-from-mr.json");
  ASSERT_TRUE(parts.ok()) << parts.error().message();
  for (const auto& [level, transform] : parts->by_vertebra) {
    EXPECT_THAT(transform, testing::RigidNear(truth(level), 0.3, 2.0));
  }
  EXPECT_EQ(folder_.files().size(), 8u);
}

TEST_F(RegistrationVerbs, TrimAndWeightsLeaveAWrongPointOut) {
  RandomStream random(1, "points");
  const LandmarkSet mr = testing::spine(6, true);
  const Rigid3 ct_from_mr = testing::random_rigid(random);
  LandmarkSet ct = testing::moved(mr, ct_from_mr, 0.2, random);
  ct[{10, 42}].x() += 30;
  ASSERT_TRUE(write_landmark_document(
                  folder_ / "points.json",
                  {with_state(mr, LandmarkState::placed), with_state(ct, LandmarkState::placed)})
                  .ok());
  const std::vector<std::string> args{at("points.json"), at("points.json"), at("t.tfm")};
  const auto plain = run_json(make_register_verb(), args);
  EXPECT_GT(plain.result["fre_mm"], 2);
  auto trimmed_args = args;
  trimmed_args.insert(trimmed_args.end(), {"--trim", "0.2"});
  const auto trimmed = run_json(make_register_verb(), trimmed_args);
  ASSERT_EQ(trimmed.code, 0) << trimmed.err;
  EXPECT_LT(trimmed.result["fre_mm"], 0.5);
  ASSERT_EQ(trimmed.result["outliers"].size(), 1u);
  EXPECT_EQ(trimmed.result["outliers"][0]["vertebra"], "T3");
  EXPECT_THAT(trimmed.err, HasSubstr("was set aside"));
  auto weighted_args = args;
  weighted_args.insert(weighted_args.end(), {"--weights", "T3 SP=0"});
  const auto weighted = run_json(make_register_verb(), weighted_args);
  ASSERT_EQ(weighted.code, 0) << weighted.err;
  EXPECT_LT(weighted.result["fre_mm"], 0.5);
  weighted_args.back() = "T3 nose=1";
  EXPECT_EQ(run_json(make_register_verb(), weighted_args).code, kExitError);
}

TEST_F(RegistrationVerbs, TheDirectionOfTheNameIsWritten) {
  write_bent_points();
  for (const char* name : {"a_ct-from-mr.tfm", "a_mr-from-ct.h5"}) {
    const auto outcome =
        run_json(make_register_verb(), {at("points.json"), at("points.json"), at(name)});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
  }
  const Rigid3 ct_from_mr = value_or_throw(read_transform(folder_ / "a_ct-from-mr.tfm"));
  EXPECT_THAT(value_or_throw(read_transform(folder_ / "a_mr-from-ct.h5")),
              testing::RigidNear(ct_from_mr.inverse(), 1e-6, 1e-6));
  // convert goes between formats and directions by the names.
  const auto outcome =
      run_json(make_convert_verb(), {at("a_mr-from-ct.h5"), at("b_ct-from-mr_ras.mat")});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.result["inverted"], true);
  EXPECT_THAT(value_or_throw(read_transform(folder_ / "b_ct-from-mr_ras.mat")),
              testing::RigidNear(ct_from_mr, 1e-6, 1e-6));
  EXPECT_EQ(run_json(make_convert_verb(), {at("a_mr-from-ct.h5"), at("x.nii")}).code, kExitError);
}

TEST_F(RegistrationVerbs, PointsGoToSlicerAndBack) {
  write_bent_points();
  for (const char* name : {"p.mrk.json", "p.fcsv", "p.csv"}) {
    const auto there = run_json(make_landmarks_verb(), {at(name), "--input", at("points.json")});
    ASSERT_EQ(there.code, 0) << there.err;
    const auto back = run_json(make_landmarks_verb(), {at("back.json"), "--input", at(name)});
    ASSERT_EQ(back.code, 0) << back.err;
    const auto document = value_or_throw(read_landmark_document(folder_ / "back.json"));
    EXPECT_EQ(active_points(document.mr), testing::spine(6, true)) << name;
    EXPECT_EQ(document.mr.begin()->second.source, LandmarkSource::imported);
  }
}

TEST_F(RegistrationVerbs, PointsOutsideTheirImageAndOutOfOrderAreTold) {
  write_images();
  LandmarkSet points = testing::spine(5, true);
  points[{9, 50}].x() = 500;
  std::swap(points[{10, 50}], points[{11, 50}]);
  ASSERT_TRUE(
      write_landmark_document(folder_ / "points.json", {with_state(points, LandmarkState::placed),
                                                        with_state(points, LandmarkState::placed)})
          .ok());
  const auto outcome =
      run_json(make_register_verb(), {at("points.json"), at("points.json"), at("t.tfm"), "--mr",
                                      at("mr.nii"), "--ct", at("ct.nii")});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("T2 body lies"));
  EXPECT_THAT(outcome.err, HasSubstr("outside the MR"));
  EXPECT_THAT(outcome.err, HasSubstr("T4 body does not lie below that of T3"));
}

/// A cohort: a subject that fails is a row, and what has not changed is not done again.
TEST_F(RegistrationVerbs, AStudyIsRegisteredWithATableAndGoesOnWhereItWas) {
  write_bent_points();
  Study study(folder_ / "study");
  for (const char* id : {"sub-1", "sub-2", "sub-3"}) {
    study.subject(id);
    std::filesystem::create_directories(study.landmarks_file(id).parent_path());
    std::filesystem::copy_file(folder_ / "points.json", study.landmarks_file(id));
  }
  ASSERT_TRUE(write_text_atomically(study.landmarks_file("sub-2"), "{").ok());
  ASSERT_TRUE(study.save().ok());
  const std::vector<std::string> args{at("study"), "--model", "polyrigid"};
  const auto outcome = run_json(make_register_study_verb(), args);
  ASSERT_EQ(outcome.code, kExitError) << outcome.err;
  EXPECT_EQ(outcome.result["complete"], false);
  EXPECT_EQ(outcome.result["failed"], 1);
  ASSERT_EQ(outcome.result["subjects"].size(), 3u);
  EXPECT_THAT(outcome.result["subjects"][1]["error"].get<std::string>(), HasSubstr("sub-2.json"));
  EXPECT_GT(outcome.result["subjects"][2]["tre_loo_mm"], 0);
  const auto transform = study.transform_file("sub-1");
  EXPECT_TRUE(read_polyrigid(polyrigid_file(transform)).ok());
  EXPECT_THAT(value_or_throw(read_text(study.reports_folder() / "registration.csv")),
              HasSubstr("\"sub-2\",failed"));
  // sub-2 is repaired; of the others nothing has changed.
  std::filesystem::copy_file(folder_ / "points.json", study.landmarks_file("sub-2"),
                             std::filesystem::copy_options::overwrite_existing);
  const auto again = run_json(make_register_study_verb(), args);
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.result["failed"], 0);
  EXPECT_EQ(as_before(again), (std::vector<bool>{true, false, true}));
  // Files that another step wrote meanwhile are none of this table's.
  ASSERT_TRUE(write_transform(transform, Rigid3()).ok());
  ASSERT_TRUE(write_text_atomically(polyrigid_file(study.transform_file("sub-3")), "{}").ok());
  const auto repaired = run_json(make_register_study_verb(), args);
  EXPECT_EQ(as_before(repaired), (std::vector<bool>{false, true, false}));
  EXPECT_GT(value_or_throw(read_transform(transform)).translation_mm().norm(), 1);
  EXPECT_TRUE(read_polyrigid(polyrigid_file(study.transform_file("sub-3"))).ok());
  auto rigid = args;
  rigid.back() = "rigid";
  ASSERT_EQ(run_json(make_register_study_verb(), rigid).code, 0);
  EXPECT_TRUE(read_transform(transform).ok());
  EXPECT_FALSE(std::filesystem::exists(polyrigid_file(transform)));
  EXPECT_THAT(value_or_throw(read_text(study.reports_folder() / "registration.csv")),
              HasSubstr("\"sub-1\",good,rigid,2,0,12,"));
}

/// The shapes of a polyrigid transform come from a mask: another mask, another transform.
TEST_F(RegistrationVerbs, AStudyIsRegisteredAgainWhenAMaskHasChanged) {
  write_bent_points();
  Study study(folder_ / "study");
  testing::write(folder_, "mask.nii",
                 testing::filled(testing::small_grid(), ScalarType::uint8, 0, 0));
  study.subject("sub-1").files[Role::mr_vertebrae].path = folder_ / "mask.nii";
  std::filesystem::create_directories(study.landmarks_file("sub-1").parent_path());
  std::filesystem::copy_file(folder_ / "points.json", study.landmarks_file("sub-1"));
  ASSERT_TRUE(study.save().ok());
  const std::vector<std::string> args{at("study"), "--model", "polyrigid"};
  EXPECT_EQ(as_before(run_json(make_register_study_verb(), args)), std::vector<bool>{false});
  EXPECT_EQ(as_before(run_json(make_register_study_verb(), args)), std::vector<bool>{true});
  testing::write(folder_, "mask.nii",
                 testing::filled(testing::small_grid(), ScalarType::uint8, 1, 0));
  EXPECT_EQ(as_before(run_json(make_register_study_verb(), args)), std::vector<bool>{false});
}

TEST_F(RegistrationVerbs, ADryRunOfAStudySaysWhatWouldBecomeOfEachSubject) {
  write_bent_points();
  Study study(folder_ / "study");
  for (const char* id : {"sub-1", "sub-2"}) {
    study.subject(id);
    std::filesystem::create_directories(study.landmarks_file(id).parent_path());
    std::filesystem::copy_file(folder_ / "points.json", study.landmarks_file(id));
  }
  ASSERT_TRUE(study.save().ok());
  ASSERT_EQ(run_json(make_register_study_verb(), {at("study"), "--subjects", "sub-1"}).code, 0);
  ASSERT_TRUE(write_text_atomically(study.landmarks_file("sub-2"), "{").ok());
  const auto files = folder_.files();
  const auto dry = run_json(make_register_study_verb(), {at("study"), "--dry-run"});
  EXPECT_EQ(dry.code, kExitError);
  EXPECT_EQ(as_before(dry), (std::vector<bool>{true, false}));
  EXPECT_THAT(dry.result["subjects"][1]["error"].get<std::string>(), HasSubstr("sub-2.json"));
  EXPECT_EQ(folder_.files(), files);
  EXPECT_EQ(
      run_json(make_register_study_verb(), {at("study"), "--dry-run", "--subjects", "sub-1"}).code,
      0);
  const auto unknown =
      run_json(make_register_study_verb(), {at("study"), "--dry-run", "--subjects", "sub-9"});
  EXPECT_EQ(unknown.code, kExitError);
  EXPECT_THAT(unknown.err, HasSubstr("no subject sub-9"));
}

/// No file that a verb reads is written over, the ones beside its output included.
TEST_F(RegistrationVerbs, NothingReadIsWrittenOver) {
  write_bent_points();
  write_images();
  const std::string points = value_or_throw(read_text(folder_ / "points.json"));
  const auto ct = value_or_throw(read_text(folder_ / "ct.nii"));
  const auto refused = [&](std::unique_ptr<Verb> verb, const std::vector<std::string>& args) {
    const auto outcome = run_json(std::move(verb), args);
    EXPECT_EQ(outcome.code, kExitError) << outcome.err;
    EXPECT_THAT(outcome.result["title"].get<std::string>(), HasSubstr("would be written"));
    EXPECT_EQ(value_or_throw(read_text(folder_ / "points.json")), points);
    EXPECT_EQ(value_or_throw(read_text(folder_ / "ct.nii")), ct);
  };
  // The provenance of points.nii.gz is points.json.
  refused(make_segment_verb(), {at("ct.nii"), at("points.json"), at("points.nii.gz")});
  refused(make_translate_verb(), {at("run"), at("points.json"), at("points.nii.gz")});
  refused(make_register_verb(), {at("points.json"), at("points.json"), at("t.tfm"), "--mr",
                                 at("mr.nii"), "--ct", at("ct.nii"), "--resampled", at("ct.nii")});
  refused(make_register_verb(),
          {at("points.json"), at("points.json"), at("t.tfm"), "--mr", at("mr.nii"), "--ct",
           at("ct.nii"), "--resampled", at("a.nii"), "--field",
           at("../") + folder_.path().filename().string() + "/a.nii"});
  refused(make_evaluate_verb(), {at("ct.nii"), at("ct.nii"), "--csv", at("ct.nii")});
  std::filesystem::create_hard_link(folder_ / "ct.nii", folder_ / "link.nii");
  refused(make_convert_verb(), {at("mr.nii"), at("link.nii"), "--like", at("ct.nii")});
}

TEST_F(RegistrationVerbs, SegmentTellsOfPointsOfAnotherImage) {
  write_images();
  // A CT without bone at the points.
  Grid grid;
  grid.size = {30, 40, 70};
  grid.spacing_mm = {8, 6, 4};
  grid.origin_mm = {-90, -80, -200};
  testing::write(folder_, "sub-1_ct.nii", testing::filled(grid, ScalarType::int16, -1000, 10));
  ASSERT_TRUE(
      write_landmark_document(folder_ / "sub-2_landmarks.json",
                              {{}, with_state(testing::spine(4, true), LandmarkState::placed)})
          .ok());
  const auto outcome = run_json(make_segment_verb(),
                                {at("sub-1_ct.nii"), at("sub-2_landmarks.json"), at("m.nii.gz")});
  EXPECT_THAT(outcome.err, HasSubstr("are of two people"));
  EXPECT_THAT(outcome.err, HasSubstr("do not lie in bone"));
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
// Row "Data": what an export writes is read back by an import and by the readers of each format.
#include "core/pipeline/export_study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/image/image_io.h"
#include "core/landmarks/landmark_files.h"
#include "core/project/import_plan.h"
#include "core/registration/polyrigid_file.h"
#include "core/registration/transform_direction.h"
#include "core/registration/transform_file.h"
#include "tests/support/grid_matchers.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

Volume counted_volume(double origin_mm, ScalarType type) {
  Grid grid;
  grid.size = {6, 5, 4};
  grid.spacing_mm = {1, 2, 3};
  grid.origin_mm = Eigen::Vector3d::Constant(origin_mm);
  Volume volume(grid, ScalarType::int16);
  auto values = volume.values<std::int16_t>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int16_t>(i % 25);
  return volume.as(type);
}

class ExportStudy : public ::testing::Test {
 protected:
  void SetUp() override {
    put(Role::mr, "s1_t2w.nii.gz", counted_volume(3, ScalarType::int16));
    put(Role::ct, "s1_ct.nii", counted_volume(-4, ScalarType::float32));
    put(Role::mr_vertebrae, "s1_mask.nii.gz", counted_volume(3, ScalarType::uint8));
    put(Role::ct_subregions, "s1_sub.nii.gz", counted_volume(-4, ScalarType::uint8));
    document_.mr[{20, 50}] = {.p_mm = {1.5, -2.25, 30}};
    document_.mr[{21, 50}] = {.p_mm = {1, 2, 3}};
    document_.ct[{20, 50}] = {.p_mm = {4, 5, 6.125}};
    ASSERT_TRUE(write_landmark_document(study_.landmarks_file("sub-01"), document_).ok());
    ct_from_mr_ = Rigid3(Eigen::Quaterniond(Eigen::AngleAxisd(0.4, Eigen::Vector3d::UnitY())),
                         Eigen::Vector3d(7, -8, 9.5));
    ASSERT_TRUE(write_transform(study_.transform_file("sub-01"), ct_from_mr_).ok());
    study_.subject("sub-01").verdict = "good";
    study_.subject("sub-02").note = "not exported";
  }
  void put(Role role, const std::string& name, const Volume& volume) {
    ASSERT_TRUE(write_nifti(folder_ / name, volume).ok());
    study_.subject("sub-01").files[role].path = folder_ / name;
  }
  Result<StudyExport> run(bool replace = false) {
    return export_study(study_, {"sub-01"}, folder_ / "out", replace, job_);
  }

  testing::TemporaryFolder folder_;
  Study study_{folder_ / "study"};
  LandmarkDocument document_;
  Rigid3 ct_from_mr_;
  JobContext job_;
};

TEST_F(ExportStudy, AnImportOfTheFolderGivesTheSameStudy) {
  const auto done = run();
  ASSERT_TRUE(done.ok()) << done.error().message();
  EXPECT_TRUE(done->warnings.empty()) << done->warnings[0];
  EXPECT_EQ(done->files.size(), 10U);

  Study again(folder_ / "again");
  const auto items = propose_import({folder_ / "out"}, &again, "", job_);
  ASSERT_TRUE(items.ok());
  ASSERT_TRUE(apply_import(again, *items, false, job_).ok());
  ASSERT_EQ(again.subjects().size(), 1U);
  const Subject& subject = again.subjects()[0];
  EXPECT_EQ(subject.id, "sub-01");
  for (const Role role : {Role::mr, Role::ct, Role::mr_vertebrae, Role::ct_subregions}) {
    SCOPED_TRACE(role_key(role));
    const auto before = read_image(study_.find("sub-01")->path_of(role));
    const auto after = read_image(subject.path_of(role));
    ASSERT_TRUE(before.ok() && after.ok());
    EXPECT_THAT(after->volume.grid(), testing::GridEq(before->volume.grid(), 1e-6));
    ASSERT_EQ(after->volume.type(), before->volume.type());
    EXPECT_EQ(std::memcmp(after->volume.data(), before->volume.data(), after->volume.byte_size()),
              0);
  }
  EXPECT_EQ(subject.path_of(Role::mr).filename(), "sub-01_T2w.nii.gz");
  const auto points = read_landmark_document(subject.path_of(Role::landmarks));
  ASSERT_TRUE(points.ok());
  EXPECT_EQ(active_points(points->mr), active_points(document_.mr));
  const auto transform = read_ct_from_mr(subject.path_of(Role::ct_from_mr));
  ASSERT_TRUE(transform.ok());
  EXPECT_THAT(*transform, testing::RigidNear(ct_from_mr_, 1e-9, 1e-9));
}

TEST_F(ExportStudy, TablesAndMatrixHoldTheNumbers) {
  ASSERT_TRUE(run().ok());
  const fs::path out = folder_ / "out/sub-01";
  EXPECT_EQ(value_or_throw(read_landmarks(out / "sub-01_space-mr_landmarks.csv")),
            active_points(document_.mr));
  EXPECT_EQ(value_or_throw(read_landmarks(out / "sub-01_space-ct_landmarks.csv")),
            active_points(document_.ct));
  const auto json =
      nlohmann::json::parse(value_or_throw(read_text(out / "sub-01_ct-from-mr_matrix.json")));
  EXPECT_DOUBLE_EQ(json["matrix"][1][3], -8);
  EXPECT_DOUBLE_EQ(json["matrix"][0][2], std::sin(0.4));
  EXPECT_EQ(value_or_throw(read_text(folder_ / "out/participants.csv")),
            "subject,split,verdict,note\nsub-01,,good,\n");
  // Packed NIfTI is copied as it is.
  EXPECT_EQ(value_or_throw(content_hash(out / "anat/sub-01_T2w.nii.gz")),
            value_or_throw(content_hash(folder_ / "s1_t2w.nii.gz")));
}

TEST_F(ExportStudy, NothingIsWrittenOverUnasked) {
  ASSERT_TRUE(run().ok());
  const auto files = folder_.files();
  const auto again = run();
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(again.error().message(), HasSubstr("exists already"));
  EXPECT_TRUE(run(true).ok());
  EXPECT_EQ(folder_.files(), files);
  // Not even with leave the study's own images.
  study_.subject("sub-01").files[Role::mr].path = folder_ / "out/sub-01/anat/sub-01_T2w.nii.gz";
  EXPECT_THAT(run(true).error().message(), HasSubstr("of the study itself"));
}

TEST_F(ExportStudy, AFileThatCannotBeReadIsToldAndTheRestIsWritten) {
  testing::write_bytes(folder_ / "s1_ct.nii", "no image");
  const auto done = run();
  ASSERT_TRUE(done.ok());
  ASSERT_EQ(done->warnings.size(), 1U);
  EXPECT_THAT(done->warnings[0], HasSubstr("s1_ct.nii"));
  EXPECT_EQ(done->files.size(), 9U);
  EXPECT_FALSE(fs::exists(folder_ / "out/sub-01/ct/sub-01_ct.nii.gz"));
}

TEST_F(ExportStudy, WhatCannotBeReadIsToldOnce) {
  testing::write_bytes(study_.landmarks_file("sub-01"), "{");
  testing::write_bytes(study_.transform_file("sub-01"), "no transform");
  const auto done = run();
  ASSERT_TRUE(done.ok());
  EXPECT_THAT(done->warnings, ::testing::UnorderedElementsAre(HasSubstr("sub-01.json"),
                                                              HasSubstr("sub-01_ct-from-mr.tfm")));
  EXPECT_EQ(done->unwritten, 2U);
}

TEST_F(ExportStudy, ASideWithoutPointsHasNoTable) {
  document_.ct.clear();
  ASSERT_TRUE(write_landmark_document(study_.landmarks_file("sub-01"), document_).ok());
  ASSERT_TRUE(run().ok());
  EXPECT_TRUE(fs::exists(folder_ / "out/sub-01/sub-01_space-mr_landmarks.csv"));
  EXPECT_FALSE(fs::exists(folder_ / "out/sub-01/sub-01_space-ct_landmarks.csv"));
}

TEST_F(ExportStudy, TheTransformsOfVertebraeComeWithTheirMask) {
  PolyrigidParts parts{ct_from_mr_, {{20, ct_from_mr_}, {21, Rigid3()}}, {}};
  parts.shapes = {folder_ / "s1_mask.nii.gz", ShapeSource::Image::mr, active_points(document_.mr)};
  ASSERT_TRUE(write_polyrigid(polyrigid_file(study_.transform_file("sub-01")), parts).ok());
  const auto done = run();
  ASSERT_TRUE(done.ok()) << done.error().message();
  EXPECT_TRUE(done->warnings.empty());
  // The folder is whole by itself: another place, and the study gone.
  fs::rename(folder_ / "out", folder_ / "elsewhere");
  fs::remove(folder_ / "s1_mask.nii.gz");
  const auto read =
      read_polyrigid(polyrigid_file(folder_ / "elsewhere/sub-01/sub-01_ct-from-mr.tfm"));
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(read->by_vertebra.size(), 2U);
  EXPECT_THAT(read->ct_from_mr, testing::RigidNear(ct_from_mr_, 1e-12, 1e-12));
  EXPECT_EQ(read->shapes.mask,
            folder_ / "elsewhere/sub-01/masks/sub-01_space-mr_seg-vert_msk.nii.gz");
}

TEST_F(ExportStudy, AMaskThatIsNotExportedStaysWhereItIs) {
  const fs::path other = folder_ / "other_mask.nii.gz";
  ASSERT_TRUE(write_nifti(other, counted_volume(3, ScalarType::uint8)).ok());
  const PolyrigidParts parts{ct_from_mr_, {{20, ct_from_mr_}}, {other, ShapeSource::Image::mr, {}}};
  ASSERT_TRUE(write_polyrigid(polyrigid_file(study_.transform_file("sub-01")), parts).ok());
  ASSERT_TRUE(run().ok());
  const auto read = read_polyrigid(folder_ / "out/sub-01/sub-01_ct-from-mr.json");
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(read->shapes.mask, other);
}

TEST_F(ExportStudy, NoSubjectLeavesTheFolder) {
  study_.subject("../up").files[Role::ct].path = folder_ / "s1_ct.nii";
  EXPECT_FALSE(plan_export(study_, {"../up"}, folder_ / "out").ok());
  const auto plan = plan_export(study_, {"../up", "sub-01"}, folder_ / "out");
  ASSERT_TRUE(plan.ok());
  EXPECT_THAT(plan->warnings, ::testing::ElementsAre(HasSubstr("../up")));
  for (const ExportedFile& file : plan->files) EXPECT_NE(file.subject, "../up");
  EXPECT_FALSE(export_study(study_, {"nobody"}, folder_ / "out", false, job_).ok());
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

}  // namespace
}  // namespace transpine

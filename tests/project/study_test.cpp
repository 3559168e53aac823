// SPDX-License-Identifier: Apache-2.0
#include "core/project/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::optional<Role> role_of(const std::string& name) {
  const auto recognised = recognise_file(name);
  if (!recognised) return std::nullopt;
  return recognised->role;
}

TEST(Roles, BidsNamesAreRecognised) {
  EXPECT_EQ(role_of("sub-01_T2w.nii.gz"), Role::mr);
  EXPECT_EQ(role_of("sub-01_ses-a_T1w.nii"), Role::mr);
  EXPECT_EQ(role_of("sub-01_ct.nii.gz"), Role::ct);
  EXPECT_EQ(role_of("sub-01_space-mr_seg-vert_msk.nii.gz"), Role::mr_vertebrae);
  EXPECT_EQ(role_of("sub-01_space-mr_seg-subreg_msk.nii.gz"), Role::mr_subregions);
  EXPECT_EQ(role_of("sub-01_space-ct_seg-vert_msk.nii.gz"), Role::ct_vertebrae);
  EXPECT_EQ(role_of("sub-01_seg-subreg_msk.nii.gz"), Role::ct_subregions);
  EXPECT_EQ(role_of("sub-01_ct-from-mr.tfm"), Role::ct_from_mr);
  EXPECT_EQ(role_of("sub-01_landmarks.json"), Role::landmarks);
  EXPECT_EQ(role_of("sub-01_space-mr_desc-sct_ct.nii.gz"), std::nullopt);
  EXPECT_EQ(role_of("sub-01_space-T2w_seg-vert_msk.nii.gz"), Role::mr_vertebrae);
  EXPECT_EQ(role_of("sub-mri_seg-vert_label-6_msk.nii.gz"), Role::ct_vertebrae);
  EXPECT_EQ(role_of("sub-01_mri-a_seg-vert_msk.nii.gz"), Role::mr_vertebrae);
  EXPECT_EQ(role_of("sub-verse004_seg-subreg_ctd.json"), std::nullopt);
  EXPECT_EQ(role_of("totalseg.nii.gz"), std::nullopt);
  EXPECT_EQ(role_of("readme.txt"), std::nullopt);
  EXPECT_EQ(recognise_file("a/b/sub-X7_ct.nii.gz")->subject, "sub-x7");
}

TEST(Roles, FilesOfTwoSubjectsAreTold) {
  EXPECT_EQ(subject_in_name("/a/sub-01_T2w.nii.gz"), "sub-01");
  EXPECT_EQ(subject_in_name("/sub-01/image.nii"), "");
  EXPECT_TRUE(are_of_two_subjects("x/sub-01_T2w.nii.gz", "y/sub-02_ct.nii.gz"));
  EXPECT_FALSE(are_of_two_subjects("sub-01_T2w.nii.gz", "sub-01.json"));
  EXPECT_FALSE(are_of_two_subjects("mr.nii", "sub-02_ct.nii.gz"));
}

TEST(Roles, KeysRoundTrip) {
  for (const Role role : all_roles()) EXPECT_EQ(role_from_key(role_key(role)), role);
}

class StudyTest : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder_;
};

TEST_F(StudyTest, SurvivesAMoveOfItsFolder) {
  Study study(folder_ / "a");
  Subject& subject = study.subject("sub-01");
  subject.split = "test";
  ASSERT_TRUE(write_text_atomically(study.folder() / "images/ct.nii", "x").ok());
  subject.files[Role::ct] = {study.folder() / "images/ct.nii", "abc"};
  subject.files[Role::mr] = {"/elsewhere/mr.nii", ""};
  study.settings()["layout"] = 3;
  ASSERT_TRUE(study.save().ok());
  fs::rename(folder_ / "a", folder_ / "b");

  std::vector<std::string> warnings;
  const auto moved = Study::open(folder_ / "b", &warnings);
  ASSERT_TRUE(moved.ok()) << moved.error().message();
  ASSERT_NE(moved->find("sub-01"), nullptr);
  EXPECT_EQ(moved->find("sub-01")->path_of(Role::ct), folder_ / "b" / "images/ct.nii");
  EXPECT_EQ(moved->find("sub-01")->path_of(Role::mr), "/elsewhere/mr.nii");
  EXPECT_EQ(moved->find("sub-01")->split, "test");
  EXPECT_EQ(moved->settings()["layout"], 3);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], HasSubstr("/elsewhere/mr.nii"));
}

TEST_F(StudyTest, FieldsOfLaterVersionsAreKept) {
  const std::string text = R"({"format_version": 9, "future": {"a": 1},
    "subjects": [{"id": "sub-01", "files": {}, "mood": "good"}]})";
  ASSERT_TRUE(write_text_atomically(folder_ / "transpine.json", text).ok());
  std::vector<std::string> warnings;
  auto study = Study::open(folder_.path(), &warnings);
  ASSERT_TRUE(study.ok());
  EXPECT_GE(warnings.size(), 2U);
  ASSERT_TRUE(study->save().ok());
  const auto saved = nlohmann::json::parse(value_or_throw(read_text(folder_ / "transpine.json")));
  EXPECT_EQ(saved["future"]["a"], 1);
  EXPECT_EQ(saved["subjects"][0]["mood"], "good");
}

TEST_F(StudyTest, DamagedFilesAreRefusedByName) {
  for (const char* text : {"", "[]", "{\"subjects\": 3", R"({"subjects": [{"id": 5}]})"}) {
    ASSERT_TRUE(write_text_atomically(folder_ / "transpine.json", text).ok());
    const auto study = Study::open(folder_.path());
    ASSERT_FALSE(study.ok()) << text;
    EXPECT_THAT(study.error().title, HasSubstr("transpine.json"));
    EXPECT_FALSE(study.error().remedy.empty());
  }
  EXPECT_FALSE(Study::open(folder_ / "nowhere").ok());
}

TEST_F(StudyTest, ImportTakesWhatItRecognises) {
  for (const char* name : {"sub-01/sub-01_T2w.nii.gz", "sub-01/sub-01_ct.nii.gz",
                           "sub-02/sub-02_ct.nii.gz", "notes.txt"}) {
    ASSERT_TRUE(write_text_atomically(folder_ / name, "x").ok());
  }
  Study study(folder_ / "study");
  EXPECT_EQ(value_or_throw(study.import_folder(folder_.path())), 3);
  EXPECT_EQ(study.subjects().size(), 2U);
  const fs::path ct = folder_ / "sub-01/sub-01_ct.nii.gz";
  const std::string hash = value_or_throw(content_hash(ct));
  EXPECT_EQ(study.find("sub-01")->files.at(Role::ct).content_hash, hash);
  // Files are hashed when they are taken, not when the study is opened.
  ASSERT_TRUE(study.save());
  ASSERT_TRUE(write_text_atomically(ct, "y").ok());
  EXPECT_EQ(
      value_or_throw(Study::open(study.folder())).find("sub-01")->files.at(Role::ct).content_hash,
      hash);
  Study unnamed(folder_ / "other");
  ASSERT_TRUE(unnamed.import_folder(folder_.path(), Study::Hashing::later));
  EXPECT_EQ(unnamed.find("sub-01")->files.at(Role::ct).content_hash, "");
  EXPECT_FALSE(study.import_folder("/no/such/folder").ok());
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
// Row "Study": moved folders, crashes, later versions and read-only folders lose nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/project/import_plan.h"
#include "core/project/journal.h"
#include "core/project/relocate.h"
#include "core/project/study_copy.h"
#include "core/project/verdict.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class StudySafety : public ::testing::Test {
 protected:
  fs::path put(const fs::path& path, const std::string& text) {
    EXPECT_TRUE(write_text_atomically(path, text).ok());
    return path;
  }
  void take(Study& study, const std::string& subject, Role role, const fs::path& path) {
    SubjectFile file;
    file.path = path;
    file.content_hash = value_or_throw(content_hash(path));
    file.bytes = fs::file_size(path);
    study.subject(subject).files[role] = file;
  }

  testing::TemporaryFolder folder_;
  JobContext job_;
};

TEST_F(StudySafety, TheJournalSurvivesACrash) {
  Study study(folder_ / "study");
  study.subject("sub-01");
  study.subject("sub-02");
  ASSERT_TRUE(study.save().ok());
  ASSERT_TRUE(
      append_to_journal(study.journal_file(), {{"subject", "sub-01"}, {"verdict", "bad_points"}})
          .ok());
  ASSERT_TRUE(
      append_to_journal(study.journal_file(), {{"subject", "sub-02"}, {"note", "blurred"}}).ok());
  // Killed within a line; the next one is whole again.
  std::ofstream(study.journal_file(), std::ios::app) << "\n{\"subject\": \"sub-02\", \"verd";
  ASSERT_TRUE(
      append_to_journal(study.journal_file(), {{"subject", "sub-02"}, {"verdict", "good"}}).ok());

  const Study again = value_or_throw(Study::open(folder_ / "study"));
  EXPECT_EQ(again.find("sub-01")->verdict, "bad_points");
  EXPECT_EQ(again.find("sub-02")->verdict, "good");
  EXPECT_EQ(again.find("sub-02")->note, "blurred");
  ASSERT_TRUE(again.save().ok());
  EXPECT_FALSE(fs::exists(again.journal_file()));
  EXPECT_EQ(value_or_throw(Study::open(folder_ / "study")).find("sub-01")->verdict, "bad_points");
}

/// Results are kept in files that carry the subject's name: it must not lead out of the study.
TEST_F(StudySafety, ASubjectsNameLeadsNowhereElse) {
  for (const std::string id : {"../../elsewhere/x", "a/b", "..", ".", "", "/tmp/x"}) {
    put(folder_ / "study/transpine.json",
        nlohmann::json{{"format_version", 1}, {"subjects", {{{"id", id}}}}}.dump());
    const auto study = Study::open(folder_ / "study");
    ASSERT_FALSE(study.ok()) << id;
    EXPECT_THAT(study.error().title, HasSubstr("\"" + id + "\""));
  }
  put(folder_ / "study/transpine.json", R"({"format_version": 1, "subjects": [{"id": "a..b"}]})");
  EXPECT_TRUE(Study::open(folder_ / "study").ok());

  Study fresh(folder_ / "fresh");
  put(folder_ / "mr.nii", "not looked at");
  ImportItem item;
  item.path = folder_ / "mr.nii";
  item.kind = ImportKind::subject_file;
  item.role = Role::mr;
  item.subject = "../x";
  item.take = true;
  const auto imported = value_or_throw(apply_import(fresh, {item}, false, job_));
  EXPECT_EQ(imported.files, 0);
  ASSERT_EQ(imported.warnings.size(), 1u);
  EXPECT_TRUE(fresh.subjects().empty());
}

TEST_F(StudySafety, UnknownRolesFileFieldsAndVerdictsAreKept) {
  put(folder_ / "transpine.json", R"({"format_version": 7, "subjects": [{"id": "sub-01",
      "verdict": "brilliant", "files": {
        "pet": {"path": "pet.nii", "content_hash": ""},
        "ct": {"path": "ct.nii", "content_hash": "", "rotated": true}}}]})");
  std::vector<std::string> warnings;
  const Study study = value_or_throw(Study::open(folder_.path(), &warnings));
  EXPECT_THAT(warnings.front(), HasSubstr("later version"));
  ASSERT_TRUE(study.save().ok());
  const auto saved = nlohmann::json::parse(value_or_throw(read_text(folder_ / "transpine.json")));
  const auto& subject = saved.at("subjects").at(0);
  EXPECT_EQ(subject.at("verdict"), "brilliant");
  EXPECT_EQ(subject.at("files").at("pet").at("path"), "pet.nii");
  EXPECT_EQ(subject.at("files").at("ct").at("rotated"), true);
}

TEST_F(StudySafety, AStudyMovedWithTheImagesBesideItJustOpens) {
  Study study(folder_ / "a/study");
  take(study, "sub-01", Role::ct, put(folder_ / "a/images/ct.nii", "ct"));
  take(study, "sub-01", Role::mr, put(folder_ / "a/study/mr.nii", "mr"));
  ASSERT_TRUE(study.save().ok());
  fs::rename(folder_ / "a", folder_ / "b");
  std::vector<std::string> warnings;
  const Study moved = value_or_throw(Study::open(folder_ / "b/study", &warnings));
  EXPECT_EQ(moved.find("sub-01")->path_of(Role::ct), folder_ / "b/images/ct.nii");
  EXPECT_EQ(moved.find("sub-01")->path_of(Role::mr), folder_ / "b/study/mr.nii");
  EXPECT_TRUE(warnings.empty());
  // The study file alone goes elsewhere: the images stay where they were.
  fs::create_directories(folder_ / "c");
  ASSERT_TRUE(moved.save().ok());
  fs::rename(moved.file(), folder_ / "c/transpine.json");
  const Study alone = value_or_throw(Study::open(folder_ / "c", &warnings));
  EXPECT_EQ(alone.find("sub-01")->path_of(Role::mr), folder_ / "b/study/mr.nii");
  EXPECT_TRUE(warnings.empty());
}

TEST_F(StudySafety, MovedFilesAreFoundByContent) {
  Study study(folder_ / "study");
  take(study, "sub-01", Role::ct, put(folder_ / "old/one/ct.nii", "first"));
  take(study, "sub-02", Role::ct, put(folder_ / "old/two/ct.nii", "other"));
  take(study, "sub-03", Role::ct, put(folder_ / "old/three/ct.nii", "third, renamed"));
  take(study, "sub-04", Role::ct, put(folder_ / "old/four/ct.nii", "changed since"));
  ASSERT_TRUE(study.save().ok());
  fs::rename(folder_ / "old", folder_ / "new");
  fs::rename(folder_ / "new/three/ct.nii", folder_ / "new/three/scan.nii");
  put(folder_ / "new/four/ct.nii", "changed sinc!");

  std::vector<std::string> warnings;
  Study opened = value_or_throw(Study::open(folder_ / "study", &warnings));
  ASSERT_EQ(warnings.size(), 1U) << "one line, not one a file";
  EXPECT_THAT(warnings[0], HasSubstr("4 files"));
  auto found = value_or_throw(find_moved_files(opened, folder_ / "new", job_));
  EXPECT_EQ(common_missing_folder(found), folder_ / "old");
  EXPECT_EQ(apply_relocation(opened, found), 3);
  // Name and size are alike for the first two: the content tells them apart.
  EXPECT_EQ(opened.find("sub-01")->path_of(Role::ct), folder_ / "new/one/ct.nii");
  EXPECT_EQ(opened.find("sub-02")->path_of(Role::ct), folder_ / "new/two/ct.nii");
  EXPECT_EQ(opened.find("sub-03")->path_of(Role::ct), folder_ / "new/three/scan.nii");
  EXPECT_EQ(opened.find("sub-04")->path_of(Role::ct), folder_ / "old/four/ct.nii");
  EXPECT_FALSE(find_moved_files(opened, folder_ / "nowhere", job_).ok());
}

TEST_F(StudySafety, AStandInKeepsTheWorkOnAReadOnlyStudy) {
  Study study(folder_ / "study");
  take(study, "sub-01", Role::ct, put(folder_ / "study/ct.nii", "ct"));
  put(study.landmarks_file("sub-01"), "points");
  put(study.results_folder("run") / "sct.nii", "result");
  ASSERT_TRUE(study.save().ok());

  const Study stand_in = value_or_throw(stand_in_for(study, folder_ / "recovery"));
  EXPECT_EQ(stand_in.find("sub-01")->path_of(Role::ct), folder_ / "study/ct.nii");
  EXPECT_EQ(value_or_throw(read_text(stand_in.results_folder("run") / "sct.nii")), "result");
  put(stand_in.landmarks_file("sub-01"), "edited");
  put(stand_in.results_folder("run") / "sct.nii", "new result");
  // The original is untouched, and the same stand-in is found again.
  EXPECT_EQ(value_or_throw(read_text(study.landmarks_file("sub-01"))), "points");
  EXPECT_EQ(value_or_throw(read_text(study.results_folder("run") / "sct.nii")), "result");
  const Study again = value_or_throw(stand_in_for(study, folder_ / "recovery"));
  EXPECT_EQ(again.folder(), stand_in.folder());
  EXPECT_EQ(value_or_throw(read_text(again.landmarks_file("sub-01"))), "edited");

  const Study saved = value_or_throw(save_study_as(again, folder_ / "kept", job_));
  EXPECT_EQ(value_or_throw(read_text(saved.landmarks_file("sub-01"))), "edited");
  EXPECT_EQ(value_or_throw(Study::open(folder_ / "kept")).find("sub-01")->path_of(Role::ct),
            folder_ / "study/ct.nii");
  const auto onto_another = save_study_as(again, folder_ / "study", job_);
  ASSERT_FALSE(onto_another.ok());
  EXPECT_THAT(onto_another.error().title, HasSubstr("holds a study already"));
}

TEST_F(StudySafety, AFolderThatCannotBeWrittenToIsTold) {
  Study study(folder_ / "study");
  ASSERT_TRUE(study.save().ok());
  EXPECT_TRUE(is_writable(study));
  // Permissions do not stop root, who lays them down for a moment.
  fs::permissions(study.folder(), fs::perms::owner_read | fs::perms::owner_exec |
                                      fs::perms::group_read | fs::perms::group_exec |
                                      fs::perms::others_read | fs::perms::others_exec);
  const bool was_root = ::geteuid() == 0;
  ASSERT_EQ(::seteuid(was_root ? 65534 : ::geteuid()), 0);
  EXPECT_FALSE(is_writable(study));
  ASSERT_EQ(::seteuid(was_root ? 0 : ::geteuid()), 0);
  fs::permissions(study.folder(), fs::perms::owner_all);
}

TEST_F(StudySafety, TransientSubjectsAreNotSaved) {
  Study study(folder_ / "study");
  study.subject("sub-01");
  study.subject("looked at").is_transient = true;
  ASSERT_TRUE(study.save().ok());
  EXPECT_EQ(value_or_throw(Study::open(study.folder())).subjects().size(), 1U);
}

TEST(Verdicts, KeysRoundTrip) {
  for (const Verdict verdict : all_verdicts()) {
    EXPECT_EQ(verdict_from_key(verdict_key(verdict)), verdict);
  }
  EXPECT_EQ(verdict_from_key(""), Verdict::none);
  EXPECT_FALSE(verdict_from_key("splendid").has_value());
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
// Row "Data", from the command line: import, info, relocate and the review's verdicts.
#include <gmock/gmock.h>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/project/study.h"
#include "tests/app/verb_outcome.h"
#include "tests/support/dicom_series.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class StudyVerbTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "images");
    testing::write(folder_, "images/sub-01_ct.nii.gz",
                   testing::filled(testing::small_grid(), ScalarType::int16, -1000, 25));
    testing::write(folder_, "images/sub-01_T2w.nii.gz",
                   testing::filled(testing::small_grid(), ScalarType::int16, 0, 5));
  }
  testing::Outcome run(std::vector<std::string> args) {
    return testing::run_json(make_study_verb(), std::move(args));
  }
  std::string study() const { return (folder_ / "study").string(); }
  std::string images() const { return (folder_ / "images").string(); }

  testing::TemporaryFolder folder_;
};

TEST_F(StudyVerbTest, ImportsListsAndFindsMovedFiles) {
  const auto dry = run({"import", study(), images(), "--dry-run"});
  EXPECT_EQ(dry.code, 0);
  EXPECT_EQ(dry.result["files"].size(), 2U);
  EXPECT_FALSE(fs::exists(study()));
  EXPECT_EQ(run({"import", study(), images()}).result["taken"], 2);

  fs::rename(images(), folder_ / "moved");
  const auto info = run({"info", study()});
  EXPECT_EQ(info.result["subjects"][0]["files"][0]["exists"], false);
  EXPECT_THAT(info.err, HasSubstr("2 files of the study are missing"));
  const auto found = run({"relocate", study(), (folder_ / "moved").string()});
  EXPECT_EQ(found.result["found"], 2);
  EXPECT_EQ(run({"info", study()}).result["subjects"][0]["files"][0]["exists"], true);
}

TEST_F(StudyVerbTest, KeepsAndListsVerdicts) {
  ASSERT_EQ(run({"import", study(), images()}).code, 0);
  const auto set = run({"verdict", study(), "--subject", "sub-01", "--verdict", "bad_points",
                        "--note", "moved, \"twice\"", "--csv", (folder_ / "v.csv").string()});
  EXPECT_EQ(set.code, 0) << set.err;
  EXPECT_EQ(set.result["judged"], 1);
  EXPECT_EQ(run({"verdict", study()}).result["verdicts"]["sub-01"]["verdict"], "bad_points");
  EXPECT_EQ(value_or_throw(read_text(folder_ / "v.csv")),
            "subject,split,verdict,note\nsub-01,,bad_points,\"moved, \"\"twice\"\"\"\n");
  EXPECT_EQ(run({"verdict", study(), "--subject", "sub-01", "--verdict", "none"}).result["judged"],
            0);
}

TEST_F(StudyVerbTest, NamesThatAreNotUtf8AreKeptByteForByte) {
  const std::string odd = images() + "/sub-\xff_ct.nii.gz";
  fs::rename(folder_ / "images/sub-01_ct.nii.gz", odd);
  const auto imported = run({"import", study(), images()});
  ASSERT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(imported.result["taken"], 2);
  const auto opened = value_or_throw(Study::open(study()));
  const Subject* subject = opened.find("sub-%FF");
  ASSERT_TRUE(subject);
  EXPECT_EQ(subject->path_of(Role::ct).string(), odd);
  const auto info = run({"info", study()});
  EXPECT_EQ(info.code, 0) << info.err;
  EXPECT_EQ(info.result["subjects"].size(), 2U);
  // A note of an old terminal is kept and can be read again.
  const auto noted = run({"verdict", study(), "--subject", "sub-01", "--note", "gr\xfc\xdf"});
  EXPECT_EQ(noted.code, 0) << noted.err;
  EXPECT_EQ(value_or_throw(Study::open(study())).find("sub-01")->note, "gr%FC%DF");
  EXPECT_EQ(run({"verdict", study(), "--subject", "sub-\xfe", "--verdict", "good"}).code, 1);
}

TEST_F(StudyVerbTest, ExportsWhatAnImportTakesBack) {
  ASSERT_EQ(run({"import", study(), images()}).code, 0);
  const std::string out = (folder_ / "out").string();
  const auto dry = run({"export", study(), out, "--dry-run"});
  EXPECT_EQ(dry.result["files"].size(), 3U);
  EXPECT_FALSE(fs::exists(out));
  const auto done = run({"export", study(), out, "--subject", "sub-01"});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(done.result["files"], dry.result["files"]);
  EXPECT_TRUE(fs::exists(out + "/sub-01/anat/sub-01_T2w.nii.gz"));
  for (const char* flag : {"--dry-run", "--no-replace"}) {
    const auto refused = run({"export", study(), out, flag});
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.result["title"].get<std::string>(), HasSubstr("exists already"));
    EXPECT_THAT(refused.result["remedy"].get<std::string>(), HasSubstr("--replace"));
  }
  EXPECT_EQ(run({"export", study(), out, "--replace"}).code, 0);
  EXPECT_EQ(run({"import", (folder_ / "again").string(), out}).result["taken"], 2);
  EXPECT_THAT(run({"export", study(), out, "--subject", "sub-9", "--dry-run"}).err,
              HasSubstr("no subject"));
  EXPECT_THAT(run({"export", study(), out, "--subject", "sub-9"}).err, HasSubstr("no subject"));
  EXPECT_THAT(run({"export", study()}).err, HasSubstr("one folder"));
}

TEST_F(StudyVerbTest, AnExportThatIsNotWholeEndsWithAnErrorCode) {
  ASSERT_EQ(run({"import", study(), images()}).code, 0);
  testing::write_bytes(folder_ / "images/sub-01_ct.nii.gz", "no image");
  const std::string out = (folder_ / "out").string();
  const auto done = run({"export", study(), out});
  EXPECT_EQ(done.code, kExitError);
  EXPECT_EQ(done.result["complete"], false);
  EXPECT_EQ(done.result["unwritten"], 1);
  EXPECT_EQ(done.result["files"].size(), 2U);
  EXPECT_TRUE(fs::exists(out + "/sub-01/anat/sub-01_T2w.nii.gz"));
}

TEST_F(StudyVerbTest, ADicomFolderIsConvertedFirstAsTheMessageSays) {
  const Volume volume = testing::filled(testing::small_grid(), ScalarType::int16, 0, 5);
  testing::write_dicom_series(folder_ / "scan", volume, "P1", "T2");
  const std::string scan = (folder_ / "scan").string();
  const auto refused = run({"import", study(), scan});
  EXPECT_EQ(refused.code, kExitError);
  const auto remedy = refused.result["remedy"].get<std::string>();
  EXPECT_THAT(remedy, HasSubstr("transpine convert FOLDER OUT.nii.gz"));
  EXPECT_THAT(remedy, ::testing::Not(HasSubstr("--replace")));
  const std::string out = (folder_ / "sub-01_T2w.nii.gz").string();
  ASSERT_EQ(testing::run_json(make_convert_verb(), {scan, out}).code, 0);
  EXPECT_EQ(run({"import", study(), out}).result["taken"], 1);
}

TEST_F(StudyVerbTest, SaysWhatIsWrong) {
  EXPECT_THAT(run({"paint", study()}).err, HasSubstr("no action paint"));
  EXPECT_THAT(run({"info", study()}).err, HasSubstr("transpine.json"));
  EXPECT_THAT(run({"import", study()}).err, HasSubstr("No files were named"));
  EXPECT_THAT(run({"import", study(), study() + "/nothing"}).err, HasSubstr("nothing"));
  ASSERT_EQ(run({"import", study(), images()}).code, 0);
  EXPECT_THAT(run({"import", study(), images()}).err, HasSubstr("Nothing was taken"));
  EXPECT_THAT(run({"verdict", study(), "--subject", "sub-01", "--verdict", "nice"}).err,
              HasSubstr("no verdict nice"));
  EXPECT_THAT(run({"verdict", study(), "--subject", "sub-7", "--verdict", "good"}).err,
              HasSubstr("no subject"));
}

}  // namespace
}  // namespace transpine

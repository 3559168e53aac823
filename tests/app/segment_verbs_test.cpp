// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/segment_settings.h"
#include "tests/app/verb_outcome.h"

namespace transpine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::Outcome;
using testing::run_json;

/// A CT of a few voxels, and a command that gives it a mask.
class SegmentVerbs : public ::testing::Test {
 protected:
  void SetUp() override {
    Grid grid;
    grid.size = {8, 8, 10};
    Volume ct(grid, ScalarType::int16), mask(grid, ScalarType::uint8);
    for (std::int64_t v = 0; v < ct.voxel_count(); ++v) {
      const auto at = static_cast<std::size_t>(v);
      ct.values<std::int16_t>()[at] = static_cast<std::int16_t>(v % 7 == 0 ? -1000 : 400);
      const auto k = v / 64;
      if (v % 64 == 27) mask.values<std::uint8_t>()[at] = k < 4 ? 27 : k < 8 ? 28 : 0;
    }
    ASSERT_TRUE(write_nifti(at("ct.nii.gz"), ct));
    ASSERT_TRUE(write_nifti(at("made.nii.gz"), mask));
    use_script("cp " + at("made.nii.gz") + " $1/vertebrae.nii.gz");
  }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }
  void use_script(const std::string& body) {
    testing::write_bytes(at("script.sh"), "#!/bin/sh\necho working\n" + body + "\n");
    ::chmod(at("script.sh").c_str(), 0755);
    const nlohmann::json description{{"name", "Script"},
                                     {"argv", {at("script.sh"), "{folder}"}},
                                     {"labels", "totalsegmentator"}};
    testing::write_bytes(at("script.json"), description.dump());
  }
  Outcome segment(std::vector<std::string> more = {}) {
    std::vector<std::string> args{at("ct.nii.gz"), at("mask.nii.gz")};
    args.insert(args.end(), more.begin(), more.end());
    return run_json(make_segment_verb(), args);
  }
  Outcome segment_by_command(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--method", "command", "--command", at("script.json")});
    return segment(more);
  }
  Volume mask(const std::string& name = "mask.nii.gz") {
    return value_or_throw(read_nifti(at(name)));
  }

  testing::TemporaryFolder folder_;
};

TEST_F(SegmentVerbs, ACommandNeedsNoLandmarks) {
  const Outcome outcome = segment_by_command();
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(mask().at(3, 3, 2), 24);
  EXPECT_EQ(mask().at(3, 3, 6), 23);
  EXPECT_THAT(outcome.err, HasSubstr("working"));
  const auto sidecar = nlohmann::json::parse(value_or_throw(read_text(at("mask.json"))));
  EXPECT_EQ(sidecar.at("segmenter").at("name"), "Script");
  EXPECT_FALSE(sidecar.at("notes").empty());
  EXPECT_EQ(outcome.result.at("notes"), sidecar.at("notes"));
}

TEST_F(SegmentVerbs, LandmarksAreAskedForWhereTheyAreNeeded) {
  const Outcome outcome = segment();
  EXPECT_EQ(outcome.code, kExitError);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("LANDMARKS"), HasSubstr("--method")));
}

TEST_F(SegmentVerbs, WhatFailsWritesNothing) {
  use_script("exit 4");
  const Outcome outcome = segment_by_command();
  EXPECT_EQ(outcome.code, kExitError);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("exit code 4"), HasSubstr("working")));
  EXPECT_FALSE(std::filesystem::exists(at("mask.nii.gz")));
  EXPECT_FALSE(std::filesystem::exists(at("mask.json")));
}

TEST_F(SegmentVerbs, LeavesOutWhatIsNotWanted) {
  const Outcome outcome = segment_by_command({"--exclude", "L5,C1"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(mask().at(3, 3, 2), 0);
  EXPECT_EQ(mask().at(3, 3, 6), 23);
}

TEST_F(SegmentVerbs, AStudyKeepsItsWay) {
  ASSERT_TRUE(Study(at("study")).save());
  const Outcome first =
      segment_by_command({"--study", at("study"), "--exclude", "L4", "--keep-for-study"});
  ASSERT_EQ(first.code, 0) << first.err;
  const SegmentOptions kept = study_segment_options(value_or_throw(Study::open(at("study"))));
  EXPECT_EQ(kept.method, "command");
  EXPECT_EQ(kept.exclude, std::vector<std::string>{"L4"});
  // What is given wins over the study's, the rest is the study's.
  const Outcome second = segment({"--study", at("study"), "--exclude", "C2"});
  ASSERT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(mask().at(3, 3, 6), 23);
  const Outcome third = segment({"--study", at("study")});
  ASSERT_EQ(third.code, 0) << third.err;
  EXPECT_EQ(mask().at(3, 3, 6), 0);
}

TEST_F(SegmentVerbs, MasksAreCorrected) {
  ASSERT_EQ(segment_by_command().code, 0);
  const Outcome shifted = run_json(
      make_edit_mask_verb(), {at("mask.nii.gz"), at("new.nii.gz"), "--shift", "-1", "--exclude",
                              "L4", "--subregions", at("mask_subreg.nii.gz")});
  ASSERT_EQ(shifted.code, 0) << shifted.err;
  EXPECT_EQ(mask("new.nii.gz").at(3, 3, 2), 0) << "the names left out are the new ones";
  EXPECT_EQ(mask("new.nii.gz").at(3, 3, 6), 22);
  EXPECT_TRUE(std::filesystem::exists(at("new_subreg.nii.gz")));

  const Outcome renamed = run_json(
      make_edit_mask_verb(), {at("mask.nii.gz"), at("other.nii.gz"), "--relabel", "L4=L5,L5=L4"});
  ASSERT_EQ(renamed.code, 0) << renamed.err;
  EXPECT_EQ(mask("other.nii.gz").at(3, 3, 2), 23);
  const Outcome split = run_json(make_edit_mask_verb(), {at("mask.nii.gz"), at("third.nii.gz"),
                                                         "--merge", "L5,L4", "--fill-holes"});
  ASSERT_EQ(split.code, 0) << split.err;
  EXPECT_EQ(mask("third.nii.gz").at(3, 3, 6), 24);

  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{}, {"--split", "L4"}, {"--relabel", "L4"}, {"--exclude", "rib"}}) {
    std::vector<std::string> args{at("mask.nii.gz"), at("never.nii.gz")};
    args.insert(args.end(), wrong.begin(), wrong.end());
    EXPECT_EQ(run_json(make_edit_mask_verb(), args).code, kExitError);
    EXPECT_FALSE(std::filesystem::exists(at("never.nii.gz")));
  }
}

}  // namespace
}  // namespace transpine

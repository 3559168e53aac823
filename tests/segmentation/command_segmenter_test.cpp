// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <set>

#include "core/image/nifti_io.h"
#include "core/landmarks/spine_labels.h"
#include "core/segmentation/command_template.h"
#include "core/segmentation/segmenter.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Programs that are shell scripts.
class CommandSegmenter : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.method = "command";
    options_.device = "cpu";
    Grid grid;
    grid.size = {12, 10, 8};
    grid.spacing_mm = {2, 2, 3};
    grid.origin_mm = {-5, 7, 20};
    ct_ = Volume(grid, ScalarType::int16);
  }

  /// The script gets the CT as $1 and the folder as $2.
  void use_script(const std::string& body, nlohmann::json more = nlohmann::json::object()) {
    const auto script = folder_ / "segment.sh";
    testing::write_bytes(script, "#!/bin/sh\n" + body + "\n");
    ::chmod(script.c_str(), 0755);
    nlohmann::json description{{"name", "Segment.sh"},
                               {"argv", {script.string(), "{input}", "{folder}", "{device}"}},
                               {"labels", "totalsegmentator"}};
    description.update(more);
    testing::write_bytes(folder_ / "template.json", description.dump());
    options_.command = (folder_ / "template.json").string();
  }

  /// A mask of one voxel of each label along x, for the script to copy.
  std::string mask_file(const std::vector<int>& labels, const Grid& grid) {
    Volume mask(grid, ScalarType::int16);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto at = grid.offset(static_cast<std::int64_t>(i), 4, 4);
      mask.values<std::int16_t>()[static_cast<std::size_t>(at)] =
          static_cast<std::int16_t>(labels[i]);
    }
    const auto path = folder_ / "prepared.nii.gz";
    EXPECT_TRUE(write_nifti(path, mask));
    return path.string();
  }
  std::string copy_of(const std::vector<int>& labels) {
    return "cp " + mask_file(labels, ct_.grid()) + " $2/vertebrae.nii.gz";
  }

  Result<Segmentation> segmented(const LandmarkSet& landmarks = {}) {
    auto made = make_spine_segmenter(options_);
    if (!made) return made.error();
    JobContext job(stop_.get_token(), {}, [this](const std::string& line) {
      log_.push_back(line);
      if (line == stop_at_) stop_.request_stop();
    });
    return segment_spine(**made, options_, ct_, landmarks, job);
  }
  std::string error() {
    const auto result = segmented();
    return result ? "no error" : result.error().message();
  }
  std::vector<int> row(const Volume& mask) const {
    std::vector<int> values;
    for (std::int64_t i = 0; i < 6; ++i) values.push_back(static_cast<int>(mask.at(i, 4, 4)));
    return values;
  }

  testing::TemporaryFolder folder_;
  SegmentOptions options_;
  Volume ct_;
  std::vector<std::string> log_;
  std::stop_source stop_;
  std::string stop_at_ = "never";
};

TEST(CommandTemplates, TotalSegmentatorCountsTheOtherWay) {
  const auto total = value_or_throw(read_command_template("totalsegmentator"));
  // Of its list of classes: vertebrae_L5 27, L1 31, T12 32, T1 43, C7 44, C1 50.
  for (const auto& [theirs, name] : std::map<int, std::string>{
           {27, "L5"}, {31, "L1"}, {32, "T12"}, {43, "T1"}, {44, "C7"}, {50, "C1"}, {25, "S"}}) {
    EXPECT_EQ(vertebra_name(total.ids.at(theirs)), name);
  }
  EXPECT_TRUE(total.ignored.contains(5)) << "a liver is no error";
  const auto argv = value_or_throw(filled_argv(total, {}, "cuda", "/work"));
  EXPECT_THAT(argv, ElementsAre("TotalSegmentator", "-i", "/work/ct.nii.gz", "-o",
                                "/work/vertebrae.nii.gz", "--ml", "--device", "gpu"));
}

TEST(CommandTemplates, AskForWhatTheyLeaveOpen) {
  for (const std::string& name : command_presets()) {
    ASSERT_TRUE(read_command_template(name)) << name;
  }
  const auto nnunet = value_or_throw(read_command_template("nnunet"));
  EXPECT_THAT(filled_argv(nnunet, {}, "cpu", "/w").error().message(), HasSubstr("dataset=VALUE"));
  EXPECT_THAT(filled_argv(nnunet, {"fold=0"}, "cpu", "/w").error().title, HasSubstr("fold=0"));
  EXPECT_THAT(value_or_throw(filled_argv(nnunet, {"dataset=512"}, "cpu", "/w")),
              AllOf(Contains("512"), Contains("3d_fullres")));
  EXPECT_THAT(read_command_template("nothing").error().message(), HasSubstr("totalsegmentator"));
}

TEST_F(CommandSegmenter, MapsItsLabelsAndPassesItsLogOn) {
  use_script("echo loading the model; test -s $1 || exit 9; " + copy_of({5, 27, 31, 50, 25, 201}));
  const auto result = segmented();
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_EQ(row(result->vertebrae), (std::vector<int>{0, 24, 20, 1, 26, 0}));
  EXPECT_TRUE(result->vertebrae.grid().same_as(ct_.grid()));
  EXPECT_THAT(log_, Contains("loading the model"));
  EXPECT_THAT(result->notes, Contains(AllOf(HasSubstr("do"), HasSubstr("201"))));
  EXPECT_THAT(result->notes, ::testing::Not(Contains(HasSubstr("5, "))));
}

TEST_F(CommandSegmenter, TellsWhyItGaveNothing) {
  use_script("echo out of cards >&2; exit 7");
  EXPECT_THAT(error(),
              AllOf(HasSubstr("Segment.sh"), HasSubstr("exit code 7"), HasSubstr("out of cards")));
  use_script("kill -SEGV $$");
  EXPECT_THAT(error(), HasSubstr("crashed (signal 11)"));
  use_script("echo all done");
  EXPECT_THAT(error(), HasSubstr("wrote no vertebrae.nii.gz"));
  use_script("echo nonsense > $2/vertebrae.nii.gz");
  EXPECT_THAT(error(), HasSubstr("vertebrae.nii.gz"));
  use_script(copy_of({5, 6, 7}));
  EXPECT_THAT(error(), HasSubstr("found no vertebra"));
  use_script(copy_of({301}));
  EXPECT_THAT(error(), HasSubstr("301"));
}

TEST_F(CommandSegmenter, IsStoppedWhenItHangsOrIsCancelled) {
  use_script("echo thinking; sleep 60");
  options_.timeout_min = 0.01;
  EXPECT_THAT(error(), AllOf(HasSubstr("did not end"), HasSubstr("thinking")));
  options_.timeout_min = 0;
  stop_at_ = "thinking";
  const auto cancelled = segmented();
  ASSERT_FALSE(cancelled);
  EXPECT_TRUE(cancelled.error().is_cancelled());
}

TEST_F(CommandSegmenter, ItsAbsenceIsExplained) {
  use_script("true", {{"argv", {"no-such-segmenter"}}, {"install", "Get it from the shop."}});
  EXPECT_THAT(error(), AllOf(HasSubstr("not installed"), HasSubstr("no-such-segmenter"),
                             HasSubstr("Get it from the shop.")));
}

TEST_F(CommandSegmenter, BringsAnotherGridOntoTheCtsOrRefusesIt) {
  Grid finer = respaced(ct_.grid(), {1, 1, 1.5});
  Volume fine(finer, ScalarType::uint8);
  for (auto& id : fine.values<std::uint8_t>()) id = 28;
  ASSERT_TRUE(write_nifti(folder_ / "fine.nii.gz", fine));
  use_script("cp " + (folder_ / "fine.nii.gz").string() + " $2/vertebrae.nii.gz");
  const auto result = segmented();
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_TRUE(result->vertebrae.grid().same_as(ct_.grid()));
  EXPECT_EQ(result->vertebrae.at(6, 5, 4), 23);
  EXPECT_THAT(result->notes, Contains(HasSubstr("another grid")));

  Grid away = ct_.grid();
  away.origin_mm.x() += 5000;
  use_script("cp " + mask_file({27}, away) + " $2/vertebrae.nii.gz");
  EXPECT_THAT(error(), HasSubstr("lies elsewhere"));
}

TEST_F(CommandSegmenter, NumbersInstancesAndTakesTheirParts) {
  // Two vertebrae of unknown level, 2 above 1, and a disc; parts by a file of another name.
  Volume mask(ct_.grid(), ScalarType::int16), parts(ct_.grid(), ScalarType::uint8);
  for (std::int64_t k = 0; k < 8; ++k) {
    const auto at = static_cast<std::size_t>(ct_.grid().offset(5, 5, k));
    mask.values<std::int16_t>()[at] = static_cast<std::int16_t>(k < 3 ? 1 : k < 5 ? 101 : 2);
    parts.values<std::uint8_t>()[at] = k == 3 ? 100 : 49;
  }
  ASSERT_TRUE(write_nifti(folder_ / "a.nii.gz", mask));
  ASSERT_TRUE(write_nifti(folder_ / "b.nii.gz", parts));
  use_script("mkdir -p $2/out; cp " + (folder_ / "a.nii.gz").string() +
                 " $2/out/x_seg-vert_1.nii.gz; cp " + (folder_ / "b.nii.gz").string() +
                 " $2/out/x_seg-spine_1.nii.gz",
             {{"labels", "instances"},
              {"output", "out/*seg-vert*.nii.gz"},
              {"subregions", "out/*seg-spine*.nii.gz"}});
  LandmarkSet points;
  points[{22, 50}] = ct_.grid().point_from_index({5, 5, 1});
  const auto result = segmented(points);
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_EQ(result->vertebrae.at(5, 5, 1), 22);
  EXPECT_EQ(result->vertebrae.at(5, 5, 6), 21);
  EXPECT_EQ(result->vertebrae.at(5, 5, 3), 0);
  EXPECT_EQ(result->subregions.at(5, 5, 6), 49);
  EXPECT_EQ(result->subregions.at(5, 5, 3), 0);
  EXPECT_THAT(result->notes.front(), HasSubstr("1 landmark"));
}

TEST_F(CommandSegmenter, ATemplateThatIsWrongIsNamed) {
  const auto with = [&](const nlohmann::json& change) {
    use_script("true", change);
    return error();
  };
  EXPECT_THAT(with({{"labels", "mine"}}), AllOf(HasSubstr("template.json"), HasSubstr("labels")));
  EXPECT_THAT(with({{"labels", {{"3", "rib"}}}}), HasSubstr("rib"));
  EXPECT_THAT(with({{"shell", "bash"}}), HasSubstr("shell"));
  EXPECT_THAT(with({{"argv", nlohmann::json::array()}}), HasSubstr("argv"));
}

}  // namespace
}  // namespace transpine

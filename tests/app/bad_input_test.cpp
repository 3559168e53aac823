// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/landmarks/landmark_files.h"
#include "core/registration/transform_file.h"
#include "tests/app/verb_outcome.h"
#include "tests/training/toy_training_set.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using testing::filled;
using ::testing::HasSubstr;
using testing::Outcome;
using testing::run_json;
using testing::small_grid;
using testing::TemporaryFolder;
using testing::write;

using Args = std::vector<std::string>;
using MakeVerb = std::unique_ptr<Verb> (*)();

class BadInput : public ::testing::Test {
 protected:
  /// The verb must end with code 1, name `file`, say what to do, and leave the outputs as they are.
  Outcome expect_refused(MakeVerb make, const Args& args, const std::string& file) {
    const auto before = outputs_.files();
    Outcome outcome = run_json(make(), args);
    EXPECT_EQ(outcome.code, 1) << outcome.err;
    EXPECT_THAT(outcome.result.value("title", ""), HasSubstr(file));
    EXPECT_NE(outcome.result.value("remedy", ""), "") << outcome.err;
    EXPECT_EQ(outputs_.files(), before);
    return outcome;
  }

  std::string in(const std::string& name) const { return (inputs_ / name).string(); }
  std::string out(const std::string& name) const { return (outputs_ / name).string(); }

  std::string mr() {
    return write(inputs_, "mr.nii", filled(small_grid(), ScalarType::int16, 1, 5));
  }
  std::string ct() {
    return write(inputs_, "ct.nii", filled(small_grid(), ScalarType::int16, -1000, 25));
  }
  std::string mask(const std::string& name = "mask.nii", std::int64_t slices = 6,
                   double label = 20) {
    return write(inputs_, name, filled(small_grid(slices), ScalarType::uint8, label, 0));
  }
  std::string with_nan() {
    Volume volume = filled(small_grid(), ScalarType::float32, 0, 1);
    volume.values<float>()[3] = NAN;
    return write(inputs_, "nan.nii", volume);
  }

  /// A landmarks file of both images, `points` of them, on a line or not.
  std::string landmarks(int points, bool on_a_line) {
    LandmarkSet set;
    for (int i = 0; i < points; ++i) {
      set[{20 + i, 50}] = {on_a_line ? 0.0 : 3.0 * (i % 2), on_a_line ? 0.0 : 1.0 * i * i,
                           -5.0 * i};
    }
    const auto placed = with_state(set, LandmarkState::placed);
    EXPECT_TRUE(write_landmark_document(inputs_ / "points.json", {placed, placed}));
    return in("points.json");
  }

  /// A model of two training steps on a toy training set.
  std::string model() {
    testing::write_toy_training_set(inputs_ / "set", {{"train", 3}, {"val", 1}}, 24, 20);
    const auto outcome =
        run_json(make_train_verb(), {in("set"), in("run"), "--channels", "8", "--multipliers", "1",
                                     "--patch-size", "16", "--batch-size", "2", "--steps", "2",
                                     "--validation-slices", "0", "--threads", "1"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return in("run");
  }

  TemporaryFolder inputs_;
  TemporaryFolder outputs_;
};

TEST_F(BadInput, AwkwardFilesAreConvertedOrRefused) {
  TRANSPINE_REQUIRE_DATA();
  int converted = 0;
  int refused = 0;
  for (const std::string kind : {"nifti", "dicom", "dicom/single"}) {
    for (const auto& entry : fs::directory_iterator(testing::data_folder() / "awkward" / kind)) {
      SCOPED_TRACE(entry.path());
      const auto outcome = run_json(make_convert_verb(), {entry.path().string(), out("out.nii")});
      if (outcome.code == 0) {
        EXPECT_TRUE(read_nifti(outputs_ / "out.nii").ok());
        fs::remove(outputs_ / "out.nii");
        ++converted;
      } else {
        EXPECT_THAT(outcome.result["title"].get<std::string>(),
                    HasSubstr(entry.path().stem().string()));
        EXPECT_NE(outcome.result["remedy"], "");
        ++refused;
      }
      EXPECT_TRUE(outputs_.files().empty());
    }
  }
  EXPECT_GT(converted, 10);
  EXPECT_GT(refused, 5);
}

TEST_F(BadInput, TooFewOrCollinearLandmarks) {
  const auto few = landmarks(2, false);
  expect_refused(make_register_verb, {few, few, out("t.tfm")}, "points.json");
  const auto line = landmarks(5, true);
  const auto outcome =
      expect_refused(make_register_verb, {line, line, out("t.tfm")}, "points.json");
  EXPECT_THAT(outcome.result["title"].get<std::string>(), HasSubstr("line"));
}

TEST_F(BadInput, SwappedImages) {
  const auto points = landmarks(4, false);
  expect_refused(make_register_verb, {points, points, out("t.tfm"), "--mr", ct(), "--ct", mr()},
                 "mr.nii");
}

TEST_F(BadInput, CtInPlaceOfTheMr) {
  const auto image = ct();
  const auto outcome =
      expect_refused(make_translate_verb, {model(), image, out("sct.nii")}, "ct.nii");
  EXPECT_THAT(outcome.result["title"].get<std::string>(), HasSubstr("looks like a CT"));
}

TEST_F(BadInput, MasksOnAnotherGrid) {
  const auto other = mask("other.nii", 5);
  expect_refused(make_simulate_mr_verb, {ct(), other, out("sub-1_T2w.nii")}, "other.nii");
  expect_refused(make_evaluate_verb, {mask(), other, "--kind", "segmentation"}, "other.nii");
  expect_refused(make_evaluate_verb, {ct(), ct(), "--mask", other, "--csv", out("table.csv")},
                 "ct.nii");
  expect_refused(make_landmarks_verb,
                 {out("points.json"), "--vertebra-mask", mask(), "--subregion-mask", other},
                 "other.nii");
}

TEST_F(BadInput, EmptyMasks) {
  const auto empty = mask("empty.nii", 6, 0);
  expect_refused(make_simulate_mr_verb, {ct(), empty, out("sub-1_T2w.nii")}, "empty.nii");
  expect_refused(make_evaluate_verb, {empty, empty, "--kind", "segmentation"}, "empty.nii");
  expect_refused(make_evaluate_verb, {ct(), ct(), "--mask", empty}, "ct.nii");
  expect_refused(make_landmarks_verb,
                 {out("points.json"), "--vertebra-mask", empty, "--subregion-mask", mask()},
                 "empty.nii");
}

TEST_F(BadInput, NotANumber) {
  const auto nan = with_nan();
  const auto points = landmarks(4, false);
  expect_refused(make_register_verb, {points, points, out("t.tfm"), "--mr", mr(), "--ct", nan},
                 "nan.nii");
  expect_refused(make_evaluate_verb, {nan, ct(), "--csv", out("table.csv")}, "nan.nii");
  expect_refused(make_convert_verb, {nan, out("out.nii"), "--type", "int16"}, "nan.nii");
  expect_refused(make_simulate_mr_verb, {nan, mask(), out("sub-1_T2w.nii")}, "nan.nii");
  expect_refused(make_segment_verb, {nan, points, out("mask.nii")}, "nan.nii");
  expect_refused(make_translate_verb, {model(), nan, out("sct.nii")}, "nan.nii");
}

TEST_F(BadInput, CtWithoutBoneOrLandmarksInIt) {
  const auto points = landmarks(4, false);
  const auto air = write(inputs_, "air.nii", filled(small_grid(), ScalarType::int16, -1000, 0));
  expect_refused(make_segment_verb, {air, points, out("mask.nii")}, "air.nii");
}

TEST_F(BadInput, FileInPlaceOfTheFolder) {
  ASSERT_TRUE(write_text_atomically(outputs_ / "file", "x"));
  const auto points = landmarks(4, false);
  const auto run = model();
  const std::string inside = out("file/out.nii");
  expect_refused(make_convert_verb, {ct(), inside}, "file");
  expect_refused(make_simulate_mr_verb, {ct(), mask(), inside}, "file");
  expect_refused(make_register_verb, {points, points, out("file/t.tfm")}, "file");
  expect_refused(make_segment_verb, {ct(), points, inside}, "file");
  expect_refused(make_translate_verb, {run, mr(), inside}, "file");
  expect_refused(make_phantom_verb, {out("file"), "--vertebrae", "L3-L4"}, "file");
  expect_refused(make_demo_verb, {"--out", out("file")}, "file");
  expect_refused(make_train_verb, {in("set"), out("file/run"), "--preset", "demo", "--steps", "1"},
                 "file");
  expect_refused(make_evaluate_verb, {ct(), ct(), "--csv", out("file/table.csv")}, "file");
  expect_refused(make_landmarks_verb,
                 {out("file/points.json"), "--vertebra-mask", mask(), "--subregion-mask",
                  mask("sub.nii", 6, 50)},
                 "file");
}

TEST_F(BadInput, FolderThatCannotBeWrittenTo) {
  const auto points = landmarks(4, false);
  expect_refused(make_convert_verb, {ct(), "/proc/out.nii"}, "/proc");
  expect_refused(make_register_verb, {points, points, "/proc/t.tfm"}, "/proc");
  expect_refused(make_phantom_verb, {"/proc/study", "--vertebrae", "L3-L4"}, "/proc/study");
}

/// Lets files grow to 1 KiB only: to a writer the same as a disk that fills up.
class SmallDisk {
 public:
  SmallDisk() {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{1024, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, SIG_DFL);
  }

 private:
  rlimit before_{};
};

TEST_F(BadInput, FullTarget) {
  const auto image = ct();
  const auto points = landmarks(4, false);
  const auto labels = mask();
  Volume noise(small_grid(), ScalarType::int16);
  std::uint32_t state = 1;
  for (auto& value : noise.values<std::int16_t>()) {
    state = state * 1664525 + 1013904223;
    value = static_cast<std::int16_t>(state >> 18);
  }
  const auto incompressible = write(inputs_, "noise.nii", noise);
  // Messages may go to a file that is larger already: a captured one starts empty.
  const auto refused = [&](MakeVerb make, const Args& args) {
    auto verb = make();
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    int code = 0;
    {
      const SmallDisk disk;
      code = run_verb(*verb, args);
    }
    ::testing::internal::GetCapturedStdout();
    const std::string err = ::testing::internal::GetCapturedStderr();
    EXPECT_EQ(code, 1) << err;
    EXPECT_THAT(err, HasSubstr(outputs_.path().string()));
    EXPECT_TRUE(outputs_.files().empty()) << args[0];
  };
  refused(make_convert_verb, {image, out("out.nii")});
  refused(make_convert_verb, {incompressible, out("out.nii.gz")});
  refused(make_simulate_mr_verb, {image, labels, out("sub-1_T2w.nii")});
}

TEST_F(BadInput, DamagedCheckpoint) {
  const auto run = model();
  const auto image = mr();
  const fs::path checkpoint = inputs_ / "run/checkpoints/step-00000002.safetensors";
  ASSERT_TRUE(fs::exists(checkpoint));
  const auto whole = fs::file_size(checkpoint);
  for (const auto size : {whole - 100, std::uintmax_t{100}, std::uintmax_t{0}}) {
    fs::resize_file(checkpoint, size);
    const std::string name = "step-00000002.safetensors";
    expect_refused(make_translate_verb, {run, image, out("sct.nii")}, name);
    expect_refused(make_translate_verb, {checkpoint.string(), image, out("sct.nii")}, name);
  }
  // Not even when there is an older one.
  ASSERT_TRUE(write_text_atomically(checkpoint.parent_path() / "step-00000001.safetensors", "x"));
  const auto newest = expect_refused(make_translate_verb, {run, image, out("sct.nii")},
                                     "step-00000002.safetensors");
  EXPECT_THAT(newest.result["remedy"].get<std::string>(), HasSubstr("step-00000001.safetensors"));
  expect_refused(make_translate_verb, {in("nowhere"), image, out("sct.nii")}, "nowhere");
  expect_refused(make_translate_verb, {image, image, out("sct.nii")}, "mr.nii");
}

// Each model starts from its own published settings, and takes only options that it has.
TEST_F(BadInput, OptionsOfAnotherModel) {
  testing::write_toy_training_set(inputs_ / "set", {{"train", 2}}, 40, 40);
  const Args gan{in("set"), out("run"), "--model", "cut-resnet", "--dry-run"};
  const Outcome planned = run_json(make_train_verb(), gan);
  ASSERT_EQ(planned.code, 0) << planned.err;
  EXPECT_EQ(planned.result["parameters"], 483265);
  Args wrong = gan;
  wrong.insert(wrong.end(), {"--guidance-w", "1"});
  EXPECT_EQ(run_json(make_train_verb(), wrong).code, 2);
  expect_refused(make_train_verb,
                 {in("set"), out("run"), "--model", "cut-resnet", "--mode", "noise"}, "--mode");
  expect_refused(make_train_verb,
                 {in("set"), out("run"), "--model", "pix2pix-original", "--patch-size", "100"},
                 "100");
}

TEST_F(BadInput, DamagedTrainingSet) {
  testing::write_toy_training_set(inputs_ / "set", {{"train", 2}}, 24, 20);
  fs::resize_file(inputs_ / "set/shard-000.safetensors", 200);
  expect_refused(make_train_verb, {in("set"), out("run"), "--steps", "1"}, "shard-000");
  ASSERT_TRUE(write_text_atomically(inputs_ / "set/index.json", "{\"slices\": 3"));
  expect_refused(make_train_verb, {in("set"), out("run"), "--steps", "1"}, "index.json");
  expect_refused(make_train_verb, {in("nowhere"), out("run"), "--steps", "1"}, "nowhere");
}

TEST_F(BadInput, DamagedStudyFile) {
  for (const std::string text :
       {"", "{\"subjects\": [{\"id\"", "[1, 2]", "{\"subjects\": [3]}",
        R"({"subjects": [{"id": 7}]})", R"({"subjects": [{"id": "a", "files": {"mr": {}}}]})"}) {
    SCOPED_TRACE(text);
    ASSERT_TRUE(write_text_atomically(inputs_ / "study/transpine.json", text));
    expect_refused(make_prepare_verb, {in("study"), out("set")}, "transpine.json");
  }
  expect_refused(make_prepare_verb, {in("nowhere"), out("set")}, "nowhere");
}

TEST_F(BadInput, AnOutputThatIsAnInputIsRefused) {
  const std::string image = ct();
  const std::string vertebrae = mask();
  const std::string points = landmarks(4, false);
  const auto digest = [](const std::string& path) { return value_or_throw(read_text(path)); };
  const std::string before = digest(image) + digest(points);
  const std::string run = model();
  // Another name of the same file is the same file.
  const std::string again = (inputs_.path() / "." / "ct.nii").string();
  expect_refused(make_convert_verb, {image, again}, again);
  expect_refused(make_segment_verb, {image, points, image}, image);
  expect_refused(make_simulate_mr_verb, {image, vertebrae, image}, image);
  expect_refused(make_register_verb, {points, points, points}, points);
  expect_refused(make_translate_verb, {run, image, image}, image);
  EXPECT_EQ(digest(image) + digest(points), before);
}

TEST_F(BadInput, AFolderIsNotInputAndOutputAtOnce) {
  mr();
  expect_refused(make_prepare_verb, {inputs_.path().string(), inputs_.path().string()},
                 inputs_.path().string());
  expect_refused(make_train_verb, {inputs_.path().string(), inputs_.path().string() + "/."},
                 inputs_.path().string());
  EXPECT_EQ(inputs_.files(), std::vector<std::string>{"mr.nii"});
}

TEST_F(BadInput, LabelsThatAreNoVerSeIdsAreRefused) {
  const std::string totalseg = mask("totalseg.nii", 6, 31);
  const auto outcome = expect_refused(make_simulate_mr_verb, {ct(), totalseg, out("mr.nii.gz")},
                                      "totalseg.nii holds the label 31");
  EXPECT_THAT(outcome.result["remedy"].get<std::string>(), HasSubstr("51 minus"));
}

TEST_F(BadInput, MasksMeasuredAsImagesAreSaidToBe) {
  const auto outcome = run_json(make_evaluate_verb(), {mask("a.nii"), mask("b.nii", 6, 21)});
  EXPECT_THAT(outcome.err, HasSubstr("--kind segmentation"));
}

// A run goes on with its own network: nobody remembers eight options.
TEST_F(BadInput, ResumingNeedsNoOptionsAgain) {
  const std::string run = model();
  const auto outcome =
      run_json(make_train_verb(), {in("set"), run, "--resume", "--steps", "3", "--threads", "1"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.result["steps"], 3);
  const auto again = run_json(make_train_verb(), {in("set"), run, "--resume", "--threads", "1"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(again.result["loss"].is_null());
}

TEST_F(BadInput, WhatARunWasStartedWithCannotChange) {
  const std::string run = model();
  const auto refused = [&](const std::string& flag, const std::string& value) {
    return run_json(make_train_verb(), {in("set"), run, "--resume", flag, value}).result;
  };
  EXPECT_THAT(refused("--batch-size", "7").dump(), HasSubstr("batch_size"));
  EXPECT_THAT(refused("--model", "cut-resnet").dump(), HasSubstr("which cannot change"));
  // Not even to what is published.
  EXPECT_THAT(refused("--channels", "64").dump(), HasSubstr("channels"));
}

TEST_F(BadInput, FilesOfTheWrongKind) {
  ASSERT_TRUE(write_text_atomically(inputs_ / "text.json", "not JSON"));
  const auto image = ct();
  const auto points = landmarks(4, false);
  const std::string text = in("text.json");
  expect_refused(make_info_verb, {text}, "text.json");
  expect_refused(make_register_verb, {text, points, out("t.tfm")}, "text.json");
  expect_refused(make_segment_verb, {image, text, out("mask.nii")}, "text.json");
  expect_refused(make_segment_verb, {image, image, out("mask.nii")}, "ct.nii");
  expect_refused(make_landmarks_verb, {out("points.json"), "--input", text}, "text.json");
  expect_refused(make_translate_verb, {text, image, out("sct.nii")}, "text.json");
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "tests/app/verb_outcome.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

std::string flag_of(std::string key) {
  std::replace(key.begin(), key.end(), '_', '-');
  return "--" + key;
}

struct Printed {
  int code;
  std::string out;
  std::string err;
};

Printed run(Verb& verb, const std::vector<std::string>& args) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int code = run_verb(verb, args);
  return {code, ::testing::internal::GetCapturedStdout(), ::testing::internal::GetCapturedStderr()};
}

TEST(Help, EveryVerbListsItsArgumentsAndOptions) {
  for (const auto& verb : make_verbs()) {
    SCOPED_TRACE(verb->name());
    const auto printed = run(*verb, {"--help"});
    EXPECT_EQ(printed.code, 0);
    EXPECT_EQ(printed.err, "");
    EXPECT_THAT(printed.out, HasSubstr("Usage: transpine " + verb->name()));
    EXPECT_THAT(printed.out, HasSubstr(verb->summary()));
    for (const Positional& positional : verb->positionals()) {
      EXPECT_THAT(printed.out, HasSubstr(positional.name));
      EXPECT_THAT(printed.out, HasSubstr(positional.help));
    }
    const OptionList options = verb->options();
    for (const Option& option : options.options()) {
      EXPECT_THAT(printed.out, HasSubstr("  " + flag_of(option.spec.key)));
      EXPECT_THAT(printed.out, HasSubstr(option.spec.help));
      for (const auto& choice : option.spec.choices) EXPECT_THAT(printed.out, HasSubstr(choice));
    }
    for (const std::string flag : {"--json", "--dry-run", "--device", "--threads", "--config"}) {
      EXPECT_THAT(printed.out, HasSubstr(flag));
    }
    for (const auto& [name, values] : verb->presets()) EXPECT_THAT(printed.out, HasSubstr(name));
  }
}

TEST(Help, EveryVerbHasTheDeviceOnce) {
  for (const auto& verb : make_verbs()) {
    SCOPED_TRACE(verb->name());
    const std::string text = help_text(*verb);
    const auto first = text.find("--device");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(text.find("--device", first + 1), std::string::npos);
    EXPECT_EQ(run(*verb, {"--device", "cuda:1", "--help"}).code, 0);
  }
}

TEST(Help, EveryVerbRefusesWhatItDoesNotKnow) {
  for (const auto& verb : make_verbs()) {
    SCOPED_TRACE(verb->name());
    const auto printed = run(*verb, {"--no-such-option", "1"});
    EXPECT_EQ(printed.code, 2);
    EXPECT_THAT(printed.err, HasSubstr("--no-such-option"));
    EXPECT_THAT(printed.err, HasSubstr("transpine " + verb->name() + " --help"));
  }
}

TEST(Help, EveryVerbAsksForItsArguments) {
  for (const auto& verb : make_verbs()) {
    if (verb->positionals().empty()) continue;
    SCOPED_TRACE(verb->name());
    const auto printed = run(*verb, {});
    EXPECT_EQ(printed.code, 2);
    EXPECT_THAT(printed.err, HasSubstr(verb->positionals().front().name + " is missing"));
  }
}

TEST(Help, OptionsAreStatedInSentences) {
  for (const auto& verb : make_verbs()) {
    const OptionList options = verb->options();
    for (const Option& option : options.options()) {
      EXPECT_EQ(option.spec.help.back(), '.') << verb->name() << " " << option.spec.key;
      EXPECT_FALSE(option.spec.label.empty()) << verb->name() << " " << option.spec.key;
    }
  }
}

TEST(Presets, GiveWayToConfigurationAndCommandLine) {
  testing::TemporaryFolder folder;
  ASSERT_TRUE(write_text_atomically(folder / "c.json", R"({"vertebrae": "L2-L4", "seed": 7})"));
  const auto options = [&](std::vector<std::string> args) {
    const auto verb = make_phantom_verb();
    args.insert(args.end(), {(folder / "study").string(), "--dry-run"});
    const auto printed = run(*verb, args);
    EXPECT_EQ(printed.code, 0) << printed.err;
    return verb->options().to_json();
  };
  const auto full = options({});
  const auto demo = options({"--preset", "demo"});
  EXPECT_GT(demo["mr_in_plane_mm"], full["mr_in_plane_mm"]);
  const auto mixed =
      options({"--seed", "9", "--preset=demo", "--config", (folder / "c.json").string()});
  EXPECT_EQ(mixed["mr_in_plane_mm"], demo["mr_in_plane_mm"]);
  EXPECT_EQ(mixed["vertebrae"], "L2-L4");
  EXPECT_EQ(mixed["seed"], 9);
  EXPECT_TRUE(folder.files() == std::vector<std::string>{"c.json"});

  const auto verb = make_phantom_verb();
  EXPECT_EQ(run(*verb, {(folder / "study").string(), "--preset", "huge"}).code, 2);
  const auto info = make_info_verb();
  EXPECT_EQ(run(*info, {"file", "--preset", "demo"}).code, 2);
}

// The options hold whether or not there is a training set.
TEST(Presets, OriginalIsTheModelOfItsAuthors) {
  const auto options = [](std::vector<std::string> args) {
    const auto verb = make_train_verb();
    args.insert(args.end(), {"--dry-run", "no-set", "no-run"});
    EXPECT_EQ(run(*verb, args).code, 1);
    return verb->options().to_json();
  };
  const auto paper = options({"--model", "pix2pix-sa-unet"});
  EXPECT_EQ(paper["model"], "pix2pix-sa-unet");
  EXPECT_EQ(paper["paired_weight"], 10);
  for (const std::string model : {"pix2pix-unet", "pix2pix-sa-unet"}) {
    const auto original = options({"--preset", "original", "--steps", "7", "--model", model});
    EXPECT_EQ(original["model"], "pix2pix-original");
    EXPECT_EQ(original["paired_weight"], 100);
    EXPECT_EQ(original["steps"], 7);
  }
  for (const std::string model : {"cut-resnet", "cut-sa-unet"}) {
    const auto original = options({"--model", model, "--preset=original"});
    EXPECT_EQ(original, options({"--model", "cut-original"}));
    EXPECT_EQ(original["epochs"], 400);
  }
  for (const std::string model : {"ddim", "syndiff", "cyclegan", "pix2pix-3d"}) {
    EXPECT_EQ(options({"--model", model, "--preset", "original"}), options({"--model", model}));
  }
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "app/cli/verb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::CaptureStdout;
using ::testing::internal::GetCapturedStderr;
using ::testing::internal::GetCapturedStdout;

class CountVerb : public Verb {
 public:
  std::string name() const override { return "count"; }
  std::string summary() const override { return "Counts."; }
  std::vector<Positional> positionals() override {
    return {{"INPUT", "What to count.", &input}, {"MORE", "More.", &more, false}};
  }
  OptionList options() override {
    OptionList list;
    list.add(steps, {.key = "max_steps", .label = "Steps", .help = "Steps.", .min = 1});
    list.add(flip, {.key = "flip", .label = "Flip", .help = "Flip."});
    return list;
  }
  Result<nlohmann::json> run(VerbContext& context) override {
    ++runs;
    if (!context.job.checkpoint(0.5, "counting")) return cancelled_error();
    if (input == "bad") return Error{"bad is broken.", "Take another."};
    if (input == "throw") throw std::runtime_error("boom");
    return nlohmann::json{{"steps", steps}};
  }

  std::filesystem::path input;
  std::vector<std::filesystem::path> more;
  int steps = 3;
  bool flip = true;
  int runs = 0;
};

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome run(Verb& verb, const std::vector<std::string>& args, std::stop_token stop = {}) {
  CaptureStdout();
  CaptureStderr();
  const int code = run_verb(verb, args, stop);
  return {code, GetCapturedStdout(), GetCapturedStderr()};
}

TEST(Verb, FlagsPositionalsAndResult) {
  CountVerb verb;
  const auto outcome = run(verb, {"a", "b", "c", "--max-steps=5", "--no-flip", "--json"});
  EXPECT_EQ(outcome.code, kExitOk);
  EXPECT_EQ(verb.steps, 5);
  EXPECT_FALSE(verb.flip);
  EXPECT_EQ(verb.input, "a");
  EXPECT_THAT(verb.more, ElementsAre("b", "c"));
  EXPECT_THAT(outcome.out, HasSubstr(R"({"event":"result","steps":5})"));
  EXPECT_THAT(outcome.out, HasSubstr(R"("event":"progress")"));
}

TEST(Verb, BadUsageIsTwoAndRunsNothing) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"a", "--unknown", "1"},
                                             {"a", "--max-steps", "0"},
                                             {"a", "--max-steps"},
                                             {},
                                             {"a", "--max-steps", "x"}}) {
    CountVerb verb;
    const auto outcome = run(verb, args);
    EXPECT_EQ(outcome.code, kExitUsage);
    EXPECT_EQ(verb.runs, 0);
    EXPECT_FALSE(outcome.err.empty());
  }
}

TEST(Verb, ErrorsAreOneWithTitleAndRemedy) {
  CountVerb verb;
  const auto outcome = run(verb, {"bad"});
  EXPECT_EQ(outcome.code, kExitError);
  EXPECT_THAT(outcome.err, HasSubstr("bad is broken.\nTake another."));
  const auto thrown = run(verb, {"throw", "--json"});
  EXPECT_EQ(thrown.code, kExitError);
  EXPECT_THAT(thrown.out, HasSubstr(R"("event":"error")"));
}

TEST(Verb, AStopRequestEndsIt) {
  CountVerb verb;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(run(verb, {"a"}, stop.get_token()).code, kExitInterrupted);
}

TEST(Verb, TheCommandLineWinsOverTheConfiguration) {
  testing::TemporaryFolder folder;
  const auto config = folder / "c.json";
  ASSERT_TRUE(write_text_atomically(config, R"({"max_steps": 7, "flip": false})").ok());
  CountVerb verb;
  EXPECT_EQ(run(verb, {"a", "--config", config, "--max-steps", "9"}).code, kExitOk);
  EXPECT_EQ(verb.steps, 9);
  EXPECT_FALSE(verb.flip);
  ASSERT_TRUE(write_text_atomically(config, R"({"max_stepz": 7})").ok());
  const auto outcome = run(verb, {"a", "--config", config});
  EXPECT_EQ(outcome.code, kExitError);
  EXPECT_THAT(outcome.err, HasSubstr("max_stepz"));
}

// The command is right, the file is not: bad input, not bad usage.
TEST(Verb, AConfigurationThatCannotBeUsedIsBadInput) {
  testing::TemporaryFolder folder;
  for (const std::string text : {"", "{", "[1]", R"({"max_steps": "many"})"}) {
    SCOPED_TRACE(text);
    const auto config = folder / "c.json";
    if (!text.empty()) {
      ASSERT_TRUE(write_text_atomically(config, text));
    }
    CountVerb verb;
    const auto outcome = run(verb, {"a", "--config", config, "--json"});
    EXPECT_EQ(outcome.code, kExitError);
    EXPECT_EQ(verb.runs, 0);
    EXPECT_THAT(outcome.out, HasSubstr("c.json"));
    EXPECT_THAT(outcome.out, ::testing::Not(HasSubstr(R"("remedy":"")")));
  }
}

TEST(Verb, HelpNamesEveryOptionWithItsDefault) {
  CountVerb verb;
  const auto outcome = run(verb, {"--help"});
  EXPECT_EQ(outcome.code, kExitOk);
  EXPECT_EQ(verb.runs, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Usage: transpine count [options] INPUT [MORE...]"));
  EXPECT_THAT(outcome.out, HasSubstr("--max-steps"));
  EXPECT_THAT(outcome.out, HasSubstr("Default: 3."));
}

TEST(Output, DurationsReadWell) {
  EXPECT_EQ(duration_text(8.2), "8 s");
  EXPECT_EQ(duration_text(130), "2 min 10 s");
  EXPECT_EQ(duration_text(3900), "1 h 05 min");
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
// Row "Dashboard", from the command line.
#include <gmock/gmock.h>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "tests/app/verb_outcome.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

class RunsVerbTest : public ::testing::Test {
 protected:
  void SetUp() override {
    make_run("a", "{\"model\":\"ddim\",\"batch_size\":4,\"multipliers\":[1,2]}");
    make_run("b", "{\"model\":\"ddim\",\"batch_size\":8,\"multipliers\":[1,4]}");
    ASSERT_TRUE(write_text_atomically(folder_ / "study/runs/a/notes.json",
                                      "{\"note\":\"first\",\"tags\":[\"t2w\",\"x\"]}")
                    .ok());
  }
  void make_run(const std::string& name, const std::string& options) {
    const auto folder = folder_ / "study/runs" / name;
    ASSERT_TRUE(
        write_text_atomically(folder / "config.json", "{\"steps\":2,\"options\":" + options + "}")
            .ok());
    ASSERT_TRUE(write_text_atomically(folder / "metrics.jsonl",
                                      "{\"step\":1,\"loss\":3}\n{\"step\":2,\"loss\":1}\n"
                                      "{\"step\":2,\"val_psnr_db\":21.5}\n")
                    .ok());
  }
  testing::Outcome run(std::vector<std::string> args) {
    return testing::run_json(make_runs_verb(), std::move(args));
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  testing::TemporaryFolder folder_;
};

TEST_F(RunsVerbTest, ListsTheRunsOfAStudy) {
  const auto list = run({"list", path("study"), "--csv", path("runs.csv")});
  EXPECT_EQ(list.code, 0) << list.err;
  ASSERT_EQ(list.result["runs"].size(), 2U);
  EXPECT_EQ(list.result["runs"][0]["loss"], 2);
  EXPECT_EQ(list.result["runs"][0]["best_psnr_db"], 21.5);
  EXPECT_EQ(list.result["runs"][0]["tags"][1], "x");
  EXPECT_THAT(value_or_throw(read_text(folder_ / "runs.csv")),
              HasSubstr("a,ddim,2,2.0000,21.50,,0.0,\"t2w, x\"\n"));
}

TEST_F(RunsVerbTest, ShowsARunAndWritesItsCurves) {
  const auto show = run({"show", path("study/runs/a"), "--csv", path("a.csv")});
  EXPECT_EQ(show.code, 0) << show.err;
  EXPECT_EQ(show.result["note"], "first");
  EXPECT_EQ(show.result["options"]["batch_size"], 4);
  EXPECT_THAT(value_or_throw(read_text(folder_ / "a.csv")), HasSubstr("a,val_psnr_db,2,,0,21.5"));
}

TEST_F(RunsVerbTest, ComparesSettings) {
  const auto compared = run(
      {"compare", path("study/runs/a"), path("study/runs/b"), "--csv", path("differences.csv")});
  EXPECT_EQ(compared.code, 0) << compared.err;
  EXPECT_EQ(compared.result["differences"].size(), 2U);
  EXPECT_EQ(compared.result["differences"]["batch_size"], nlohmann::json({4, 8}));
  EXPECT_EQ(value_or_throw(read_text(folder_ / "differences.csv")),
            "setting,a,b\nbatch_size,4,8\nmultipliers,\"1,2\",\"1,4\"\n");
}

TEST_F(RunsVerbTest, RefusesWhatIsNoRun) {
  EXPECT_NE(run({"show", path("study")}).code, 0);
  EXPECT_NE(run({"list", path("nothing")}).code, 0);
  EXPECT_NE(run({"compare", path("study/runs/a")}).code, 0);
  EXPECT_NE(run({"tidy", path("study")}).code, 0);
  const auto dry = run({"list", path("study"), "--csv", path("dry.csv"), "--dry-run"});
  EXPECT_EQ(dry.code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "dry.csv"));
}

}  // namespace
}  // namespace transpine

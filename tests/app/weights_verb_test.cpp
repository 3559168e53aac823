// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <torch/types.h>

#include "app/verbs/verbs.h"
#include "core/nn/sa_unet.h"
#include "core/nn/weights.h"
#include "tests/app/verb_outcome.h"
#include "tests/support/python.h"
#include "tests/support/zip_file.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::run_json;

class WeightsVerb : public ::testing::Test {
 protected:
  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  void write_foreign() {
    SaUnetOptions options;
    options.channels = 8;
    options.multipliers = {1, 2};
    SaUnet network(options);
    std::vector<torch::Tensor> holder;
    ASSERT_TRUE(write_safetensors(folder_ / "foreign.safetensors",
                                  entries_of(named_state(*network), "generator.", holder)));
  }

  testing::TemporaryFolder folder_;
};

TEST_F(WeightsVerb, ImportsListsAndExports) {
  write_foreign();
  const auto before = folder_.files();
  auto planned =
      run_json(make_weights_verb(), {"import", at("foreign.safetensors"), at("run"), "--dry-run"});
  EXPECT_EQ(planned.code, 0) << planned.err;
  EXPECT_EQ(folder_.files(), before);
  const auto imported = run_json(make_weights_verb(), {"import", at("foreign.safetensors"), "--out",
                                                       at("run"), "--mode", "noise"});
  ASSERT_EQ(imported.code, 0) << imported.err;
  EXPECT_EQ(imported.result.at("model").at("mode"), "noise");
  const auto exported = run_json(make_weights_verb(), {"export", at("run"), at("out.safetensors")});
  ASSERT_EQ(exported.code, 0) << exported.err;
  const auto info = run_json(make_weights_verb(), {"info", at("out.safetensors")});
  ASSERT_EQ(info.code, 0) << info.err;
  EXPECT_EQ(info.result.at("networks")[0].at("prefix"), "");
  EXPECT_EQ(info.result.at("networks")[0].at("parameters"), imported.result.at("parameters"));
}

TEST_F(WeightsVerb, UsageErrorsSayWhatIsMissing) {
  write_foreign();
  EXPECT_THAT(run_json(make_weights_verb(), {"convert", at("foreign.safetensors")}).err,
              HasSubstr("Choose export, import or info"));
  EXPECT_THAT(run_json(make_weights_verb(), {"import", at("foreign.safetensors")}).err,
              HasSubstr("--out"));
  EXPECT_THAT(run_json(make_weights_verb(),
                       {"export", at("foreign.safetensors"), at("foreign.safetensors")})
                  .code,
              1);
}

// Wherever a checkpoint can be given.
TEST_F(WeightsVerb, APickleIsRefusedEverywhereWithTheScript) {
  const std::string pickle = testing::zip_of({{"archive/data.pkl", "x"}, {"archive/version", "3"}});
  testing::write_bytes(folder_ / "epoch.ckpt", pickle);
  fs::create_directories(folder_ / "run" / "checkpoints");
  testing::write_bytes(folder_ / "run" / "checkpoints" / "step-00000001.safetensors", pickle);
  const Grid grid = testing::small_grid();
  testing::write(folder_, "mr.nii.gz", testing::filled(grid, ScalarType::int16, 0, 3));
  const auto expect_refused = [](std::unique_ptr<Verb> verb, std::vector<std::string> args) {
    const auto outcome = run_json(std::move(verb), std::move(args));
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("Python pickle"));
    return outcome.err;
  };
  for (const char* model : {"epoch.ckpt", "run"}) {
    expect_refused(make_weights_verb(), {"info", at(model)});
    expect_refused(make_weights_verb(), {"export", at(model), at("out.safetensors")});
    expect_refused(make_translate_verb(), {at(model), at("mr.nii.gz"), at("ct.nii.gz")});
  }
  EXPECT_THAT(expect_refused(make_weights_verb(), {"import", at("epoch.ckpt"), at("new")}),
              HasSubstr("resources/convert_checkpoint.py"));
  EXPECT_FALSE(fs::exists(folder_ / "new"));
}

TEST_F(WeightsVerb, TheScriptConvertsWhatPythonHasPickled) {
  TRANSPINE_REQUIRE_PYTHON("torch, safetensors.torch");
  write_foreign();
  const auto pickled =
      testing::run_command(testing::python() +
                           " -c 'import sys, torch; from safetensors.torch import load_file\n"
                           "torch.save({\"state_dict\": load_file(sys.argv[1]), \"epoch\": 3, "
                           "\"optimizer_states\": [{}]}, sys.argv[2])' " +
                           at("foreign.safetensors") + " " + at("epoch.ckpt"));
  ASSERT_EQ(pickled.code, 0) << pickled.out;
  EXPECT_EQ(run_json(make_weights_verb(), {"import", at("epoch.ckpt"), at("run")}).code, 1);
  const auto converted =
      testing::run_command(testing::python() + " resources/convert_checkpoint.py " +
                           at("epoch.ckpt") + " " + at("converted.safetensors"));
  ASSERT_EQ(converted.code, 0) << converted.out;
  const auto imported =
      run_json(make_weights_verb(), {"import", at("converted.safetensors"), at("run")});
  ASSERT_EQ(imported.code, 0) << imported.err;
  const auto original = SafetensorsFile::open(folder_ / "foreign.safetensors");
  const auto back =
      SafetensorsFile::open(folder_ / "run" / "checkpoints" / "step-00000000.safetensors");
  ASSERT_TRUE(original && back);
  for (const SafetensorsEntry& entry : original->entries()) {
    const SafetensorsEntry* found = back->find(entry.name);
    ASSERT_NE(found, nullptr) << entry.name;
    EXPECT_TRUE(std::ranges::equal(found->bytes, entry.bytes)) << entry.name;
  }
}

}  // namespace
}  // namespace transpine

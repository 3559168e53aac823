// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>
#include <limits>

#include "tests/training/tiny_training.h"

// Training sets in which something is wrong.
namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int height = 20, width = 12;

/// A set whose subjects can be spoilt one by one: each has a shard of its own.
class UnsoundData : public testing::TinyTraining {
 protected:
  void write_subject(const std::string& name, const std::string& split, float mr_offset = 0,
                     int ct_width = width) {
    std::vector<float> mr, ct;
    for (int i = 0; i < height * width; ++i) {
      mr.push_back(mr_offset + 0.001F * static_cast<float>(i));
    }
    for (int i = 0; i < height * ct_width; ++i) ct.push_back(-1 + 0.002F * static_cast<float>(i));
    write(name, split, mr, ct, ct_width);
  }

  void write(const std::string& name, const std::string& split, const std::vector<float>& mr,
             const std::vector<float>& ct, int ct_width = width) {
    ASSERT_TRUE(
        write_safetensors(folder_.path() / "set" / (name + ".safetensors"),
                          {{"mr", "F32", {height, width}, std::as_bytes(std::span(mr))},
                           {"ct", "F32", {height, ct_width}, std::as_bytes(std::span(ct))}}));
    index_.push_back({{"subject", name},
                      {"split", split},
                      {"shard", name + ".safetensors"},
                      {"mr", "mr"},
                      {"ct", "ct"},
                      {"height", height},
                      {"width", width},
                      {"slice_index", 7}});
    write_index();
  }

  void write_index() {
    const nlohmann::json index{{"format_version", 1}, {"spacing_mm", 1.0}, {"slices", index_}};
    ASSERT_TRUE(write_text_atomically(folder_.path() / "set" / "index.json", index.dump()));
  }

  Result<TrainSummary> trained() { return run(tiny_diffusion("run")); }

  nlohmann::json index_ = nlohmann::json::array();
};

TEST_F(UnsoundData, UnsoundSubjectsAreLeftOutByName) {
  write_subject("good", "train");
  write_subject("good-val", "val");
  write_subject("torn", "train");
  std::vector<float> image(height * width), ramp(height * width);
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = 0.001F * static_cast<float>(i);
  image = ramp;
  image[5] = std::numeric_limits<float>::quiet_NaN();
  write("holed", "train", image, ramp);
  write("flat", "train", ramp, std::vector<float>(height * width, -1.0F));
  fs::resize_file(folder_.path() / "set" / "torn.safetensors", 100);
  const auto summary = trained();
  ASSERT_TRUE(summary) << summary.error().message();
  EXPECT_THAT(
      summary->warnings,
      ElementsAre(HasSubstr("The subject torn is left out"),
                  HasSubstr("The subject flat is left out: its CT has the same value"),
                  HasSubstr("The subject holed is left out: its MR has values that are no")));
  // As if they had never been there.
  index_.erase(index_.begin() + 2, index_.end());
  write_index();
  TrainOptions options = tiny_diffusion("without");
  ASSERT_TRUE(run(options));
  EXPECT_EQ(last_checkpoint("run"), last_checkpoint("without"));
}

TEST_F(UnsoundData, WithNoSubjectLeftTheReasonIsSaid) {
  const std::vector<float> flat(height * width, 0.5F);
  write("flat", "train", flat, flat);
  EXPECT_THAT(trained().error().title, HasSubstr("flat is left out: its MR has the same value"));
  fs::resize_file(folder_.path() / "set" / "flat.safetensors", 100);
  EXPECT_THAT(trained().error().title, HasSubstr("flat.safetensors"));
  EXPECT_FALSE(fs::exists(folder_ / "run"));
}

TEST_F(UnsoundData, OneSubjectTrainsWithoutValidationAndSaysSo) {
  write_subject("only", "train");
  const auto summary = trained();
  ASSERT_TRUE(summary) << summary.error().message();
  EXPECT_THAT(summary->warnings, ElementsAre(HasSubstr("no subject for validation")));
  EXPECT_FALSE(summary->score.psnr_db);
}

TEST_F(UnsoundData, APatientInTwoSplitsIsRefused) {
  write_subject("anna", "train");
  write_subject("berta-1", "train", 0.1F);
  write_subject("berta-2", "val", 0.2F);
  ASSERT_TRUE(trained());
  index_[1]["patient"] = index_[2]["patient"] = "berta";
  write_index();
  auto refused = trained();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title, HasSubstr("patient berta is in two splits, train and val"));
  index_[1]["patient"] = "carla";
  index_[2]["subject"] = "anna";
  index_[2].erase("patient");
  write_index();
  refused = trained();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title, HasSubstr("patient anna is in two splits"));
}

TEST_F(UnsoundData, PairsThatDoNotMatchAreNamed) {
  write_subject("anna", "train");
  write_subject("berta", "train", 0, width + 2);
  const auto refused = trained();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title, HasSubstr("berta.safetensors"));
  EXPECT_THAT(refused.error().title, HasSubstr("subject berta (slice 7)"));
  EXPECT_THAT(refused.error().title, HasSubstr("20 x 12 and 20 x 14"));
}

// Half precision on disk, so that slices are decoded.
TEST_F(UnsoundData, ThreadsAndCacheChangeNothing) {
  for (int i = 0; i < 5; ++i) {
    std::vector<std::uint16_t> mr(height * width), ct(height * width);
    for (std::size_t k = 0; k < mr.size(); ++k) {
      mr[k] = static_cast<std::uint16_t>(0x3000 + 7 * k + 31 * static_cast<std::size_t>(i));
      ct[k] = static_cast<std::uint16_t>(0xb000 + 5 * k);
    }
    const std::string name = "s" + std::to_string(i);
    write_subject(name, "train");
    ASSERT_TRUE(write_safetensors(folder_.path() / "set" / (name + ".safetensors"),
                                  {{"mr", "F16", {height, width}, std::as_bytes(std::span(mr))},
                                   {"ct", "F16", {height, width}, std::as_bytes(std::span(ct))}}));
  }
  std::vector<std::string> results;
  for (const auto& [threads, cache_gb] : {std::pair(1, 0.0), {1, 2.0}, {5, 1e-6}, {3, 2.0}}) {
    TrainOptions options = tiny_diffusion("run" + std::to_string(results.size()));
    options.batch_size = 3;
    options.loader_threads = threads;
    options.cache_gb = cache_gb;
    const auto done = run(options);
    ASSERT_TRUE(done) << done.error().message();
    results.push_back(last_checkpoint(options.run_folder.filename()));
    EXPECT_EQ(results.back(), results.front()) << threads << " threads, " << cache_gb << " GB";
  }
}

}  // namespace
}  // namespace transpine

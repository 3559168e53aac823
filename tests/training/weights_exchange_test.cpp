// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <torch/types.h>

#include <limits>

#include "core/nn/diffusion_model.h"
#include "core/nn/gan_model.h"
#include "core/nn/sa_unet.h"
#include "core/nn/syndiff_model.h"
#include "core/nn/weights.h"
#include "core/training/checkpoint.h"
#include "core/training/train_run.h"
#include "core/training/weights_export.h"
#include "core/training/weights_import.h"
#include "core/training/weights_info.h"
#include "tests/support/test_files.h"
#include "tests/training/toy_training_set.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

SaUnetOptions small_sa_unet() {
  SaUnetOptions options;
  options.channels = 8;
  options.multipliers = {1, 3};
  options.attention = {2, 5};
  return options;
}

NamedTensors state_of(torch::nn::Module& module) {
  // Batch norms start with equal values: all tensors shall differ.
  torch::manual_seed(5);
  const torch::NoGradGuard no_grad;
  for (auto& [name, tensor] : named_state(module)) {
    torch::Tensor target = tensor;
    if (target.is_floating_point()) target.uniform_(0.1, 1);
  }
  return named_state(module);
}

void write_state(const fs::path& path, const NamedTensors& state, const std::string& prefix) {
  std::vector<torch::Tensor> holder;
  ASSERT_TRUE(write_safetensors(path, entries_of(state, prefix, holder)));
}

void expect_same(const NamedTensors& found, const NamedTensors& expected, double tolerance = 0) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].first, expected[i].first);
    EXPECT_TRUE(torch::allclose(found[i].second, expected[i].second, tolerance, 0))
        << found[i].first;
  }
}

class WeightsImport : public ::testing::Test {
 protected:
  Result<ImportedWeights> import(const std::string& file) {
    options_.from = folder_ / file;
    options_.out = folder_ / "imported.safetensors";
    return import_weights(options_);
  }
  std::string error_of(const std::string& file) {
    const auto imported = import(file);
    EXPECT_FALSE(imported);
    EXPECT_FALSE(fs::exists(options_.out));
    return imported ? std::string() : imported.error().message();
  }

  testing::TemporaryFolder folder_;
  WeightsImportOptions options_;
};

class WeightsImportPrefix : public WeightsImport,
                            public ::testing::WithParamInterface<const char*> {};

TEST_P(WeightsImportPrefix, OfTheReferencesIsFound) {
  SaUnet network(small_sa_unet());
  const NamedTensors state = state_of(*network);
  write_state(folder_ / "foreign.safetensors", state, GetParam());
  options_.mode = "noise";
  options_.attention_heads = 2;
  options_.spacing_mm = 0.75;
  const auto imported = import("foreign.safetensors");
  ASSERT_TRUE(imported) << imported.error().message();
  const auto model = load_diffusion_model(imported->checkpoint, WeightKind::raw);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_EQ(model->config.mode, DiffusionMode::noise);
  EXPECT_EQ(model->config.spacing_mm, 0.75);
  DiffusionModel loaded = *model;
  expect_same(named_state(*loaded.network.module), state);
}

INSTANTIATE_TEST_SUITE_P(All, WeightsImportPrefix,
                         ::testing::Values("", "generator.", "ema.ema_model.", "model.", "module.",
                                           "generator.module.", "net_G_A."));

TEST_F(WeightsImport, TakesTheAverageBesideTheWeights) {
  SaUnet network(small_sa_unet());
  const NamedTensors state = state_of(*network);
  NamedTensors average;
  for (const auto& [name, tensor] : state) average.emplace_back(name, tensor * 2);
  std::vector<torch::Tensor> holder;
  auto entries = entries_of(state, "generator.", holder);
  for (const auto& entry : entries_of(average, "ema.ema_model.", holder)) entries.push_back(entry);
  for (const auto& entry : entries_of(state, "ema.online_model.", holder)) entries.push_back(entry);
  const NamedTensors counters{{"ema.step", torch::tensor(7)}, {"ema.initted", torch::tensor(true)}};
  for (const auto& entry : entries_of(counters, "", holder)) entries.push_back(entry);
  ASSERT_TRUE(write_safetensors(folder_ / "lightning.safetensors", entries));
  options_.attention_heads = 2;
  const auto imported = import("lightning.safetensors");
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_TRUE(imported->has_average);
  auto raw = load_diffusion_model(imported->checkpoint, WeightKind::raw);
  auto ema = load_diffusion_model(imported->checkpoint, WeightKind::ema);
  ASSERT_TRUE(raw && ema);
  expect_same(named_state(*raw->network.module), state);
  expect_same(named_state(*ema->network.module), average);
}

TEST_F(WeightsImport, HalfPrecisionBecomesFloat32) {
  SaUnet network(small_sa_unet());
  const NamedTensors state = state_of(*network);
  for (const auto type : {torch::kFloat16, torch::kBFloat16}) {
    NamedTensors half;
    for (const auto& [name, tensor] : state) half.emplace_back(name, tensor.to(type));
    write_state(folder_ / "half.safetensors", half, "");
    options_.attention_heads = 2;
    const auto imported = import("half.safetensors");
    ASSERT_TRUE(imported) << imported.error().message();
    auto model = load_diffusion_model(imported->checkpoint, WeightKind::raw);
    ASSERT_TRUE(model);
    const NamedTensors found = named_state(*model->network.module);
    EXPECT_EQ(found.front().second.scalar_type(), torch::kFloat32);
    expect_same(found, state, type == torch::kFloat16 ? 1e-3 : 8e-3);
  }
}

struct KnownGan {
  std::string model;
  GeneratorOptions sizes;
};

GeneratorOptions small_generator(GeneratorKind kind) {
  GeneratorOptions options;
  options.kind = kind;
  options.channels = 8;
  options.levels = kind == GeneratorKind::skip_unet ? 6 : 2;
  options.blocks = 3;
  options.multipliers = {1, 2};
  return options;
}

TEST_F(WeightsImport, TellsTheGansApartAndReadsTheirSizes) {
  std::vector<KnownGan> known{{"pix2pix-unet", small_generator(GeneratorKind::pix2pix_unet)},
                              {"pix2pix-sa-unet", small_generator(GeneratorKind::sa_unet)},
                              {"pix2pix-original", small_generator(GeneratorKind::skip_unet)},
                              {"pix2pix-3d", small_generator(GeneratorKind::unet3d)},
                              {"cut-resnet", small_generator(GeneratorKind::resnet)},
                              {"cut-original", small_generator(GeneratorKind::resnet)},
                              {"cyclegan", small_generator(GeneratorKind::resnet)}};
  known[5].sizes.antialias = true;
  known[5].sizes.dropout_layer = false;
  known[6].sizes.dropout_layer = false;
  for (const auto& [name, sizes] : known) {
    const Generator made = make_generator(sizes);
    const NamedTensors state = state_of(*made.module);
    write_state(folder_ / "gan.safetensors", state, "netG.");
    const auto imported = import("gan.safetensors");
    ASSERT_TRUE(imported) << name << ": " << imported.error().message();
    EXPECT_EQ(imported->config.at("model"), name);
    const auto file = open_model_file(imported->checkpoint);
    ASSERT_TRUE(file);
    const auto model = gan_model_from(*file);
    ASSERT_TRUE(model) << model.error().message();
    expect_same(named_state(*model->generator.module), state);
    fs::remove(imported->checkpoint);
  }
}

TEST_F(WeightsImport, KnowsTheDiffusionOfVolumesAndSyndiff) {
  DenoiserOptions volumes;
  volumes.kind = DenoiserKind::unet3d;
  volumes.channels = 8;
  volumes.multipliers = {1, 2};
  volumes.condition_channels = 4;
  const DenoiserNetwork made = make_denoiser_network(volumes);
  const NamedTensors state = state_of(*made.module);
  write_state(folder_ / "volumes.safetensors", state, "generator.");
  options_.patch_depth = 24;
  auto imported = import("volumes.safetensors");
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_EQ(imported->config.at("model"), "ddim-3d");
  const auto model = load_diffusion_model(imported->checkpoint, WeightKind::raw);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_EQ(model->config.patch_depth, 24);
  expect_same(named_state(*model->network.module), state);

  NcsnppOptions sizes;
  sizes.channels = 8;
  sizes.latent_size = 12;
  sizes.latent_width = 16;
  Ncsnpp network(sizes);
  const NamedTensors syndiff = state_of(*network);
  write_state(folder_ / "syndiff.safetensors", syndiff, "gen_diffusive_1_dict.module.");
  imported = import("syndiff.safetensors");
  ASSERT_TRUE(imported) << imported.error().message();
  const auto file = open_model_file(imported->checkpoint);
  const auto loaded = syndiff_model_from(*file, false);
  ASSERT_TRUE(loaded) << loaded.error().message();
  SyndiffModel again = *loaded;
  expect_same(named_state(*again.generator), syndiff);
}

TEST_F(WeightsImport, NamesThatDoNotFitAreListedAndCounted) {
  SaUnet network(small_sa_unet());
  NamedTensors state = state_of(*network);
  for (auto& [name, tensor] : state) {
    if (name == "downs.0.0.block1.norm.bias") name = "downs.0.0.block1.norm.shift";
    if (name == "ups.1.1.mlp.1.weight") tensor = torch::ones({3, 32});
  }
  write_state(folder_ / "other.safetensors", state, "generator.");
  options_.attention_heads = 2;
  const std::string error = error_of("other.safetensors");
  EXPECT_THAT(error, HasSubstr("other.safetensors"));
  EXPECT_THAT(error, HasSubstr("1 missing: generator.downs.0.0.block1.norm.bias"));
  EXPECT_THAT(error, HasSubstr("1 unexpected: generator.downs.0.0.block1.norm.shift"));
  EXPECT_THAT(error,
              HasSubstr("generator.ups.1.1.mlp.1.weight (3 x 32, the network needs 16 x 32)"));
}

TEST_F(WeightsImport, WhatCannotBeAModelIsRefused) {
  SaUnet network(small_sa_unet());
  NamedTensors state = state_of(*network);
  write_state(folder_ / "sound.safetensors", state, "");
  options_.attention_heads = 3;
  EXPECT_THAT(error_of("sound.safetensors"), HasSubstr("10 wide, which 3 heads do not divide"));
  options_.attention_heads = 2;
  options_.model = "pix2pix-unet";
  EXPECT_THAT(error_of("sound.safetensors"), HasSubstr("Import them as ddim"));
  options_.model = "auto";

  std::vector<torch::Tensor> holder;
  auto two = entries_of(state, "gen_diffusive_1.", holder);
  for (const auto& entry : entries_of(state, "gen_diffusive_2.", holder)) two.push_back(entry);
  ASSERT_TRUE(write_safetensors(folder_ / "two.safetensors", two));
  EXPECT_THAT(error_of("two.safetensors"),
              HasSubstr("--prefix: \"gen_diffusive_1.\", \"gen_diffusive_2.\""));
  options_.prefix = "gen_diffusive_2.";
  EXPECT_TRUE(import("two.safetensors"));
  fs::remove(options_.out);
  options_.prefix = "";

  write_state(folder_ / "none.safetensors", {{"a", torch::ones({2})}}, "");
  EXPECT_THAT(error_of("none.safetensors"), HasSubstr("no network that is known"));
  {
    const torch::NoGradGuard no_grad;
    torch::Tensor last = state.back().second;
    last.fill_(std::numeric_limits<float>::quiet_NaN());
  }
  write_state(folder_ / "nan.safetensors", state, "");
  EXPECT_THAT(error_of("nan.safetensors"), HasSubstr("not finite"));
  testing::write_bytes(folder_ / "epoch.ckpt", "\x80\x02}q\x01X\x01.");
  EXPECT_THAT(error_of("epoch.ckpt"), HasSubstr("resources/convert_checkpoint.py"));
}

// A first layer of a network that would need terabytes.
TEST_F(WeightsImport, SizesThatTheFileDoesNotHoldMakeNoNetwork) {
  write_state(folder_ / "huge.safetensors",
              {{"init_conv.weight", torch::zeros({1 << 20, 2, 1, 1})},
               {"final_conv.weight", torch::zeros({1, 8, 1, 1})},
               {"downs.0.1.block1.proj.weight", torch::zeros({1 << 20, 1, 1, 1})}},
              "");
  EXPECT_THAT(error_of("huge.safetensors"), HasSubstr("no network that is known"));
}

TEST_F(WeightsImport, ARunWithCheckpointsIsLeftAlone) {
  SaUnet network(small_sa_unet());
  write_state(folder_ / "sound.safetensors", state_of(*network), "");
  options_.attention_heads = 2;
  options_.from = folder_ / "sound.safetensors";
  options_.out = folder_ / "run";
  const auto first = import_weights(options_);
  ASSERT_TRUE(first) << first.error().message();
  EXPECT_EQ(first->checkpoint, folder_ / "run" / "checkpoints" / "step-00000000.safetensors");
  const auto second = import_weights(options_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().title, HasSubstr("has checkpoints already"));
}

class WeightsExport : public ::testing::Test {
 protected:
  WeightsExport() {
    testing::write_toy_training_set(folder_ / "set", {{"train", 2}}, 20, 20);
    TrainOptions options;
    options.training_set = folder_ / "set";
    options.run_folder = folder_ / "run";
    options.channels = 8;
    options.multipliers = {1, 2};
    options.attention_heads = 1;
    options.attention_head_channels = 8;
    options.patch_size = 16;
    options.batch_size = 2;
    options.steps = 2;
    options.device = "cpu";
    JobContext job;
    const auto trained = train(options, {}, job);
    EXPECT_TRUE(trained) << trained.error().message();
    export_.from = folder_ / "run";
    export_.out = folder_ / "out.safetensors";
  }

  testing::TemporaryFolder folder_;
  WeightsExportOptions export_;
};

// The names are compared with those of the reference vectors in tests/nn.
TEST_F(WeightsExport, HoldsTheGeneratorAloneUnderTheReferencesNames) {
  for (const char* weights : {"raw", "ema"}) {
    export_.weights = weights;
    const auto exported = export_weights(export_);
    ASSERT_TRUE(exported) << exported.error().message();
    const auto file = SafetensorsFile::open(export_.out);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->metadata().at("format"), "pt");
    const bool average = export_.weights == "ema";
    auto model =
        load_diffusion_model(exported->checkpoint, average ? WeightKind::ema : WeightKind::raw);
    ASSERT_TRUE(model);
    const NamedTensors state = named_state(*model->network.module);
    ASSERT_EQ(file->entries().size(), state.size());
    for (const auto& [name, tensor] : state) {
      const SafetensorsEntry* entry = file->find(name);
      ASSERT_NE(entry, nullptr) << name;
      EXPECT_TRUE(torch::equal(mapped_tensor(*file, *entry), tensor)) << name;
    }
    // It is a model by itself.
    EXPECT_TRUE(load_diffusion_model(export_.out, WeightKind::raw));
  }
}

TEST_F(WeightsExport, WithoutItsMetadataComesBackByImport) {
  ASSERT_TRUE(export_weights(export_));
  const auto file = SafetensorsFile::open(export_.out);
  ASSERT_TRUE(write_safetensors(folder_ / "bare.safetensors", file->entries()));
  WeightsImportOptions options;
  options.from = folder_ / "bare.safetensors";
  options.out = folder_ / "again.safetensors";
  options.attention_heads = 1;
  const auto imported = import_weights(options);
  ASSERT_TRUE(imported) << imported.error().message();
  auto before = load_diffusion_model(export_.out, WeightKind::raw);
  auto after = load_diffusion_model(imported->checkpoint, WeightKind::raw);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(to_json(after->config).at("network"), to_json(before->config).at("network"));
  expect_same(named_state(*after->network.module), named_state(*before->network.module));
}

// The options' defaults contradict the file, which knows better.
TEST_F(WeightsExport, ComesBackByImportAsItWas) {
  ASSERT_TRUE(export_weights(export_));
  WeightsImportOptions options;
  options.from = export_.out;
  options.out = folder_ / "again.safetensors";
  const auto imported = import_weights(options);
  ASSERT_TRUE(imported) << imported.error().message();
  auto before = load_diffusion_model(export_.out, WeightKind::raw);
  auto after = load_diffusion_model(imported->checkpoint, WeightKind::raw);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(to_json(after->config), to_json(before->config));
  expect_same(named_state(*after->network.module), named_state(*before->network.module));
  options.model = "pix2pix-unet";
  EXPECT_THAT(import_weights(options).error().message(), HasSubstr("of the model ddim"));
}

TEST_F(WeightsExport, InHalfPrecisionIsHalfAsLarge) {
  ASSERT_TRUE(export_weights(export_));
  const auto whole = fs::file_size(export_.out);
  export_.type = "bfloat16";
  ASSERT_TRUE(export_weights(export_));
  EXPECT_LT(static_cast<double>(fs::file_size(export_.out)), 0.6 * static_cast<double>(whole));
  EXPECT_TRUE(load_diffusion_model(export_.out, WeightKind::raw));
}

TEST_F(WeightsExport, InfoTellsNetworkParametersAndTypes) {
  const auto info = weights_info(folder_ / "run");
  ASSERT_TRUE(info) << info.error().message();
  ASSERT_EQ(info->at("networks").size(), 2u);
  const auto& raw = info->at("networks")[1];
  EXPECT_EQ(raw.at("prefix"), "generator.");
  EXPECT_EQ(raw.at("network"), "SA-UNet");
  EXPECT_FALSE(raw.at("average"));
  EXPECT_TRUE(info->at("networks")[0].at("average"));
  EXPECT_EQ(raw.at("multipliers"), (std::vector<int>{1, 2}));
  auto model =
      load_diffusion_model(value_or_throw(find_checkpoint(folder_ / "run")), WeightKind::raw);
  std::int64_t parameters = 0;
  for (const auto& parameter : model->network.module->parameters()) parameters += parameter.numel();
  EXPECT_EQ(raw.at("parameters"), parameters);
  EXPECT_EQ(info->at("model").at("network").at("channels"), 8);
  EXPECT_EQ(info->at("types").at("F32"), info->at("tensors").size());
}

}  // namespace
}  // namespace transpine

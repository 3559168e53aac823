// SPDX-License-Identifier: Apache-2.0
#include "core/training/weights_import.h"

#include <algorithm>

#include "core/base/json_text.h"
#include "core/base/option_specs.h"
#include "core/nn/device.h"
#include "core/nn/model_file.h"
#include "core/nn/weights_match.h"
#include "core/training/imported_model.h"
#include "core/training/train_run.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

/// What of a file is imported.
struct Chosen {
  WeightsCopy raw;
  const WeightsCopy* average = nullptr;
};

Error no_network(const fs::path& file) {
  return {file.string() + " holds no network that is known here.",
          "Known are the generators of the paper, SynDiff, CUT, pix2pix and CycleGAN under their "
          "own names; transpine weights info lists the file's."};
}

Error several_networks(const fs::path& file, const std::vector<const WeightsCopy*>& copies) {
  std::string prefixes;
  for (const WeightsCopy* copy : copies) {
    prefixes += (prefixes.empty() ? "\"" : ", \"") + copy->prefix + "\"";
  }
  return {file.string() + " holds several networks.", "Name one with --prefix: " + prefixes + "."};
}

/// The trained weights, or the average where there is nothing else, and the average of the same.
Result<Chosen> chosen_copies(const SafetensorsFile& file, const std::vector<WeightsCopy>& copies,
                             const std::string& prefix) {
  std::vector<const WeightsCopy*> raw, averages;
  for (const WeightsCopy& copy : copies) {
    if (!prefix.empty() && copy.prefix != prefix) continue;
    // Of an EMA the copy of what it averages is held twice.
    if (prefix.empty() && copies.size() > 1 && copy.prefix.ends_with("online_model.")) continue;
    (copy.is_average ? averages : raw).push_back(&copy);
  }
  if (raw.empty() && averages.empty()) return no_network(file.path());
  if (raw.size() > 1) return several_networks(file.path(), raw);
  if (averages.size() > 1) return several_networks(file.path(), averages);
  if (raw.empty()) return Chosen{*averages.front(), nullptr};
  return Chosen{*raw.front(), averages.empty() ? nullptr : averages.front()};
}

/// Loads one copy into the module, which must fit it name by name.
Result<void> load_copy(torch::nn::Module& module, const SafetensorsFile& file,
                       const std::string& prefix) {
  const NamedTensors state = named_state(module);
  WeightsMismatch mismatch = compare_weights(state, file, prefix);
  // Without a prefix everything in the file begins with it, other networks too.
  if (prefix.empty()) {
    std::erase_if(mismatch.unexpected, [](const std::string& name) {
      return name.starts_with("ema.") || name.starts_with("ema_model.");
    });
  }
  if (!mismatch.is_exact()) return mismatch_error(file, mismatch);
  auto loaded = load_weights(module, file, {prefix});
  if (!loaded) return loaded;
  for (const auto& [name, tensor] : state) {
    if (!tensor.is_floating_point() || tensor.isfinite().all().item<bool>()) continue;
    return Error{file.path().string() + ": " + prefix + name + " holds values that are not finite.",
                 "The training that made them has failed: take an earlier checkpoint of it."};
  }
  return {};
}

/// Copies of the module's tensors.
NamedTensors snapshot(const torch::nn::Module& module) {
  NamedTensors copies = named_state(module);
  for (auto& [name, tensor] : copies) tensor = tensor.detach().clone();
  return copies;
}

fs::path checkpoint_path(const fs::path& out) {
  return out.extension() == ".safetensors" ? out
                                           : out / "checkpoints" / "step-00000000.safetensors";
}

Result<void> check_free(const fs::path& out) {
  if (out.extension() == ".safetensors" || !fs::exists(out / "checkpoints")) return {};
  return Error{out.string() + " is a run that has checkpoints already.",
               "Choose another folder, or a file that ends in .safetensors."};
}

Result<ImportedWeights> import_file(const WeightsImportOptions& options, bool dry_run) {
  if (auto free = check_free(options.out); !free) return free.error();
  const auto file = SafetensorsFile::open(options.from);
  if (!file) return file.error();
  if (auto sound = file->check_content(); !sound) return sound.error();
  const std::vector<WeightsCopy> copies = weights_copies(*file);
  const auto chosen = chosen_copies(*file, copies, options.prefix);
  if (!chosen) return chosen.error();
  const auto model = imported_model(chosen->raw.network, options);
  if (!model) return model.error();
  if (auto loaded = load_copy(*model->module, *file, chosen->raw.prefix); !loaded) {
    return loaded.error();
  }
  const NamedTensors raw = snapshot(*model->module);

  ImportedWeights imported;
  imported.checkpoint = checkpoint_path(options.out);
  imported.network = network_title(chosen->raw.network.kind);
  imported.config = model->config;
  for (const torch::Tensor& parameter : model->module->parameters()) {
    imported.parameters += parameter.numel();
  }
  std::vector<torch::Tensor> holder;
  std::vector<SafetensorsEntry> entries = entries_of(raw, "generator.", holder);
  if (chosen->average) {
    auto loaded = load_copy(*model->module, *file, chosen->average->prefix);
    if (!loaded) return loaded.error();
    for (auto& entry : entries_of(snapshot(*model->module), "ema.", holder)) {
      entries.push_back(std::move(entry));
    }
    imported.has_average = true;
  }
  if (dry_run) return imported;
  auto written = write_safetensors(imported.checkpoint, entries,
                                   {{model_config_key, json_text(imported.config)}});
  if (!written) return written.error();
  return imported;
}

std::vector<std::string> model_choices() {
  std::vector<std::string> choices{"auto"};
  for (const std::string& name : train_model_names()) choices.push_back(name);
  return choices;
}

}  // namespace

OptionList options_of(WeightsImportOptions& o) {
  constexpr auto advanced = OptionSpec::Level::advanced;
  OptionList list;
  list.add(o.model, choice("model", "Model",
                           "What the weights were trained as; auto takes the likeliest model with "
                           "this network.",
                           model_choices()));
  list.add(o.mode,
           choice("mode", "Predicts",
                  "What a diffusion model's network predicts: the clean image or the noise. "
                  "The weights do not tell.",
                  {"image", "noise"}));
  list.add(o.spacing_mm, ranged("spacing_mm", "Spacing", "Pixel spacing of the training images.",
                                0.01, 100, OptionSpec::Level::basic, "mm"));
  list.add(o.patch_size, ranged("patch_size", "Patch size",
                                "Side of the patches in training: a good size of tiles.", 8, 4096,
                                OptionSpec::Level::basic, "px"));
  list.add(o.patch_depth, ranged("patch_depth", "Patch depth",
                                 "Sagittal slices of a patch in the training of volumes.", 8, 4096,
                                 advanced, "px"));
  list.add(o.mr_max, choice("mr_max", "MR scale",
                            "What became 1 in the training's MRs: the maximum (paper), or a "
                            "percentile.",
                            {"max", "percentile"}));
  list.add(o.mr_percentile, ranged("mr_percentile", "MR percentile", "For the scale by percentile.",
                                   50, 100, advanced, "%"));
  list.add(
      o.condition_dropout,
      ranged("condition_dropout", "Condition dropout",
             "Probability with which the training blanked the MR; without any the model cannot "
             "be guided.",
             0, 1, advanced));
  list.add(o.beta_schedule, choice("beta_schedule", "Noise schedule", "The paper uses cosine.",
                                   {"cosine", "linear"}, advanced));
  list.add(
      o.attention_heads,
      ranged("attention_heads", "Attention heads",
             "Of the SA-UNet; only their total width is seen in the weights. The paper uses 4.", 1,
             64, advanced));
  OptionSpec prefix{"prefix", "Prefix",
                    "Begin of the names of the network to take, where a file holds several."};
  prefix.level = advanced;
  list.add(o.prefix, prefix);
  return list;
}

Result<ImportedWeights> import_weights(const WeightsImportOptions& options, bool dry_run) {
  try {
    return import_file(options, dry_run);
  } catch (const std::exception& exception) {
    return error_from(exception, "The import of " + options.from.string(),
                      "Close other programs: the weights are held twice in memory.");
  }
}

}  // namespace transpine

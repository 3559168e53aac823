// SPDX-License-Identifier: Apache-2.0
#include "core/training/weights_import.h"

#include <algorithm>

#include "core/base/json_text.h"
#include "core/base/option_specs.h"
#include "core/nn/device.h"
#include "core/nn/diffusion_model.h"
#include "core/nn/gan_model.h"
#include "core/nn/segmenter.h"
#include "core/nn/weights.h"
#include "core/training/imported_model.h"
#include "core/training/train_run.h"
#include "core/training/weights_copy.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

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

/// The network of a file that we have exported, with its weights.
Result<std::shared_ptr<torch::nn::Module>> own_network(const ModelFile& file) {
  using Module = std::shared_ptr<torch::nn::Module>;
  const auto module_of = [](const auto& model, const auto& get) -> Result<Module> {
    if (!model) return model.error();
    return Module(get(*model));
  };
  if (file.family() == "segmenter") {
    return module_of(segmenter_from(file), [](const auto& model) { return model.module; });
  }
  if (file.family() == "gan" || file.family() == "regression") {
    return module_of(gan_model_from(file), [](const auto& m) { return m.generator.module; });
  }
  return module_of(diffusion_model_from(file, WeightKind::raw),
                   [](const auto& model) { return model.network.module; });
}

std::int64_t parameters_of(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : module.parameters()) count += parameter.numel();
  return count;
}

/// What our own files say of themselves holds, not the options, which stand for what others do not
/// say.
Result<ImportedWeights> import_own(const ModelFile& file, const WeightsImportOptions& options,
                                   bool dry_run) {
  const std::string model = file.config.value("model", std::string("ddim"));
  if (options.model != "auto" && options.model != model) {
    return Error{options.from.string() + " says itself that it is of the model " + model +
                     ", not of " + options.model + ".",
                 "Leave out --model."};
  }
  const auto module = own_network(file);
  if (!module) return module.error();
  ImportedWeights imported{checkpoint_path(options.out), model, file.config,
                           parameters_of(**module), false};
  if (dry_run) return imported;
  std::vector<torch::Tensor> holder;
  auto written =
      write_safetensors(imported.checkpoint, entries_of(snapshot(**module), "generator.", holder),
                        {{model_config_key, json_text(imported.config)}});
  if (!written) return written.error();
  return imported;
}

/// Exported by us, and of a family whose one network is all there is to it.
bool is_own_export(const SafetensorsFile& file) {
  if (!file.metadata().contains(model_config_key)) return false;
  return std::ranges::none_of(file.entries(), [](const SafetensorsEntry& entry) {
    return entry.name.starts_with("generator.");
  });
}

Result<ImportedWeights> import_file(const WeightsImportOptions& options, bool dry_run) {
  if (auto free = check_free(options.out); !free) return free.error();
  const auto file = SafetensorsFile::open(options.from);
  if (!file) return file.error();
  if (auto sound = file->check_content(); !sound) return sound.error();
  if (is_own_export(*file)) {
    const auto own = open_model_file(options.from);
    if (!own) return own.error();
    if (own->family() != "syndiff") return import_own(*own, options, dry_run);
  }
  const auto chosen = choose_weights(*file, options.prefix);
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
  imported.parameters = parameters_of(*model->module);
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

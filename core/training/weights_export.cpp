// SPDX-License-Identifier: Apache-2.0
#include "core/training/weights_export.h"

#include "core/base/json_text.h"
#include "core/base/option_specs.h"
#include "core/nn/model_file.h"
#include "core/nn/weights.h"
#include "core/training/checkpoint.h"

namespace transpine {
namespace {

torch::ScalarType type_of(const std::string& name) {
  if (name == "float16") return torch::kFloat16;
  return name == "bfloat16" ? torch::kBFloat16 : torch::kFloat32;
}

/// The tensors under a prefix, without it. Counters stay integers.
NamedTensors tensors_under(const SafetensorsFile& file, const std::string& prefix,
                           torch::ScalarType type) {
  NamedTensors tensors;
  for (const SafetensorsEntry& entry : file.entries()) {
    if (!entry.name.starts_with(prefix) || !is_torch_dtype(entry.dtype)) continue;
    const torch::Tensor tensor = mapped_tensor(file, entry);
    tensors.emplace_back(entry.name.substr(prefix.size()),
                         tensor.is_floating_point() ? tensor.to(type) : tensor);
  }
  return tensors;
}

/// An exported file has names without a prefix, a checkpoint has none of them.
Result<NamedTensors> generator_of(const SafetensorsFile& file,
                                  const WeightsExportOptions& options) {
  const torch::ScalarType type = type_of(options.type);
  if (options.weights == "ema") {
    NamedTensors average = tensors_under(file, "ema.", type);
    if (!average.empty()) return average;
    return Error{file.path().string() + " keeps no moving average.", "Export the raw weights."};
  }
  NamedTensors generator = tensors_under(file, "generator.", type);
  return generator.empty() ? tensors_under(file, "", type) : generator;
}

}  // namespace

OptionList options_of(WeightsExportOptions& options) {
  OptionList list;
  list.add(options.weights,
           choice("weights", "Weights", "The trained weights (paper), or their moving average.",
                  {"raw", "ema"}));
  list.add(options.type, choice("type", "Number type",
                                "Half as many bytes with float16 and bfloat16, at less precision.",
                                {"float32", "float16", "bfloat16"}));
  return list;
}

Result<ExportedWeights> export_weights(const WeightsExportOptions& options, bool dry_run) {
  const auto checkpoint = find_checkpoint(options.from);
  if (!checkpoint) return checkpoint.error();
  const auto file = open_model_file(*checkpoint);
  if (!file) return file.error();
  const auto tensors = generator_of(file->weights, options);
  if (!tensors) return tensors.error();
  ExportedWeights exported{*checkpoint, tensors->size(), 0};
  for (const auto& [name, tensor] : *tensors) exported.values += tensor.numel();
  if (dry_run) return exported;
  std::vector<torch::Tensor> holder;
  const std::vector<SafetensorsEntry> entries = entries_of(*tensors, "", holder);
  // "format" is what Python's loaders look for.
  auto written = write_safetensors(options.out, entries,
                                   {{"format", "pt"}, {model_config_key, json_text(file->config)}});
  if (!written) return written.error();
  return exported;
}

}  // namespace transpine

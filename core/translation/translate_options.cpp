// SPDX-License-Identifier: Apache-2.0
#include "core/translation/translate.h"

#include <map>
#include <set>

#include "core/base/option_specs.h"

namespace transpine {
namespace {

constexpr auto advanced = OptionSpec::Level::advanced;

}  // namespace

OptionList options_of(TranslateOptions& o) {
  OptionList list;
  list.add(
      o.steps,
      ranged("steps", "Steps",
             "DDIM steps of a diffusion model; a GAN needs one pass. The paper uses 20.", 1, 1000));
  list.add(o.eta,
           ranged("eta", "Eta",
                  "0 is deterministic, 1 fully random (paper). Diffusion models only.", 0, 1));
  list.add(o.guidance_w, ranged("guidance_w", "Guidance weight",
                                "Strengthens the MR's influence; 0 is off (paper). The model "
                                "must have been trained with condition dropout.",
                                0, 100));
  list.add(o.sign, choice("sign", "Noise sign",
                          "Sign of the noise derived from a predicted image: the right one, "
                          "or the published code's.",
                          {"right", "reference"}, advanced));
  OptionSpec clamp{
      "clamp_x0", "Clamp each prediction",
      "Keeps the predicted image within the CT range at every step; the paper does not."};
  clamp.level = advanced;
  list.add(o.clamp_x0, clamp);
  list.add(o.weights,
           choice("weights", "Weights", "The trained weights (paper), or their moving average.",
                  {"raw", "ema"}, advanced));
  list.add(
      o.samples,
      ranged("samples", "Samples",
             "Independent samples that are averaged; with two or more their standard deviation "
             "is written as well, as a map of uncertainty.",
             1, 100));
  list.add(o.mr_max, choice("mr_max", "MR scale",
                            "What becomes the brightest MR value: what the model was trained with, "
                            "the maximum (paper), or a percentile, which one bright voxel cannot "
                            "move.",
                            {"model", "max", "percentile"}));
  list.add(o.mr_percentile, ranged("mr_percentile", "MR percentile", "For the scale by percentile.",
                                   50, 100, advanced, "%"));
  list.add(o.tile, ranged("tile", "Tile",
                          "Side of the squares that the network sees; 0 takes its training "
                          "patch size, of 3D models as much as fits into memory. Smaller tiles "
                          "need less memory.",
                          0, 4096, advanced, "px"));
  list.add(o.overlap,
           ranged("overlap", "Overlap", "At least this much of neighbouring tiles is blended.", 0,
                  1024, advanced, "px"));
  list.add(o.batch, ranged("batch", "Tiles at once", "More is faster and needs more memory.", 1,
                           1024, advanced));
  list.add(o.memory_gb,
           ranged("memory_gb", "Memory",
                  "What a 3D model may use; 0 takes most of what is free. Volumes that "
                  "need more are cut into tiles.",
                  0, 4096, advanced, "GB"));
  list.add(o.seed, ranged("seed", "Seed", "Of the sampling noise.", 0, 9e15));
  list.add(o.grid, choice("grid", "Grid", "The isotropic grid, the MR's own, or both.",
                          {"both", "iso", "native"}));
  list.add(o.device, device_option());
  return list;
}

bool applies_to_family(const std::string& key, const std::string& family) {
  using Families = std::set<std::string>;
  static const Families known{"diffusion", "syndiff", "gan", "regression"};
  static const Families random{"diffusion", "syndiff"};
  // The options that only some families have; all others apply to each.
  static const std::map<std::string, Families> families{
      {"steps", {"diffusion"}}, {"eta", {"diffusion"}},      {"guidance_w", {"diffusion"}},
      {"sign", {"diffusion"}},  {"clamp_x0", {"diffusion"}}, {"samples", random}};
  const auto found = families.find(key);
  return found == families.end() || !known.contains(family) || found->second.contains(family);
}

TranslateOptions options_for_family(const TranslateOptions& options, const std::string& family) {
  TranslateOptions fitting = options;
  TranslateOptions defaults;
  const nlohmann::json usual = options_of(defaults).to_json();
  const OptionList list = options_of(fitting);
  for (const Option& option : list.options()) {
    if (applies_to_family(option.spec.key, family)) continue;
    // A default fits its own option.
    (void)option.set(usual.at(option.spec.key));
  }
  return fitting;
}

TranslateOptions demo_translate_options() {
  TranslateOptions options;
  options.steps = 5;
  options.overlap = 16;
  return options;
}

}  // namespace transpine

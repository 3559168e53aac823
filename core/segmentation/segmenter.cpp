// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/segmenter.h"

#include <map>
#include <set>

#include "core/base/option_specs.h"
#include "core/landmarks/spine_labels.h"
#include "core/segmentation/command_template.h"
#include "core/segmentation/mask_edit.h"
#include "core/segmentation/segmenters.h"

namespace transpine {
namespace {

constexpr auto advanced = OptionSpec::Level::advanced;

class LandmarkSegmenter : public SpineSegmenter {
 public:
  explicit LandmarkSegmenter(const BoneOptions& options) : options_(options) {}

  bool needs_landmarks() const override { return true; }
  Result<Segmentation> segment(const Volume& ct_hu, const LandmarkSet& landmarks,
                               JobContext& job) override {
    return segment_bone(ct_hu, landmarks, options_, job);
  }
  nlohmann::json description() const override { return {{"method", "landmarks"}}; }

 private:
  BoneOptions options_;
};

/// The changes that the options ask for, in order.
Result<std::vector<MaskEdit>> edits_of(const SegmentOptions& options, const Segmentation& masks) {
  std::vector<MaskEdit> edits;
  std::set<int> there;
  for (const auto id : masks.vertebrae.values<std::uint8_t>()) there.insert(id);
  MaskEdit removal{.kind = MaskEdit::Kind::remove};
  for (const std::string& name : options.exclude) {
    const auto id = vertebra_from_name(name);
    if (!id) return Error{name + " is no vertebra.", "Name vertebrae to leave out as L1,S."};
    if (there.contains(*id)) removal.labels.push_back(*id);
  }
  if (!removal.labels.empty()) edits.push_back(removal);
  if (options.exclude_partial) edits.push_back({.kind = MaskEdit::Kind::remove_partial});
  if (options.largest) edits.push_back({.kind = MaskEdit::Kind::keep_largest});
  if (options.fill_holes) edits.push_back({.kind = MaskEdit::Kind::fill_holes});
  return edits;
}

}  // namespace

OptionList options_of(SegmentOptions& o) {
  OptionList list;
  list.add(o.method,
           choice("method", "Segmenter",
                  "landmarks: bone around the body points, without a network. network: a 3D U-Net "
                  "trained with the model segmenter-3d, or the small one that comes with the "
                  "program. script: a TorchScript network with its description. command: another "
                  "program that is installed.",
                  {"landmarks", "network", "script", "command"}));
  list.add(o.model,
           {.key = "model",
            .label = "Network",
            .help = "A run of segmenter-3d or a checkpoint (empty: the one that comes with the "
                    "program), or for script a TorchScript file with NAME.json beside it."});
  OptionSpec command = choice("command", "Command",
                              "A known program, or a JSON file that describes one "
                              "(docs/interchange.md).",
                              command_presets());
  command.other_choices = true;
  list.add(o.command, command);
  list.add(o.command_values,
           {.key = "command_values",
            .label = "Values for the command",
            .help = "NAME=VALUE for what its template leaves open: dataset=512 for nnunet, "
                    "semantic=MODEL for spineps.",
            .level = advanced});
  list.add(o.timeout_min,
           ranged("timeout_min", "Time limit", "A command that takes longer is stopped; 0 waits.",
                  0, 10000, advanced, "min"));
  list.add(o.level, {.key = "level",
                     .label = "Level",
                     .help = "The name of the vertebra at the place --at, as L3: all others are "
                             "counted from it. Without one the landmarks say the levels, else the "
                             "sacrum."});
  list.add(o.at, {.key = "at",
                  .label = "Place of the level",
                  .help = "Three coordinates in the CT, in LPS: x,y,z.",
                  .unit = "mm"});
  list.add(o.exclude, {.key = "exclude",
                       .label = "Leave out",
                       .help = "Vertebrae that are not wanted, or that the segmenter cannot know, "
                               "as L1,S."});
  list.add(o.exclude_partial, {.key = "exclude_partial",
                               .label = "Leave out what is cut off",
                               .help = "Vertebrae that the image shows only in part."});
  list.add(o.largest, {.key = "largest",
                       .label = "Largest piece",
                       .help = "Keeps of each vertebra its largest piece."});
  list.add(o.fill_holes,
           {.key = "fill_holes", .label = "Fill holes", .help = "Fills what a vertebra encloses."});
  list.append(options_of(o.bone));
  list.add(o.tile, ranged("tile", "Tile",
                          "Longest side of what the network sees at once; 0 takes its patch. "
                          "Smaller tiles need less memory.",
                          0, 4096, advanced, "voxels"));
  list.add(o.memory_gb,
           ranged("memory_gb", "Memory", "What a network may use; 0 takes most of what is free.", 0,
                  4096, advanced, "GB"));
  list.add(o.device, device_option());
  return list;
}

bool applies_to_method(const std::string& key, const std::string& method) {
  using Methods = std::set<std::string>;
  static const Methods networks{"network", "script"};
  static const Methods numbering{"network", "script", "command"};
  static const std::map<std::string, Methods> known{{"threshold_hu", {"landmarks"}},
                                                    {"max_distance_mm", {"landmarks"}},
                                                    {"model", networks},
                                                    {"tile", networks},
                                                    {"memory_gb", networks},
                                                    {"device", numbering},
                                                    {"command", {"command"}},
                                                    {"command_values", {"command"}},
                                                    {"timeout_min", {"command"}},
                                                    {"level", numbering},
                                                    {"at", numbering}};
  const auto found = known.find(key);
  return found == known.end() || found->second.contains(method);
}

Result<std::optional<NamedPlace>> named_place(const SegmentOptions& options) {
  std::optional<NamedPlace> none;
  if (options.level.empty() && options.at.empty()) return none;
  if (options.level.empty() || options.at.size() != 3) {
    return Error{"A level needs its place, and a place its level.",
                 "Give both: --level L3 --at x,y,z, in millimetres of the CT (LPS)."};
  }
  const auto id = vertebra_from_name(options.level);
  if (!id) return Error{options.level + " is no vertebra.", "Name one of C1 to L6."};
  return std::optional(NamedPlace{*id, {options.at[0], options.at[1], options.at[2]}});
}

std::unique_ptr<SpineSegmenter> make_landmark_segmenter(const SegmentOptions& options) {
  return std::make_unique<LandmarkSegmenter>(options.bone);
}

Result<std::unique_ptr<SpineSegmenter>> make_spine_segmenter(const SegmentOptions& options) {
  const auto named = named_place(options);
  if (!named) return named.error();
  if (options.method == "network") return load_network_segmenter(options, *named);
  if (options.method == "script") return load_script_segmenter(options, *named);
  if (options.method == "command") return make_command_segmenter(options, *named);
  return make_landmark_segmenter(options);
}

Result<Segmentation> segment_spine(SpineSegmenter& segmenter, const SegmentOptions& options,
                                   const Volume& ct_hu, const LandmarkSet& landmarks,
                                   JobContext& job) {
  JobContext finding = job.part(0, 0.95);
  auto result = segmenter.segment(ct_hu, landmarks, finding);
  if (!result) return result.error();
  const auto edits = edits_of(options, *result);
  if (!edits) return edits.error();
  JobContext editing = job.part(0.95, 1);
  for (const MaskEdit& edit : *edits) {
    auto changed = edited(*result, edit, editing);
    if (!changed) return changed.error();
    std::vector<std::string> notes = std::move(result->notes);
    notes.insert(notes.end(), changed->notes.begin(), changed->notes.end());
    *result = std::move(*changed);
    result->notes = std::move(notes);
  }
  result->vertebrae.set_nifti_forms(ct_hu.nifti_forms());
  result->subregions.set_nifti_forms(ct_hu.nifti_forms());
  for (const std::string& note : result->notes) job.log(note);
  return result;
}

}  // namespace transpine

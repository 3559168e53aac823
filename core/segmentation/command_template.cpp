// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/command_template.h"

#include <stdexcept>

#include "core/base/atomic_file.h"
#include "core/landmarks/part_classes.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

using nlohmann::json;

constexpr const char* kRemedy = "docs/interchange.md describes templates of commands.";

/// Templates of known programs, in the form of the files.
const std::map<std::string, json>& presets() {
  static const std::map<std::string, json> known{
      {"totalsegmentator",
       {{"name", "TotalSegmentator"},
        {"install", "Install it with: pip install TotalSegmentator"},
        {"argv",
         {"TotalSegmentator", "-i", "{input}", "-o", "{folder}/vertebrae.nii.gz", "--ml",
          "--device", "{device}"}},
        {"labels", "totalsegmentator"},
        {"devices", {{"cuda", "gpu"}}}}},
      {"spineps",
       {{"name", "SPINEPS"},
        {"install", "Install it with: pip install spineps"},
        {"argv",
         {"spineps", "sample", "-ignore_bids_filter", "-ignore_inference_compatibility", "-i",
          "{input}", "-model_semantic", "{semantic}", "-model_instance", "{instance}"}},
        {"input", "sub-1_ct.nii.gz"},
        {"output", "derivatives_seg/*seg-vert*.nii.gz"},
        {"subregions", "derivatives_seg/*seg-spine*.nii.gz"},
        {"labels", "instances"},
        {"values", {{"semantic", ""}, {"instance", "instance"}}}}},
      {"nnunet",
       {{"name", "nnU-Net"},
        {"install", "Install it with: pip install nnunetv2, and a trained dataset with VerSe ids"},
        {"argv",
         {"nnUNetv2_predict", "-i", "{folder}/input", "-o", "{folder}/output", "-d", "{dataset}",
          "-c", "{configuration}", "-device", "{device}"}},
        {"input", "input/case_0000.nii.gz"},
        {"output", "output/case.nii.gz"},
        {"labels", "verse"},
        {"values", {{"dataset", ""}, {"configuration", "3d_fullres"}}}}}};
  return known;
}

/// VerSe id = 51 - TotalSegmentator id; its sacrum (25) and S1 (26) are our sacrum.
void take_totalsegmentator_ids(CommandTemplate& made) {
  constexpr int last_class = 117;
  for (int id = 27; id <= 50; ++id) made.ids[id] = 51 - id;
  for (const int id : {25, 26}) made.ids[id] = vertebra::kSacrum;
  for (int id = 1; id <= last_class; ++id) {
    if (!made.ids.contains(id)) made.ignored.insert(id);
  }
}

void take_named_labels(const json& given, CommandTemplate& made) {
  const auto& parts = part_class_names();
  for (const auto& [text, meant] : given.items()) {
    const std::string name = meant.get<std::string>();
    const int id = std::stoi(text);
    const auto part = std::find(parts.begin(), parts.end(), name);
    if (name == "other" || name == "background") {
      made.ignored.insert(id);
    } else if (made.labels == CommandTemplate::Labels::parts && part != parts.end()) {
      made.ids[id] = static_cast<int>(part - parts.begin());
    } else if (const auto vertebra = vertebra_from_name(name);
               vertebra && made.labels == CommandTemplate::Labels::vertebrae) {
      made.ids[id] = *vertebra;
    } else {
      throw std::invalid_argument("the label \"" + name + "\" is not known");
    }
  }
}

void take_labels(const json& given, CommandTemplate& made) {
  if (given.is_object()) {
    const auto& parts = part_class_names();
    for (const auto& [text, meant] : given.items()) {
      const auto part = std::find(parts.begin() + 1, parts.end(), meant.get<std::string>());
      if (part != parts.end() && *part != "sacrum") made.labels = CommandTemplate::Labels::parts;
    }
    take_named_labels(given, made);
  } else if (given == "totalsegmentator") {
    take_totalsegmentator_ids(made);
  } else if (given == "verse") {
    for (int id = vertebra::kC1; id <= vertebra::kT13; ++id) made.ids[id] = id;
  } else if (given == "instances") {
    made.labels = CommandTemplate::Labels::instances;
  } else {
    throw std::invalid_argument(
        "\"labels\" is neither \"verse\", \"totalsegmentator\", \"instances\" nor an object");
  }
}

/// Throws json::exception or std::invalid_argument.
CommandTemplate template_from(const json& given) {
  static const std::set<std::string> known{"name",       "install", "argv",    "input", "output",
                                           "subregions", "labels",  "devices", "values"};
  for (const auto& [key, value] : given.items()) {
    if (!known.contains(key)) throw std::invalid_argument("\"" + key + "\" is not known");
  }
  CommandTemplate made;
  given.at("argv").get_to(made.argv);
  if (made.argv.empty()) throw std::invalid_argument("\"argv\" is empty");
  made.name = given.value("name", made.argv.front());
  made.install = given.value("install", "Install it, or name its whole path in the template.");
  made.input = given.value("input", made.input);
  made.output = given.value("output", made.output);
  made.subregions = given.value("subregions", made.subregions);
  made.devices = given.value("devices", made.devices);
  made.values = given.value("values", made.values);
  take_labels(given.at("labels"), made);
  return made;
}

/// Replaces each {name}. What is not known stays as it is: a shell's braces, say.
std::string filled(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [name, value] : values) {
    const std::string hole = "{" + name + "}";
    for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole, at)) {
      text.replace(at, hole.size(), value);
      at += value.size();
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> command_presets() {
  std::vector<std::string> names;
  for (const auto& [name, values] : presets()) names.push_back(name);
  return names;
}

Result<CommandTemplate> read_command_template(const std::string& preset_or_file) {
  const auto preset = presets().find(preset_or_file);
  if (preset != presets().end()) return template_from(preset->second);
  const auto text = read_text(preset_or_file);
  if (!text) {
    std::string names;
    for (const std::string& name : command_presets()) names += (names.empty() ? "" : ", ") + name;
    return Error{preset_or_file + " is neither a known command nor the file of a template.",
                 "Known are: " + names + "."};
  }
  try {
    return template_from(json::parse(*text));
  } catch (const std::exception& wrong) {
    return Error{preset_or_file + " is no template of a command: " + wrong.what() + ".", kRemedy};
  }
}

Result<std::vector<std::string>> filled_argv(const CommandTemplate& command,
                                             const std::vector<std::string>& given,
                                             const std::string& device,
                                             const std::filesystem::path& folder) {
  std::map<std::string, std::string> values = command.values;
  for (const std::string& text : given) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (equals == std::string::npos || !values.contains(name)) {
      return Error{command.name + " takes no value \"" + text + "\".",
                   "Give name=value, for a name in the template's \"values\"."};
    }
    values[name] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : values) {
    if (!value.empty()) continue;
    return Error{command.name + " needs a value for " + name + ".",
                 "Give it with --command-values " + name + "=VALUE."};
  }
  const auto named = command.devices.find(device);
  values["device"] = named == command.devices.end() ? device : named->second;
  values["folder"] = folder.string();
  values["input"] = (folder / command.input).string();
  std::vector<std::string> argv;
  for (const std::string& arg : command.argv) argv.push_back(filled(arg, values));
  return argv;
}

}  // namespace transpine

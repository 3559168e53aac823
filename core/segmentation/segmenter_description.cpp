// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/segmenter_description.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "core/base/atomic_file.h"
#include "core/image/grid.h"
#include "core/image/resample.h"
#include "core/landmarks/part_classes.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

using nlohmann::json;

constexpr const char* kRemedy =
    "It is a JSON object with \"spacing_mm\", \"classes\" and, where they differ from the "
    "defaults, "
    "the keys that docs/interchange.md lists.";

void check_range(const std::array<double, 2>& range, const char* key) {
  if (!std::isfinite(range[0]) || !std::isfinite(range[1]) || !(range[0] < range[1])) {
    throw std::invalid_argument(std::string(key) + " is no range of two rising numbers");
  }
}

void read_classes(SegmenterDescription& made) {
  const auto& parts = part_class_names();
  bool are_parts = false;
  for (const std::string& name : made.classes) {
    const auto part = std::find(parts.begin(), parts.end(), name);
    const auto vertebra = vertebra_from_name(name);
    if (part != parts.begin() && part != parts.end() && name != "sacrum") are_parts = true;
    if (name != "sacrum" && part == parts.end() && vertebra) made.are_vertebrae = true;
  }
  if (are_parts == made.are_vertebrae) {
    throw std::invalid_argument(
        "classes name either parts (body, arcus, spinous, transverse, articular, sacrum) or "
        "vertebrae (L3)");
  }
  for (const std::string& name : made.classes) {
    const auto part = std::find(parts.begin(), parts.end(), name);
    if (name == "other" || name == "background") {
      made.labels.push_back(0);
    } else if (are_parts && part != parts.end()) {
      made.labels.push_back(static_cast<std::uint8_t>(part - parts.begin()));
    } else if (const auto vertebra = vertebra_from_name(name); vertebra && made.are_vertebrae) {
      made.labels.push_back(static_cast<std::uint8_t>(*vertebra));
    } else {
      throw std::invalid_argument("the class \"" + name + "\" is not known");
    }
  }
}

/// Throws json::exception or std::invalid_argument.
SegmenterDescription description_from(const json& given) {
  static const std::set<std::string> known{"spacing_mm",    "orientation",  "patch",
                                           "size_multiple", "clip_hu",      "input_range",
                                           "classes",       "gives_scores", "feature_maps"};
  for (const auto& [key, value] : given.items()) {
    if (!known.contains(key)) throw std::invalid_argument("\"" + key + "\" is not known");
  }
  SegmenterDescription made;
  const json& spacing = given.at("spacing_mm");
  if (spacing.is_number()) {
    made.spacing_mm.fill(spacing.get<double>());
  } else {
    spacing.get_to(made.spacing_mm);
  }
  made.orientation = given.value("orientation", made.orientation);
  made.patch = given.value("patch", made.patch);
  made.size_multiple = given.value("size_multiple", made.size_multiple);
  made.clip_hu = given.value("clip_hu", made.clip_hu);
  made.input_range = given.value("input_range", made.input_range);
  given.at("classes").get_to(made.classes);
  made.gives_scores = given.value("gives_scores", made.gives_scores);
  made.feature_maps = given.value("feature_maps", made.feature_maps);
  check_range(made.clip_hu, "clip_hu");
  check_range(made.input_range, "input_range");
  Grid any;
  any.size = {2, 2, 2};
  if (!reoriented_grid(any, made.orientation)) {
    throw std::invalid_argument("orientation is no three sides such as \"RIP\"");
  }
  const auto within = [](double value, double low, double high) {
    return value >= low && value <= high;
  };
  bool sound = made.feature_maps > 0 && made.size_multiple >= 1 && made.size_multiple <= 1024 &&
               within(static_cast<double>(made.classes.size()), 2, 255);
  for (const double mm : made.spacing_mm) sound &= within(mm, 0.05, 50);
  for (const std::int64_t side : made.patch) sound &= side >= 1 && side <= 4096;
  if (!sound) throw std::invalid_argument("a number is out of range");
  read_classes(made);
  return made;
}

}  // namespace

json to_json(const SegmenterDescription& description) {
  return {{"spacing_mm", description.spacing_mm},
          {"orientation", description.orientation},
          {"patch", description.patch},
          {"size_multiple", description.size_multiple},
          {"clip_hu", description.clip_hu},
          {"input_range", description.input_range},
          {"classes", description.classes},
          {"gives_scores", description.gives_scores},
          {"feature_maps", description.feature_maps}};
}

Result<SegmenterDescription> read_segmenter_description(const std::filesystem::path& file) {
  const auto text = read_text(file);
  if (!text) {
    return Error{"The TorchScript segmenter lacks its description " + file.string() + ".", kRemedy};
  }
  try {
    return description_from(json::parse(*text));
  } catch (const std::exception& wrong) {
    return Error{
        file.string() + " does not describe a TorchScript segmenter: " + wrong.what() + ".",
        kRemedy};
  }
}

}  // namespace transpine

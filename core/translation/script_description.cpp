// SPDX-License-Identifier: Apache-2.0
#include "core/translation/script_description.h"

#include <cmath>
#include <set>
#include <stdexcept>

#include "core/base/atomic_file.h"

namespace transpine {
namespace {

using nlohmann::json;

constexpr const char* remedy =
    "It is a JSON object with \"spacing_mm\" and, where they differ from the defaults, the keys "
    "that docs/interchange.md lists.";

void check_range(const std::array<double, 2>& range, const char* key) {
  if (!std::isfinite(range[0]) || !std::isfinite(range[1]) || !(range[0] < range[1])) {
    throw std::invalid_argument(std::string(key) + " is no range of two rising numbers");
  }
}

/// Throws json::exception or std::invalid_argument.
ScriptDescription description_from(const json& given) {
  static const std::set<std::string> known{"spacing_mm",    "dimensions",    "patch_size",
                                           "size_multiple", "mr_max",        "mr_percentile",
                                           "input_range",   "output_range",  "output_hu",
                                           "feature_maps",  "position_ramps"};
  for (const auto& [key, value] : given.items()) {
    if (!known.contains(key)) throw std::invalid_argument("\"" + key + "\" is not known");
  }
  ScriptDescription made;
  given.at("spacing_mm").get_to(made.spacing_mm);
  made.dimensions = given.value("dimensions", made.dimensions);
  made.patch_size = given.value("patch_size", made.patch_size);
  made.size_multiple = given.value("size_multiple", made.size_multiple);
  made.mr_scale.kind = given.value("mr_max", made.mr_scale.kind);
  made.mr_scale.percentile = given.value("mr_percentile", made.mr_scale.percentile);
  made.input_range = given.value("input_range", made.input_range);
  made.output_range = given.value("output_range", made.output_range);
  made.output_hu = given.value("output_hu", made.output_hu);
  made.feature_maps = given.value("feature_maps", made.feature_maps);
  made.position_ramps = given.value("position_ramps", made.position_ramps);
  if (made.dimensions != 2 && made.dimensions != 3) {
    throw std::invalid_argument("dimensions is neither 2 nor 3");
  }
  if (made.position_ramps && made.dimensions == 2) {
    throw std::invalid_argument("position_ramps are for 3 dimensions");
  }
  check_range(made.input_range, "input_range");
  check_range(made.output_range, "output_range");
  check_range(made.output_hu, "output_hu");
  const auto within = [](double value, double low, double high) {
    return value >= low && value <= high;
  };
  const bool sound = within(made.spacing_mm, 1e-3, 1e3) &&
                     within(static_cast<double>(made.patch_size), 1, 1 << 20) &&
                     within(static_cast<double>(made.size_multiple), 1, 1 << 16) &&
                     within(made.mr_scale.percentile, 0, 100) && made.feature_maps > 0;
  if (!sound) throw std::invalid_argument("a number is out of range");
  if (made.mr_scale.kind != "max" && made.mr_scale.kind != "percentile") {
    throw std::invalid_argument("mr_max is neither \"max\" nor \"percentile\"");
  }
  return made;
}

}  // namespace

json to_json(const ScriptDescription& description) {
  return {{"spacing_mm", description.spacing_mm},
          {"dimensions", description.dimensions},
          {"position_ramps", description.position_ramps},
          {"patch_size", description.patch_size},
          {"size_multiple", description.size_multiple},
          {"mr_max", description.mr_scale.kind},
          {"mr_percentile", description.mr_scale.percentile},
          {"input_range", description.input_range},
          {"output_range", description.output_range},
          {"output_hu", description.output_hu},
          {"feature_maps", description.feature_maps}};
}

std::filesystem::path description_file(const std::filesystem::path& script) {
  std::filesystem::path file = script;
  return file.replace_extension(".json");
}

Result<ScriptDescription> read_script_description(const std::filesystem::path& file) {
  const auto text = read_text(file);
  if (!text) {
    return Error{"The TorchScript model lacks its description " + file.string() + ".", remedy};
  }
  try {
    return description_from(json::parse(*text));
  } catch (const std::exception& wrong) {
    return Error{file.string() + " does not describe a TorchScript model: " + wrong.what() + ".",
                 remedy};
  }
}

}  // namespace transpine

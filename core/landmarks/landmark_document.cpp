// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/landmark_document.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/landmarks/landmark_json.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kFormat = "transpine-landmarks";
constexpr std::array kStates{"automatic", "placed", "confirmed", "excluded"};
constexpr std::array kSources{"automatic", "manual", "propagated", "imported"};

Error invalid(const fs::path& path, const std::string& what) {
  return {path.string() + " is no landmark file that can be read: " + what + ".",
          "Give a landmarks JSON of Transpine."};
}

/// The fields of `object` that are not among `known`, as text; empty for none.
template <std::size_t n>
std::string unknown_fields(const json& object, const std::array<const char*, n>& known) {
  json rest = json::object();
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) rest[key] = value;
  }
  return rest.empty() ? std::string() : json_text(rest);
}

void add_unknown(json& object, const std::string& unknown) {
  if (unknown.empty()) return;
  const json fields = json::parse(unknown, nullptr, false);
  for (const auto& [key, value] : fields.items()) object.emplace(key, value);
}

template <class Enum, std::size_t n>
Enum enum_from(const json& value, const std::array<const char*, n>& names, Enum otherwise) {
  for (std::size_t i = 0; i < n; ++i) {
    if (value == names[i]) return static_cast<Enum>(i);
  }
  return otherwise;
}

json landmark_json(LandmarkKey key, const Landmark& landmark) {
  json object = {{"vertebra", vertebra_name(key.vertebra)},
                 {"vertebra_id", key.vertebra},
                 {"subregion", key.subregion},
                 {"p_mm", {landmark.p_mm.x(), landmark.p_mm.y(), landmark.p_mm.z()}},
                 {"state", kStates[static_cast<std::size_t>(landmark.state)]},
                 {"source", kSources[static_cast<std::size_t>(landmark.source)]}};
  if (landmark.weight != 1) object["weight"] = landmark.weight;
  if (landmark.locked) object["locked"] = true;
  if (!landmark.visible) object["visible"] = false;
  add_unknown(object, landmark.unknown);
  return object;
}

json points_json(const std::map<LandmarkKey, Landmark>& landmarks) {
  json list = json::array();
  for (const auto& [key, landmark] : landmarks) list.push_back(landmark_json(key, landmark));
  return list;
}

Result<Landmark> landmark_from(const json& item, const fs::path& path) {
  static constexpr std::array known{"vertebra", "vertebra_id", "subregion", "p_mm",   "state",
                                    "source",   "weight",      "locked",    "visible"};
  const json p = item.value("p_mm", json());
  Landmark landmark;
  if (!p.is_array() || p.size() != 3) {
    return invalid(path, "a point lacks vertebra_id, subregion or p_mm");
  }
  for (int axis = 0; axis < 3; ++axis) {
    landmark.p_mm[axis] = p[static_cast<std::size_t>(axis)].get<double>();
  }
  landmark.state = enum_from(item.value("state", json()), kStates, LandmarkState::automatic);
  landmark.source = enum_from(
      item.value("source", json()), kSources,
      landmark.state == LandmarkState::placed ? LandmarkSource::manual : LandmarkSource::automatic);
  landmark.weight = item.value("weight", 1.0);
  if (!landmark.p_mm.allFinite() || !std::isfinite(landmark.weight) || landmark.weight < 0) {
    return invalid(path, "a point has an impossible position or weight");
  }
  landmark.locked = item.value("locked", false);
  landmark.visible = item.value("visible", true);
  landmark.unknown = unknown_fields(item, known);
  return landmark;
}

Result<std::map<LandmarkKey, Landmark>> points_from(const json& list, const fs::path& path) {
  std::map<LandmarkKey, Landmark> landmarks;
  if (list.is_null()) return landmarks;
  if (!list.is_array()) return invalid(path, "its points are no list");
  for (const json& item : list) {
    const json v = item.is_object() ? item.value("vertebra_id", json()) : json();
    const json s = item.is_object() ? item.value("subregion", json()) : json();
    if (!v.is_number_integer() || !s.is_number_integer()) {
      return invalid(path, "a point lacks vertebra_id, subregion or p_mm");
    }
    auto landmark = landmark_from(item, path);
    if (!landmark) return landmark.error();
    landmarks[{v.get<int>(), s.get<int>()}] = std::move(*landmark);
  }
  return landmarks;
}

}  // namespace

Result<LandmarkDocument> landmark_document_from(const json& object, const fs::path& path) {
  static constexpr std::array known{"format", "version", "frame",       "unit",
                                    "mr",     "ct",      "registration"};
  if (object.value("format", json()) != kFormat) {
    return invalid(path, "its format is not " + std::string(kFormat));
  }
  if (object.value("version", 1) != 1) {
    return Error{path.string() + " was written by a newer version of Transpine.",
                 "Open it with that version."};
  }
  auto mr = points_from(object.value("mr", json()), path);
  if (!mr) return mr.error();
  auto ct = points_from(object.value("ct", json()), path);
  if (!ct) return ct.error();
  LandmarkDocument document{std::move(*mr), std::move(*ct)};
  if (const json choice = object.value("registration", json()); choice.is_object()) {
    document.choice = RegistrationChoice{choice.value("subregions", std::vector<int>{}),
                                         choice.value("model", "rigid") == "polyrigid",
                                         choice.value("trim", 0.0)};
  }
  document.unknown = unknown_fields(object, known);
  return document;
}

json to_json(const LandmarkDocument& document) {
  json object = {{"format", kFormat},
                 {"version", 1},
                 {"frame", "LPS"},
                 {"unit", "mm"},
                 {"mr", points_json(document.mr)},
                 {"ct", points_json(document.ct)}};
  if (const auto& choice = document.choice) {
    object["registration"] = {{"subregions", choice->subregions},
                              {"model", choice->by_vertebra ? "polyrigid" : "rigid"},
                              {"trim", choice->trim_fraction}};
  }
  add_unknown(object, document.unknown);
  return object;
}

LandmarkSet active_points(const std::map<LandmarkKey, Landmark>& landmarks) {
  LandmarkSet points;
  for (const auto& [key, landmark] : landmarks) {
    if (landmark.state != LandmarkState::excluded) points[key] = landmark.p_mm;
  }
  return points;
}

std::map<LandmarkKey, Landmark> with_state(const LandmarkSet& points, LandmarkState state) {
  std::map<LandmarkKey, Landmark> landmarks;
  for (const auto& [key, p_mm] : points) {
    landmarks[key] = {
        p_mm, state,
        state == LandmarkState::placed ? LandmarkSource::manual : LandmarkSource::automatic};
  }
  return landmarks;
}

std::map<LandmarkKey, double> pair_weights(const LandmarkDocument& document) {
  std::map<LandmarkKey, double> weights;
  for (const auto* points : {&document.mr, &document.ct}) {
    for (const auto& [key, landmark] : *points) {
      if (landmark.weight == 1) continue;
      double& weight = weights.try_emplace(key, landmark.weight).first->second;
      weight = std::min(weight, landmark.weight);
    }
  }
  // The other point of a pair may count with 1, which is less than some weights.
  for (auto& [key, weight] : weights) {
    for (const auto* points : {&document.mr, &document.ct}) {
      const auto point = points->find(key);
      if (point != points->end()) weight = std::min(weight, point->second.weight);
    }
  }
  return weights;
}

Result<LandmarkDocument> read_landmark_document(const fs::path& path) {
  auto text = read_text(path);
  if (!text) return text.error();
  const json parsed = json::parse(*text, nullptr, false);
  if (parsed.is_discarded()) return invalid(path, "it is not JSON");
  if (!parsed.is_object()) return invalid(path, "it is a list, not a landmarks JSON of Transpine");
  try {
    return landmark_document_from(parsed, path);
  } catch (const json::exception& exception) {
    return invalid(path, exception.what());
  }
}

Result<void> write_landmark_document(const fs::path& path, const LandmarkDocument& document) {
  return write_text_atomically(path, json_text(to_json(document), 2) + "\n");
}

}  // namespace transpine

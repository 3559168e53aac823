// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/provenance.h"

#include "core/base/content_hash.h"
#include "core/base/version.h"

namespace transpine {
namespace fs = std::filesystem;

Result<nlohmann::json> provenance_of(const std::string& step, const nlohmann::json& options,
                                     const std::map<std::string, fs::path>& inputs) {
  nlohmann::json used = nlohmann::json::object();
  for (const auto& [name, path] : inputs) {
    if (path.empty()) continue;
    used[name] = {{"path", path.string()}};
    // A DICOM series is a folder; its files are many and keep their own identifiers.
    if (fs::is_directory(path)) continue;
    auto hash = content_hash(path);
    if (!hash) return hash.error();
    used[name]["content_hash"] = *hash;
  }
  return nlohmann::json{
      {"step", step}, {"options", options}, {"version", kVersion}, {"inputs", std::move(used)}};
}

bool same_origin(const nlohmann::json& a, const nlohmann::json& b) {
  const auto essence = [](const nlohmann::json& provenance) {
    nlohmann::json hashes = nlohmann::json::object();
    for (const auto& [name, input] : provenance.at("inputs").items()) {
      hashes[name] = input.value("content_hash", input.value("path", ""));
    }
    return nlohmann::json{provenance.at("options"), provenance.at("version"), hashes};
  };
  try {
    return essence(a) == essence(b);
  } catch (const nlohmann::json::exception&) {
    return false;  // Of another version.
  }
}

}  // namespace transpine

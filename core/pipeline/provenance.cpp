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

}  // namespace transpine

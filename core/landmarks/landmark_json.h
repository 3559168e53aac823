// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/landmarks/landmark_document.h"

namespace transpine {

/// The document of a parsed landmarks JSON. Errors name the file; nlohmann exceptions pass.
Result<LandmarkDocument> landmark_document_from(const nlohmann::json& object,
                                                const std::filesystem::path& path);
nlohmann::json to_json(const LandmarkDocument& document);

}  // namespace transpine

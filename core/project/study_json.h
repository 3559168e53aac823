// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/project/study.h"

namespace transpine {

/// A subject as the study file in `folder` holds it. A file inside the folder is named relative to
/// it and a file outside by its absolute path; the other way goes along as "fallback", for a study
/// file that was moved without its images, or together with images beside it.
nlohmann::json subject_json(const Subject& subject, const std::filesystem::path& folder);

/// Reads it back; what this version does not know is kept in the `unknown` fields. Throws
/// nlohmann::json::exception for fields of the wrong type.
Subject subject_from_json(const nlohmann::json& entry, const std::filesystem::path& folder);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/result.h"

namespace transpine {

// What a user has changed since the study file was last written, one JSON object a line:
// {"subject": "sub-01", "verdict": "good"}, {"subject": ..., "note": ...}, {"view": {...}}. Each
// line is on the disk when append_to_journal returns, so that a crash or a kill loses nothing; the
// study file of thousands of subjects is then written only now and then.

/// Adds one line and syncs it. Errors name the file.
Result<void> append_to_journal(const std::filesystem::path& file, const nlohmann::json& entry);

/// The entries in order; a line that was cut off is left out. Empty when there is no journal.
std::vector<nlohmann::json> read_journal(const std::filesystem::path& file);

}  // namespace transpine

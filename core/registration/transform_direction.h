// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/geometry/rigid3.h"

namespace transpine {

enum class TransformDirection { ct_from_mr, mr_from_ct };

/// What a file's name says: "ct-from-mr" or "mr-from-ct" (also with underscores); absent where it
/// says neither.
std::optional<TransformDirection> direction_in_name(const std::filesystem::path& path);

/// Writes ct_from_mr, or its inverse where the name says mr-from-ct.
Result<void> write_ct_from_mr(const std::filesystem::path& path, const Rigid3& ct_from_mr);

/// Reads a transform as ct_from_mr: one whose name says mr-from-ct is turned round, and one whose
/// name does not say is taken as it is; `notes` gets a sentence for either.
Result<Rigid3> read_ct_from_mr(const std::filesystem::path& path,
                               std::vector<std::string>* notes = nullptr);

}  // namespace transpine

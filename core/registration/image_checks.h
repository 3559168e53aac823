// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// Whether the values look like Hounsfield units: air below -500 beside bone above 300.
bool looks_like_ct(const Volume& volume);

/// Fails when the image given as MR looks like a CT; `name` says in the message whose images.
Result<void> check_not_swapped(const Volume& mr, const Volume& ct, const std::string& name);

/// A sentence when the images given as MR and CT look like each other's kind; absent when they look
/// right or cannot be told apart.
std::optional<std::string> swapped_warning(const Volume& mr, const Volume& ct);

}  // namespace transpine

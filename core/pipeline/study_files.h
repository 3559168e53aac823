// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/image/volume.h"
#include "core/project/study.h"

namespace transpine {

/// The subject's file of this role. Errors name the subject and the role that is missing.
Result<std::filesystem::path> required_file(const Study& study, const std::string& subject,
                                            Role role);

/// The image in it.
Result<Volume> read_role(const Study& study, const std::string& subject, Role role);

}  // namespace transpine

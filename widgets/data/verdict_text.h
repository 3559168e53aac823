// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <string>

namespace transpine {

/// What people call a verdict of the study file: "Good", "Bad points"; the word itself when it is
/// of a later version, empty for none.
QString verdict_text(const std::string& verdict);

}  // namespace transpine

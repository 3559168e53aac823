// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <filesystem>

#include "core/base/options.h"

namespace transpine {

/// One word for a POSIX shell: as it is where the shell leaves it alone, else in single quotes.
QString shell_quoted(const QString& text);
QString shell_quoted(const std::filesystem::path& path);

/// "--key value", "--key" or "--no-key" for each option that differs from `defaults`, quoted for a
/// shell.
QString command_line_of(const OptionList& options, const nlohmann::json& defaults);

}  // namespace transpine

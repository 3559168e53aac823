// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/options.h"

namespace transpine {

/// A number option with its range, both ends included.
inline OptionSpec ranged(std::string key, std::string label, std::string help, double min,
                         double max, OptionSpec::Level level = OptionSpec::Level::basic,
                         std::string unit = {}) {
  OptionSpec made{std::move(key), std::move(label), std::move(help)};
  made.min = min;
  made.max = max;
  made.level = level;
  made.unit = std::move(unit);
  return made;
}

/// A text option with fixed values.
inline OptionSpec choice(std::string key, std::string label, std::string help,
                         std::vector<std::string> choices,
                         OptionSpec::Level level = OptionSpec::Level::basic) {
  OptionSpec made{std::move(key), std::move(label), std::move(help)};
  made.choices = std::move(choices);
  made.level = level;
  return made;
}

}  // namespace transpine

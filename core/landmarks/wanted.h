// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

namespace transpine {

/// Whether an id is among the wanted ones; an empty list wants all.
inline bool is_wanted(const std::vector<int>& wanted, int id) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), id) != wanted.end();
}

}  // namespace transpine

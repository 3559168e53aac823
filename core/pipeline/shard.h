// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/options.h"
#include "core/base/result.h"

namespace transpine {

/// One of several parts of a cohort, from 1 on, for processes that share the work.
struct Shard {
  int index = 1;
  int count = 1;
};

/// Reads "2/8"; empty text is the whole. Errors: anything else.
Result<Shard> shard_from(const std::string& text);

/// The option --shard.
OptionSpec shard_option();

/// The subjects of this part: every count-th one, so that neighbours in the list, which are often
/// alike in size, go to different parts.
std::vector<std::string> subjects_of(const Shard& shard, const std::vector<std::string>& all);

}  // namespace transpine

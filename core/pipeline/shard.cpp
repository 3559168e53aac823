// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/shard.h"

#include <charconv>

namespace transpine {
namespace {

bool read_number(const std::string& text, int& value) {
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, value);
  return code == std::errc() && stop == end && !text.empty();
}

}  // namespace

Result<Shard> shard_from(const std::string& text) {
  Shard shard;
  if (text.empty()) return shard;
  const auto slash = text.find('/');
  const bool is_read = slash != std::string::npos &&
                       read_number(text.substr(0, slash), shard.index) &&
                       read_number(text.substr(slash + 1), shard.count);
  if (!is_read || shard.index < 1 || shard.index > shard.count) {
    return Error{"\"" + text + "\" is no part of a cohort.",
                 "Give the part and how many there are, from 1 on: 2/8."};
  }
  return shard;
}

OptionSpec shard_option() {
  return {.key = "shard",
          .label = "Part of the cohort",
          .help =
              "i/n: only every n-th subject from the i-th on, so that n processes share the "
              "work; none = all.",
          .level = OptionSpec::Level::advanced};
}

std::vector<std::string> subjects_of(const Shard& shard, const std::vector<std::string>& all) {
  std::vector<std::string> part;
  for (std::size_t i = static_cast<std::size_t>(shard.index - 1); i < all.size();
       i += static_cast<std::size_t>(shard.count)) {
    part.push_back(all[i]);
  }
  return part;
}

}  // namespace transpine

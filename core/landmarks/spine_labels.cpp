// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/spine_labels.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <sstream>

namespace transpine {
namespace {

// Position along the spine; T13 between T12 and L1.
int cranio_caudal_rank(int id) {
  if (id == vertebra::kT13) return 2 * vertebra::kT12 + 1;
  if (id >= 1 && id <= 27) return 2 * id;
  return 1000 + id;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

}  // namespace

std::string vertebra_name(int id) {
  if (id >= 1 && id <= 7) return "C" + std::to_string(id);
  if (id >= 8 && id <= 19) return "T" + std::to_string(id - 7);
  if (id >= 20 && id <= 25) return "L" + std::to_string(id - 19);
  if (id == 26) return "S";
  if (id == 27) return "Co";
  if (id == vertebra::kT13) return "T13";
  return "#" + std::to_string(id);
}

std::optional<int> vertebra_from_name(std::string_view name) {
  std::string text = lower(name);
  if (text == "s" || text == "s1" || text == "sacrum") return vertebra::kSacrum;
  if (text == "co" || text == "coccyx") return 27;
  if (text.starts_with("th")) text.erase(1, 1);
  if (text.size() < 2) return std::nullopt;
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + 1, end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  switch (text[0]) {
    case 'c':
      if (number >= 1 && number <= 7) return number;
      break;
    case 't':
      if (number == 13) return vertebra::kT13;
      if (number >= 1 && number <= 12) return number + 7;
      break;
    case 'l':
      if (number >= 1 && number <= 6) return number + 19;
      break;
    default:
      break;
  }
  return std::nullopt;
}

std::string subregion_name(int id) {
  static const std::map<int, std::string> names = {
      {40, "whole vertebra"},
      {41, "arch"},
      {42, "spinous process"},
      {43, "left transverse process"},
      {44, "right transverse process"},
      {45, "left superior articular process"},
      {46, "right superior articular process"},
      {47, "left inferior articular process"},
      {48, "right inferior articular process"},
      {49, "body border"},
      {50, "body"},
      {51, "dens"},
      {60, "spinal cord"},
      {61, "spinal canal"},
      {62, "end plate"},
      {100, "disc"},
  };
  const auto it = names.find(id);
  return it == names.end() ? "#" + std::to_string(id) : it->second;
}

bool is_cranial_to(int vertebra_a, int vertebra_b) {
  return cranio_caudal_rank(vertebra_a) < cranio_caudal_rank(vertebra_b);
}

std::optional<std::vector<int>> vertebrae_in_range(std::string_view text) {
  std::vector<int> ids;
  std::istringstream parts{std::string(text)};
  for (std::string part; std::getline(parts, part, ',');) {
    const auto dash = part.find('-');
    const auto first = vertebra_from_name(part.substr(0, dash));
    const auto last = dash == std::string::npos ? first : vertebra_from_name(part.substr(dash + 1));
    if (!first || !last || is_cranial_to(*last, *first)) return std::nullopt;
    // T13 is a variant: it takes part only where it is named.
    for (int id = 1; id <= vertebra::kT13; ++id) {
      const bool named = id == *first || id == *last;
      const bool inside = !is_cranial_to(id, *first) && !is_cranial_to(*last, id);
      const bool variant = id == vertebra::kT13 || id == vertebra::kL6;
      if (named || (inside && !variant)) ids.push_back(id);
    }
  }
  std::sort(ids.begin(), ids.end(), is_cranial_to);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) return std::nullopt;
  return ids;
}

}  // namespace transpine

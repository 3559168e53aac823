// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/vertebra_mask.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/image/input_checks.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

constexpr std::size_t kMostNamed = 12;

bool is_vertebra(std::int64_t id) {
  return id >= vertebra::kC1 && id <= vertebra::kT13;
}

std::string listed(const std::vector<int>& ids) {
  std::string text;
  for (std::size_t i = 0; i < std::min(ids.size(), kMostNamed); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(ids[i]);
  }
  return text + (ids.size() > kMostNamed ? ", ..." : "");
}

// Whether each byte occurs: enough for uint8, which masks nearly always are.
std::array<bool, 256> occurring(std::span<const std::uint8_t> values) {
  std::array<bool, 256> occurs{};
  for (const auto v : values) occurs[v] = true;
  return occurs;
}

/// Vertebra ids as they are, all others 0; `others` gets what those were.
template <class Values>
void take_vertebrae(const Values& from, std::span<std::uint8_t> to, std::set<int>& others) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto id = static_cast<std::int64_t>(from[i]);
    if (is_vertebra(id)) {
      to[i] = static_cast<std::uint8_t>(id);
    } else if (id != 0) {
      others.insert(static_cast<int>(id));
    }
  }
}

}  // namespace

Result<VertebraMask> vertebra_mask(const Volume& mask, const std::string& what) {
  VertebraMask result;
  if (mask.type() == ScalarType::uint8) {
    const auto occurs = occurring(mask.values<std::uint8_t>());
    bool all = true;
    for (int id = 1; id < 256; ++id) all = all && (!occurs[id] || is_vertebra(id));
    if (all) return VertebraMask{mask, {}};
  } else if (auto sound = check_mask(mask, what); !sound) {
    return sound.error();
  }
  result.labels = Volume(mask.grid(), ScalarType::uint8);
  const auto to = result.labels.values<std::uint8_t>();
  std::set<int> others;
  visit_values(mask, [&](auto from) { take_vertebrae(from, to, others); });
  result.foreign.assign(others.begin(), others.end());
  const bool none = std::all_of(to.begin(), to.end(), [](auto id) { return id == 0; });
  if (none && !others.empty()) {
    return Error{
        what + " holds no vertebra: its ids are " + listed(result.foreign) + ".",
        "Vertebrae are numbered as in VerSe: 1-7 C1-C7, 8-19 T1-T12, 20-25 L1-L6, "
        "26 sacrum, 28 T13. Map the ids first; of TotalSegmentator's they are 51 minus its id."};
  }
  return result;
}

std::string foreign_note(const VertebraMask& mask, const std::string& what) {
  if (mask.foreign.empty()) return {};
  return what + " holds ids that are no vertebrae and are left out: " + listed(mask.foreign) + ".";
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/point_label.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

constexpr std::size_t kShown = 5;

bool is_separator(char c) {
  return c == ' ' || c == '_' || c == '-' || c == '.' || c == ':' || c == '\t';
}

/// Lower case, separators as single spaces, none at the ends.
std::string normalised(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (is_separator(c)) {
      if (!result.empty() && result.back() != ' ') result += ' ';
    } else {
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

std::optional<int> number_in(std::string_view text) {
  int value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return {};
  return value;
}

std::optional<int> kind_of(const std::string& text) {
  static const std::map<std::string, int> kinds = [] {
    std::map<std::string, int> names = {{"", subregion::kBody},
                                        {"vb", subregion::kBody},
                                        {"vertebral body", subregion::kBody},
                                        {"corpus", subregion::kBody},
                                        {"centre", subregion::kBody},
                                        {"center", subregion::kBody},
                                        {"sp", subregion::kSpinousProcess},
                                        {"spinous", subregion::kSpinousProcess},
                                        {"processus spinosus", subregion::kSpinousProcess},
                                        {"arcus", subregion::kArcus}};
    for (int id = subregion::kArcus; id <= subregion::kBody; ++id) names[subregion_name(id)] = id;
    return names;
  }();
  if (const auto found = kinds.find(text); found != kinds.end()) return found->second;
  const auto id = number_in(text);
  return id && *id >= 40 && *id < 256 ? id : std::nullopt;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > kShown ? text + " and others" : text;
}

}  // namespace

std::string point_label(LandmarkKey key) {
  const std::string vertebra = vertebra_name(key.vertebra);
  const std::string kind = subregion_name(key.subregion);
  return (vertebra.starts_with('#') ? vertebra.substr(1) : vertebra) + " " +
         (kind.starts_with('#') ? kind.substr(1) : kind);
}

std::optional<LandmarkKey> point_from_label(std::string_view label) {
  const std::string text = normalised(label);
  const auto space = text.find(' ');
  const std::string first = text.substr(0, space);
  auto vertebra = vertebra_from_name(first);
  if (!vertebra) {
    vertebra = number_in(first);
    if (!vertebra || *vertebra < 1 || *vertebra > 33) return {};
  }
  const auto kind = kind_of(space == std::string::npos ? "" : text.substr(space + 1));
  if (!kind) return {};
  return LandmarkKey{*vertebra, *kind};
}

void LabelledPoints::add(const std::string& label, const Eigen::Vector3d& p_mm) {
  const auto key = point_from_label(label);
  if (!key) {
    unknown_.push_back("\"" + label + "\"");
  } else if (!points_.emplace(*key, p_mm).second) {
    repeated_.push_back(point_label(*key));
  }
}

Result<LandmarkSet> LabelledPoints::finish(std::vector<std::string>* notes) const {
  if (!repeated_.empty()) {
    return Error{file_ + " has more than one point for " + listed(repeated_) + ".",
                 "Remove or rename the points that are not meant."};
  }
  if (points_.empty()) {
    return Error{file_ + " has no point whose label says a vertebra" +
                     (unknown_.empty() ? "." : "; it has " + listed(unknown_) + "."),
                 "Name points like \"L3 body\" or \"L3 SP\"."};
  }
  if (notes && !unknown_.empty()) {
    notes->push_back(
        file_ + ": points whose labels say no vertebra were left out: " + listed(unknown_) + ".");
  }
  return points_;
}

}  // namespace transpine

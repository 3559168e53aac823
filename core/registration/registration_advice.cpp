// SPDX-License-Identifier: Apache-2.0
#include "core/registration/registration_advice.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

constexpr std::size_t kShown = 6;

std::string name_of(LandmarkKey key) {
  return vertebra_name(key.vertebra) + " " + subregion_name(key.subregion);
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

std::vector<std::string> names_missing(const LandmarkSet& points, const LandmarkSet& other) {
  std::vector<std::string> names;
  for (const auto& [key, p] : points) {
    if (!other.contains(key)) names.push_back(name_of(key));
  }
  return names;
}

/// How far outside the outer faces of the voxels, 0 inside.
double outside_mm(const Grid& grid, const Eigen::Vector3d& p_mm) {
  const Eigen::Vector3d index = grid.index_from_point(p_mm);
  double squares = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto i = static_cast<Eigen::Index>(axis);
    const double last = static_cast<double>(grid.size[axis]) - 0.5;
    const double over = std::max({-0.5 - index[i], index[i] - last, 0.0}) * grid.spacing_mm[i];
    squares += over * over;
  }
  return std::sqrt(squares);
}

std::vector<int> body_levels(const LandmarkSet& points) {
  std::vector<int> levels;
  for (const auto& [key, p] : points) {
    if (key.subregion == subregion::kBody) levels.push_back(key.vertebra);
  }
  std::sort(levels.begin(), levels.end(), is_cranial_to);
  return levels;
}

}  // namespace

std::vector<std::string> missing_point_advice(const LandmarkSet& all_mr, const LandmarkSet& all_ct,
                                              const RegistrationOptions& options) {
  const LandmarkSet mr = chosen_points(all_mr, options);
  const LandmarkSet ct = chosen_points(all_ct, options);
  std::vector<std::string> advice;
  if (const auto names = names_missing(mr, ct); !names.empty()) {
    advice.push_back("Place in the CT: " + listed(names) + ".");
  }
  if (const auto names = names_missing(ct, mr); !names.empty()) {
    advice.push_back("Place in the MR: " + listed(names) + ".");
  }
  const auto shared = shared_keys(mr, ct);
  if (shared.size() < 3) {
    const std::size_t lacking = 3 - shared.size();
    advice.push_back("Registration needs three pairs: " + std::to_string(lacking) +
                     (lacking == 1 ? " is" : " are") + " missing.");
  }
  std::vector<std::string> without_process;
  bool any_process = false;
  for (const LandmarkKey key : shared) {
    if (!subregion::is_body(key.subregion)) any_process = true;
    const LandmarkKey process{key.vertebra, subregion::kSpinousProcess};
    if (key.subregion == subregion::kBody && !mr.contains(process) && !ct.contains(process) &&
        key.vertebra != vertebra::kSacrum) {
      without_process.push_back(vertebra_name(key.vertebra));
    }
  }
  if (!without_process.empty()) {
    advice.push_back(
        (any_process ? "Spinous processes would make the rotation surer: "
                     : "Bodies alone leave the rotation about the spine nearly free; place the "
                       "spinous processes of ") +
        listed(without_process) + ".");
  }
  return advice;
}

std::vector<std::string> outside_warnings(const LandmarkSet& points, const Grid& grid,
                                          const std::string& image_name) {
  std::vector<std::string> warnings;
  for (const auto& [key, p_mm] : points) {
    const double mm = outside_mm(grid, p_mm);
    if (mm == 0) continue;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f mm", mm);
    warnings.push_back(name_of(key) + " lies " + text + " outside " + image_name +
                       ": is it a point of this image?");
  }
  return warnings;
}

std::vector<std::string> order_warnings(const LandmarkSet& points, const std::string& image_name) {
  std::vector<std::string> warnings;
  const auto levels = body_levels(points);
  const auto body = [&](int level) { return points.at({level, subregion::kBody}); };
  for (std::size_t i = 1; i < levels.size(); ++i) {
    if (body(levels[i]).z() < body(levels[i - 1]).z()) continue;
    warnings.push_back("In " + image_name + " the " + vertebra_name(levels[i]) +
                       " body does not lie below that of " + vertebra_name(levels[i - 1]) +
                       ": check the names of the levels.");
  }
  for (const int level : levels) {
    const auto process = points.find({level, subregion::kSpinousProcess});
    if (process == points.end() || process->second.y() > body(level).y()) continue;
    warnings.push_back("In " + image_name + " the " + vertebra_name(level) +
                       " spinous process lies in front of its body: check the two points.");
  }
  return warnings;
}

}  // namespace transpine

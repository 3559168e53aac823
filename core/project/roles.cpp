// SPDX-License-Identifier: Apache-2.0
#include "core/project/roles.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

#include "core/base/utf8.h"

namespace transpine {
namespace {

constexpr std::array<std::pair<Role, const char*>, 8> kKeys{{
    {Role::mr, "mr"},
    {Role::ct, "ct"},
    {Role::mr_vertebrae, "mr_vertebrae"},
    {Role::mr_subregions, "mr_subregions"},
    {Role::ct_vertebrae, "ct_vertebrae"},
    {Role::ct_subregions, "ct_subregions"},
    {Role::landmarks, "landmarks"},
    {Role::ct_from_mr, "ct_from_mr"},
}};

/// A name such as sub-01_space-mr_seg-vert_msk split into its entities and its suffix.
struct BidsName {
  std::map<std::string, std::string> entities;
  std::string suffix;
  std::string extension;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

BidsName parse(const std::filesystem::path& path) {
  BidsName name;
  std::string stem = lower(path.filename().string());
  if (const auto dot = stem.find('.'); dot != std::string::npos) {
    name.extension = stem.substr(dot);
    stem.resize(dot);
  }
  for (std::size_t begin = 0; begin <= stem.size();) {
    auto end = stem.find('_', begin);
    if (end == std::string::npos) end = stem.size();
    const std::string part = stem.substr(begin, end - begin);
    if (const auto dash = part.find('-'); dash != std::string::npos) {
      name.entities[part.substr(0, dash)] = part.substr(dash + 1);
    } else {
      name.suffix = part;
    }
    begin = end + 1;
  }
  return name;
}

bool is_volume(const std::string& extension) {
  static constexpr const char* known[] = {".nii",  ".nii.gz", ".hdr", ".nrrd",
                                          ".nhdr", ".mha",    ".mhd"};
  return std::find(std::begin(known), std::end(known), extension) != std::end(known);
}

std::optional<Role> mask_role(const BidsName& name) {
  const auto entity = [&](const char* key) {
    const auto it = name.entities.find(key);
    return it == name.entities.end() ? std::string() : it->second;
  };
  const bool subregions = entity("seg").starts_with("subreg");
  std::string space = entity("space");
  if (space.empty()) space = name.entities.contains("mri") ? "mr" : "ct";
  if (space.starts_with("mr") || space.starts_with("t")) {
    return subregions ? Role::mr_subregions : Role::mr_vertebrae;
  }
  return subregions ? Role::ct_subregions : Role::ct_vertebrae;
}

std::optional<Role> volume_role(const BidsName& name) {
  const std::string& suffix = name.suffix;
  if (suffix == "msk" || suffix == "dseg" || name.entities.contains("seg")) return mask_role(name);
  if (suffix == "ct") return Role::ct;
  if (suffix == "t1w" || suffix == "t2w" || suffix == "mr" || suffix == "t1" || suffix == "t2") {
    return Role::mr;
  }
  return std::nullopt;
}

}  // namespace

std::string role_key(Role role) {
  return std::find_if(kKeys.begin(), kKeys.end(), [&](const auto& e) { return e.first == role; })
      ->second;
}

std::optional<Role> role_from_key(const std::string& key) {
  const auto it =
      std::find_if(kKeys.begin(), kKeys.end(), [&](const auto& e) { return key == e.second; });
  if (it == kKeys.end()) return std::nullopt;
  return it->first;
}

const std::vector<Role>& all_roles() {
  static const std::vector<Role> roles = [] {
    std::vector<Role> list;
    for (const auto& entry : kKeys) list.push_back(entry.first);
    return list;
  }();
  return roles;
}

bool is_label_map(Role role) {
  return role == Role::mr_vertebrae || role == Role::mr_subregions || role == Role::ct_vertebrae ||
         role == Role::ct_subregions;
}

bool is_image(Role role) {
  return role == Role::mr || role == Role::ct || is_label_map(role);
}

std::optional<RecognisedFile> recognise_file(const std::filesystem::path& path) {
  const BidsName name = parse(path);
  const auto subject = name.entities.find("sub");
  if (subject == name.entities.end()) return std::nullopt;
  const std::string id = "sub-" + utf8_or_escaped(subject->second);
  if (is_volume(name.extension)) {
    // A synthetic CT is a result, not a subject's own image.
    const auto description = name.entities.find("desc");
    if (description != name.entities.end()) return std::nullopt;
    if (const auto role = volume_role(name)) return RecognisedFile{id, *role};
  } else if (name.extension == ".tfm" && name.suffix.empty()) {
    if (name.entities.contains("ct")) return RecognisedFile{id, Role::ct_from_mr};
  } else if (name.extension == ".json" && name.suffix == "landmarks") {
    return RecognisedFile{id, Role::landmarks};
  }
  return std::nullopt;
}

std::string subject_in_name(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("sub-") ? utf8_or_escaped(name.substr(0, name.find_first_of("_.")))
                                  : std::string();
}

bool are_of_two_subjects(const std::filesystem::path& a, const std::filesystem::path& b) {
  const std::string first = subject_in_name(a);
  const std::string second = subject_in_name(b);
  return !first.empty() && !second.empty() && first != second;
}

}  // namespace transpine

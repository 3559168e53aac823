// SPDX-License-Identifier: Apache-2.0
#include "core/registration/transform_direction.h"

#include <algorithm>

#include "core/registration/transform_file.h"

namespace transpine {
namespace fs = std::filesystem;

std::optional<TransformDirection> direction_in_name(const fs::path& path) {
  std::string name = path.filename().string();
  std::replace(name.begin(), name.end(), '_', '-');
  if (name.find("ct-from-mr") != std::string::npos) return TransformDirection::ct_from_mr;
  if (name.find("mr-from-ct") != std::string::npos) return TransformDirection::mr_from_ct;
  return {};
}

Result<void> write_ct_from_mr(const fs::path& path, const Rigid3& ct_from_mr) {
  const bool inverse = direction_in_name(path) == TransformDirection::mr_from_ct;
  return write_transform(path, inverse ? ct_from_mr.inverse() : ct_from_mr);
}

Result<Rigid3> read_ct_from_mr(const fs::path& path, std::vector<std::string>* notes) {
  auto transform = read_transform(path);
  if (!transform) return transform;
  const auto direction = direction_in_name(path);
  const bool inverse = direction == TransformDirection::mr_from_ct;
  if (notes && inverse) {
    notes->push_back(path.string() + " is named MR from CT: its inverse is taken as CT from MR.");
  } else if (notes && !direction) {
    notes->push_back(path.string() +
                     " does not say its direction in its name: it is taken as CT from MR.");
  }
  return inverse ? transform->inverse() : *transform;
}

}  // namespace transpine

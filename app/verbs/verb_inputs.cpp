// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verb_inputs.h"

#include "core/landmarks/spine_labels.h"

namespace transpine {

Result<LoadedImage> load_image(const std::filesystem::path& path, VerbContext& context) {
  auto image = read_image(path, &context.job);
  if (!image) return image;
  for (const auto& warning : image->warnings) {
    context.out.warning(path.string() + ": " + warning);
  }
  return image;
}

Result<std::vector<int>> vertebrae_option(const std::string& text) {
  if (text.empty()) return std::vector<int>{};
  auto ids = vertebrae_in_range(text);
  if (!ids) {
    return Error{"\"" + text + "\" names no vertebrae.",
                 "Write a range from head to foot or a list, for example T10-L5 or L1,L3,S."};
  }
  return *ids;
}

nlohmann::json matrix_json(const Eigen::Matrix4d& matrix) {
  nlohmann::json rows = nlohmann::json::array();
  for (int row = 0; row < 4; ++row) {
    rows.push_back({matrix(row, 0), matrix(row, 1), matrix(row, 2), matrix(row, 3)});
  }
  return rows;
}

}  // namespace transpine

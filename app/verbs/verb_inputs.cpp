// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verb_inputs.h"

#include <unistd.h>

#include <cerrno>

#include "core/base/atomic_file.h"
#include "core/image/input_checks.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/transform_direction.h"
#include "core/registration/transform_file.h"

namespace transpine {

namespace fs = std::filesystem;

Result<LoadedImage> load_image(const std::filesystem::path& path, VerbContext& context) {
  auto image = read_image(path, &context.job);
  if (!image) return image;
  for (const auto& warning : image->warnings) {
    context.out.warning(path.string() + ": " + warning);
  }
  return image;
}

Result<LoadedImage> load_finite_image(const fs::path& path, VerbContext& context) {
  auto image = load_image(path, context);
  if (!image) return image;
  if (auto sound = check_finite(image->volume, path.string()); !sound) return sound.error();
  return image;
}

Result<LoadedImage> load_mask(const fs::path& path, VerbContext& context) {
  auto image = load_image(path, context);
  if (!image) return image;
  if (auto sound = check_mask(image->volume, path.string()); !sound) return sound.error();
  return image;
}

Result<void> check_output(const fs::path& path) {
  if (fs::is_directory(path)) return file_error("could not be written", path, EISDIR);
  fs::path folder = fs::absolute(path).lexically_normal().parent_path();
  std::error_code code;
  while (!fs::exists(folder, code) && folder.has_relative_path()) folder = folder.parent_path();
  if (!fs::is_directory(folder)) return file_error("is not a folder", folder, ENOTDIR);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return file_error("cannot be written to", folder, errno);
  }
  return {};
}

Result<void> check_image_output(const fs::path& path) {
  const std::string name = path.filename().string();
  if (!name.ends_with(".nii") && !name.ends_with(".nii.gz")) {
    return Error{path.string() + " is not a NIfTI file name.",
                 "End the name with .nii or .nii.gz."};
  }
  return check_output(path);
}

Result<void> check_distinct(const std::vector<fs::path>& inputs,
                            const std::vector<fs::path>& outputs) {
  const auto same = [](const fs::path& a, const fs::path& b) {
    if (a.empty() || b.empty()) return false;
    std::error_code missing;
    return fs::equivalent(a, b, missing) ||
           fs::weakly_canonical(a, missing) == fs::weakly_canonical(b, missing);
  };
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (const fs::path& input : inputs) {
      if (!same(outputs[i], input)) continue;
      return Error{outputs[i].string() + " would be written over, but it is an input.",
                   "Choose another name for the output: the files beside it count too."};
    }
    for (std::size_t other = 0; other < i; ++other) {
      if (!same(outputs[i], outputs[other])) continue;
      return Error{outputs[i].string() + " would be written twice.",
                   "Give each output a name of its own."};
    }
  }
  return {};
}

Error about(const std::string& files, const Error& error) {
  if (error.is_cancelled()) return error;
  return {files + ": " + error.title, error.remedy};
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

void add_vertebrae(OptionList& list, std::string& vertebrae) {
  list.add(vertebrae, {.key = "vertebrae",
                       .label = "Vertebrae",
                       .help = "Which ones, for example T10-L5 or L1,L3; empty = all."});
}

Result<Rigid3> load_second_from_first(const fs::path& path, std::optional<bool> first_is_ct,
                                      VerbContext& context) {
  auto transform = read_transform(path);
  if (!transform) return transform;
  const auto direction = direction_in_name(path);
  if (!direction) {
    context.out.warning(path.string() +
                        " does not say its direction in its name (ct-from-mr or mr-from-ct): it "
                        "is taken as second image from first.");
    return transform;
  }
  const bool names_ct_first = *direction == TransformDirection::mr_from_ct;
  const std::string name =
      path.string() + (names_ct_first ? " is named MR from CT" : " is named CT from MR");
  const std::string kind = names_ct_first ? "a CT" : "an MR";
  if (first_is_ct.value_or(names_ct_first) != names_ct_first) {
    context.out.text(name + ", and the first image is " + (names_ct_first ? "no" : "a") +
                     " CT: the inverse is taken.");
    return transform->inverse();
  }
  context.out.text(name + ": the first image is taken as " + kind + ".");
  return transform;
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

nlohmann::json matrix_json(const Eigen::Matrix4d& matrix) {
  nlohmann::json rows = nlohmann::json::array();
  for (int row = 0; row < 4; ++row) {
    rows.push_back({matrix(row, 0), matrix(row, 1), matrix(row, 2), matrix(row, 3)});
  }
  return rows;
}

}  // namespace transpine

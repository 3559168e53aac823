// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/study_files.h"

#include "core/image/image_io.h"

namespace transpine {
namespace fs = std::filesystem;

Result<fs::path> required_file(const Study& study, const std::string& subject, Role role) {
  const Subject* found = study.find(subject);
  if (!found) {
    return Error{"The study " + study.folder().string() + " has no subject " + subject + ".",
                 "Import its images first."};
  }
  const fs::path path = found->path_of(role);
  if (path.empty()) {
    return Error{subject + " has no " + role_key(role) + ".", "Add that file to the subject."};
  }
  return path;
}

Result<Volume> read_role(const Study& study, const std::string& subject, Role role) {
  auto path = required_file(study, subject, role);
  if (!path) return path.error();
  auto image = read_image(*path);
  if (!image) return image.error();
  return image->volume;
}

}  // namespace transpine

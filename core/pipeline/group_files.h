// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/image/nifti_io.h"

namespace transpine {

/// Members of write_files_together. The volume must outlive the group.
inline FileInGroup nifti_in_group(const std::filesystem::path& path, const Volume& volume,
                                  const NiftiWriteOptions& options = {},
                                  JobContext* job = nullptr) {
  return {path, [&volume, options, job](const std::filesystem::path& temporary) {
            return write_nifti(temporary, volume, options, job);
          }};
}

inline FileInGroup json_in_group(const std::filesystem::path& path, const nlohmann::json& json) {
  return {path, [text = json_text(json, 2) + "\n"](const std::filesystem::path& temporary) {
            return write_text_atomically(temporary, text);
          }};
}

}  // namespace transpine

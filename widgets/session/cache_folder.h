// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace transpine {

/// Where this machine keeps what can be made again and belongs to no study, such as what scans of
/// DICOM folders found. The system's folder for that unless another was chosen. UI thread only.
std::filesystem::path cache_folder();
/// An empty path chooses the system's folder.
void set_cache_folder(const std::filesystem::path& folder);

}  // namespace transpine

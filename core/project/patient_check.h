// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace transpine {

/// What tells people apart without telling who they are: "patient 1f3a9c02..." with a hash of the
/// id, for a NIfTI's description. Empty for an empty id.
std::string patient_mark(const std::string& patient_id);

/// The mark of an image file: from its NIfTI description, or from a DICOM file's patient id.
std::string patient_mark_of(const std::filesystem::path& image);

/// A sentence when two images are of two people: by their marks, else by the subjects in their
/// names.
std::optional<std::string> two_patients_warning(const std::filesystem::path& a,
                                                const std::filesystem::path& b);

}  // namespace transpine

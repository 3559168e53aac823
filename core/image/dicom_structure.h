// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace transpine {

/// Why the bytes are no sound DICOM file with an image, or nothing. GDCM, as distributions build
/// it, ends the whole program on some damaged files, so each file is walked before it is given to
/// it: elements, sequences and lengths within the file, tags in order, known value types, plausible
/// pixel description, numbers where numbers belong, all pixels there.
std::optional<std::string> dicom_damage(std::string_view bytes);

}  // namespace transpine

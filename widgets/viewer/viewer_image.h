// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <filesystem>

#include "widgets/session/shown_image.h"

namespace transpine {

/// An image that a viewer can show, opened or not.
struct ViewerImage {
  QString key;   ///< What its settings are kept under: "mr", "ct", "result:run-1".
  QString name;  ///< Shown in lists and titles.
  std::filesystem::path path;
  ImageKind kind = ImageKind::mr;
  Rigid3 view_from_image = {};  ///< Places it in the viewer's frame.
  QString labels_of = {};       ///< For label maps: the key of the image they were drawn on.
};

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image_io.h"
#include "core/image/statistics.h"
#include "core/project/roles.h"
#include "widgets/view/slice_view.h"

namespace transpine {

/// An opened image with what views need of it. Shared and never changed.
struct ShownImage {
  std::filesystem::path path;
  LoadedImage loaded;
  ImageStatistics statistics;
  double low = 0;   ///< 0.1st percentile.
  double high = 1;  ///< 99.9th percentile.
  bool labels = false;
  bool ct = false;  ///< In HU: shown with a fixed window.

  const Volume& volume() const { return loaded.volume; }
};

using ShownImagePtr = std::shared_ptr<const ShownImage>;

/// Reads an image for display; for a worker thread. Label maps are turned to uint8 or uint16.
Result<ShownImagePtr> load_shown_image(const std::filesystem::path& path, bool labels,
                                       JobContext& job);

/// The image as a layer with a fitting window: CT bone, labels half transparent, else percentiles.
SliceLayer layer_of(const ShownImage& image, const QString& name);

/// Window presets of the Data and Translate workspaces.
struct WindowPreset {
  QString name;
  double window;
  double level;
};
std::vector<WindowPreset> ct_window_presets();

}  // namespace transpine

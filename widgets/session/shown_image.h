// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image_io.h"
#include "core/image/statistics.h"
#include "core/project/roles.h"
#include "core/registration/image_checks.h"
#include "widgets/view/slice_view.h"

namespace transpine {

/// What an image is opened as: it decides the element type and the first window.
enum class ImageKind { mr, ct, labels };

ImageKind kind_of(Role role);

/// An opened image with what views need of it. Shared and never changed.
struct ShownImage {
  std::filesystem::path path;
  LoadedImage loaded;
  ImageStatistics statistics;
  double low = 0;   ///< 0.1st percentile.
  double high = 1;  ///< 99.9th percentile.
  ImageKind kind = ImageKind::mr;

  const Volume& volume() const { return loaded.volume; }
  ValueRange range() const { return {statistics.minimum, statistics.maximum, low}; }
};

using ShownImagePtr = std::shared_ptr<const ShownImage>;

/// Reads an image for display; for a worker thread. Label maps are turned to uint8 or uint16.
Result<ShownImagePtr> load_shown_image(const std::filesystem::path& path, ImageKind kind,
                                       JobContext& job);

/// How images are first shown where nobody has chosen otherwise. In force for the whole program;
/// set in the UI thread.
struct DisplayDefaults {
  double ct_window = 1800;
  double ct_level = 400;
  double label_opacity = 0.45;

  bool operator==(const DisplayDefaults&) const = default;
};
const DisplayDefaults& display_defaults();
void set_display_defaults(const DisplayDefaults& display);

/// The image as a layer with a fitting window: CT bone and labels half transparent by default, else
/// percentiles.
SliceLayer layer_of(const ShownImage& image, const QString& name);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/session/shown_image.h"

#include <algorithm>

namespace transpine {

ImageKind kind_of(Role role) {
  if (is_label_map(role)) return ImageKind::labels;
  return role == Role::ct ? ImageKind::ct : ImageKind::mr;
}

Result<ShownImagePtr> load_shown_image(const std::filesystem::path& path, ImageKind kind,
                                       JobContext& job) {
  JobContext reading = job.part(0, 0.7);
  auto loaded = read_image(path, &reading);
  if (!loaded) return loaded.error();
  auto image = std::make_shared<ShownImage>();
  image->path = path;
  image->loaded = std::move(loaded).value();
  if (!job.checkpoint(0.8, "statistics")) return cancelled_error();
  image->statistics = image_statistics(image->volume());
  image->kind = kind;
  if (kind == ImageKind::labels) {
    const bool small = image->statistics.maximum <= 255 && image->statistics.minimum >= 0;
    image->loaded.volume = image->volume().as(small ? ScalarType::uint8 : ScalarType::uint16);
  } else {
    image->low = percentile(image->volume(), 0.1);
    image->high = percentile(image->volume(), 99.9);
  }
  return ShownImagePtr(image);
}

SliceLayer layer_of(const ShownImage& image, const QString& name) {
  SliceLayer layer;
  layer.volume = image.volume();
  layer.name = name;
  if (image.kind == ImageKind::labels) {
    layer.kind = SliceLayer::Kind::labels;
    layer.opacity = 0.45;
  } else if (image.kind == ImageKind::ct) {
    layer.window = 1800;
    layer.level = 400;
    layer.unit = QStringLiteral("HU");
  } else {
    layer.window = std::max(image.high - image.low, 1e-6);
    layer.level = (image.high + image.low) / 2;
  }
  return layer;
}

}  // namespace transpine

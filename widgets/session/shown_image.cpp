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
  const VoxelUse use = kind == ImageKind::labels ? VoxelUse::labels : VoxelUse::values;
  auto loaded = read_image(path, &job, {}, use);
  if (!loaded) return loaded.error();
  auto image = std::make_shared<ShownImage>();
  image->path = path;
  image->loaded = std::move(loaded).value();
  image->kind = kind;
  image->statistics = image->loaded.summary.statistics;
  image->low = image->loaded.summary.low;
  image->high = image->loaded.summary.high;
  return ShownImagePtr(image);
}

namespace {

DisplayDefaults& defaults_in_force() {
  static DisplayDefaults display;
  return display;
}

}  // namespace

const DisplayDefaults& display_defaults() {
  return defaults_in_force();
}

void set_display_defaults(const DisplayDefaults& display) {
  defaults_in_force() = display;
}

SliceLayer layer_of(const ShownImage& image, const QString& name) {
  SliceLayer layer;
  layer.volume = image.volume();
  layer.name = name;
  if (image.kind == ImageKind::labels) {
    layer.kind = SliceLayer::Kind::labels;
    layer.opacity = display_defaults().label_opacity;
  } else if (image.kind == ImageKind::ct) {
    layer.window = display_defaults().ct_window;
    layer.level = display_defaults().ct_level;
    layer.unit = QStringLiteral("HU");
  } else {
    layer.window = std::max(image.high - image.low, 1e-6);
    layer.level = (image.high + image.low) / 2;
  }
  return layer;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "widgets/viewer/viewer_image.h"

namespace transpine {

/// The images of a viewer in drawing order, bottom first, and how each one is drawn. Settings go by
/// key, so that the next subject's MR looks as the last one's.
class LayerStack : public QObject {
  Q_OBJECT

 public:
  struct Layer {
    ViewerImage source;
    SliceLayer slice;     ///< Its volume is empty until the image is open.
    ShownImagePtr image;  ///< Null until open.
    bool has_row = true;  ///< Whether it has a row of its own in the layout of rows.

    bool is_labels() const { return source.kind == ImageKind::labels; }
    bool is_open() const { return image != nullptr; }
  };

  using QObject::QObject;

  const std::vector<Layer>& layers() const { return layers_; }
  const Layer* find(const QString& key) const;
  /// Keys of images, or of label maps, in drawing order.
  QStringList image_keys() const;

  /// Shows other images. A new key gets defaults: the first image and its labels are visible.
  /// Images that are still the same file stay open.
  void set_images(const std::vector<ViewerImage>& images);
  /// The image has been opened.
  void set_image(const QString& key, const ShownImagePtr& image);
  void set_placement(const QString& key, const Rigid3& view_from_image);

  void set_visible(const QString& key, bool visible);
  void set_has_row(const QString& key, bool has_row);
  void set_opacity(const QString& key, double opacity);
  void set_colours(const QString& key, ColourMap colours);
  void set_mix(const QString& key, SliceLayer::Mix mix);
  void set_label_style(const QString& key, const LabelStyle& style);
  void set_interpolate(bool interpolate);
  bool interpolates() const { return interpolate_; }
  /// Sets the window; with `linked` also of the open images of the same unit.
  void set_window(const QString& key, double window, double level, bool linked = false);
  /// Back to the window that fits the image.
  void set_automatic_window(const QString& key);
  /// One place up (towards the viewer, +1) or down.
  void move(const QString& key, int places);
  /// Removes an image; it can come back with set_images.
  void remove(const QString& key);

  nlohmann::json state() const;
  void restore(const nlohmann::json& state);

 Q_SIGNALS:
  /// How layers look has changed.
  void changed();
  /// Images came, went, or were opened.
  void images_changed();

 private:
  struct Settings;

  Layer* layer(const QString& key);
  template <class Change>
  void modify(const QString& key, const Change& change);
  void apply_settings(Layer& layer) const;
  void keep_settings(const Layer& layer);

  std::vector<Layer> layers_;
  /// What a user has set, by key.
  std::map<QString, nlohmann::json> settings_;
  bool interpolate_ = true;
};

}  // namespace transpine

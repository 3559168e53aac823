// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/layer_stack.h"

#include <algorithm>

namespace transpine {
namespace {

using nlohmann::json;

constexpr const char* kMixes[] = {"normal", "add", "lighten"};
constexpr const char* kDraws[] = {"fill", "outline", "both"};

template <std::size_t Count>
int index_of(const char* const (&names)[Count], const std::string& name) {
  const auto* at = std::find(std::begin(names), std::end(names), name);
  return at == std::end(names) ? 0 : static_cast<int>(at - std::begin(names));
}

json label_style_json(const LabelStyle& style) {
  json colours = json::object();
  for (const auto& [label, colour] : style.colours) {
    colours[std::to_string(label)] = colour.name().toStdString();
  }
  json names = json::object();
  for (const auto& [label, name] : style.names) names[std::to_string(label)] = name.toStdString();
  return {{"draw", kDraws[static_cast<std::size_t>(style.draw)]},
          {"outline_px", style.outline_px},
          {"hidden", style.hidden},
          {"colours", colours},
          {"names", names}};
}

LabelStyle label_style_from_json(const json& state) {
  LabelStyle style;
  style.draw = static_cast<LabelStyle::Draw>(index_of(kDraws, state.value("draw", "fill")));
  style.outline_px = std::clamp(state.value("outline_px", 2), 1, 8);
  style.hidden = state.value("hidden", std::set<int>());
  const json colours = state.value("colours", json::object());
  for (const auto& [label, colour] : colours.items()) {
    style.colours[std::stoi(label)] = QColor(QString::fromStdString(colour.get<std::string>()));
  }
  const json names = state.value("names", json::object());
  for (const auto& [label, name] : names.items()) {
    style.names[std::stoi(label)] = QString::fromStdString(name.get<std::string>());
  }
  return style;
}

}  // namespace

const LayerStack::Layer* LayerStack::find(const QString& key) const {
  const auto it = std::find_if(layers_.begin(), layers_.end(),
                               [&](const Layer& layer) { return layer.source.key == key; });
  return it == layers_.end() ? nullptr : &*it;
}

LayerStack::Layer* LayerStack::layer(const QString& key) {
  return const_cast<Layer*>(std::as_const(*this).find(key));
}

QStringList LayerStack::image_keys() const {
  QStringList keys;
  for (const Layer& layer : layers_) {
    if (!layer.is_labels()) keys << layer.source.key;
  }
  return keys;
}

void LayerStack::set_images(const std::vector<ViewerImage>& images) {
  std::vector<Layer> next;
  const auto first_image = std::find_if(images.begin(), images.end(), [](const ViewerImage& image) {
    return image.kind != ImageKind::labels;
  });
  bool has_labels = false;
  for (const ViewerImage& image : images) {
    const Layer* old = find(image.key);
    if (old && old->source.path == image.path && old->source.kind == image.kind) {
      next.push_back(*old);
      next.back().source = image;
      next.back().slice.view_from_volume = image.view_from_image;
      has_labels |= image.kind == ImageKind::labels && old->slice.visible;
      continue;
    }
    Layer layer{.source = image, .slice = {}, .image = nullptr};
    const bool is_first = first_image != images.end() && image.key == first_image->key;
    // Of several maps of one image one is enough at first.
    const bool is_its_label = first_image != images.end() && image.kind == ImageKind::labels &&
                              image.labels_of == first_image->key && !has_labels;
    has_labels |= is_its_label;
    layer.slice.visible = is_first || is_its_label || first_image == images.end();
    layer.slice.kind = layer.is_labels() ? SliceLayer::Kind::labels : SliceLayer::Kind::image;
    layer.slice.opacity = layer.is_labels() ? 0.45 : 1;
    apply_settings(layer);
    next.push_back(std::move(layer));
  }
  // The user's order of the keys that stay.
  std::stable_sort(next.begin(), next.end(), [this](const Layer& a, const Layer& b) {
    const auto place = [this](const Layer& layer) {
      const auto it = settings_.find(layer.source.key);
      // A study file of another version may hold anything.
      const bool known = it != settings_.end() && it->second.contains("place") &&
                         it->second["place"].is_number_integer();
      return known ? it->second["place"].get<int>() : 0;
    };
    return place(a) < place(b);
  });
  layers_ = std::move(next);
  Q_EMIT images_changed();
}

void LayerStack::set_image(const QString& key, const ShownImagePtr& image) {
  Layer* to = layer(key);
  if (!to) return;
  const SliceLayer before = to->slice;
  to->image = image;
  to->slice = layer_of(*image, to->source.name);
  to->slice.view_from_volume = to->source.view_from_image;
  to->slice.visible = before.visible;
  to->slice.opacity = before.opacity;
  to->slice.interpolate = interpolate_;
  apply_settings(*to);
  Q_EMIT images_changed();
}

void LayerStack::set_placement(const QString& key, const Rigid3& view_from_image) {
  if (Layer* to = layer(key)) {
    to->source.view_from_image = to->slice.view_from_volume = view_from_image;
    Q_EMIT changed();
  }
}

template <class Change>
void LayerStack::modify(const QString& key, const Change& change) {
  Layer* to = layer(key);
  if (!to) return;
  change(*to);
  keep_settings(*to);
  Q_EMIT changed();
}

void LayerStack::set_visible(const QString& key, bool visible) {
  modify(key, [&](Layer& to) { to.slice.visible = visible; });
}

void LayerStack::set_has_row(const QString& key, bool has_row) {
  modify(key, [&](Layer& to) { to.has_row = has_row; });
}

void LayerStack::set_opacity(const QString& key, double opacity) {
  modify(key, [&](Layer& to) { to.slice.opacity = std::clamp(opacity, 0.0, 1.0); });
}

void LayerStack::set_colours(const QString& key, ColourMap colours) {
  modify(key, [&](Layer& to) { to.slice.colours = colours; });
}

void LayerStack::set_mix(const QString& key, SliceLayer::Mix mix) {
  modify(key, [&](Layer& to) { to.slice.mix = mix; });
}

void LayerStack::set_label_style(const QString& key, const LabelStyle& style) {
  modify(key, [&](Layer& to) { to.slice.labels = style; });
}

void LayerStack::set_interpolate(bool interpolate) {
  interpolate_ = interpolate;
  for (Layer& layer : layers_) layer.slice.interpolate = interpolate;
  Q_EMIT changed();
}

void LayerStack::set_window(const QString& key, double window, double level, bool linked) {
  const Layer* from = find(key);
  if (!from) return;
  const QString unit = from->slice.unit;
  for (Layer& layer : layers_) {
    const bool partner = linked && !layer.is_labels() && layer.is_open() && !unit.isEmpty() &&
                         layer.slice.unit == unit;
    if (layer.source.key != key && !partner) continue;
    layer.slice.window = std::max(window, 1e-6);
    layer.slice.level = level;
    auto& kept = settings_[layer.source.key];
    // An MR's window fits that MR alone; Hounsfield units are the same for all.
    if (!layer.slice.unit.isEmpty()) {
      kept["window"] = layer.slice.window;
      kept["level"] = level;
    }
  }
  Q_EMIT changed();
}

void LayerStack::set_automatic_window(const QString& key) {
  Layer* to = layer(key);
  if (!to || !to->image || to->is_labels()) return;
  to->slice.window = std::max(to->image->high - to->image->low, 1e-6);
  to->slice.level = (to->image->high + to->image->low) / 2;
  settings_[key].erase("window");
  settings_[key].erase("level");
  Q_EMIT changed();
}

void LayerStack::move(const QString& key, int places) {
  const auto it = std::find_if(layers_.begin(), layers_.end(),
                               [&](const Layer& layer) { return layer.source.key == key; });
  if (it == layers_.end()) return;
  const auto from = it - layers_.begin();
  const auto to =
      std::clamp<std::ptrdiff_t>(from + places, 0, static_cast<std::ptrdiff_t>(layers_.size()) - 1);
  if (from == to) return;
  Layer moved = std::move(*it);
  layers_.erase(it);
  layers_.insert(layers_.begin() + to, std::move(moved));
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    settings_[layers_[i].source.key]["place"] = i;
  }
  Q_EMIT images_changed();
}

void LayerStack::remove(const QString& key) {
  std::erase_if(layers_, [&](const Layer& layer) { return layer.source.key == key; });
  Q_EMIT images_changed();
}

void LayerStack::keep_settings(const Layer& layer) {
  json& kept = settings_[layer.source.key];
  kept["visible"] = layer.slice.visible;
  kept["has_row"] = layer.has_row;
  kept["opacity"] = layer.slice.opacity;
  kept["colours"] = colour_map_key(layer.slice.colours).toStdString();
  kept["mix"] = kMixes[static_cast<std::size_t>(layer.slice.mix)];
  if (layer.is_labels()) kept["labels"] = label_style_json(layer.slice.labels);
}

void LayerStack::apply_settings(Layer& layer) const {
  const auto it = settings_.find(layer.source.key);
  if (it == settings_.end()) return;
  const json& kept = it->second;
  // A study file of another version may hold anything.
  try {
    layer.slice.visible = kept.value("visible", layer.slice.visible);
    layer.has_row = kept.value("has_row", layer.has_row);
    layer.slice.opacity = std::clamp(kept.value("opacity", layer.slice.opacity), 0.0, 1.0);
    layer.slice.colours =
        colour_map_from_key(QString::fromStdString(kept.value("colours", "gray")));
    layer.slice.mix = static_cast<SliceLayer::Mix>(index_of(kMixes, kept.value("mix", "normal")));
    if (kept.contains("labels")) layer.slice.labels = label_style_from_json(kept["labels"]);
    layer.slice.window = std::max(kept.value("window", layer.slice.window), 1e-6);
    layer.slice.level = kept.value("level", layer.slice.level);
  } catch (const std::exception&) {
    return;
  }
}

json LayerStack::state() const {
  json layers = json::object();
  for (const auto& [key, kept] : settings_) layers[key.toStdString()] = kept;
  return {{"layers", layers}, {"interpolate", interpolate_}};
}

void LayerStack::restore(const json& state) {
  if (!state.is_object()) return;
  if (const auto it = state.find("interpolate"); it != state.end() && it->is_boolean()) {
    set_interpolate(*it);
  }
  const json kept = state.value("layers", json::object());
  for (const auto& [key, settings] : kept.items()) {
    if (settings.is_object()) settings_[QString::fromStdString(key)] = settings;
  }
  for (Layer& layer : layers_) apply_settings(layer);
  Q_EMIT images_changed();
}

}  // namespace transpine

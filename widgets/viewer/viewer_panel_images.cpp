// SPDX-License-Identifier: Apache-2.0
// The images of a viewer: which there are, and when they are opened.
#include "widgets/session/study_session.h"
#include "widgets/viewer/compare_bar.h"
#include "widgets/viewer/label_list.h"
#include "widgets/viewer/layer_stack.h"
#include "widgets/viewer/viewer_panel.h"

namespace transpine {
namespace {

constexpr double kDroppedOpacity = 0.5;

}  // namespace

void ViewerPanel::set_images(const std::vector<ViewerImage>& images, bool keep_view) {
  ++generation_;
  requested_.clear();
  places_first_image_ = !keep_view;
  if (!keep_view) {
    measures_.clear();
    dropped_.clear();
  }
  images_ = images;
  fill_stack();
  // The labels of the first image that has some are what the list of labels is about.
  for (const auto& layer : stack_->layers()) {
    if (layer.is_labels() && layer.slice.visible) label_list_->show_layer(layer.source.key);
  }
}

void ViewerPanel::fill_stack() {
  std::vector<ViewerImage> all = images_;
  all.insert(all.end(), dropped_.begin(), dropped_.end());
  stack_->set_images(all);
}

void ViewerPanel::add_layer(const ViewerImage& image) {
  for (const auto& layer : stack_->layers()) {
    if (layer.source.path != image.path) continue;
    const QString key = layer.source.key;
    show_layer(key);
    return;
  }
  dropped_.push_back(image);
  fill_stack();
  // An opaque image would hide what it was dropped on.
  if (image.kind != ImageKind::labels) stack_->set_opacity(image.key, kDroppedOpacity);
  show_layer(image.key);
  Q_EMIT status(tr("%1 is shown as a layer; the study stays as it is.").arg(image.name));
}

void ViewerPanel::show_layer(const QString& key) {
  stack_->set_visible(key, true);
  set_current_layer(key);
}

bool ViewerPanel::is_needed(const QString& key) const {
  const auto* layer = stack_->find(key);
  if (!layer || layer->is_open()) return false;
  const bool compared = compare_bar_->compare().mode != CompareMode::stacked &&
                        (key == first_compared() || key == second_compared());
  const bool in_row =
      grid_->viewer_layout() == ViewerLayout::rows && !layer->is_labels() && layer->has_row;
  return layer->slice.visible || compared || in_row;
}

void ViewerPanel::open_needed() {
  std::vector<ViewerImage> needed;
  for (const auto& layer : stack_->layers()) {
    if (is_needed(layer.source.key) && !requested_.contains(layer.source.key)) {
      needed.push_back(layer.source);
    }
  }
  for (const ViewerImage& image : needed) {
    requested_.insert(image.key);
    session_->with_image(
        image.path, image.kind, this,
        [this, key = image.key, asked = generation_](const ShownImagePtr& opened_image) {
          if (asked == generation_) opened(key, opened_image);
        });
  }
}

void ViewerPanel::opened(const QString& key, const ShownImagePtr& image) {
  requested_.erase(key);
  if (places_first_image_ && image->kind != ImageKind::labels) {
    places_first_image_ = false;
    stack_->set_image(key, image);
    first_image_opened(*image);
  } else {
    stack_->set_image(key, image);
  }
  const auto* layer = stack_->find(key);
  if (layer && layer->is_labels() && label_list_->layer_key() == key) label_list_->show_layer(key);
  Q_EMIT image_opened(key, image);
}

void ViewerPanel::first_image_opened(const ShownImage& image) {
  const Grid& grid = image.volume().grid();
  const Eigen::Vector3d middle(static_cast<double>(grid.size[0] - 1) / 2,
                               static_cast<double>(grid.size[1] - 1) / 2,
                               static_cast<double>(grid.size[2] - 1) / 2);
  const auto* layer = stack_->find(stack_->image_keys().value(0));
  const Rigid3 placement = layer ? layer->source.view_from_image : Rigid3();
  cursor()->jump_to(placement * grid.point_from_index(middle));
  if (wanted_mm_per_pixel_) {
    cursor()->set_mm_per_pixel(*wanted_mm_per_pixel_);
  } else {
    // One zoom for all: the spine's length decides it.
    view(grid_->viewer_layout() == ViewerLayout::one_up ? grid_->plane() : ViewPlane::sagittal)
        ->fit();
  }
  if (wanted_mm_) cursor()->jump_to(*wanted_mm_);
  wanted_mm_.reset();
  wanted_mm_per_pixel_.reset();
}

}  // namespace transpine

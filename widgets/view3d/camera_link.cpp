// SPDX-License-Identifier: Apache-2.0
#include "widgets/view3d/camera_link.h"

#include <algorithm>

#include "widgets/view3d/surface_view.h"

namespace transpine {

void CameraLink::add(SurfaceView* view) {
  if (std::find(views_.begin(), views_.end(), view) != views_.end()) return;
  views_.push_back(view);
  connect(view, &SurfaceView::camera_moved, this, [this, view] { follow(view); });
  connect(view, &QObject::destroyed, this, [this, view] { std::erase(views_, view); });
  if (linked_ && views_.size() > 1 && views_.front()->has_framed()) {
    view->set_camera(views_.front()->camera());
  }
}

void CameraLink::remove(SurfaceView* view) {
  std::erase(views_, view);
  disconnect(view, nullptr, this, nullptr);
}

void CameraLink::set_linked(bool linked) {
  linked_ = linked;
  if (!views_.empty()) follow(views_.front());
}

void CameraLink::follow(SurfaceView* leader) {
  if (!linked_ || busy_) return;
  busy_ = true;
  for (SurfaceView* view : views_) {
    if (view != leader) view->set_camera(leader->camera());
  }
  busy_ = false;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include <array>
#include <map>
#include <memory>
#include <optional>

#include "widgets/view/slice_layer.h"
#include "widgets/view/view_axes.h"

class vtkProp;
class vtkRenderer;

namespace transpine {

/// The axial, sagittal and coronal slice of an image at one place, in 3D: resliced and coloured as
/// in the slice views, cut to the image's edge. A slice is made again only when its plane moved.
class PlaneActors {
 public:
  explicit PlaneActors(vtkRenderer* renderer);
  ~PlaneActors();

  /// The image of all planes; an empty volume for none.
  void set_image(const SliceLayer& image);
  bool has_image() const { return !image_.volume.empty(); }
  void set_window_level(double window, double level);
  void set_visible(ViewPlane plane, bool visible);
  bool is_visible(ViewPlane plane) const;
  bool any_visible() const;

  /// Brings the visible planes to a place, in mm of the view.
  void update(const Eigen::Vector3d& at_mm);
  bool contains(const vtkProp* prop) const;

 private:
  struct Plane;
  void draw(ViewPlane which, Plane& plane, const Eigen::Vector3d& at_mm);

  vtkRenderer* renderer_;
  SliceLayer image_;
  std::map<ViewPlane, std::unique_ptr<Plane>> planes_;
};

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include <QImage>
#include <QPolygonF>
#include <QRect>
#include <vector>

#include "widgets/view/slice_layer.h"

class QPainter;
class vtkImageData;
class vtkImageReslice;

namespace transpine {

/// The plane a slice view shows: the middle of the picture and its axes in the view's frame.
struct SlicePose {
  Eigen::Vector3d centre_mm, right, down;
  double mm_per_pixel = 1;
  QSize pixels;

  /// The same picture to a millionth of a millimetre.
  bool shows_same_as(const SlicePose& other) const;
};

/// The pixels of one layer on a plane: resliced by VTK at the screen's resolution, then coloured.
/// Values are interpolated before the window is applied. Both results are kept, so that a cursor
/// that moves within the plane costs nothing and a new window only colours. No OpenGL: a slice is
/// resliced by the processor in VTK's own slice mappers too, and needs no way there and back.
class SlicePixels {
 public:
  explicit SlicePixels(const SliceLayer& layer);
  ~SlicePixels();
  SlicePixels(SlicePixels&&) noexcept;
  SlicePixels& operator=(SlicePixels&&) noexcept;

  /// Paints what the image covers of the plane; outside of it nothing is painted. The painter's
  /// unit is a pixel of `pose`. `layer` is one that shares its voxels with the one given before.
  void paint(QPainter& painter, const SliceLayer& layer, const SlicePose& pose);

  /// Reslices when the plane is another; for what works on values instead of colours.
  void update(const SliceLayer& layer, const SlicePose& pose);
  /// The pixels that have values, after update() or paint(); empty where the plane misses the
  /// image.
  const QRect& box() const { return box_; }
  /// Where the plane lies inside the image, in pixels from the picture's corner.
  const QPolygonF& outline() const { return outline_; }
  /// The values of an image layer in `box`, row by row; NaN outside of the image.
  const float* values() const;
  /// The same as VTK's image, in pixels of the pose.
  vtkImageData* resliced() const;

 private:
  void reslice(const SliceLayer& layer, const SlicePose& pose);
  bool is_coloured_as(const SliceLayer& layer) const;
  void colour(const SliceLayer& layer);
  void colour_labels(const SliceLayer& layer);

  vtkSmartPointer<vtkImageReslice> reslice_;
  SlicePose pose_;
  Rigid3 view_from_volume_;
  QPolygonF outline_;  ///< The image's border, cut to the picture.
  QRect box_;          ///< The pixels that were resliced: around the outline.
  QImage image_;
  bool coloured_ = false;
  SliceLayer coloured_as_;
  std::vector<QRgb> label_colours_;
};

}  // namespace transpine

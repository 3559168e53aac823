// SPDX-License-Identifier: Apache-2.0
#include "widgets/view3d/plane_actors.h"

#include <vtkActor.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkTexture.h>

#include <QPainter>
#include <algorithm>
#include <cstring>
#include <limits>

#include "widgets/view/slice_pixels.h"

namespace transpine {
namespace {

// A slice is seen from afar and at an angle, and is made while the cursor moves.
constexpr int kMostPixels = 384;

vtkNew<vtkImageData> texture_image(const QImage& picture) {
  const QImage rgb = picture.convertToFormat(QImage::Format_RGB888).mirrored();
  vtkNew<vtkImageData> image;
  image->SetDimensions(rgb.width(), rgb.height(), 1);
  image->AllocateScalars(VTK_UNSIGNED_CHAR, 3);
  const auto row_bytes = static_cast<std::size_t>(rgb.width()) * 3;
  for (int row = 0; row < rgb.height(); ++row) {
    std::memcpy(image->GetScalarPointer(0, row, 0), rgb.constScanLine(row), row_bytes);
  }
  return image;
}

// The image's box in the view, as middle and half extent.
std::pair<Eigen::Vector3d, Eigen::Vector3d> box_of(const SliceLayer& image) {
  const Grid& grid = image.volume.grid();
  Eigen::Vector3d low = Eigen::Vector3d::Constant(std::numeric_limits<double>::max());
  Eigen::Vector3d high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis) {
      const auto n = static_cast<double>(grid.size[static_cast<std::size_t>(axis)]);
      index[axis] = corner >> axis & 1 ? n - 0.5 : -0.5;
    }
    const Eigen::Vector3d p = image.view_from_volume * grid.point_from_index(index);
    low = low.cwiseMin(p);
    high = high.cwiseMax(p);
  }
  return {(low + high) / 2, (high - low) / 2};
}

}  // namespace

struct PlaneActors::Plane {
  vtkNew<vtkActor> actor;
  vtkNew<vtkPolyData> polygon;
  vtkNew<vtkTexture> texture;
  std::optional<SlicePixels> pixels;
  std::optional<double> drawn_at_mm;
  bool visible = false;
};

PlaneActors::PlaneActors(vtkRenderer* renderer) : renderer_(renderer) {
  for (const auto which : {ViewPlane::axial, ViewPlane::sagittal, ViewPlane::coronal}) {
    auto plane = std::make_unique<Plane>();
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(plane->polygon);
    plane->texture->InterpolateOn();
    plane->actor->SetMapper(mapper);
    plane->actor->SetTexture(plane->texture);
    plane->actor->GetProperty()->LightingOff();
    plane->actor->VisibilityOff();
    renderer_->AddActor(plane->actor);
    planes_[which] = std::move(plane);
  }
}

PlaneActors::~PlaneActors() = default;

void PlaneActors::set_image(const SliceLayer& image) {
  const bool same_voxels = has_image() && image.volume.data() == image_.volume.data() &&
                           image.volume.grid().same_as(image_.volume.grid(), 1e-9);
  image_ = image;
  image_.opacity = 1;
  image_.visible = true;
  for (auto& [which, plane] : planes_) {
    plane->drawn_at_mm.reset();
    if (same_voxels) continue;
    plane->pixels.reset();
    if (has_image()) plane->pixels.emplace(image_);
  }
}

void PlaneActors::set_window_level(double window, double level) {
  if (image_.window == window && image_.level == level) return;
  image_.window = window;
  image_.level = level;
  for (auto& [which, plane] : planes_) plane->drawn_at_mm.reset();
}

void PlaneActors::set_visible(ViewPlane which, bool visible) {
  planes_.at(which)->visible = visible;
}

bool PlaneActors::is_visible(ViewPlane which) const {
  return planes_.at(which)->visible;
}

bool PlaneActors::any_visible() const {
  return has_image() && std::any_of(planes_.begin(), planes_.end(),
                                    [](const auto& plane) { return plane.second->visible; });
}

void PlaneActors::update(const Eigen::Vector3d& at_mm) {
  for (auto& [which, plane] : planes_) {
    if (!plane->visible || !has_image()) {
      plane->actor->VisibilityOff();
      plane->drawn_at_mm.reset();
      continue;
    }
    const int axis = which == ViewPlane::axial ? 2 : which == ViewPlane::coronal ? 1 : 0;
    if (plane->drawn_at_mm == at_mm[axis]) continue;
    draw(which, *plane, at_mm);
    plane->drawn_at_mm = at_mm[axis];
  }
}

void PlaneActors::draw(ViewPlane which, Plane& plane, const Eigen::Vector3d& at_mm) {
  const PictureAxes axes = picture_axes(which, Eigen::Matrix3d::Identity(), {});
  const auto [middle, half] = box_of(image_);
  const double width = 2 * axes.right.cwiseAbs().dot(half);
  const double height = 2 * axes.up.cwiseAbs().dot(half);
  SlicePose pose;
  pose.right = axes.right;
  pose.down = -axes.up;
  pose.centre_mm = middle + axes.toward * axes.toward.dot(at_mm - middle);
  pose.mm_per_pixel =
      std::max(image_.volume.grid().spacing_mm.minCoeff(), std::max(width, height) / kMostPixels);
  pose.pixels = QSize(std::max(1, qCeil(width / pose.mm_per_pixel)),
                      std::max(1, qCeil(height / pose.mm_per_pixel)));
  QImage picture(pose.pixels, QImage::Format_RGB32);
  picture.fill(Qt::black);
  QPainter painter(&picture);
  plane.pixels->paint(painter, image_, pose);
  painter.end();

  const QPolygonF& outline = plane.pixels->outline();
  vtkNew<vtkPoints> points;
  vtkNew<vtkFloatArray> on_picture;
  on_picture->SetNumberOfComponents(2);
  for (const QPointF& corner : outline) {
    const Eigen::Vector3d p =
        pose.centre_mm +
        pose.mm_per_pixel * (pose.right * (corner.x() - pose.pixels.width() / 2.0) +
                             pose.down * (corner.y() - pose.pixels.height() / 2.0));
    points->InsertNextPoint(p.data());
    on_picture->InsertNextTuple2(corner.x() / pose.pixels.width(),
                                 1 - corner.y() / pose.pixels.height());
  }
  vtkNew<vtkCellArray> cells;
  cells->InsertNextCell(static_cast<int>(outline.size()));
  for (int i = 0; i < outline.size(); ++i) cells->InsertCellPoint(i);
  plane.polygon->SetPoints(points);
  plane.polygon->SetPolys(cells);
  plane.polygon->GetPointData()->SetTCoords(on_picture);
  plane.polygon->Modified();
  plane.texture->SetInputData(texture_image(picture));
  plane.actor->SetVisibility(outline.size() > 2);
}

bool PlaneActors::contains(const vtkProp* prop) const {
  return std::any_of(planes_.begin(), planes_.end(), [&](const auto& plane) {
    return static_cast<const vtkProp*>(plane.second->actor) == prop;
  });
}

}  // namespace transpine

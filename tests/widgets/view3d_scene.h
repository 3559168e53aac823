// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkAbstractCellLocator.h>
#include <vtkPolyData.h>

#include <QImage>
#include <QTest>

#include "core/surfaces/label_surfaces.h"
#include "tests/surfaces/shapes.h"
#include "widgets/view3d/mesh_data.h"
#include "widgets/view3d/surface_view.h"

namespace transpine::testing {

/// A grid of 1 mm from (10, 20, 30), with room for three balls of 10 mm one above the other.
inline Grid spine_grid() {
  Grid grid;
  grid.size = {40, 40, 90};
  grid.origin_mm = {10, 20, 30};
  return grid;
}

inline Eigen::Vector3d ball_centre(int label) {
  return {30, 40, 45 + 28.0 * (22 - label)};
}

/// Balls 20 (above), 21 and 22 (below), each 10 mm in radius, `shift` to the left.
inline Volume ball_spine(double shift_mm = 0) {
  std::vector<Ball> all;
  for (const int label : {20, 21, 22}) {
    all.push_back({ball_centre(label) + Eigen::Vector3d(shift_mm, 0, 0), 10, label});
  }
  return balls(spine_grid(), all);
}

/// A CT with bone (1000 HU) in the balls and air around.
inline Volume ball_ct() {
  const Volume labels = ball_spine();
  Volume ct(labels.grid(), ScalarType::int16);
  auto values = ct.values<std::int16_t>();
  const auto from = labels.values<std::uint16_t>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = from[i] > 0 ? 1000 : -1000;
  return ct;
}

inline void show_balls(SurfaceView& view) {
  JobContext job;
  const auto surfaces = value_or_throw(build_label_surfaces(ball_spine(), {0.5}, job));
  for (const auto& [label, mesh] : surfaces.meshes) {
    const auto data = poly_data_of(*mesh);
    view.set_surface(label, data, {}, nullptr, locator_of(data));
  }
  view.settle();
}

/// How many pixels differ from the background by more than noise, within a rectangle.
inline int drawn_pixels(const QImage& image, const QRect& part, const QColor& background) {
  int count = 0;
  for (int y = part.top(); y <= part.bottom(); ++y) {
    for (int x = part.left(); x <= part.right(); ++x) {
      const QColor c = image.pixelColor(x, y);
      count += std::abs(c.red() - background.red()) + std::abs(c.green() - background.green()) +
                   std::abs(c.blue() - background.blue()) >
               40;
    }
  }
  return count;
}

}  // namespace transpine::testing

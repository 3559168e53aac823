// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <QPolygonF>
#include <optional>
#include <vector>

class QPainter;

namespace transpine {

/// The patient's sides as a cube in the lower left corner of a 3D view, as the camera sees it.
class OrientationCube {
 public:
  /// Unit vectors of the picture in LPS.
  OrientationCube(const Eigen::Vector3d& right, const Eigen::Vector3d& up, const QRect& view);

  void paint(QPainter& painter) const;
  /// The letter of the face at a place, or 0.
  char face_at(const QPointF& place) const;

 private:
  struct Face {
    char letter;
    QPolygonF outline;
    double toward;  ///< How much it faces the viewer, 0 to 1.
  };
  std::vector<Face> faces_;  ///< Those that are seen.
};

}  // namespace transpine

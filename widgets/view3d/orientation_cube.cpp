// SPDX-License-Identifier: Apache-2.0
#include "widgets/view3d/orientation_cube.h"

#include <Eigen/Geometry>
#include <QPainter>
#include <QPainterPath>

namespace transpine {
namespace {

constexpr double kHalf_px = 15;
constexpr double kMiddle_px = 38;  // From the left and the lower edge of the view.

}  // namespace

OrientationCube::OrientationCube(const Eigen::Vector3d& right, const Eigen::Vector3d& up,
                                 const QRect& view) {
  const Eigen::Vector3d toward = right.cross(up);
  const QPointF middle(view.left() + kMiddle_px, view.bottom() - kMiddle_px);
  static constexpr char letters[3][2] = {{'R', 'L'}, {'A', 'P'}, {'I', 'S'}};
  for (int axis = 0; axis < 3; ++axis) {
    for (const int side : {0, 1}) {
      const Eigen::Vector3d normal = (side == 1 ? 1 : -1) * Eigen::Vector3d::Unit(axis);
      if (normal.dot(toward) < 0.02) continue;
      const Eigen::Vector3d u = Eigen::Vector3d::Unit((axis + 1) % 3);
      const Eigen::Vector3d v = Eigen::Vector3d::Unit((axis + 2) % 3);
      Face face{letters[axis][side], {}, normal.dot(toward)};
      for (const auto& [a, b] : {std::pair{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
        const Eigen::Vector3d corner = kHalf_px * (normal + a * u + b * v);
        face.outline << middle + QPointF(corner.dot(right), -corner.dot(up));
      }
      faces_.push_back(face);
    }
  }
}

void OrientationCube::paint(QPainter& painter) const {
  painter.save();
  QFont font = painter.font();
  font.setPixelSize(15);
  font.setBold(true);
  for (const Face& face : faces_) {
    const int gray = static_cast<int>(105 + 115 * face.toward);
    painter.setPen(QPen(QColor(60, 64, 70), 1));
    painter.setBrush(QColor(gray, gray, gray + 8));
    painter.drawPolygon(face.outline);
    if (face.toward < 0.3) continue;
    // The letter lies on its face.
    const QPointF centre = (face.outline[0] + face.outline[2]) / 2;
    QPainterPath letter;
    letter.addText(0, 0, font, QString(QChar(face.letter)));
    letter.translate(centre - letter.boundingRect().center());
    painter.fillPath(letter, QColor(20, 22, 26));
  }
  painter.restore();
}

char OrientationCube::face_at(const QPointF& place) const {
  for (const Face& face : faces_) {
    if (face.outline.containsPoint(place, Qt::OddEvenFill)) return face.letter;
  }
  return 0;
}

}  // namespace transpine

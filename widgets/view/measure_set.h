// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <QObject>
#include <QString>
#include <vector>

namespace transpine {

/// Something measured on a slice. Points are in the link's frame, in LPS millimetres.
struct Measure {
  enum class Kind {
    ruler,    ///< Two ends.
    angle,    ///< An end, the corner, the other end.
    ellipse,  ///< Two opposite corners of the box around it.
    profile   ///< Two ends of a line whose values are plotted.
  };

  Kind kind = Kind::ruler;
  std::vector<Eigen::Vector3d> p_mm = {};
  /// The picture's axes when it was drawn: an ellipse lies along them.
  Eigen::Vector3d right = Eigen::Vector3d::UnitX();
  Eigen::Vector3d down = Eigen::Vector3d::UnitY();
  QString text = {};  ///< The result, shown beside it.

  double length_mm() const { return (p_mm.back() - p_mm.front()).norm(); }
  /// The angle at the corner in degrees, 0 to 180.
  double angle_deg() const;
  /// Half axes along `right` and `down`, and the area.
  Eigen::Vector2d half_axes_mm() const;
  double area_mm2() const;
};

/// How many points complete a measure.
int point_count(Measure::Kind kind);

/// The measures of linked views.
class MeasureSet : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  const std::vector<Measure>& measures() const { return measures_; }
  int selected() const { return selected_; }

  int add(Measure measure);
  void set_point(int measure, int point, const Eigen::Vector3d& p_mm);
  void set_text(int measure, const QString& text);
  void select(int measure);
  void remove(int measure);
  void clear();

 Q_SIGNALS:
  /// Measures or their points have changed: results are to be computed again.
  void changed();
  /// Only the look has changed.
  void repainted();

 private:
  std::vector<Measure> measures_;
  int selected_ = -1;
};

}  // namespace transpine

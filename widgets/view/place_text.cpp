// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/place_text.h"

#include <QLocale>
#include <cmath>

namespace transpine {

QString side_text(double mm, int axis) {
  static constexpr char kSides[3][2] = {{'L', 'R'}, {'P', 'A'}, {'S', 'I'}};
  const char letter = kSides[axis][mm >= 0 ? 0 : 1];
  return QLatin1Char(letter) + QStringLiteral(" ") + QLocale().toString(std::abs(mm), 'f', 1);
}

QString place_text(const Eigen::Vector3d& p_mm) {
  return side_text(p_mm.x(), 0) + "  " + side_text(p_mm.y(), 1) + "  " + side_text(p_mm.z(), 2);
}

}  // namespace transpine

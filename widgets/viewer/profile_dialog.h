// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "widgets/viewer/measure_text.h"

class QCheckBox;

namespace transpine {

class ChartView;

/// Line profiles of several images in one plot. Images without a common unit are drawn as shares of
/// their own range.
class ProfileDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ProfileDialog(QWidget* parent = nullptr);

  void set_curves(const std::vector<ProfileCurve>& curves);
  const std::vector<ProfileCurve>& curves() const { return curves_; }
  /// The curves as text: distance and value of each image, one row a place.
  QString csv() const;

 private:
  void draw();

  std::vector<ProfileCurve> curves_;
  ChartView* plot_;
  QCheckBox* scaled_;
};

}  // namespace transpine

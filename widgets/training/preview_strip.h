// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

#include "core/training/train_run.h"

namespace transpine {

/// Validation slices side by side: MR, synthetic CT, CT and their difference for each case; of a
/// segmenter the CT, the parts that it found, the true ones and where they differ.
class PreviewStrip : public QWidget {
  Q_OBJECT

 public:
  explicit PreviewStrip(QWidget* parent = nullptr);
  void show_previews(const std::vector<TrainPreview>& previews, bool of_segmenter = false);
  int case_count() const { return static_cast<int>(cases_.size()); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Case {
    QString subject;
    QImage mr, synthetic_ct, ct, difference;
  };
  std::vector<Case> cases_;
  bool of_segmenter_ = false;
};

/// Grey levels from `low` (black) to `high` (white).
QImage gray_image(const FloatImage& image, float low, float high);

}  // namespace transpine

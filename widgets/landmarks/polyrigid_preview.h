// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include "core/registration/polyrigid_file.h"

namespace transpine {

class Backend;

/// The CT on the MR's grid through a polyrigid transform, made in the background once the points
/// have rested for a moment. Slices place an image by one rigid transform alone, so this one is
/// resampled.
class PolyrigidPreview : public QObject {
  Q_OBJECT

 public:
  PolyrigidPreview(Backend* backend, QObject* parent = nullptr);

  /// Replaces what was asked for before.
  void request(const PolyrigidParts& parts, const Volume& ct, const Grid& mr);
  void cancel();

 Q_SIGNALS:
  void ready(const Volume& ct_on_mr);

 private:
  void start();

  Backend* backend_;
  QTimer rest_;
  PolyrigidParts parts_;
  Volume ct_;
  Grid mr_;
  int job_ = 0;
  int generation_ = 0;
};

}  // namespace transpine

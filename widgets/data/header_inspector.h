// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTreeWidget>

#include "widgets/session/shown_image.h"

namespace transpine {

/// What an image's header says, with what is wrong about it at the top.
class HeaderInspector : public QTreeWidget {
  Q_OBJECT

 public:
  explicit HeaderInspector(QWidget* parent = nullptr);
  /// Null clears it.
  void show_image(const ShownImagePtr& image);
};

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTreeWidget>

#include "core/image/header_report.h"
#include "widgets/session/shown_image.h"

namespace transpine {

/// What an image's header says, with what is odd about it at the top: the same as `transpine info`
/// prints. A right click copies it as text.
class HeaderInspector : public QTreeWidget {
  Q_OBJECT

 public:
  explicit HeaderInspector(QWidget* parent = nullptr);
  /// Null clears it.
  void show_image(const ShownImagePtr& image);
  void show_report(const HeaderReport& report);
  QString text() const { return text_; }

 private:
  QString text_;
};

}  // namespace transpine

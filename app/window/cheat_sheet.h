// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QTextBrowser;

namespace transpine {

class ActionCatalogue;

/// All keys and mouse gestures as they are now, on one page.
class CheatSheet : public QDialog {
  Q_OBJECT

 public:
  CheatSheet(ActionCatalogue* catalogue, QWidget* parent = nullptr);

  QString text() const;

 private:
  QTextBrowser* page_;
};

}  // namespace transpine

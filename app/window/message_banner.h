// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QLabel;

namespace transpine {

/// The last error or warning above the workspace: what happened and what to do. It never stops the
/// user from working on.
class MessageBanner : public QFrame {
  Q_OBJECT

 public:
  explicit MessageBanner(QWidget* parent = nullptr);

  void show_error(const QString& title, const QString& remedy);
  void show_warning(const QString& text);
  QString text() const;

 private:
  void show_text(const QString& html, const QColor& colour);

  QLabel* label_;
};

}  // namespace transpine

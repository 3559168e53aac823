// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>
#include <functional>

class QLabel;
class QPushButton;

namespace transpine {

/// The last error or warning above the workspace: what happened and what to do. It never stops the
/// user from working on.
class MessageBanner : public QFrame {
  Q_OBJECT

 public:
  explicit MessageBanner(QWidget* parent = nullptr);

  void show_error(const QString& title, const QString& remedy);
  void show_warning(const QString& text);
  /// A line with a button that does what it says and ends the message.
  void show_question(const QString& text, const QString& button, std::function<void()> answer);
  QString text() const;

 private:
  void show_text(const QString& html, const QColor& colour);

  QLabel* label_;
  QPushButton* button_;
  std::function<void()> answer_;
};

}  // namespace transpine

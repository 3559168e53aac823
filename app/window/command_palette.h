// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QList>
#include <QPointer>

class QAction;
class QLineEdit;
class QListWidget;

namespace transpine {

class ActionCatalogue;

/// How well the letters of `pattern` occur in `text` in their order: greater is better, below 0
/// they do not. Letters that follow each other or begin a word count more.
int fuzzy_score(const QString& pattern, const QString& text);

/// Starts any action of the window that can be started now, by a few letters of its name.
class CommandPalette : public QDialog {
  Q_OBJECT

 public:
  CommandPalette(ActionCatalogue* catalogue, QWidget* window);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void search(const QString& pattern);
  void start_chosen();

  QList<QPointer<QAction>> actions_;
  QLineEdit* pattern_;
  QListWidget* list_;
};

}  // namespace transpine

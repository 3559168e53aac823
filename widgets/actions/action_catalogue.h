// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>

namespace transpine {

/// One action that has a name, and the keys it came with.
struct CatalogueEntry {
  QPointer<QAction> action;
  QList<QKeySequence> default_shortcuts;

  QString name() const { return action->objectName(); }
  /// Without the mark of the menu key.
  QString text() const;
  bool is_changed() const { return action->shortcuts() != default_shortcuts; }
};

/// All named actions below a window: their shortcuts as the user wants them, kept on this machine
/// (QSettings "shortcuts/<name>"). Lives in the UI thread.
class ActionCatalogue : public QObject {
  Q_OBJECT

 public:
  explicit ActionCatalogue(QWidget* window);

  /// Takes in actions that are new since the last call and gives them the user's shortcuts. Call it
  /// when a part of the window has been made.
  void refresh();
  /// Sorted by text; one entry for a name that several views give their actions.
  QList<CatalogueEntry> entries();

  /// Sets and saves; an empty sequence means no key.
  void set_shortcut(const QString& name, const QKeySequence& shortcut);
  void reset(const QString& name);
  void reset_all();
  /// The other actions that answer to the same key where both can be reached: same widget, or one
  /// inside the other's.
  QList<QAction*> conflicts(const QString& name, const QKeySequence& shortcut);

 Q_SIGNALS:
  void shortcuts_changed();

 private:
  QWidget* window_;
  QList<CatalogueEntry> entries_;
};

}  // namespace transpine

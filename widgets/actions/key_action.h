// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QWidget>

namespace transpine {

/// Property of a widget that takes its keys in QEvent::ShortcutOverride, so that they come before
/// those of the panes around it.
inline constexpr char kTakesKeysFirst[] = "takes_keys_first";

/// An action of `owner` that a key starts while the keyboard is on `owner` or inside it.
///
/// Every key of the window is a QAction with a name ("register.next_missing"), a text and a
/// shortcut: the shortcut editor, the command palette and the cheat sheet find it by these. The
/// name is what a changed shortcut is saved under, so it stays the same for good. An action in a
/// menu or on a tool bar needs a name and a text, nothing else.
template <class Slot>
QAction* add_key_action(QWidget* owner, const char* name, const QString& text,
                        const QKeySequence& shortcut, Slot slot) {
  auto* action = new QAction(text, owner);
  action->setObjectName(QString::fromLatin1(name));
  action->setShortcut(shortcut);
  action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  QObject::connect(action, &QAction::triggered, owner, slot);
  owner->addAction(action);
  return action;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/actions/action_catalogue.h"

#include <QRegularExpression>
#include <QSet>
#include <QSettings>
#include <QWidget>
#include <algorithm>

#include "widgets/actions/key_action.h"

namespace transpine {
namespace {

QString settings_key(const QString& name) {
  return "shortcuts/" + name;
}

/// Whether a key would be ambiguous between two actions. An action for a widget and its children
/// meets only those of widgets above and below it; all others meet everywhere in the window. A
/// widget that takes its keys first meets nothing around it.
bool share_reach(const QAction& a, const QAction& b) {
  const auto scope = [](const QAction& action) -> QWidget* {
    if (action.shortcutContext() != Qt::WidgetWithChildrenShortcut &&
        action.shortcutContext() != Qt::WidgetShortcut) {
      return nullptr;
    }
    return qobject_cast<QWidget*>(action.parent());
  };
  QWidget* first = scope(a);
  QWidget* second = scope(b);
  const auto keeps_to_itself = [](const QWidget* widget) {
    return widget && widget->property(kTakesKeysFirst).toBool();
  };
  if (first != second && (keeps_to_itself(first) || keeps_to_itself(second))) return false;
  if (!first || !second) return true;
  return first == second || first->isAncestorOf(second) || second->isAncestorOf(first);
}

}  // namespace

QString CatalogueEntry::text() const {
  return action->text().remove(QRegularExpression("&(?!&)"));
}

ActionCatalogue::ActionCatalogue(QWidget* window) : QObject(window), window_(window) {}

void ActionCatalogue::refresh() {
  entries_.removeIf([](const CatalogueEntry& entry) { return !entry.action; });
  const QSettings settings;
  for (QAction* action : window_->findChildren<QAction*>()) {
    // Qt's own actions have names that begin so, or no text.
    if (action->objectName().isEmpty() || action->objectName().startsWith('_') ||
        action->text().isEmpty()) {
      continue;
    }
    const bool known = std::any_of(entries_.begin(), entries_.end(),
                                   [&](const auto& entry) { return entry.action == action; });
    if (known) continue;
    entries_.append({action, action->shortcuts()});
    const QVariant saved = settings.value(settings_key(action->objectName()));
    if (saved.isValid()) {
      action->setShortcuts(
          QKeySequence::listFromString(saved.toString(), QKeySequence::PortableText));
    }
  }
}

QList<CatalogueEntry> ActionCatalogue::entries() {
  refresh();
  QList<CatalogueEntry> sorted;
  QSet<QString> names;
  // Views of a kind each have the same actions: one entry for all of them, of a view that is seen.
  for (const bool seen : {true, false}) {
    for (const CatalogueEntry& entry : entries_) {
      const auto* owner = qobject_cast<const QWidget*>(entry.action->parent());
      if ((!owner || owner->isVisible()) != seen || names.contains(entry.name())) continue;
      names.insert(entry.name());
      sorted.append(entry);
    }
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return QString::localeAwareCompare(a.text(), b.text()) < 0;
  });
  return sorted;
}

void ActionCatalogue::set_shortcut(const QString& name, const QKeySequence& shortcut) {
  for (CatalogueEntry& entry : entries_) {
    if (!entry.action || entry.name() != name) continue;
    entry.action->setShortcuts(shortcut.isEmpty() ? QList<QKeySequence>() : QList{shortcut});
    QSettings().setValue(settings_key(name), shortcut.toString(QKeySequence::PortableText));
  }
  Q_EMIT shortcuts_changed();
}

void ActionCatalogue::reset(const QString& name) {
  for (CatalogueEntry& entry : entries_) {
    if (entry.action && entry.name() == name) entry.action->setShortcuts(entry.default_shortcuts);
  }
  QSettings().remove(settings_key(name));
  Q_EMIT shortcuts_changed();
}

void ActionCatalogue::reset_all() {
  for (CatalogueEntry& entry : entries_) {
    if (entry.action) entry.action->setShortcuts(entry.default_shortcuts);
  }
  QSettings().remove("shortcuts");
  Q_EMIT shortcuts_changed();
}

QList<QAction*> ActionCatalogue::conflicts(const QString& name, const QKeySequence& shortcut) {
  QList<QAction*> found;
  if (shortcut.isEmpty()) return found;
  const QList<CatalogueEntry> all = entries();
  const auto self =
      std::find_if(all.begin(), all.end(), [&](const auto& entry) { return entry.name() == name; });
  if (self == all.end()) return found;
  for (const CatalogueEntry& entry : all) {
    if (entry.name() == name || !entry.action->shortcuts().contains(shortcut)) continue;
    if (share_reach(*self->action, *entry.action)) found.append(entry.action);
  }
  return found;
}

}  // namespace transpine

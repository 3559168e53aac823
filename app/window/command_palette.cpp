// SPDX-License-Identifier: Apache-2.0
#include "app/window/command_palette.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/actions/action_catalogue.h"

namespace transpine {
namespace {

/// An action of a workspace that is not shown would act unseen.
bool can_start(const QAction* action) {
  if (!action->isEnabled() || !action->isVisible()) return false;
  const auto* owner = qobject_cast<const QWidget*>(action->parent());
  return !owner || owner->isVisible() || owner->inherits("QMenu");
}

}  // namespace

int fuzzy_score(const QString& pattern, const QString& text) {
  int score = 0;
  qsizetype at = -1;
  for (const QChar letter : pattern) {
    if (letter.isSpace()) continue;
    const qsizetype next = text.indexOf(letter, at + 1, Qt::CaseInsensitive);
    if (next < 0) return -1;
    const bool begins_word = next == 0 || !text[next - 1].isLetterOrNumber();
    score += begins_word ? 8 : 1;
    if (next == at + 1) score += 5;
    at = next;
  }
  // Among equals the shorter name.
  return 100 * score - static_cast<int>(text.size());
}

CommandPalette::CommandPalette(ActionCatalogue* catalogue, QWidget* window) : QDialog(window) {
  setObjectName("command_palette");
  setWindowTitle(tr("Commands"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(560, 420);
  for (const CatalogueEntry& entry : catalogue->entries()) {
    if (entry.action && can_start(entry.action)) actions_ << entry.action;
  }
  pattern_ = new QLineEdit(this);
  pattern_->setObjectName("palette_pattern");
  pattern_->setPlaceholderText(tr("Type some letters of a command"));
  pattern_->installEventFilter(this);
  list_ = new QListWidget(this);
  list_->setObjectName("palette_list");
  list_->setAccessibleName(tr("Commands"));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(pattern_);
  layout->addWidget(list_, 1);
  connect(pattern_, &QLineEdit::textChanged, this, &CommandPalette::search);
  connect(pattern_, &QLineEdit::returnPressed, this, &CommandPalette::start_chosen);
  connect(list_, &QListWidget::itemActivated, this, &CommandPalette::start_chosen);
  search({});
}

void CommandPalette::search(const QString& pattern) {
  QList<std::pair<int, int>> fits;
  for (int i = 0; i < actions_.size(); ++i) {
    if (!actions_[i]) continue;
    const int score = fuzzy_score(pattern, actions_[i]->text().remove('&'));
    if (score >= 0 || pattern.trimmed().isEmpty()) fits.append({score, i});
  }
  if (!pattern.trimmed().isEmpty()) {
    std::stable_sort(fits.begin(), fits.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
  }
  list_->clear();
  for (const auto& [score, i] : fits) {
    const QString keys = actions_[i]->shortcut().toString(QKeySequence::NativeText);
    const QString text = actions_[i]->text().remove('&');
    auto* item =
        new QListWidgetItem(keys.isEmpty() ? text : tr("%1   (%2)").arg(text, keys), list_);
    item->setData(Qt::UserRole, i);
  }
  list_->setCurrentRow(0);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp ||
        key == Qt::Key_PageDown) {
      QCoreApplication::sendEvent(list_, event);
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

void CommandPalette::start_chosen() {
  const QListWidgetItem* item = list_->currentItem();
  const QPointer<QAction> action = item ? actions_[item->data(Qt::UserRole).toInt()] : nullptr;
  close();
  // After the palette is gone: what the action opens takes the keyboard.
  QTimer::singleShot(0, parentWidget(), [action] {
    if (action) action->trigger();
  });
}

}  // namespace transpine

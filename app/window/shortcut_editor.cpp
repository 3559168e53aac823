// SPDX-License-Identifier: Apache-2.0
#include "app/window/shortcut_editor.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "widgets/actions/action_catalogue.h"
#include "widgets/view/mouse_gestures.h"

namespace transpine {
namespace {

constexpr int kNameRole = Qt::UserRole;

QString keys_text(const QAction* action) {
  return QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText);
}

}  // namespace

ShortcutEditor::ShortcutEditor(ActionCatalogue* catalogue, QWidget* parent)
    : QDialog(parent), catalogue_(catalogue) {
  setObjectName("shortcut_editor");
  setWindowTitle(tr("Shortcuts"));
  resize(720, 600);
  search_ = new QLineEdit(this);
  search_->setObjectName("shortcut_search");
  search_->setPlaceholderText(tr("Search for an action or a key"));
  search_->setClearButtonEnabled(true);
  list_ = new QTreeWidget(this);
  list_->setObjectName("shortcut_list");
  list_->setAccessibleName(tr("Actions"));
  list_->setHeaderLabels({tr("Action"), tr("Keys"), tr("Default")});
  list_->setRootIsDecorated(false);
  list_->setAlternatingRowColors(true);
  keys_ = new QKeySequenceEdit(this);
  keys_->setObjectName("shortcut_keys");
  set_ = new QPushButton(tr("Set"), this);
  set_->setObjectName("shortcut_set");
  reset_ = new QPushButton(tr("Reset"), this);
  reset_->setObjectName("shortcut_reset");
  auto* reset_all = new QPushButton(tr("Reset All"), this);
  reset_all->setObjectName("shortcut_reset_all");
  auto* close = new QPushButton(tr("Close"), this);
  conflict_ = new QLabel(this);
  conflict_->setObjectName("shortcut_conflict");
  conflict_->setWordWrap(true);
  for (QPushButton* button : {set_, reset_, reset_all, close}) button->setAutoDefault(false);

  auto* row = new QHBoxLayout;
  row->addWidget(new QLabel(tr("New keys:"), this));
  row->addWidget(keys_, 1);
  row->addWidget(set_);
  row->addWidget(reset_);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(reset_all);
  bottom->addStretch(1);
  bottom->addWidget(close);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(search_);
  layout->addWidget(list_, 1);
  layout->addLayout(row);
  layout->addWidget(conflict_);
  layout->addLayout(bottom);

  connect(search_, &QLineEdit::textChanged, this, &ShortcutEditor::apply_search);
  connect(list_, &QTreeWidget::currentItemChanged, this, &ShortcutEditor::show_chosen);
  connect(keys_, &QKeySequenceEdit::keySequenceChanged, this, [this] {
    QStringList others;
    for (const QAction* other : catalogue_->conflicts(chosen_name(), keys_->keySequence())) {
      others << other->text().remove('&');
    }
    conflict_->setText(others.isEmpty()
                           ? QString()
                           : tr("⚠ Also the key of: %1. Neither would work; set another first.")
                                 .arg(others.join(", ")));
    set_->setEnabled(others.isEmpty() && !chosen_name().isEmpty());
  });
  connect(set_, &QPushButton::clicked, this, &ShortcutEditor::set_keys);
  connect(reset_, &QPushButton::clicked, this, [this] {
    catalogue_->reset(chosen_name());
    fill();
  });
  connect(reset_all, &QPushButton::clicked, this, [this] {
    catalogue_->reset_all();
    fill();
  });
  connect(close, &QPushButton::clicked, this, &QDialog::close);
  fill();
}

void ShortcutEditor::fill() {
  const QString before = chosen_name();
  list_->clear();
  for (const CatalogueEntry& entry : catalogue_->entries()) {
    auto* item = new QTreeWidgetItem(
        list_, {entry.text(), keys_text(entry.action),
                QKeySequence::listToString(entry.default_shortcuts, QKeySequence::NativeText)});
    item->setData(0, kNameRole, entry.name());
    item->setToolTip(0, entry.name());
    QFont font = item->font(1);
    font.setBold(entry.is_changed());
    item->setFont(1, font);
    if (entry.name() == before) list_->setCurrentItem(item);
  }
  for (const auto& [gesture, effect] : mouse_gestures()) {
    auto* item = new QTreeWidgetItem(list_, {effect, gesture, tr("mouse")});
    item->setFlags(Qt::ItemIsEnabled);
  }
  list_->header()->resizeSections(QHeaderView::ResizeToContents);
  apply_search();
  show_chosen();
}

void ShortcutEditor::apply_search() {
  const QString text = search_->text();
  for (int i = 0; i < list_->topLevelItemCount(); ++i) {
    QTreeWidgetItem* item = list_->topLevelItem(i);
    const bool fits = item->text(0).contains(text, Qt::CaseInsensitive) ||
                      item->text(1).contains(text, Qt::CaseInsensitive);
    item->setHidden(!fits);
  }
}

QString ShortcutEditor::chosen_name() const {
  const QTreeWidgetItem* item = list_->currentItem();
  return item ? item->data(0, kNameRole).toString() : QString();
}

void ShortcutEditor::show_chosen() {
  const QString name = chosen_name();
  keys_->setEnabled(!name.isEmpty());
  reset_->setEnabled(!name.isEmpty());
  conflict_->clear();
  keys_->clear();
  set_->setEnabled(false);
}

void ShortcutEditor::set_keys() {
  const QString name = chosen_name();
  if (name.isEmpty()) return;
  catalogue_->set_shortcut(name, keys_->keySequence());
  fill();
}

}  // namespace transpine

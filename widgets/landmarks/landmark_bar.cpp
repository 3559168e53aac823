// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_bar.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>

#include "core/landmarks/spine_labels.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/subregion_text.h"

namespace transpine {

LandmarkBar::LandmarkBar(LandmarkEditor* editor, QWidget* scope)
    : QToolBar(scope),
      editor_(editor),
      edit_mode_(new QPushButton(tr("Edit Points"), this)),
      vertebra_(new QComboBox(this)),
      kind_(new QComboBox(this)) {
  edit_mode_->setObjectName("edit_points");
  edit_mode_->setCheckable(true);
  edit_mode_->setToolTip(
      tr("Click places the chosen point, dragging moves one. Outside this mode "
         "points cannot move. Shortcut: L; Esc leaves."));
  connect(edit_mode_, &QPushButton::toggled, this, &LandmarkBar::editing_changed);
  addWidget(edit_mode_);
  add_point_choice();
  addSeparator();
  add_actions(scope);
  addSeparator();
  add_kinds_used();
  add_shortcuts(scope);
}

void LandmarkBar::add_point_choice() {
  vertebra_->setObjectName("vertebra_choice");
  for (const int id : vertebrae_in_range("C1-L6,S").value_or(std::vector<int>{})) {
    vertebra_->addItem(QString::fromStdString(vertebra_name(id)), id);
  }
  vertebra_->setCurrentIndex(vertebra_->findData(vertebra::kL1));
  kind_->setObjectName("kind_choice");
  kind_->addItem(subregion_text(subregion::kBody), subregion::kBody);
  kind_->addItem(subregion_text(subregion::kSpinousProcess), subregion::kSpinousProcess);
  addWidget(new QLabel("  " + tr("Point:") + " ", this));
  addWidget(vertebra_);
  addWidget(kind_);
}

void LandmarkBar::add_actions(QWidget* scope) {
  connect(addAction(tr("From Masks")), &QAction::triggered, this,
          &LandmarkBar::from_masks_requested);
  connect(addAction(tr("Export CT on MR Grid…")), &QAction::triggered, this,
          &LandmarkBar::export_ct_requested);
  addSeparator();
  QAction* undo = editor_->undo_stack()->createUndoAction(this, tr("Undo"));
  undo->setShortcut(QKeySequence::Undo);
  QAction* redo = editor_->undo_stack()->createRedoAction(this, tr("Redo"));
  redo->setShortcut(QKeySequence::Redo);
  for (QAction* action : {undo, redo}) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    scope->addAction(action);
    addAction(action);
  }
}

void LandmarkBar::add_kinds_used() {
  auto* kinds_used = new QComboBox(this);
  kinds_used->setObjectName("kinds_used");
  kinds_used->addItem(tr("all points"));
  kinds_used->addItem(tr("bodies and spinous processes"));
  kinds_used->addItem(tr("bodies alone"));
  connect(kinds_used, &QComboBox::currentIndexChanged, this, [this](int index) {
    static const std::vector<int> choices[] = {
        {}, {subregion::kBody, subregion::kSpinousProcess}, {subregion::kBody}};
    Q_EMIT points_chosen();
    editor_->set_subregions(choices[index]);
  });
  kinds_used->setCurrentIndex(1);
  addWidget(new QLabel(tr("Register with:") + " ", this));
  addWidget(kinds_used);
}

void LandmarkBar::add_shortcuts(QWidget* scope) {
  const auto shortcut = [&](const QKeySequence& keys, auto action) {
    auto* key = new QShortcut(keys, scope);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, action);
  };
  shortcut(Qt::Key_L, [this] { edit_mode_->toggle(); });
  shortcut(Qt::Key_Escape, [this] { edit_mode_->setChecked(false); });
  shortcut(Qt::Key_Space, [this] { advance_to_next_missing(); });
  shortcut(Qt::Key_Delete, [this] { editor_->remove(active_key()); });
}

bool LandmarkBar::is_editing() const {
  return edit_mode_->isChecked();
}

LandmarkKey LandmarkBar::active_key() const {
  return {vertebra_->currentData().toInt(), kind_->currentData().toInt()};
}

void LandmarkBar::set_active_key(LandmarkKey key) {
  vertebra_->setCurrentIndex(vertebra_->findData(key.vertebra));
  if (kind_->findData(key.subregion) < 0) {
    kind_->addItem(subregion_text(key.subregion), key.subregion);
  }
  kind_->setCurrentIndex(kind_->findData(key.subregion));
  Q_EMIT active_key_changed(key);
}

void LandmarkBar::advance_to_next_missing() {
  const auto missing = [this](LandmarkKey key) {
    return !editor_->document().mr.contains(key) || !editor_->document().ct.contains(key);
  };
  const LandmarkKey key = active_key();
  const LandmarkKey partner{key.vertebra, key.subregion == subregion::kBody
                                              ? subregion::kSpinousProcess
                                              : subregion::kBody};
  if (missing(partner)) {
    set_active_key(partner);
    return;
  }
  const int next = vertebra_->currentIndex() + 1;
  for (int i = 0; i < vertebra_->count(); ++i) {
    const int id = vertebra_->itemData((next + i) % vertebra_->count()).toInt();
    for (const int kind : {subregion::kBody, subregion::kSpinousProcess}) {
      if (!missing({id, kind})) continue;
      set_active_key({id, kind});
      return;
    }
  }
}

}  // namespace transpine

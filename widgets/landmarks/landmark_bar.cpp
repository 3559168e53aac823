// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_bar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QUndoView>
#include <algorithm>

#include "core/landmarks/next_point.h"
#include "core/landmarks/spine_labels.h"
#include "widgets/actions/key_action.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/subregion_text.h"

namespace transpine {
namespace {

constexpr double kTrimFraction = 0.25;

std::vector<std::vector<int>> kind_choices() {
  return {{}, {subregion::kBody, subregion::kSpinousProcess}, {subregion::kBody}};
}

/// An entry with a name, by which the shortcut editor and the command palette find it.
QAction* added(QMenu* menu, const char* name, const QString& text) {
  QAction* action = menu->addAction(text);
  action->setObjectName(QString::fromLatin1(name));
  return action;
}

QToolButton* menu_button(const QString& text, QMenu* menu, QToolBar* bar) {
  auto* button = new QToolButton(bar);
  button->setText(text);
  button->setMenu(menu);
  button->setPopupMode(QToolButton::InstantPopup);
  button->setToolButtonStyle(Qt::ToolButtonTextOnly);
  return button;
}

}  // namespace

LandmarkBar::LandmarkBar(LandmarkEditor* editor, QWidget* scope)
    : QToolBar(scope),
      editor_(editor),
      edit_mode_(new QPushButton(tr("Edit Points"), this)),
      vertebra_(new QComboBox(this)),
      kind_(new QComboBox(this)),
      kinds_used_(new QComboBox(this)),
      model_(new QComboBox(this)),
      trim_(new QCheckBox(tr("Set aside outliers"), this)),
      range_(vertebrae_in_range("C1-S").value_or(std::vector<int>{})) {
  edit_mode_->setObjectName("edit_points");
  edit_mode_->setCheckable(true);
  edit_mode_->setToolTip(
      tr("Click places the chosen point, dragging and arrow keys move one (Shift: ten voxels). "
         "Outside this mode points cannot move. Shortcut: L; Esc leaves."));
  connect(edit_mode_, &QPushButton::toggled, this, &LandmarkBar::editing_changed);
  addWidget(edit_mode_);
  add_point_choice();
  after_point_choice_ = addSeparator();
  add_points_menu();
  add_transform_menu();
  addSeparator();
  add_undo(scope);
  addSeparator();
  add_registration_choice();
  addSeparator();
  surfaces_ = addAction(tr("3D"));
  surfaces_->setObjectName("register.surfaces");
  surfaces_->setCheckable(true);
  surfaces_->setToolTip(
      tr("Shows the vertebrae of both images in 3D; those of the CT are registered."));
  connect(surfaces_, &QAction::toggled, this, &LandmarkBar::surfaces_toggled);
  add_shortcuts(scope);
  connect(editor_, &LandmarkEditor::changed, this, &LandmarkBar::show_choice);
  show_choice();
}

void LandmarkBar::add_point_choice() {
  vertebra_->setObjectName("vertebra_choice");
  auto levels = vertebrae_in_range("C1-L6,S").value_or(std::vector<int>{});
  levels.insert(std::find(levels.begin(), levels.end(), vertebra::kL1), vertebra::kT13);
  for (const int id : levels) {
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

void LandmarkBar::add_points_menu() {
  auto* menu = new QMenu(this);
  connect(added(menu, "register.from_masks", tr("From Masks")), &QAction::triggered, this,
          &LandmarkBar::from_masks_requested);
  connect(added(menu, "register.import_points", tr("Import Points…")), &QAction::triggered, this,
          &LandmarkBar::import_points_requested);
  connect(added(menu, "register.export_points", tr("Export Points…")), &QAction::triggered, this,
          &LandmarkBar::export_points_requested);
  menu->addSeparator();
  connect(added(menu, "register.snap_to_label", tr("Snap to the Label's Centre")),
          &QAction::triggered, this, &LandmarkBar::snap_to_label_requested);
  const std::pair<QString, SnapTo> targets[] = {
      {tr("Snap to the Brightest Place"), SnapTo::brightest},
      {tr("Snap to the Darkest Place"), SnapTo::darkest},
      {tr("Snap to the Bright Centre"), SnapTo::centroid}};
  for (const auto& [text, target] : targets) {
    connect(menu->addAction(text), &QAction::triggered, this,
            [this, target = target] { Q_EMIT snap_requested(target); });
  }
  connect(added(menu, "register.snap_radius", tr("Snap Radius…")), &QAction::triggered, this,
          [this] {
            snap_radius_mm_ = QInputDialog::getDouble(
                this, tr("Snap Radius"), tr("Points snap to places up to this far away (mm):"),
                snap_radius_mm_, 1, 50, 1);
          });
  menu->addSeparator();
  add_level_actions(menu);
  menu->addSeparator();
  connect(added(menu, "register.undo_history", tr("Undo History")), &QAction::triggered, this,
          &LandmarkBar::show_history);
  addWidget(menu_button(tr("Points"), menu, this));
}

void LandmarkBar::add_level_actions(QMenu* menu) {
  struct Shift {
    QString text;
    int levels;
    bool in_mr, in_ct;
  };
  const Shift shifts[] = {{tr("Rename All Levels One Down"), 1, true, true},
                          {tr("Rename All Levels One Up"), -1, true, true},
                          {tr("Rename MR Levels One Down"), 1, true, false},
                          {tr("Rename MR Levels One Up"), -1, true, false},
                          {tr("Rename CT Levels One Down"), 1, false, true},
                          {tr("Rename CT Levels One Up"), -1, false, true}};
  auto* levels = menu->addMenu(tr("Levels"));
  for (const Shift& shift : shifts) {
    connect(levels->addAction(shift.text), &QAction::triggered, this,
            [this, shift] { shift_levels(shift.levels, shift.in_mr, shift.in_ct); });
  }
  connect(added(menu, "register.levels_to_place", tr("Levels to Place…")), &QAction::triggered,
          this, &LandmarkBar::ask_range);
}

void LandmarkBar::add_transform_menu() {
  auto* menu = new QMenu(this);
  connect(added(menu, "register.export_ct", tr("Export CT on MR Grid…")), &QAction::triggered, this,
          &LandmarkBar::export_ct_requested);
  connect(added(menu, "register.export_transform", tr("Export Transform…")), &QAction::triggered,
          this, &LandmarkBar::export_transform_requested);
  connect(added(menu, "register.import_transform", tr("Import Transform…")), &QAction::triggered,
          this, &LandmarkBar::import_transform_requested);
  menu->addSeparator();
  connect(added(menu, "register.register_all", tr("Register All Subjects…")), &QAction::triggered,
          this, &LandmarkBar::register_all_requested);
  addWidget(menu_button(tr("Transform"), menu, this));
}

void LandmarkBar::add_undo(QWidget* scope) {
  QAction* undo = editor_->undo_stack()->createUndoAction(this, tr("Undo"));
  undo->setObjectName("register.undo");
  undo->setShortcut(QKeySequence::Undo);
  QAction* redo = editor_->undo_stack()->createRedoAction(this, tr("Redo"));
  redo->setObjectName("register.redo");
  redo->setShortcut(QKeySequence::Redo);
  // The names of steps, which change, would move the rest of the bar.
  undo->setIconText(tr("Undo"));
  redo->setIconText(tr("Redo"));
  for (QAction* action : {undo, redo}) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    scope->addAction(action);
    auto* button = new QToolButton(this);
    button->setText(action == undo ? tr("Undo") : tr("Redo"));
    button->setEnabled(action->isEnabled());
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button, [button, action] {
      button->setEnabled(action->isEnabled());
      button->setToolTip(action->text());
    });
    addWidget(button);
  }
}

void LandmarkBar::add_registration_choice() {
  kinds_used_->setObjectName("kinds_used");
  kinds_used_->addItem(tr("all points"));
  kinds_used_->addItem(tr("bodies and spinous processes"));
  kinds_used_->addItem(tr("bodies alone"));
  model_->setObjectName("registration_model");
  model_->addItem(tr("rigid"));
  model_->addItem(tr("each vertebra"));
  model_->setToolTip(
      tr("Rigid: one motion for the whole spine, as in the paper. Each vertebra: its own motion, "
         "blended smoothly in between, where the spine is bent otherwise in the two scans."));
  trim_->setObjectName("trim_outliers");
  trim_->setToolTip(
      tr("Up to a quarter of the pairs, those that fit the rest far worse, do not "
         "count. They stay in the table as set aside."));
  addWidget(new QLabel(tr("Register with:") + " ", this));
  addWidget(kinds_used_);
  addWidget(model_);
  addWidget(trim_);
  connect(kinds_used_, &QComboBox::currentIndexChanged, this, &LandmarkBar::take_choice);
  connect(model_, &QComboBox::currentIndexChanged, this, &LandmarkBar::take_choice);
  connect(trim_, &QCheckBox::toggled, this, &LandmarkBar::take_choice);
}

void LandmarkBar::take_choice() {
  const auto kinds = kind_choices().at(static_cast<std::size_t>(kinds_used_->currentIndex()));
  editor_->set_choice(
      {kinds, model_->currentIndex() == 1, trim_->isChecked() ? kTrimFraction : 0.0});
}

void LandmarkBar::show_choice() {
  const QSignalBlocker quiet_kinds(kinds_used_), quiet_model(model_), quiet_trim(trim_);
  const RegistrationChoice choice = editor_->choice();
  const auto kinds = kind_choices();
  const auto at = std::find(kinds.begin(), kinds.end(), choice.subregions);
  kinds_used_->setCurrentIndex(at == kinds.end() ? 0 : static_cast<int>(at - kinds.begin()));
  model_->setCurrentIndex(choice.by_vertebra ? 1 : 0);
  trim_->setChecked(choice.trim_fraction > 0);
}

void LandmarkBar::add_shortcuts(QWidget* scope) {
  add_key_action(scope, "register.edit_points", tr("Edit Points"), Qt::Key_L,
                 [this] { edit_mode_->toggle(); });
  add_key_action(scope, "register.leave_editing", tr("Leave Edit Mode"), Qt::Key_Escape,
                 [this] { edit_mode_->setChecked(false); });
  // Their buttons stand beside the choice of the point.
  for (QAction* action : {add_key_action(scope, "register.next_missing", tr("Next Missing Point"),
                                         Qt::Key_Space, [this] { advance_to_next_missing(); }),
                          add_key_action(scope, "register.next_level", tr("Next Level"), Qt::Key_N,
                                         [this] { step_level(1); })}) {
    auto* button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    insertWidget(after_point_choice_, button);
  }
  add_key_action(scope, "register.previous_level", tr("Previous Level"), Qt::SHIFT | Qt::Key_N,
                 [this] { step_level(-1); });
  add_key_action(scope, "register.delete_point", tr("Delete Point"), Qt::Key_Delete,
                 [this] { delete_active(); });
}

void LandmarkBar::delete_active() {
  if (!is_editing()) {
    Q_EMIT status(tr("Points are deleted in edit mode (L)."));
  } else if (editor_->is_point_locked(active_key())) {
    Q_EMIT status(tr("The point is locked: unlock it in the table first."));
  } else {
    editor_->remove(active_key());
  }
}

void LandmarkBar::shift_levels(int levels, bool in_mr, bool in_ct) {
  if (!editor_->shift_levels(levels, in_mr, in_ct)) {
    Q_EMIT status(tr("The levels were not renamed: one would leave the spine."));
  }
}

void LandmarkBar::ask_range() {
  const QString now =
      QString::fromStdString(vertebra_name(range_.front()) + "-" + vertebra_name(range_.back()));
  bool accepted = false;
  const QString text = QInputDialog::getText(
      this, tr("Levels to Place"), tr("Levels that are proposed, from head to foot (T10-L5):"),
      QLineEdit::Normal, now, &accepted);
  if (!accepted) return;
  if (const auto levels = vertebrae_in_range(text.toStdString())) {
    range_ = *levels;
  } else {
    Q_EMIT status(tr("\"%1\" names no levels.").arg(text));
  }
}

void LandmarkBar::show_history() {
  auto* view = new QUndoView(editor_->undo_stack(), this);
  view->setObjectName("undo_history");
  view->setWindowFlag(Qt::Tool);
  view->setAttribute(Qt::WA_DeleteOnClose);
  view->setWindowTitle(tr("Undo History"));
  view->setEmptyLabel(tr("As opened"));
  view->resize(320, 420);
  view->show();
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
  const auto next = next_missing_point(editor_->document(), active_key(),
                                       placement_plan(range_, editor_->document()));
  if (next) {
    set_active_key(*next);
  } else {
    Q_EMIT status(tr("Every point of these levels is placed in both images."));
  }
}

void LandmarkBar::step_level(int steps) {
  const auto next = neighbour_point(editor_->document(), active_key(),
                                    placement_plan(range_, editor_->document()), steps);
  if (next) {
    set_active_key(*next);
  } else {
    Q_EMIT status(steps > 0 ? tr("This is the lowest of the levels to place.")
                            : tr("This is the highest of the levels to place."));
  }
}

}  // namespace transpine

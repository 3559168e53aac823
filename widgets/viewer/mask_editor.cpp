// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/mask_editor.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QMenu>
#include <QToolButton>

#include "core/base/content_hash.h"
#include "core/landmarks/spine_labels.h"
#include "widgets/backend/backend.h"
#include "widgets/session/study_session.h"
#include "widgets/viewer/layer_stack.h"

namespace transpine {
namespace {

constexpr std::size_t kMostChanges = 20;

QString text_of(const std::string& text) {
  return QString::fromStdString(text);
}

}  // namespace

MaskEditor::MaskEditor(LayerStack* stack, StudySession* session, QWidget* parent)
    : QWidget(parent),
      stack_(stack),
      session_(session),
      edit_(new QToolButton(this)),
      undo_(new QToolButton(this)),
      redo_(new QToolButton(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  edit_->setObjectName("mask_edit");
  edit_->setText(tr("Correct"));
  edit_->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(edit_);
  fill_menu(menu);
  edit_->setMenu(menu);
  undo_->setObjectName("mask_undo");
  undo_->setText(tr("Undo"));
  redo_->setObjectName("mask_redo");
  redo_->setText(tr("Redo"));
  connect(undo_, &QToolButton::clicked, this, &MaskEditor::undo);
  connect(redo_, &QToolButton::clicked, this, &MaskEditor::redo);
  for (QToolButton* button : {edit_, undo_, redo_}) layout->addWidget(button);
  layout->addStretch();
  connect(session_, &StudySession::study_closing, this, [this] {
    changes_.clear();
    done_ = 0;
    update_buttons();
  });
  connect(session_, &StudySession::subject_changed, this, &MaskEditor::update_buttons);
  update_buttons();
}

void MaskEditor::fill_menu(QMenu* menu) {
  using Kind = MaskEdit::Kind;
  const auto chosen = [this] { return chosen_ ? chosen_() : std::vector<int>(); };
  const auto add = [&](const QString& text, const char* name, auto act) {
    menu->addAction(text, this, act)->setObjectName(name);
  };
  add(tr("Keep the Largest Piece"), "mask_largest",
      [=, this] { apply({.kind = Kind::keep_largest, .labels = chosen()}); });
  add(tr("Fill Holes"), "mask_fill",
      [=, this] { apply({.kind = Kind::fill_holes, .labels = chosen()}); });
  menu->addSeparator();
  add(tr("Rename…"), "mask_rename", [this] { rename(); });
  add(tr("Merge into…"), "mask_merge", [this] { merge(); });
  add(tr("Split at the Cross-hair…"), "mask_split", [this] { split(); });
  menu->addSeparator();
  add(tr("Shift All Levels towards the Head"), "mask_shift_up",
      [this] { apply({.kind = Kind::shift, .levels = -1}); });
  add(tr("Shift All Levels towards the Foot"), "mask_shift_down",
      [this] { apply({.kind = Kind::shift, .levels = 1}); });
  menu->addSeparator();
  add(tr("Leave Out"), "mask_remove",
      [=, this] { apply({.kind = Kind::remove, .labels = chosen()}); });
  add(tr("Leave Out What Is Cut Off"), "mask_remove_partial",
      [this] { apply({.kind = Kind::remove_partial}); });
}

void MaskEditor::set_layer(const QString& key) {
  key_ = key;
  update_buttons();
}

std::optional<MaskEditor::Target> MaskEditor::target() const {
  if (!session_->has_study()) return std::nullopt;
  const Study& study = session_->study();
  const std::string subject = session_->current_subject().toStdString();
  const QString of_result = "vertebrae:";
  if (key_.startsWith(of_result)) {
    const auto files = result_masks(study, key_.mid(of_result.size()).toStdString(), subject);
    return Target{files, study.folder(), subject, key_};
  }
  for (const Role role : {Role::mr_vertebrae, Role::ct_vertebrae}) {
    if (key_.toStdString() != role_key(role)) continue;
    const auto files = imported_masks(study, subject, role);
    if (files) return Target{*files, study.folder(), subject, key_};
  }
  return std::nullopt;
}

bool MaskEditor::is_of_current(const Change& change) const {
  return session_->has_study() && change.target.study == session_->study().folder() &&
         change.target.subject == session_->current_subject().toStdString();
}

bool MaskEditor::can_undo() const {
  return !is_busy_ && done_ > 0 && is_of_current(changes_[done_ - 1]);
}

bool MaskEditor::can_redo() const {
  return !is_busy_ && done_ < changes_.size() && is_of_current(changes_[done_]);
}

std::optional<int> MaskEditor::asked_vertebra(const QString& title, const QString& text) {
  bool accepted = false;
  const QString name =
      QInputDialog::getText(this, title, text, QLineEdit::Normal, {}, &accepted).trimmed();
  if (!accepted || name.isEmpty()) return std::nullopt;
  const auto id = vertebra_from_name(name.toStdString());
  if (!id) {
    Q_EMIT session_->failed(tr("%1 is no vertebra.").arg(name),
                            tr("Name vertebrae as L3, T12 or S."));
  }
  return id;
}

void MaskEditor::rename() {
  const std::vector<int> chosen = chosen_ ? chosen_() : std::vector<int>();
  if (chosen.size() != 1) return;
  const auto name = asked_vertebra(
      tr("Rename"), tr("New name of %1").arg(text_of(vertebra_name(chosen.front()))));
  if (name) apply({.kind = MaskEdit::Kind::relabel, .names = {{chosen.front(), *name}}});
}

void MaskEditor::merge() {
  const std::vector<int> chosen = chosen_ ? chosen_() : std::vector<int>();
  if (chosen.size() != 1) return;
  const auto into = asked_vertebra(
      tr("Merge"), tr("Make %1 a part of").arg(text_of(vertebra_name(chosen.front()))));
  if (into) apply({.kind = MaskEdit::Kind::merge, .labels = {*into, chosen.front()}});
}

void MaskEditor::split() {
  const std::vector<int> chosen = chosen_ ? chosen_() : std::vector<int>();
  const auto* layer = stack_->find(key_);
  if (chosen.size() != 1 || !layer || !place_) return;
  const auto lower = asked_vertebra(tr("Split"), tr("Name of the part of %1 below the cross-hair")
                                                     .arg(text_of(vertebra_name(chosen.front()))));
  if (!lower) return;
  apply({.kind = MaskEdit::Kind::split,
         .labels = {chosen.front(), *lower},
         .p_mm = layer->source.view_from_image.inverse() * place_()});
}

void MaskEditor::apply(const MaskEdit& edit) {
  const auto changed = target();
  const bool needs_choice = edit.kind == MaskEdit::Kind::remove && edit.labels.empty();
  if (!changed || is_busy_ || needs_choice) return;
  is_busy_ = true;
  update_buttons();
  session_->backend()->run<Change>(
      tr("Correct the mask of %1").arg(session_->current_subject()), JobLane::processor,
      [target = *changed, edit](JobContext& job) -> Result<Change> {
        auto before = read_masks(target.files, job);
        if (!before) return before.error();
        auto after = edited(*before, edit, job);
        if (!after) return after.error();
        Change change{target, *before, *after, {}, {}};
        if (after->notes.empty()) return change;
        change.text = text_of(after->notes.front());
        auto& notes = change.after.notes;
        notes.insert(notes.begin(), before->notes.begin(), before->notes.end());
        if (auto written = write_masks(target.files, change.after, job); !written) {
          return written.error();
        }
        auto hash = content_hash(target.files.new_vertebrae);
        if (!hash) return hash.error();
        change.hash = *hash;
        return change;
      },
      this,
      [this](const Result<Change>& change) {
        is_busy_ = false;
        if (change && change->hash.empty()) {
          Q_EMIT session_->warned(tr("Nothing had to be changed."));
        } else if (change) {
          remember(*change);
          show_changed(change->target);
        }
        update_buttons();
      });
}

void MaskEditor::remember(Change change) {
  changes_.resize(done_);
  for (Change& one : changes_) {
    const auto& file = one.target.files.new_vertebrae;
    if (file == change.target.files.new_vertebrae) one.hash = change.hash;
  }
  changes_.push_back(std::move(change));
  if (changes_.size() > kMostChanges) changes_.erase(changes_.begin());
  done_ = changes_.size();
}

void MaskEditor::undo() {
  if (can_undo()) write(changes_[done_ - 1], /*forward=*/false);
}

void MaskEditor::redo() {
  if (can_redo()) write(changes_[done_], /*forward=*/true);
}

void MaskEditor::write(const Change& change, bool forward) {
  is_busy_ = true;
  update_buttons();
  session_->backend()->run<std::string>(
      forward ? tr("Redo: %1").arg(change.text) : tr("Undo: %1").arg(change.text),
      JobLane::processor,
      [files = change.target.files, expected = change.hash,
       masks = forward ? change.after : change.before](JobContext& job) -> Result<std::string> {
        const auto found = content_hash(files.new_vertebrae);
        if (!found) return found.error();
        if (*found != expected) {
          return Error{files.new_vertebrae.string() + " has been written anew since that change.",
                       "Correct it as it is now."};
        }
        if (auto written = write_masks(files, masks, job); !written) return written.error();
        return content_hash(files.new_vertebrae);
      },
      this,
      [this, target = change.target, forward](const Result<std::string>& hash) {
        is_busy_ = false;
        // The study may have been closed, and its changes with it.
        const std::size_t at = forward ? done_ : done_ - 1;
        if (hash && at < changes_.size()) {
          done_ = forward ? done_ + 1 : done_ - 1;
          // All changes of this file begin or end with it as it is now.
          for (Change& one : changes_) {
            if (one.target.files.new_vertebrae == target.files.new_vertebrae) one.hash = *hash;
          }
          show_changed(target);
        }
        update_buttons();
      });
}

void MaskEditor::show_changed(const Target& target) {
  if (!session_->has_study() || target.study != session_->study().folder()) return;
  const EditableMasks& files = target.files;
  for (const auto& path : {files.new_vertebrae, files.new_subregions}) {
    if (!path.empty()) session_->drop_image(path);
  }
  if (files.vertebrae_role) {
    session_->assign(target.subject, *files.vertebrae_role, files.new_vertebrae);
  }
  if (files.subregions_role) {
    session_->assign(target.subject, *files.subregions_role, files.new_subregions);
  }
  Q_EMIT session_->results_changed();
  if (target.subject != session_->current_subject().toStdString()) return;
  session_->with_image(files.new_vertebrae, ImageKind::labels, this,
                       [this, target](const ShownImagePtr& image) {
                         if (target.subject == session_->current_subject().toStdString()) {
                           stack_->set_image(target.key, image);
                         }
                       });
}

void MaskEditor::update_buttons() {
  const bool has_masks = target().has_value();
  edit_->setEnabled(has_masks && !is_busy_);
  edit_->setToolTip(has_masks ? tr("Changes the vertebra mask; each change can be undone.")
                              : tr("Show a vertebra mask of the study."));
  undo_->setEnabled(can_undo());
  undo_->setToolTip(can_undo() ? changes_[done_ - 1].text : QString());
  redo_->setEnabled(can_redo());
  redo_->setToolTip(can_redo() ? changes_[done_].text : QString());
}

}  // namespace transpine

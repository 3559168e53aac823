// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/subject_points.h"

#include "core/registration/transform_file.h"
#include "widgets/backend/backend.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/session/study_session.h"

namespace transpine {

SubjectPoints::SubjectPoints(StudySession* session, LandmarkEditor* editor, QObject* parent)
    : QObject(parent), session_(session), editor_(editor) {
  editor_->set_locked(true);
  connect(editor_, &LandmarkEditor::edited, this, &SubjectPoints::save);
}

void SubjectPoints::clear() {
  ++generation_;
  subject_.clear();
  state_ = State::none;
  choice_saved_ = true;
  editor_->set_locked(true);
  editor_->load({});
  Q_EMIT state_changed();
}

void SubjectPoints::load(const QString& subject) {
  clear();
  subject_ = subject;
  state_ = State::reading;
  Q_EMIT state_changed();
  const auto own = session_->study().landmarks_file(subject.toStdString());
  const auto imported = session_->file_of(Role::landmarks);
  session_->backend()->run<LandmarkDocument>(
      tr("Open landmarks of %1").arg(subject), JobLane::processor,
      // The last edit of this subject may still be on its way to the disk.
      [own, imported, wait = session_->wait_for_writes()](JobContext&) {
        wait();
        const auto& path = std::filesystem::exists(own) ? own : imported;
        return path.empty() ? Result<LandmarkDocument>(LandmarkDocument())
                            : read_landmark_document(path);
      },
      this,
      [this, generation = generation_](const Result<LandmarkDocument>& document) {
        if (generation == generation_) finish_reading(document);
      });
}

void SubjectPoints::finish_reading(const Result<LandmarkDocument>& document) {
  state_ = document ? State::read : State::unreadable;
  unreadable_ = document ? QString() : QString::fromStdString(document.error().title);
  editor_->set_locked(!document);
  if (document) editor_->load(*document);
  Q_EMIT state_changed();
}

void SubjectPoints::choice_changed() {
  choice_saved_ = state_ != State::read;
}

void SubjectPoints::save() {
  if (!session_->has_study() || !is_read()) return;
  const auto path = session_->study().landmarks_file(subject_.toStdString());
  session_->write_later(
      [path, document = editor_->document()] { return write_landmark_document(path, document); });
  if (!editor_->registration()) return;
  choice_saved_ = true;
  Q_EMIT state_changed();
  const auto transform = session_->study().transform_file(subject_.toStdString());
  session_->write_later([transform, ct_from_mr = editor_->registration()->ct_from_mr] {
    return write_transform(transform, ct_from_mr);
  });
}

}  // namespace transpine

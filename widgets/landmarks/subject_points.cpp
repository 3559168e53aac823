// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/subject_points.h"

#include "core/landmarks/landmark_journal.h"
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
  journal_ = std::make_shared<LandmarkJournal>(own);
  session_->backend()->run<Read>(
      tr("Open landmarks of %1").arg(subject), JobLane::processor,
      // The last edit of this subject may still be on its way to the disk.
      [own, imported, journal = journal_,
       wait = session_->wait_for_writes()](JobContext&) -> Result<Read> {
        wait();
        if (auto left = journal->left_behind()) return Read{std::move(*left), true};
        const auto& path = std::filesystem::exists(own) ? own : imported;
        if (path.empty()) return Read{};
        auto document = read_landmark_document(path);
        if (!document) return document.error();
        return Read{std::move(*document), false};
      },
      this,
      [this, generation = generation_](const Result<Read>& read) {
        if (generation == generation_) finish_reading(read);
      },
      JobListing::when_failed);
}

void SubjectPoints::finish_reading(const Result<Read>& read) {
  state_ = read ? State::read : State::unreadable;
  unreadable_ = read ? QString() : QString::fromStdString(read.error().title);
  editor_->set_locked(!read);
  if (read) editor_->load(read->document);
  Q_EMIT state_changed();
  if (!read || !read->recovered) return;
  save();
  Q_EMIT recovered();
}

void SubjectPoints::save() {
  if (!session_->has_study() || !is_read()) return;
  const auto path = session_->study().landmarks_file(subject_.toStdString());
  const LandmarkDocument& document = editor_->document();
  const auto recorded = journal_->record(document);
  session_->write_later([path, document, recorded, journal = journal_]() -> Result<void> {
    auto written = write_landmark_document(path, document);
    if (written && recorded) journal->forget(*recorded);
    return written;
  });
  if (editor_->registration()) save_transform();
}

void SubjectPoints::save_transform() {
  const auto path = session_->study().transform_file(subject_.toStdString());
  const Rigid3 ct_from_mr = editor_->registration()->ct_from_mr;
  session_->write_later([path, ct_from_mr] { return write_transform(path, ct_from_mr); });
  const auto polyrigid = polyrigid_file(path);
  if (editor_->by_vertebra().empty()) {
    // An older transform of the vertebrae would contradict the one that was chosen.
    session_->write_later([polyrigid]() -> Result<void> {
      std::error_code ignored;
      std::filesystem::remove(polyrigid, ignored);
      return {};
    });
    return;
  }
  session_->write_later(
      [polyrigid, parts = polyrigid_parts()] { return write_polyrigid(polyrigid, parts); });
}

PolyrigidParts SubjectPoints::polyrigid_parts() const {
  PolyrigidParts parts{editor_->registration()->ct_from_mr, editor_->by_vertebra(), {}};
  parts.shapes.mr_points = active_points(editor_->document().mr);
  parts.shapes.mask = session_->file_of(Role::mr_vertebrae);
  if (parts.shapes.mask.empty()) {
    parts.shapes.mask = session_->file_of(Role::ct_vertebrae);
    parts.shapes.mask_of = ShapeSource::Image::ct;
  }
  return parts;
}

}  // namespace transpine

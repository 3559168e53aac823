// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/review_queue.h"

#include <QPointer>
#include <QUndoCommand>

#include "widgets/data/verdict_text.h"
#include "widgets/session/image_store.h"

namespace transpine {
namespace {

constexpr int kPrefetched = 2;

class JudgeCommand : public QUndoCommand {
 public:
  JudgeCommand(StudySession* session, QString subject, std::string before, std::string after)
      : session_(session),
        subject_(std::move(subject)),
        before_(std::move(before)),
        after_(std::move(after)) {
    setText(ReviewQueue::tr("Verdict of %1: %2").arg(subject_, verdict_text(after_)));
  }
  void redo() override { give(after_); }
  void undo() override {
    give(before_);
    // Back to where it was given, to be judged anew.
    session_->set_current_subject(subject_);
  }

 private:
  void give(const std::string& verdict) {
    if (session_ && session_->has_study()) session_->set_verdict(subject_, verdict);
  }

  QPointer<StudySession> session_;
  QString subject_;
  std::string before_, after_;
};

}  // namespace

ReviewQueue::ReviewQueue(StudySession* session, QObject* parent)
    : QObject(parent), session_(session) {
  connect(session, &StudySession::subject_changed, this, &ReviewQueue::prefetch_next);
  connect(session, &StudySession::subject_edited, this, &ReviewQueue::changed);
  connect(session, &StudySession::study_closing, &undo_stack_, &QUndoStack::clear);
}

void ReviewQueue::set_subjects(const QStringList& ids) {
  ids_ = ids;
  prefetch_next();
  Q_EMIT changed();
}

int ReviewQueue::place() const {
  return static_cast<int>(ids_.indexOf(session_->current_subject()));
}

void ReviewQueue::judge(Verdict verdict) {
  const QString id = session_->current_subject();
  const Subject* subject =
      session_->has_study() ? session_->study().find(id.toStdString()) : nullptr;
  if (!subject) return;
  undo_stack_.push(new JudgeCommand(session_, id, subject->verdict, verdict_key(verdict)));
  step(1);
}

bool ReviewQueue::step(int direction) {
  for (int at = place() + direction; at >= 0 && at < ids_.size(); at += direction) {
    const Subject* subject = session_->study().find(ids_[at].toStdString());
    if (!subject || (skips_judged_ && !subject->verdict.empty())) continue;
    session_->set_current_subject(ids_[at]);
    return true;
  }
  return false;
}

void ReviewQueue::prefetch_next() {
  if (!session_->has_study()) return;
  int fetched = 0;
  for (int at = place() + 1; at > 0 && at < ids_.size() && fetched < kPrefetched; ++at) {
    const Subject* subject = session_->study().find(ids_[at].toStdString());
    if (!subject || (skips_judged_ && !subject->verdict.empty())) continue;
    ++fetched;
    for (const Role role : {Role::mr, Role::mr_vertebrae, Role::ct}) {
      session_->images()->prefetch(subject->path_of(role), kind_of(role));
    }
  }
}

ReviewSummary ReviewQueue::summary() const {
  return session_->has_study() ? review_summary(session_->study()) : ReviewSummary{};
}

}  // namespace transpine

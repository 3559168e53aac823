// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/layer_drop.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>
#include <algorithm>

#include "core/project/content_guess.h"
#include "widgets/backend/backend.h"
#include "widgets/session/drag_formats.h"
#include "widgets/session/study_session.h"
#include "widgets/viewer/layer_stack.h"

namespace transpine {
namespace {

ImageKind kind_of(ContentGuess::Kind guess) {
  if (guess == ContentGuess::Kind::mr) return ImageKind::mr;
  return guess == ContentGuess::Kind::ct ? ImageKind::ct : ImageKind::labels;
}

/// The dropped files; none when a folder or something of the web is among them.
std::vector<std::filesystem::path> files_of(const QMimeData& data) {
  std::vector<std::filesystem::path> files;
  for (const QUrl& url : data.urls()) {
    const std::filesystem::path path = url.toLocalFile().toStdString();
    std::error_code code;
    if (!url.isLocalFile() || !std::filesystem::is_regular_file(path, code)) return {};
    files.push_back(path);
  }
  return files;
}

}  // namespace

LayerDrop::LayerDrop(StudySession* session, const LayerStack* stack, QWidget* target)
    : QObject(target), session_(session), stack_(stack) {
  target->setAcceptDrops(true);
  target->installEventFilter(this);
}

bool LayerDrop::eventFilter(QObject* watched, QEvent* event) {
  const bool enters = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove;
  if (!enters && event->type() != QEvent::Drop) return QObject::eventFilter(watched, event);
  auto* drop = static_cast<QDropEvent*>(event);
  // Asking for the files takes the disk's time: not at each move.
  if (event->type() != QEvent::DragMove) takes_ = can_take(drop->mimeData());
  if (!takes_) {
    drop->ignore();
    return true;
  }
  drop->setDropAction(Qt::CopyAction);
  drop->accept();
  if (!enters) take(drop->mimeData());
  return true;
}

bool LayerDrop::can_take(const QMimeData* data) const {
  if (stack_->layers().empty()) return false;
  return data->hasFormat(kLayerDrag) || data->hasFormat(kSubjectDrag) || !files_of(*data).empty();
}

void LayerDrop::take(const QMimeData* data) {
  if (data->hasFormat(kLayerDrag)) {
    Q_EMIT layer_dropped(QString::fromUtf8(data->data(kLayerDrag)));
  } else if (data->hasFormat(kSubjectDrag)) {
    take_subject(QString::fromUtf8(data->data(kSubjectDrag)));
  } else {
    for (const auto& path : files_of(*data)) take_file(path);
  }
}

void LayerDrop::take_subject(const QString& id) {
  const Subject* subject =
      session_->has_study() ? session_->study().find(id.toStdString()) : nullptr;
  if (!subject) return;
  const bool has_mr = !subject->path_of(Role::mr).empty();
  const auto path = subject->path_of(has_mr ? Role::mr : Role::ct);
  if (path.empty()) {
    Q_EMIT session_->warned(tr("%1 has neither MR nor CT to show.").arg(id));
    return;
  }
  Q_EMIT image_dropped({.key = "subject:" + id,
                        .name = (has_mr ? tr("MR of %1") : tr("CT of %1")).arg(id),
                        .path = path,
                        .kind = has_mr ? ImageKind::mr : ImageKind::ct});
}

void LayerDrop::take_file(const std::filesystem::path& path) {
  const QString name = QString::fromStdString(path.filename().string());
  session_->backend()->run<ContentGuess>(
      tr("Look at %1").arg(name), JobLane::processor,
      [path](JobContext& job) { return guess_from_content(path, job); }, this,
      [this, path, name, subject = session_->current_subject()](const Result<ContentGuess>& guess) {
        // Meant for the subject that was shown when it fell.
        if (!guess || session_->current_subject() != subject) return;
        Q_EMIT image_dropped({.key = "file:" + QString::fromStdString(path.string()),
                              .name = name,
                              .path = path,
                              .kind = kind_of(guess->kind)});
      },
      JobListing::when_failed);
}

}  // namespace transpine

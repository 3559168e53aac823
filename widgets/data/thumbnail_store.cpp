// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/thumbnail_store.h"

#include <QCryptographicHash>
#include <QDir>
#include <QImage>
#include <QPointer>

#include "core/image/image_io.h"
#include "core/image/memory_estimate.h"
#include "core/image/thumbnail.h"

namespace transpine {
namespace {

constexpr int kInMemory = 600;

const SubjectFile* shown_file(const Subject& subject) {
  for (const Role role : {Role::mr, Role::ct}) {
    const auto it = subject.files.find(role);
    if (it != subject.files.end()) return &it->second;
  }
  return nullptr;
}

/// The content hash; for a file that has none yet its place and time.
QString key_of(const SubjectFile& file) {
  if (!file.content_hash.empty()) return QString::fromStdString(file.content_hash);
  std::error_code code;
  const auto time = std::filesystem::last_write_time(file.path, code).time_since_epoch().count();
  const QByteArray place = QByteArray::fromStdString(file.path.string()) +
                           QByteArray::number(static_cast<qlonglong>(time));
  return QString::fromLatin1(QCryptographicHash::hash(place, QCryptographicHash::Sha1).toHex());
}

QImage picture_of(const std::filesystem::path& path) {
  if (!check_memory_to_open(path, VoxelUse::values)) return {};
  const auto image = read_image(path);
  if (!image) return {};
  const Thumbnail small = mid_sagittal(image->volume, image->summary, ThumbnailStore::kSide_px);
  return QImage(small.grey.data(), small.width, small.height, small.width,
                QImage::Format_Grayscale8)
      .copy();
}

}  // namespace

ThumbnailStore::ThumbnailStore(QObject* parent) : QObject(parent), pictures_(kInMemory) {
  pool_.setMaxThreadCount(1);
  pool_.setThreadPriority(QThread::LowestPriority);
}

ThumbnailStore::~ThumbnailStore() {
  pool_.clear();
  pool_.waitForDone();
}

void ThumbnailStore::set_folder(const std::filesystem::path& folder) {
  folder_ = folder;
  ++generation_;
  pool_.clear();
  pictures_.clear();
  asked_.clear();
}

QPixmap ThumbnailStore::picture(const Subject& subject) {
  const QString id = QString::fromStdString(subject.id);
  if (const QPixmap* kept = pictures_.object(id)) return *kept;
  const SubjectFile* file = shown_file(subject);
  if (!file || asked_.contains(id)) return {};
  asked_.insert(id);
  pool_.start([guard = QPointer<ThumbnailStore>(this), generation = generation_, id, file = *file,
               folder = folder_] {
    const QString png = QString::fromStdString(folder.string()) + "/" + key_of(file) + ".png";
    QImage image(png);
    if (image.isNull()) {
      image = picture_of(file.path);
      if (!image.isNull() && QDir().mkpath(QString::fromStdString(folder.string()))) {
        // Under another name first: two windows may look at one study.
        const QString part = png + ".part";
        if (image.save(part, "PNG") && !QFile::rename(part, png)) QFile::remove(part);
      }
    }
    QMetaObject::invokeMethod(
        guard,
        [guard, generation, id, image] {
          if (!guard || guard->generation_ != generation) return;
          // Once it is no longer among the last used it may be asked for again.
          guard->asked_.remove(id);
          guard->pictures_.insert(id, new QPixmap(QPixmap::fromImage(image)));
          Q_EMIT guard->ready(id);
        },
        Qt::QueuedConnection);
  });
  return {};
}

}  // namespace transpine

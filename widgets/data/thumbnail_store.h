// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QThreadPool>
#include <filesystem>

#include "core/project/study.h"

namespace transpine {

/// Mid-sagittal pictures of subjects: read once in the background, kept as PNG in the study's cache
/// folder under the image's content hash, and the last used in memory. Lives in the UI thread.
class ThumbnailStore : public QObject {
  Q_OBJECT

 public:
  static constexpr int kSide_px = 96;

  explicit ThumbnailStore(QObject* parent = nullptr);
  ~ThumbnailStore() override;

  /// Where the PNG files go; what is on its way from another study is dropped.
  void set_folder(const std::filesystem::path& folder);
  /// The picture of a subject's MR, or of its CT without one; null until `ready` tells the id.
  QPixmap picture(const Subject& subject);

 Q_SIGNALS:
  void ready(const QString& subject);

 private:
  std::filesystem::path folder_;
  QCache<QString, QPixmap> pictures_;
  QSet<QString> asked_;  ///< On their way.
  int generation_ = 0;
  QThreadPool pool_;
};

}  // namespace transpine

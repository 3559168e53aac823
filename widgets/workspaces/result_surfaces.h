// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include "widgets/session/shown_image.h"

namespace transpine {

class StudySession;
class SurfacePair;

/// Fills a pair of 3D views with the current subject's results: the masks of a synthetic CT on both
/// grids, the synthetic CT for slices and volume, the MR's own masks as the reference of distances,
/// and its points.
class ResultSurfaces : public QObject {
  Q_OBJECT

 public:
  ResultSurfaces(StudySession* session, SurfacePair* pair);

  /// Looks up the results of the current subject and opens what is shown. Does nothing while the
  /// pair is hidden.
  void refresh();

 private:
  void show_result(const QString& run);
  void show_landmarks();
  using Use = std::function<void(const ShownImagePtr&)>;
  /// Opens a file and calls `use`, unless something else is shown by then. False for no file.
  bool open(const std::filesystem::path& path, ImageKind kind, Use use);

  StudySession* session_;
  SurfacePair* pair_;
  int generation_ = 0;
};

}  // namespace transpine

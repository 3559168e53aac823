// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "core/image/grid.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/snap.h"
#include "widgets/session/shown_image.h"

class QWidget;

namespace transpine {

class LandmarkEditor;
class StudySession;
class SubjectPoints;

/// Points and transforms of the open subject to and from files of the user's choice. Reading and
/// writing run in the background; what fails is shown by the window.
class LandmarkExchange {
 public:
  LandmarkExchange(StudySession* session, LandmarkEditor* editor, SubjectPoints* points,
                   QWidget* parent)
      : session_(session), editor_(editor), points_(points), parent_(parent) {}

  /// The grids of the open images, for formats of voxel indices.
  void set_grids(const std::optional<Grid>& mr, const std::optional<Grid>& ct);

  /// Asks for side and file.
  void import_points() const;
  void export_points() const;
  /// Takes the points of a file as one image's, as one undo step; points of that image with other
  /// names stay.
  void import_points(const std::filesystem::path& file, LandmarkSide side) const;
  void export_points(const std::filesystem::path& file, LandmarkSide side,
                     LandmarkFormat format) const;
  void import_transform() const;
  void export_transform() const;
  /// Writes by the ending and the direction of the name; .json is the polyrigid file.
  void export_transform(const std::filesystem::path& file) const;

 private:
  std::optional<LandmarkSide> asked_side(const QString& title) const;
  const std::optional<Grid>& grid(LandmarkSide side) const {
    return side == LandmarkSide::mr ? mr_grid_ : ct_grid_;
  }

  StudySession* session_;
  LandmarkEditor* editor_;
  SubjectPoints* points_;
  QWidget* parent_;
  std::optional<Grid> mr_grid_, ct_grid_;
};

}  // namespace transpine

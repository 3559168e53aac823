// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <optional>

#include "core/image/grid.h"
#include "core/registration/landmark_registration.h"

namespace transpine {

class LandmarkEditor;
class SubjectPoints;

/// The figures of the registration by the points shown, or in words what it lacks.
class RegistrationSummary : public QLabel {
  Q_OBJECT

 public:
  RegistrationSummary(const LandmarkEditor* editor, const SubjectPoints* points,
                      QWidget* parent = nullptr);

  /// Whether the open pair is of two people.
  void set_cross_subject(bool cross_subject);
  /// Of the open images, for points that lie outside; absent while an image is not open.
  void set_grids(const std::optional<Grid>& mr, const std::optional<Grid>& ct);
  void refresh();

 private:
  QString figures(const RegistrationResult& result) const;
  QStringList warnings() const;
  QStringList advice() const;

  const LandmarkEditor* editor_;
  const SubjectPoints* points_;
  bool cross_subject_ = false;
  std::optional<Grid> mr_grid_, ct_grid_;
};

}  // namespace transpine

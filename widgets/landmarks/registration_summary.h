// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

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
  void refresh();

 private:
  QString figures(const RegistrationResult& result) const;

  const LandmarkEditor* editor_;
  const SubjectPoints* points_;
  bool cross_subject_ = false;
};

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <vector>

#include "core/pipeline/register_study.h"

class QLabel;
class QPushButton;
class QTableWidget;

namespace transpine {

class OptionForm;
class StudySession;

/// Registers all subjects of the study in the background and lists their errors as they come. A
/// click on a row opens the subject.
class RegisterAllDialog : public QDialog {
  Q_OBJECT

 public:
  RegisterAllDialog(StudySession* session, QWidget* parent);

  void start();

 Q_SIGNALS:
  void subject_chosen(const QString& subject);
  /// Transforms on disk have changed.
  void finished_all();

 private:
  void add_row(const RegistrationRow& row);

  StudySession* session_;
  RegisterStudyOptions options_;
  OptionForm* form_;
  QTableWidget* table_;
  QLabel* state_;
  QPushButton* start_;
};

}  // namespace transpine

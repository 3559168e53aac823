// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "core/project/relocate.h"
#include "widgets/session/study_session.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace transpine {

/// Finds the files of a study whose folder was moved: the user names where to look, the content
/// decides what is what.
class RelocateDialog : public QDialog {
  Q_OBJECT

 public:
  explicit RelocateDialog(StudySession* session, QWidget* parent = nullptr);

  void search();
  void apply();

 private:
  void list(const std::vector<MissingFile>& files);

  StudySession* session_;
  QLineEdit* folder_;
  QTreeWidget* list_;
  QLabel* summary_;
  QPushButton* search_;
  QPushButton* apply_;
  std::vector<MissingFile> files_;
};

}  // namespace transpine

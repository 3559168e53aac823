// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <vector>

#include "core/project/import_plan.h"
#include "widgets/session/study_session.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace transpine {

/// Files that were dropped or chosen, each with the subject and role it is proposed for. The user
/// changes what is wrong and takes the rest; what a subject has is replaced only when it is said.
class ImportDialog : public QDialog {
  Q_OBJECT

 public:
  ImportDialog(StudySession* session, std::vector<ImportItem> items, QWidget* parent = nullptr);

  const std::vector<ImportItem>& items() const { return items_; }
  void take();

 Q_SIGNALS:
  /// The series of this folder are to be chosen from.
  void dicom_chosen(const QString& folder);

 private:
  void fill();
  void fill_row(int row);
  void show_reason(int row);
  void read_row(int row);
  void refresh();

  StudySession* session_;
  std::vector<ImportItem> items_;
  QTableWidget* table_;
  QLineEdit* folder_ = nullptr;  ///< Of a new study, where none is open.
  QCheckBox* replace_;
  QLabel* summary_;
  QPushButton* take_;
};

}  // namespace transpine

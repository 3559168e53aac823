// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <map>

#include "core/image/dicom_scan.h"
#include "widgets/session/study_session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace transpine {

/// The DICOM series below a folder, found in the background, each with a picture: one is taken into
/// the study as an image of a subject, or only opened.
class DicomBrowser : public QDialog {
  Q_OBJECT

 public:
  explicit DicomBrowser(StudySession* session, QWidget* parent = nullptr);
  ~DicomBrowser() override;

  void scan(const std::filesystem::path& folder);
  int series_count() const { return static_cast<int>(found_.series.size()); }

 private:
  void show_found(const Result<DicomScan>& scan);
  void load_picture(std::size_t row);
  const FoundSeries* chosen() const;
  void propose_for_chosen();
  void take_chosen();
  void open_chosen_once();

  StudySession* session_;
  QLabel* summary_;
  QProgressBar* progress_;
  QPushButton* cancel_;
  QTableWidget* table_;
  QLineEdit* subject_;
  QComboBox* role_;
  QPushButton* take_;
  QPushButton* once_;
  DicomScan found_;
  std::filesystem::path folder_;
  int job_ = 0;
};

}  // namespace transpine

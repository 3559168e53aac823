// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>
#include <filesystem>
#include <vector>

#include "core/project/import_plan.h"
#include "widgets/session/study_session.h"

class QWidget;

namespace transpine {

class DicomBrowser;

/// What happens to files and folders that are dropped on the window or chosen for import: a study
/// is opened, a DICOM folder shown as its series, all else proposed in the import dialog.
class DataIntake : public QObject {
  Q_OBJECT

 public:
  DataIntake(StudySession* session, QWidget* window);

  /// Looks at the paths in the background, then opens what fits.
  void take(const std::vector<std::filesystem::path>& paths);
  void browse_dicom(const std::filesystem::path& folder);

 private:
  void offer(const std::vector<ImportItem>& items);

  StudySession* session_;
  QWidget* window_;
  QPointer<DicomBrowser> browser_;
};

}  // namespace transpine

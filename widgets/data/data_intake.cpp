// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/data_intake.h"

#include <algorithm>

#include "widgets/backend/backend.h"
#include "widgets/data/dicom_browser.h"
#include "widgets/data/import_dialog.h"

namespace transpine {

DataIntake::DataIntake(StudySession* session, QWidget* window)
    : QObject(window), session_(session), window_(window) {}

void DataIntake::take(const std::vector<std::filesystem::path>& paths) {
  if (paths.empty()) return;
  const std::optional<Study> study =
      session_->has_study() ? std::optional(session_->study()) : std::nullopt;
  session_->backend()->run<std::vector<ImportItem>>(
      tr("Look at %n file(s) or folder(s)", "", static_cast<int>(paths.size())), JobLane::processor,
      [paths, study, subject = session_->current_subject().toStdString()](JobContext& job) {
        return propose_import(paths, study ? &*study : nullptr, subject, job);
      },
      this,
      [this](const Result<std::vector<ImportItem>>& items) {
        if (items) offer(*items);
      },
      JobListing::while_active);
}

void DataIntake::offer(const std::vector<ImportItem>& items) {
  const auto all_are = [&](ImportKind kind) {
    return !items.empty() && std::all_of(items.begin(), items.end(),
                                         [&](const auto& item) { return item.kind == kind; });
  };
  if (items.empty()) {
    Q_EMIT session_->warned(tr("There is nothing in it that can be imported."));
    return;
  }
  if (items.size() == 1 && all_are(ImportKind::study)) return session_->open(items[0].path);
  if (all_are(ImportKind::dicom)) {
    // Several folders of one export: their common folder shows all series.
    std::filesystem::path folder = items.front().path;
    for (const ImportItem& item : items) {
      while (
          !std::equal(folder.begin(), folder.end(), item.path.begin(), item.path.end()) &&
          std::mismatch(folder.begin(), folder.end(), item.path.begin(), item.path.end()).first !=
              folder.end()) {
        folder = folder.parent_path();
      }
    }
    return browse_dicom(folder);
  }
  auto* dialog = new ImportDialog(session_, items, window_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ImportDialog::dicom_chosen, this,
          [this](const QString& folder) { browse_dicom(folder.toStdString()); });
  dialog->open();
}

void DataIntake::browse_dicom(const std::filesystem::path& folder) {
  if (browser_) browser_->close();
  browser_ = new DicomBrowser(session_, window_);
  browser_->setAttribute(Qt::WA_DeleteOnClose);
  browser_->show();
  browser_->scan(folder);
}

}  // namespace transpine

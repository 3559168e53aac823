// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/relocate_dialog.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/backend/backend.h"
#include "widgets/data/role_text.h"

namespace transpine {
namespace {

/// The nearest folder above the missing files that is still there: where to begin to look.
std::filesystem::path first_guess(const Study& study, const std::vector<MissingFile>& files) {
  std::filesystem::path folder = common_missing_folder(files);
  std::error_code code;
  while (folder.has_relative_path() && !std::filesystem::is_directory(folder, code)) {
    folder = folder.parent_path();
  }
  // The root of the disk would be too much to look through.
  return folder.has_relative_path() ? folder : study.folder().parent_path();
}

}  // namespace

RelocateDialog::RelocateDialog(StudySession* session, QWidget* parent)
    : QDialog(parent), session_(session) {
  setObjectName("relocate_dialog");
  setWindowTitle(tr("Relocate Files"));
  resize(900, 480);
  folder_ = new QLineEdit(this);
  folder_->setObjectName("relocate_folder");
  auto* label = new QLabel(tr("Look in the folder:"), this);
  label->setBuddy(folder_);
  auto* browse = new QPushButton(tr("Choose…"), this);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Folder to Look In"), folder_->text());
    if (!folder.isEmpty()) folder_->setText(folder);
  });
  search_ = new QPushButton(tr("Search"), this);
  search_->setObjectName("relocate_search");
  search_->setDefault(true);
  connect(search_, &QPushButton::clicked, this, &RelocateDialog::search);
  list_ = new QTreeWidget(this);
  list_->setObjectName("relocate_list");
  list_->setAccessibleName(tr("Missing files"));
  list_->setRootIsDecorated(false);
  list_->setUniformRowHeights(true);
  list_->setHeaderLabels({tr("Subject"), tr("Role"), tr("Was In"), tr("Found In")});
  summary_ = new QLabel(this);
  summary_->setObjectName("relocate_summary");
  apply_ = new QPushButton(tr("Use Found Files"), this);
  apply_->setObjectName("relocate_apply");
  apply_->setEnabled(false);
  connect(apply_, &QPushButton::clicked, this, &RelocateDialog::apply);
  auto* close = new QPushButton(tr("Close"), this);
  connect(close, &QPushButton::clicked, this, &QDialog::reject);

  auto* top = new QHBoxLayout;
  top->addWidget(label);
  top->addWidget(folder_, 1);
  top->addWidget(browse);
  top->addWidget(search_);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(summary_, 1);
  bottom->addWidget(apply_);
  bottom->addWidget(close);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(list_, 1);
  layout->addLayout(bottom);

  using Missing = std::vector<MissingFile>;
  session->backend()->run<Missing>(
      tr("Look for missing files"), JobLane::processor,
      [study = session->study()](JobContext&) -> Result<Missing> { return missing_files(study); },
      this,
      [this](const Result<Missing>& files) {
        if (!files) return;
        list(*files);
        folder_->setText(QString::fromStdString(first_guess(session_->study(), *files).string()));
      });
}

void RelocateDialog::list(const std::vector<MissingFile>& files) {
  files_ = files;
  list_->clear();
  QList<QTreeWidgetItem*> rows;
  for (const MissingFile& file : files) {
    rows << new QTreeWidgetItem(QStringList{
        QString::fromStdString(file.subject), role_text(file.role),
        QString::fromStdString(file.listed.string()),
        file.found.empty() ? tr("not found") : QString::fromStdString(file.found.string())});
  }
  list_->addTopLevelItems(rows);
  for (int column = 0; column < 3; ++column) list_->resizeColumnToContents(column);
  const auto found = std::count_if(files.begin(), files.end(),
                                   [](const auto& file) { return !file.found.empty(); });
  summary_->setText(files.empty()
                        ? tr("No file of the study is missing.")
                        : tr("%1 of %2 missing files were found.").arg(found).arg(files.size()));
  apply_->setEnabled(found > 0);
}

void RelocateDialog::search() {
  using Missing = std::vector<MissingFile>;
  search_->setEnabled(false);
  session_->backend()->run<Missing>(
      tr("Look for moved files"), JobLane::processor,
      [study = session_->study(), folder = std::filesystem::path(folder_->text().toStdString())](
          JobContext& job) { return find_moved_files(study, folder, job); },
      this,
      [this](const Result<Missing>& files) {
        search_->setEnabled(true);
        if (files) {
          list(*files);
        } else {
          summary_->setText(QString::fromStdString(files.error().message()));
        }
      });
}

void RelocateDialog::apply() {
  if (apply_relocation(session_->study(), files_) > 0) session_->note_changes();
  accept();
}

}  // namespace transpine

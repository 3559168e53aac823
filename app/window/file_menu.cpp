// SPDX-License-Identifier: Apache-2.0
#include "app/window/file_menu.h"

#include <QDir>
#include <QFileDialog>

#include "app/window/main_window.h"
#include "app/window/recent_studies.h"
#include "widgets/data/data_intake.h"
#include "widgets/data/relocate_dialog.h"
#include "widgets/session/study_session.h"
#include "widgets/training_io/model_table_dialog.h"
#include "widgets/training_io/weights_dialog.h"

namespace transpine {
namespace {

constexpr int kRecent = 5;

QAction* named(QAction* action, const char* name) {
  action->setObjectName(name);
  return action;
}

}  // namespace

FileMenu::FileMenu(MainWindow* window, DataIntake* intake)
    : QMenu(tr("&File"), window), window_(window), intake_(intake) {
  add_study_actions();
  addSeparator();
  add_import_actions();
  addSeparator();
  add_weights_actions();
  addSeparator();
  add_recent_actions();
  addSeparator();
  named(addAction(tr("&Quit"), QKeySequence::Quit, window, &QWidget::close), "file.quit");

  StudySession* session = window->session();
  connect(session, &StudySession::study_opened, this, [this, session] {
    // A stand-in is found again by the folder it stands for.
    const auto& original = session->read_only_folder();
    const auto& folder = original.empty() ? session->study().folder() : original;
    add_recent_study(QString::fromStdString(folder.string()));
    refresh();
  });
  connect(session, &StudySession::study_changed, this, &FileMenu::refresh);
  connect(this, &QMenu::aboutToShow, this, &FileMenu::refresh);
  refresh();
}

void FileMenu::add_study_actions() {
  StudySession* session = window_->session();
  named(addAction(tr("&Open Study…"), QKeySequence::Open, this,
                  [this, session] {
                    const QString folder =
                        QFileDialog::getExistingDirectory(window_, tr("Open Study"));
                    if (!folder.isEmpty()) session->open(folder.toStdString());
                  }),
        "file.open_study");
  named(addAction(tr("Make &Demo Study…"), this,
                  [this] {
                    const QString folder =
                        QFileDialog::getExistingDirectory(window_, tr("Folder for the Demo Study"));
                    if (!folder.isEmpty()) window_->open_demo(folder.toStdString());
                  }),
        "file.make_demo");
  named(addAction(tr("Train the Paper's &Table…"), this,
                  [this] {
                    auto* dialog = new ModelTableDialog(window_);
                    connect(dialog, &ModelTableDialog::wanted, window_,
                            &MainWindow::make_model_table);
                    dialog->open();
                  }),
        "file.model_table");
  need_study_ << named(
      addAction(tr("&Save Study"), QKeySequence::Save, window_, &MainWindow::save_study),
      "file.save_study");
  need_study_ << named(addAction(tr("Save Study &As…"), QKeySequence("Ctrl+Shift+S"), this,
                                 [this, session] {
                                   const QString folder = QFileDialog::getExistingDirectory(
                                       window_, tr("Folder for the Study"));
                                   if (!folder.isEmpty()) session->save_as(folder.toStdString());
                                 }),
                       "file.save_study_as");
  need_study_ << named(addAction(tr("&Relocate Files…"), this,
                                 [this, session] {
                                   auto* dialog = new RelocateDialog(session, window_);
                                   dialog->setAttribute(Qt::WA_DeleteOnClose);
                                   dialog->open();
                                 }),
                       "file.relocate");
}

void FileMenu::add_import_actions() {
  named(addAction(tr("Import &Files…"), this,
                  [this] {
                    std::vector<std::filesystem::path> paths;
                    for (const QString& file :
                         QFileDialog::getOpenFileNames(window_, tr("Import Files"))) {
                      paths.emplace_back(file.toStdString());
                    }
                    intake_->take(paths);
                  }),
        "file.import_files");
  named(addAction(tr("&Import Folder…"), QKeySequence("Ctrl+I"), this,
                  [this] {
                    const QString folder =
                        QFileDialog::getExistingDirectory(window_, tr("Import Folder"));
                    if (!folder.isEmpty()) intake_->take({folder.toStdString()});
                  }),
        "file.import_folder");
  named(addAction(tr("&Browse DICOM Folder…"), this,
                  [this] {
                    const QString folder =
                        QFileDialog::getExistingDirectory(window_, tr("DICOM Folder"));
                    if (!folder.isEmpty()) intake_->browse_dicom(folder.toStdString());
                  }),
        "file.browse_dicom");
}

void FileMenu::add_weights_actions() {
  StudySession* session = window_->session();
  named(addAction(tr("Import &Weights…"), this,
                  [this, session] { (new ImportWeightsDialog(session, window_))->open(); }),
        "file.import_weights");
  named(addAction(tr("&Export Weights…"), this,
                  [this, session] { (new ExportWeightsDialog(session, window_))->open(); }),
        "file.export_weights");
}

void FileMenu::add_recent_actions() {
  for (int i = 0; i < kRecent; ++i) {
    recent_ << named(addAction(tr("Recent Study %1").arg(i + 1),
                               QKeySequence(QString("Ctrl+%1").arg(i + 1)), this,
                               [this, i] {
                                 const QStringList folders = recent_studies();
                                 if (i < folders.size()) {
                                   window_->session()->open(folders[i].toStdString());
                                 }
                               }),
                     qPrintable(QString("file.recent_%1").arg(i + 1)));
  }
}

void FileMenu::refresh() {
  const QStringList folders = recent_studies();
  for (int i = 0; i < recent_.size(); ++i) {
    recent_[i]->setVisible(i < folders.size());
    recent_[i]->setEnabled(i < folders.size());
    if (i >= folders.size()) continue;
    // The name tells studies apart; where it lies is in the tooltip and the status bar.
    recent_[i]->setText(tr("&%1 %2").arg(i + 1).arg(QDir(folders[i]).dirName().replace("&", "&&")));
    recent_[i]->setStatusTip(folders[i]);
  }
  for (QAction* action : need_study_) action->setEnabled(window_->session()->has_study());
}

}  // namespace transpine

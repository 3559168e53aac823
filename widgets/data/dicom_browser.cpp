// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/dicom_browser.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include "widgets/backend/backend.h"
#include "widgets/data/role_text.h"
#include "widgets/data/take_series.h"
#include "widgets/session/cache_folder.h"

namespace transpine {
namespace {

constexpr int kPicture_px = 72;
enum Column { kPicture, kPatient, kStudy, kDate, kSeries, kModality, kSize, kSpacing, kFiles };

QString text_of(const std::string& text) {
  return QString::fromStdString(text);
}

QString date_text(const std::string& date) {
  return date.size() == 8
             ? text_of(date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2))
             : text_of(date);
}

QString product(const auto& values) {
  return QString("%1 × %2 × %3")
      .arg(QString::number(static_cast<double>(values[0])),
           QString::number(static_cast<double>(values[1])),
           QString::number(static_cast<double>(values[2])));
}

/// "20230418 Doe^Jane" makes no good name of a subject; the patient's id does.
QString proposed_subject(const FoundSeries& series) {
  QString id;
  for (const QChar c : text_of(series.patient_id)) {
    if (c.isLetterOrNumber()) id += c.toLower();
  }
  return id.isEmpty() ? QString() : "sub-" + id;
}

}  // namespace

DicomBrowser::DicomBrowser(StudySession* session, QWidget* parent)
    : QDialog(parent), session_(session) {
  setObjectName("dicom_browser");
  setWindowTitle(tr("DICOM Series"));
  resize(1050, 620);
  summary_ = new QLabel(this);
  summary_->setObjectName("dicom_summary");
  summary_->setWordWrap(true);
  progress_ = new QProgressBar(this);
  progress_->setRange(0, 1000);
  cancel_ = new QPushButton(tr("Cancel Scan"), this);
  cancel_->setObjectName("dicom_cancel");
  connect(cancel_, &QPushButton::clicked, this, [this] { session_->backend()->cancel(job_); });

  table_ = new QTableWidget(this);
  table_->setObjectName("dicom_table");
  table_->setAccessibleName(tr("Series"));
  const QStringList titles{tr("Picture"), tr("Patient"),      tr("Study"),
                           tr("Date"),    tr("Series"),       tr("Modality"),
                           tr("Size"),    tr("Spacing (mm)"), tr("Files")};
  table_->setColumnCount(static_cast<int>(titles.size()));
  table_->setHorizontalHeaderLabels(titles);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setIconSize({kPicture_px, kPicture_px});
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(kPicture_px + 4);
  table_->horizontalHeader()->setSectionResizeMode(kSeries, QHeaderView::Stretch);
  connect(table_, &QTableWidget::itemSelectionChanged, this, &DicomBrowser::propose_for_chosen);
  connect(table_, &QTableWidget::cellDoubleClicked, this, &DicomBrowser::open_chosen_once);

  subject_ = new QLineEdit(this);
  subject_->setObjectName("dicom_subject");
  role_ = new QComboBox(this);
  role_->setObjectName("dicom_role");
  for (const Role role : {Role::mr, Role::ct})
    role_->addItem(role_text(role), static_cast<int>(role));
  take_ = new QPushButton(tr("Take into Study"), this);
  take_->setObjectName("dicom_take");
  take_->setToolTip(tr("Writes the series as NIfTI into the study's folder images"));
  once_ = new QPushButton(tr("Just Open Once"), this);
  once_->setObjectName("dicom_once");
  connect(take_, &QPushButton::clicked, this, &DicomBrowser::take_chosen);
  connect(once_, &QPushButton::clicked, this, &DicomBrowser::open_chosen_once);
  auto* close = new QPushButton(tr("Close"), this);
  connect(close, &QPushButton::clicked, this, &QDialog::close);

  auto* top = new QHBoxLayout;
  top->addWidget(summary_, 1);
  top->addWidget(progress_);
  top->addWidget(cancel_);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(once_);
  bottom->addStretch(1);
  bottom->addWidget(new QLabel(tr("Subject:"), this));
  bottom->addWidget(subject_);
  bottom->addWidget(new QLabel(tr("as"), this));
  bottom->addWidget(role_);
  bottom->addWidget(take_);
  bottom->addWidget(close);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(table_, 1);
  layout->addLayout(bottom);
  connect(session->backend(), &Backend::job_changed, this, [this](int id) {
    const JobInfo* info = session_->backend()->find(id);
    if (id == job_ && info) progress_->setValue(static_cast<int>(1000 * info->fraction));
  });
  propose_for_chosen();
}

DicomBrowser::~DicomBrowser() {
  if (job_ != 0) session_->backend()->cancel(job_);
}

void DicomBrowser::scan(const std::filesystem::path& folder) {
  folder_ = folder;
  found_ = {};
  table_->setRowCount(0);
  summary_->setText(tr("Looking through %1").arg(text_of(folder.string())));
  progress_->setValue(0);
  progress_->show();
  cancel_->show();
  job_ = session_->backend()->run<DicomScan>(
      tr("Look for DICOM series in %1").arg(text_of(folder.filename().string())),
      JobLane::processor,
      [folder, cache = cache_folder()](JobContext& job) { return scan_dicom(folder, job, cache); },
      this, [this](const Result<DicomScan>& scan) { show_found(scan); }, JobListing::while_active);
}

void DicomBrowser::show_found(const Result<DicomScan>& scan) {
  job_ = 0;
  progress_->hide();
  cancel_->hide();
  if (!scan) {
    summary_->setText(scan.error().is_cancelled() ? tr("The scan was cancelled.")
                                                  : text_of(scan.error().message()));
    return;
  }
  found_ = *scan;
  QString summary = tr("%n series", "", static_cast<int>(found_.series.size()));
  if (!found_.damaged.empty()) {
    summary += "  " + tr("%n damaged file(s): %1", "", static_cast<int>(found_.damaged.size()))
                          .arg(text_of(found_.damaged.front().title));
    QStringList all;
    for (const Error& error : found_.damaged) all << text_of(error.title);
    summary_->setToolTip(all.mid(0, 40).join('\n'));
  }
  summary_->setText(summary);
  table_->setRowCount(static_cast<int>(found_.series.size()));
  for (std::size_t i = 0; i < found_.series.size(); ++i) {
    const FoundSeries& series = found_.series[i];
    const QString patient =
        text_of(series.patient_id) +
        (series.patient_name.empty() ? QString() : "\n" + text_of(series.patient_name));
    const QString name = text_of(series.series_number) + "  " + text_of(series.description);
    const QStringList cells{QString(),
                            patient,
                            text_of(series.study_description),
                            date_text(series.study_date),
                            name.trimmed(),
                            text_of(series.modality),
                            product(series.size),
                            product(series.spacing_mm),
                            QString::number(series.files.size())};
    for (int column = 0; column < cells.size(); ++column) {
      auto* item = new QTableWidgetItem(cells[column]);
      item->setToolTip(text_of(series.files.front().string()));
      table_->setItem(static_cast<int>(i), column, item);
    }
  }
  table_->resizeColumnsToContents();
  table_->setColumnWidth(kPicture, kPicture_px + 12);
  if (!found_.series.empty()) {
    table_->selectRow(0);
    load_picture(0);
  }
}

void DicomBrowser::load_picture(std::size_t row) {
  if (row >= found_.series.size()) return;
  session_->backend()->run<Thumbnail>(
      tr("Picture of series %1").arg(row + 1), JobLane::processor,
      [series = found_.series[row]](JobContext&) -> Result<Thumbnail> {
        auto picture = series_thumbnail(series, kPicture_px);
        // A series without a picture is still there to be chosen.
        return picture ? picture : Result<Thumbnail>(Thumbnail{});
      },
      this,
      [this, row, folder = folder_](const Result<Thumbnail>& picture) {
        if (folder != folder_ || !picture || row >= found_.series.size()) return;
        if (!picture->grey.empty()) {
          const QImage image(picture->grey.data(), picture->width, picture->height, picture->width,
                             QImage::Format_Grayscale8);
          table_->item(static_cast<int>(row), kPicture)
              ->setIcon(QIcon(QPixmap::fromImage(image.copy())));
        }
        load_picture(row + 1);
      },
      JobListing::when_failed);
}

const FoundSeries* DicomBrowser::chosen() const {
  const auto rows = table_->selectionModel()->selectedRows();
  if (rows.isEmpty()) return nullptr;
  const auto row = static_cast<std::size_t>(rows.front().row());
  return row < found_.series.size() ? &found_.series[row] : nullptr;
}

void DicomBrowser::propose_for_chosen() {
  const FoundSeries* series = chosen();
  take_->setEnabled(series && session_->has_study());
  if (!session_->has_study()) {
    take_->setToolTip(tr("Open or begin a study first, or just open the series once"));
  }
  once_->setEnabled(series);
  if (!series) return;
  role_->setCurrentIndex(series->modality == "CT" ? 1 : 0);
  const QString current = session_->current_subject();
  const QString proposed = proposed_subject(*series);
  subject_->setText(!proposed.isEmpty() ? proposed : current.isEmpty() ? "sub-01" : current);
}

void DicomBrowser::take_chosen() {
  const FoundSeries* series = chosen();
  if (!series || !session_->has_study() || subject_->text().trimmed().isEmpty()) return;
  take_series(session_, *series, subject_->text().trimmed(),
              static_cast<Role>(role_->currentData().toInt()));
}

void DicomBrowser::open_chosen_once() {
  const FoundSeries* series = chosen();
  if (!series) return;
  session_->open_once(series->files.front(), static_cast<Role>(role_->currentData().toInt()));
  close();
}

}  // namespace transpine

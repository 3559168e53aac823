// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/import_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include "widgets/backend/backend.h"
#include "widgets/data/role_text.h"

namespace transpine {
namespace {

enum Column { kTake, kFile, kSubject, kRole, kReason, kColumnCount };

QString text_of(const std::string& text) {
  return QString::fromStdString(text);
}

QString kind_text(ImportKind kind) {
  switch (kind) {
    case ImportKind::checkpoint:
      return ImportDialog::tr("Model");
    case ImportKind::dicom:
      return ImportDialog::tr("DICOM");
    case ImportKind::study:
      return ImportDialog::tr("Study");
    default:
      return {};
  }
}

/// A file that nothing is known of can still be an image that the user names.
bool has_role_choice(const ImportItem& item) {
  return item.kind == ImportKind::subject_file || item.kind == ImportKind::unknown;
}

}  // namespace

ImportDialog::ImportDialog(StudySession* session, std::vector<ImportItem> items, QWidget* parent)
    : QDialog(parent), session_(session), items_(std::move(items)) {
  setObjectName("import_dialog");
  setWindowTitle(tr("Import Files"));
  resize(1100, 560);
  table_ = new QTableWidget(this);
  table_->setObjectName("import_table");
  table_->setAccessibleName(tr("Files to import"));
  table_->setColumnCount(kColumnCount);
  table_->setHorizontalHeaderLabels({tr("Take"), tr("File"), tr("Subject"), tr("Role"), tr("Why")});
  table_->verticalHeader()->hide();
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  replace_ = new QCheckBox(tr("Replace files that subjects have already"), this);
  replace_->setObjectName("import_replace");
  connect(replace_, &QCheckBox::toggled, this, &ImportDialog::refresh);
  summary_ = new QLabel(this);
  summary_->setObjectName("import_summary");
  take_ = new QPushButton(tr("Take into Study"), this);
  take_->setObjectName("import_take");
  take_->setDefault(true);
  connect(take_, &QPushButton::clicked, this, &ImportDialog::take);
  auto* cancel = new QPushButton(tr("Cancel"), this);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);

  auto* layout = new QVBoxLayout(this);
  layout->addWidget(table_, 1);
  if (!session->has_study()) {
    auto* place = new QHBoxLayout;
    folder_ = new QLineEdit(this);
    folder_->setObjectName("import_folder");
    if (!items_.empty()) {
      folder_->setText(text_of((items_.front().path.parent_path() / "study").string()));
    }
    auto* label = new QLabel(tr("New study in the folder:"), this);
    label->setBuddy(folder_);
    place->addWidget(label);
    place->addWidget(folder_, 1);
    layout->addLayout(place);
  }
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(replace_);
  bottom->addWidget(summary_, 1);
  bottom->addWidget(take_);
  bottom->addWidget(cancel);
  layout->addLayout(bottom);
  fill();
  connect(table_, &QTableWidget::itemChanged, this, [this](QTableWidgetItem* item) {
    read_row(item->row());
    refresh();
  });
  refresh();
}

void ImportDialog::fill() {
  table_->setRowCount(static_cast<int>(items_.size()));
  for (int row = 0; row < table_->rowCount(); ++row) fill_row(row);
  table_->resizeColumnsToContents();
  table_->setColumnWidth(kFile, std::min(table_->columnWidth(kFile), 360));
  table_->setColumnWidth(kSubject, std::max(table_->columnWidth(kSubject), 120));
  table_->horizontalHeader()->setStretchLastSection(true);
}

void ImportDialog::fill_row(int row) {
  const ImportItem& item = items_[static_cast<std::size_t>(row)];
  auto* take = new QTableWidgetItem;
  take->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
  take->setCheckState(item.take ? Qt::Checked : Qt::Unchecked);
  table_->setItem(row, kTake, take);
  auto* file = new QTableWidgetItem(text_of(item.path.filename().string()));
  file->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  file->setToolTip(text_of(item.path.string()));
  table_->setItem(row, kFile, file);
  table_->setItem(row, kSubject, new QTableWidgetItem(text_of(item.subject)));
  auto* reason = new QTableWidgetItem;
  reason->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  table_->setItem(row, kReason, reason);
  if (item.kind == ImportKind::dicom) {
    auto* choose = new QPushButton(tr("Choose Series…"), table_);
    connect(choose, &QPushButton::clicked, this,
            [this, folder = text_of(item.path.string())] { Q_EMIT dicom_chosen(folder); });
    table_->setCellWidget(row, kRole, choose);
  } else if (has_role_choice(item)) {
    auto* role = new QComboBox(table_);
    role->setObjectName(QString("import_role_%1").arg(row));
    role->addItem(tr("(not known)"), -1);
    for (const Role choice : all_roles())
      role->addItem(role_text(choice), static_cast<int>(choice));
    role->setCurrentIndex(item.role ? role->findData(static_cast<int>(*item.role)) : 0);
    connect(role, &QComboBox::activated, this, [this, row] {
      read_row(row);
      refresh();
    });
    table_->setCellWidget(row, kRole, role);
  } else {
    auto* kind = new QTableWidgetItem(kind_text(item.kind));
    kind->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    table_->setItem(row, kRole, kind);
  }
}

void ImportDialog::read_row(int row) {
  ImportItem& item = items_[static_cast<std::size_t>(row)];
  item.take = table_->item(row, kTake)->checkState() == Qt::Checked;
  item.subject = table_->item(row, kSubject)->text().trimmed().toStdString();
  const auto* role = qobject_cast<QComboBox*>(table_->cellWidget(row, kRole));
  if (!role) return;
  const int choice = role->currentData().toInt();
  item.role = choice < 0 ? std::nullopt : std::optional(static_cast<Role>(choice));
  item.kind = item.role ? ImportKind::subject_file : ImportKind::unknown;
}

void ImportDialog::show_reason(int row) {
  const ImportItem& item = items_[static_cast<std::size_t>(row)];
  QString reason = text_of(item.reason);
  if (!item.replaces.empty()) {
    reason = tr("In place of %1. %2").arg(text_of(item.replaces.string()), reason);
  }
  table_->item(row, kReason)->setText(reason);
  table_->item(row, kReason)->setToolTip(reason);
}

void ImportDialog::refresh() {
  const QSignalBlocker blocker(table_);
  find_replaced(items_, session_->has_study() ? &session_->study() : nullptr);
  int taken = 0, kept_back = 0;
  for (int row = 0; row < table_->rowCount(); ++row) {
    const ImportItem& item = items_[static_cast<std::size_t>(row)];
    show_reason(row);
    const bool can_take = item.kind == ImportKind::checkpoint ||
                          (item.kind == ImportKind::subject_file && !item.subject.empty());
    if (!item.take || !can_take) continue;
    if (item.replaces.empty() || replace_->isChecked()) {
      ++taken;
    } else {
      ++kept_back;
    }
  }
  summary_->setText(kept_back == 0
                        ? QString()
                        : tr("%n file(s) would replace others and stay out.", "", kept_back));
  take_->setEnabled(taken > 0);
  take_->setText(tr("Take %n File(s)", "", taken));
}

void ImportDialog::take() {
  for (int row = 0; row < table_->rowCount(); ++row) read_row(row);
  if (!session_->has_study()) {
    const QString folder = folder_->text().trimmed();
    if (folder.isEmpty()) return;
    session_->begin(folder.toStdString());
  }
  session_->take_import(items_, replace_->isChecked());
  accept();
}

}  // namespace transpine

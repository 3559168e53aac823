// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/subject_panel.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include "widgets/data/header_inspector.h"
#include "widgets/data/role_text.h"

namespace transpine {

SubjectPanel::SubjectPanel(StudySession* session, QWidget* parent)
    : QWidget(parent), session_(session) {
  auto* layout = new QVBoxLayout(this);
  subjects_ = new QTableWidget(this);
  subjects_->setObjectName("subject_table");
  subjects_->setSelectionBehavior(QAbstractItemView::SelectRows);
  subjects_->setSelectionMode(QAbstractItemView::SingleSelection);
  subjects_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  subjects_->verticalHeader()->hide();
  connect(subjects_, &QTableWidget::itemSelectionChanged, this, [this] {
    const auto items = subjects_->selectedItems();
    if (!items.isEmpty())
      session_->set_current_subject(subjects_->item(items[0]->row(), 0)->text());
  });
  inspector_ = new HeaderInspector(this);
  auto* add = new QPushButton(tr("Add Image…"), this);
  add->setObjectName("add_image");
  connect(add, &QPushButton::clicked, this, &SubjectPanel::add_image);
  auto* split = new QSplitter(Qt::Vertical, this);
  split->addWidget(subjects_);
  split->addWidget(inspector_);
  layout->addWidget(new QLabel(tr("Subjects"), this));
  layout->addWidget(split);
  layout->addWidget(add);
  connect(session, &StudySession::study_changed, this, &SubjectPanel::fill_table);
  connect(session, &StudySession::subject_changed, this, &SubjectPanel::select_current);
}

void SubjectPanel::show_header(const ShownImagePtr& image) {
  inspector_->show_image(image);
}

void SubjectPanel::fill_table() {
  const QSignalBlocker blocker(subjects_);
  const auto& subjects = session_->study().subjects();
  const QStringList titles{tr("Subject"),        tr("MR"),        tr("CT"),
                           tr("Vertebra Masks"), tr("Landmarks"), tr("Split")};
  subjects_->setColumnCount(static_cast<int>(titles.size()));
  subjects_->setHorizontalHeaderLabels(titles);
  subjects_->setRowCount(static_cast<int>(subjects.size()));
  for (int row = 0; row < subjects_->rowCount(); ++row) {
    const Subject& subject = subjects[static_cast<std::size_t>(row)];
    const auto has = [&](Role role) {
      return subject.path_of(role).empty() ? QString() : QStringLiteral("✓");
    };
    const QString masks = has(Role::mr_vertebrae).isEmpty() && has(Role::ct_vertebrae).isEmpty()
                              ? QString()
                              : QStringLiteral("✓");
    const QStringList cells{QString::fromStdString(subject.id),
                            has(Role::mr),
                            has(Role::ct),
                            masks,
                            has(Role::landmarks),
                            QString::fromStdString(subject.split)};
    for (int column = 0; column < cells.size(); ++column) {
      auto* item = new QTableWidgetItem(cells[column]);
      item->setToolTip(QString::fromStdString(subject.note));
      subjects_->setItem(row, column, item);
    }
  }
  subjects_->resizeColumnsToContents();
  select_current();
}

void SubjectPanel::select_current() {
  const QSignalBlocker blocker(subjects_);
  for (int row = 0; row < subjects_->rowCount(); ++row) {
    if (subjects_->item(row, 0)->text() == session_->current_subject()) subjects_->selectRow(row);
  }
}

void SubjectPanel::add_image() {
  const QString file = QFileDialog::getOpenFileName(
      this, tr("Add Image"), {}, tr("Images (*.nii *.nii.gz *.hdr *.img *.dcm);;All files (*)"));
  if (file.isEmpty()) return;
  QStringList roles;
  std::vector<Role> choices;
  for (const Role role : all_roles()) {
    if (!is_image(role)) continue;
    roles << role_text(role);
    choices.push_back(role);
  }
  bool ok = false;
  const QString role =
      QInputDialog::getItem(this, tr("Add Image"), tr("The image is:"), roles, 0, false, &ok);
  if (!ok) return;
  const QString subject = QInputDialog::getText(
      this, tr("Add Image"), tr("Of subject:"), QLineEdit::Normal,
      session_->current_subject().isEmpty() ? "sub-01" : session_->current_subject(), &ok);
  if (!ok || subject.isEmpty()) return;
  session_->assign(subject.toStdString(), choices[static_cast<std::size_t>(roles.indexOf(role))],
                   file.toStdString());
}

}  // namespace transpine

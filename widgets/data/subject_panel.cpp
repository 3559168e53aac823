// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/subject_panel.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include "widgets/data/batch_jobs.h"
#include "widgets/data/header_inspector.h"
#include "widgets/data/review_panel.h"
#include "widgets/data/subject_table.h"

namespace transpine {

SubjectPanel::SubjectPanel(StudySession* session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      table_(new SubjectTable(session, this)),
      inspector_(new HeaderInspector(this)),
      review_(new ReviewPanel(session, this)) {
  auto* tabs = new QTabWidget(this);
  tabs->setObjectName("subject_tabs");
  tabs->addTab(inspector_, tr("Header"));
  tabs->addTab(review_, tr("Review"));
  auto* split = new QSplitter(Qt::Vertical, this);
  split->addWidget(table_);
  split->addWidget(tabs);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 2);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(split, 1);
  layout->addWidget(make_buttons());

  review_->set_source([this] { return table_->listed(); });
  connect(table_, &SubjectTable::listed_changed, this, [this] {
    if (review_->is_on()) review_->queue()->set_subjects(table_->listed());
  });
  connect(table_, &SubjectTable::menu_requested, this,
          [this](QMenu* menu) { add_batch_actions(menu, session_, table_->chosen()); });
}

QWidget* SubjectPanel::make_buttons() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* add = new QPushButton(tr("Add Files…"), row);
  add->setObjectName("add_image");
  connect(add, &QPushButton::clicked, this, [this] {
    const QStringList files = QFileDialog::getOpenFileNames(this, tr("Add Files"));
    if (!files.isEmpty()) Q_EMIT import_requested(files);
  });
  auto* add_folder = new QPushButton(tr("Add Folder…"), row);
  add_folder->setObjectName("add_folder");
  connect(add_folder, &QPushButton::clicked, this, [this] {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Add Folder"));
    if (!folder.isEmpty()) Q_EMIT import_requested({folder});
  });
  auto* pictures = new QCheckBox(tr("Pictures"), row);
  pictures->setObjectName("thumbnails_visible");
  connect(pictures, &QCheckBox::toggled, table_, &SubjectTable::set_thumbnails_visible);
  layout->addWidget(add);
  layout->addWidget(add_folder);
  layout->addStretch(1);
  layout->addWidget(pictures);
  return row;
}

void SubjectPanel::show_header(const ShownImagePtr& image) {
  inspector_->show_image(image);
}

nlohmann::json SubjectPanel::view_state() const {
  return table_->view_state();
}

void SubjectPanel::restore_view_state(const nlohmann::json& state) {
  table_->restore_view_state(state);
  findChild<QCheckBox*>("thumbnails_visible")->setChecked(table_->thumbnails_visible());
}

}  // namespace transpine

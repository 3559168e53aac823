// SPDX-License-Identifier: Apache-2.0
#include "widgets/training_io/model_table_dialog.h"

#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "widgets/forms/option_form.h"

namespace transpine {

ModelTableDialog::ModelTableDialog(QWidget* parent)
    : QDialog(parent), folder_(new QLineEdit(this)) {
  setObjectName("model_table");
  setWindowTitle(tr("Train the Paper's Table"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* about = new QLabel(
      tr("Makes a study of phantoms and trains each model of the paper's Table 1 on it, anew. "
         "Small models take some minutes each on two cores."),
      this);
  about->setWordWrap(true);
  folder_->setObjectName("table_folder");
  auto* choose = new QPushButton(tr("Choose…"), this);
  choose->setAutoDefault(false);
  connect(choose, &QPushButton::clicked, this, &ModelTableDialog::choose_folder);
  auto* row = new QHBoxLayout;
  row->addWidget(folder_, 1);
  row->addWidget(choose);
  auto* start = new QPushButton(tr("Start"), this);
  start->setObjectName("table_start");
  start->setDefault(true);
  start->setEnabled(false);
  connect(folder_, &QLineEdit::textChanged, start,
          [start](const QString& folder) { start->setEnabled(!folder.trimmed().isEmpty()); });
  connect(start, &QPushButton::clicked, this, &ModelTableDialog::finish);
  auto* layout = new QFormLayout(this);
  layout->addRow(about);
  layout->addRow(tr("Folder:"), row);
  layout->addRow(new OptionForm(
      options_of(options_),
      {"size", "train_steps", "sampling_steps", "subjects", "rows", "seed", "device"}, this));
  layout->addRow(start);
  resize(560, sizeHint().height());
}

void ModelTableDialog::choose_folder() {
  const QString folder =
      QFileDialog::getExistingDirectory(this, tr("Folder for the Study"), folder_->text());
  if (!folder.isEmpty()) folder_->setText(folder);
}

void ModelTableDialog::finish() {
  options_.out = folder_->text().trimmed().toStdString();
  Q_EMIT wanted(options_);
  close();
}

}  // namespace transpine

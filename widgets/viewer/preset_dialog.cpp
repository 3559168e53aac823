// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/preset_dialog.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace transpine {
namespace {

QDoubleSpinBox* number_box(double value, double minimum, const QString& name) {
  auto* box = new QDoubleSpinBox;
  box->setRange(minimum, 1e6);
  box->setDecimals(1);
  box->setValue(value);
  box->setFrame(false);
  box->setAccessibleName(name);
  return box;
}

}  // namespace

PresetDialog::PresetDialog(QWidget* parent) : QDialog(parent), table_(new QTableWidget(this)) {
  setWindowTitle(tr("Window Presets"));
  setObjectName("preset_dialog");
  resize(460, 340);
  table_->setObjectName("preset_table");
  table_->setColumnCount(3);
  table_->setHorizontalHeaderLabels({tr("Name"), tr("Window"), tr("Level")});
  table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  table_->verticalHeader()->hide();
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  auto* add_row = new QPushButton(tr("Add"), this);
  auto* remove_row = new QPushButton(tr("Remove"), this);
  auto* usual = new QPushButton(tr("Reset"), this);
  connect(add_row, &QPushButton::clicked, this, [this] { add({tr("New preset"), 400, 40}); });
  connect(remove_row, &QPushButton::clicked, this,
          [this] { table_->removeRow(table_->currentRow()); });
  connect(usual, &QPushButton::clicked, this, [this] { fill(default_window_presets()); });
  auto* row = new QHBoxLayout;
  for (QPushButton* button : {add_row, remove_row, usual}) row->addWidget(button);
  row->addStretch(1);
  auto* box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  connect(box, &QDialogButtonBox::accepted, this, &PresetDialog::accept);
  connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  auto* hint = new QLabel(tr("In the unit of the image: Hounsfield units for CT."), this);
  hint->setWordWrap(true);
  layout->addWidget(hint);
  layout->addWidget(table_, 1);
  layout->addLayout(row);
  layout->addWidget(box);
  fill(window_presets());
}

void PresetDialog::fill(const std::vector<WindowPreset>& presets) {
  table_->setRowCount(0);
  for (const WindowPreset& preset : presets) add(preset);
}

void PresetDialog::add(const WindowPreset& preset) {
  const int row = table_->rowCount();
  table_->insertRow(row);
  table_->setItem(row, 0, new QTableWidgetItem(preset.name));
  table_->setCellWidget(row, 1, number_box(preset.window, 0.1, tr("Window")));
  table_->setCellWidget(row, 2, number_box(preset.level, -1e6, tr("Level")));
  table_->setCurrentCell(row, 0);
}

std::vector<WindowPreset> PresetDialog::presets() const {
  std::vector<WindowPreset> presets;
  for (int row = 0; row < table_->rowCount(); ++row) {
    const QString name = table_->item(row, 0)->text().trimmed();
    if (name.isEmpty()) continue;
    presets.push_back({name, static_cast<QDoubleSpinBox*>(table_->cellWidget(row, 1))->value(),
                       static_cast<QDoubleSpinBox*>(table_->cellWidget(row, 2))->value()});
  }
  return presets;
}

void PresetDialog::accept() {
  save_window_presets(presets());
  QDialog::accept();
}

}  // namespace transpine

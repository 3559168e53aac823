// SPDX-License-Identifier: Apache-2.0
#include "widgets/training/checkpoint_panel.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace transpine {
namespace {

QTableWidgetItem* cell(const QString& text) {
  auto* item = new QTableWidgetItem(text);
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  return item;
}

}  // namespace

CheckpointPanel::CheckpointPanel(QWidget* parent)
    : QWidget(parent),
      table_(new QTableWidget(0, 6, this)),
      translate_(new QPushButton(this)),
      export_(new QPushButton(tr("Export…"), this)) {
  table_->setObjectName("checkpoint_table");
  table_->setHorizontalHeaderLabels(
      {tr("Checkpoint"), tr("Step"), tr("PSNR (dB)"), tr("SSIM"), tr("Dice"), tr("Size")});
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  translate_->setObjectName("checkpoint_translate");
  export_->setObjectName("checkpoint_export");
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(translate_);
  buttons->addWidget(export_);
  buttons->addStretch();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addWidget(table_, 1);
  layout->addLayout(buttons);
  connect(table_, &QTableWidget::itemSelectionChanged, this, &CheckpointPanel::update_buttons);
  connect(translate_, &QPushButton::clicked, this, [this] {
    const std::vector<ModelChoice> models = chosen();
    Q_EMIT translate_wanted(QList<ModelChoice>(models.begin(), models.end()));
  });
  connect(export_, &QPushButton::clicked, this, &CheckpointPanel::ask_for_file);
  update_buttons();
}

void CheckpointPanel::show_checkpoints(const QString& run,
                                       const std::vector<CheckpointInfo>& checkpoints) {
  run_ = run;
  table_->setRowCount(0);
  models_.clear();
  for (const CheckpointInfo& checkpoint : checkpoints) {
    add_row(checkpoint, false);
    if (checkpoint.has_ema) add_row(checkpoint, true);
  }
  if (table_->rowCount() > 0) table_->selectRow(0);
  update_buttons();
}

void CheckpointPanel::add_row(const CheckpointInfo& checkpoint, bool ema) {
  const QLocale locale;
  QString kind = checkpoint.is_best     ? tr("Best by validation")
                 : checkpoint.is_newest ? tr("Newest")
                                        : tr("Earlier");
  if (ema) kind = tr("%1, moving average (EMA)").arg(kind);
  // What was validated are the weights themselves.
  const bool measured = checkpoint.score && !ema;
  const int row = table_->rowCount();
  table_->insertRow(row);
  table_->setItem(row, 0, cell(kind));
  table_->setItem(row, 1, cell(QString::number(checkpoint.step)));
  const auto score = [&](std::optional<double> ValidationScore::*value, int digits) {
    const bool known = measured && (*checkpoint.score).*value;
    return cell(known ? locale.toString(*((*checkpoint.score).*value), 'f', digits) : QString());
  };
  table_->setItem(row, 2, score(&ValidationScore::psnr_db, 2));
  table_->setItem(row, 3, score(&ValidationScore::ssim, 3));
  table_->setItem(row, 4, score(&ValidationScore::dice, 3));
  table_->setItem(row, 5, cell(locale.formattedDataSize(static_cast<qint64>(checkpoint.bytes), 1)));
  QString name = run_;
  if (!checkpoint.is_newest) {
    name += checkpoint.is_best ? QString("-best") : QString("-step-%1").arg(checkpoint.step);
  }
  if (ema) name += "-ema";
  models_.push_back({name, checkpoint.path, ema ? "ema" : "raw"});
}

int CheckpointPanel::row_count() const {
  return table_->rowCount();
}

std::vector<ModelChoice> CheckpointPanel::chosen() const {
  std::vector<ModelChoice> models;
  for (int row = 0; row < table_->rowCount(); ++row) {
    if (table_->item(row, 0)->isSelected())
      models.push_back(models_[static_cast<std::size_t>(row)]);
  }
  return models;
}

void CheckpointPanel::export_chosen(const std::filesystem::path& to) {
  Q_EMIT export_wanted(chosen().front().checkpoint, to);
}

void CheckpointPanel::update_buttons() {
  const std::size_t count = chosen().size();
  translate_->setText(count > 1 ? tr("Compare in Translate") : tr("Open in Translate"));
  translate_->setEnabled(count > 0);
  translate_->setToolTip(count > 0 ? tr("Select several checkpoints to compare them.")
                                   : tr("Select a checkpoint of the list first."));
  export_->setEnabled(count == 1);
  export_->setToolTip(count == 1 ? tr("Copies the checkpoint's file.")
                                 : tr("Select one checkpoint of the list."));
}

void CheckpointPanel::ask_for_file() {
  const QString suggested =
      QString::fromStdString(chosen().front().name.toStdString() + ".safetensors");
  const QString file =
      QFileDialog::getSaveFileName(this, tr("Export Checkpoint"), suggested, "*.safetensors");
  if (!file.isEmpty()) export_chosen(file.toStdString());
}

}  // namespace transpine

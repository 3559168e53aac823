// SPDX-License-Identifier: Apache-2.0
#include "widgets/training/preview_history.h"

#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

#include "widgets/training/preview_strip.h"

namespace transpine {

namespace {

QString score_label(const TrainValidation& validation) {
  const QLocale locale;
  QStringList scores;
  if (validation.psnr_db) {
    scores << PreviewHistory::tr("%1 dB").arg(locale.toString(*validation.psnr_db, 'f', 2));
  }
  if (validation.ssim) {
    scores << PreviewHistory::tr("SSIM %1").arg(locale.toString(*validation.ssim, 'f', 3));
  }
  if (validation.dice) {
    scores << PreviewHistory::tr("Dice %1").arg(locale.toString(*validation.dice, 'f', 3));
  }
  return PreviewHistory::tr("Step %1: %2").arg(validation.step).arg(scores.join(", "));
}

}  // namespace

PreviewHistory::PreviewHistory(QWidget* parent)
    : QWidget(parent),
      strip_(new PreviewStrip(this)),
      slider_(new QSlider(Qt::Horizontal, this)),
      label_(new QLabel(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(4, 0, 4, 2);
  slider_->setObjectName("preview_history");
  slider_->setAccessibleName(tr("History of previews"));
  slider_->setEnabled(false);
  label_->setObjectName("preview_label");
  label_->setMinimumWidth(220);
  row->addWidget(new QLabel(tr("History:"), this));
  row->addWidget(slider_, 1);
  row->addWidget(label_);
  layout->addWidget(strip_, 1);
  layout->addLayout(row);
  connect(slider_, &QSlider::valueChanged, this, &PreviewHistory::show_previews);
}

void PreviewHistory::load(const std::filesystem::path& run_folder) {
  const bool looks_back =
      run_folder == run_folder_ && !files_.empty() && slider_->value() < slider_->maximum();
  const std::int64_t shown_step =
      looks_back ? files_[static_cast<std::size_t>(slider_->value())].step : 0;
  run_folder_ = run_folder;
  files_ = list_previews(run_folder);
  int index = static_cast<int>(files_.size()) - 1;
  slider_->setEnabled(index >= 0);
  slider_->setToolTip(index >= 0 ? QString() : tr("There are no previews of this run yet."));
  {
    const QSignalBlocker blocker(slider_);
    slider_->setRange(0, std::max(0, index));
    for (int i = 0; looks_back && i < static_cast<int>(files_.size()); ++i) {
      if (files_[static_cast<std::size_t>(i)].step <= shown_step) index = i;
      if (files_[static_cast<std::size_t>(i)].step >= shown_step) break;
    }
    slider_->setValue(index);
  }
  show_previews(index);
}

void PreviewHistory::clear() {
  run_folder_.clear();
  files_.clear();
  slider_->setEnabled(false);
  label_->clear();
  strip_->show_previews({});
}

void PreviewHistory::show_previews(int index) {
  label_->clear();
  TrainValidation shown;
  if (index >= 0 && index < static_cast<int>(files_.size())) {
    auto read = read_previews(files_[static_cast<std::size_t>(index)].path);
    if (read) {
      shown = std::move(*read);
      label_->setText(score_label(shown));
    } else {
      label_->setText(QString::fromStdString(read.error().title));
    }
  }
  strip_->show_previews(shown.previews, !shown.psnr_db);
}

}  // namespace transpine

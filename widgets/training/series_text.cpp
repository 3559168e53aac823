// SPDX-License-Identifier: Apache-2.0
#include "widgets/training/series_text.h"

#include <QCoreApplication>

namespace transpine {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("TrainingSeries", text);
}

}  // namespace

QString series_text(const std::string& series) {
  if (series.starts_with("terms/")) {
    return tr(QT_TRANSLATE_NOOP("TrainingSeries", "Loss: %1"))
        .arg(QString::fromStdString(series.substr(6)));
  }
  if (series == "loss") return tr(QT_TRANSLATE_NOOP("TrainingSeries", "Loss"));
  if (series == "val_psnr_db") return tr(QT_TRANSLATE_NOOP("TrainingSeries", "Validation PSNR"));
  if (series == "val_ssim") return tr(QT_TRANSLATE_NOOP("TrainingSeries", "Validation SSIM"));
  if (series == "val_dice") return tr(QT_TRANSLATE_NOOP("TrainingSeries", "Validation Dice"));
  if (series == "learning_rate") return tr(QT_TRANSLATE_NOOP("TrainingSeries", "Learning rate"));
  if (series == "gradient_norm") return tr(QT_TRANSLATE_NOOP("TrainingSeries", "Gradient norm"));
  if (series == "seconds") return tr(QT_TRANSLATE_NOOP("TrainingSeries", "Time per iteration"));
  if (series == "ema_decay") return tr(QT_TRANSLATE_NOOP("TrainingSeries", "EMA decay"));
  return QString::fromStdString(series);
}

QString series_axis(const std::string& series) {
  if (series == "loss" || series.starts_with("terms/")) return series_text("loss");
  if (series == "val_psnr_db") return tr(QT_TRANSLATE_NOOP("TrainingSeries", "PSNR (dB)"));
  if (series == "seconds") {
    return tr(QT_TRANSLATE_NOOP("TrainingSeries", "Time per iteration (s)"));
  }
  return series_text(series);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/training/progress_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace transpine {
namespace {

constexpr std::size_t clock_window = 100;

struct Text {
  Q_DECLARE_TR_FUNCTIONS(TrainingProgress)
};

QString bytes(std::uint64_t count) {
  return QLocale().formattedDataSize(static_cast<qint64>(count), 1);
}

}  // namespace

void StepClock::add(const TrainStep& step) {
  elapsed_s_.push_back(step.elapsed_s);
  if (elapsed_s_.size() > clock_window) elapsed_s_.pop_front();
  left_ = step.steps - step.step;
}

std::optional<double> StepClock::seconds_per_step() const {
  if (elapsed_s_.size() < 2) return std::nullopt;
  return (elapsed_s_.back() - elapsed_s_.front()) / static_cast<double>(elapsed_s_.size() - 1);
}

std::optional<double> StepClock::remaining_s() const {
  const auto step_s = seconds_per_step();
  if (!step_s) return std::nullopt;
  return *step_s * static_cast<double>(left_);
}

QString duration_text(double seconds) {
  const auto whole = static_cast<qint64>(std::llround(std::max(0.0, seconds)));
  if (whole < 60) return Text::tr("%1 s").arg(whole);
  if (whole < 3600) return Text::tr("%1 min").arg((whole + 30) / 60);
  return Text::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60, 2, 10, QChar('0'));
}

QString progress_text(const TrainStep& step, const StepClock& clock) {
  const QLocale locale;
  QString text =
      Text::tr("Step %1 of %2, loss %3, gradient %4")
          .arg(step.step)
          .arg(step.steps)
          .arg(locale.toString(step.loss, 'f', 4), locale.toString(step.gradient_norm, 'f', 2));
  const auto step_s = clock.seconds_per_step();
  if (!step_s) return text;
  return Text::tr("%1; %2 s a step, %3 left")
      .arg(text, locale.toString(*step_s, 'f', 2), duration_text(*clock.remaining_s()));
}

QString machine_text(const MachineUse& use) {
  QStringList parts;
  if (use.resident_bytes) {
    parts << Text::tr("Memory of the program: %1.").arg(bytes(*use.resident_bytes));
  }
  if (use.gpus.empty()) parts << Text::tr("No GPU.");
  for (const GpuUse& gpu : use.gpus) {
    const QString memory =
        Text::tr("%1: %2 of %3")
            .arg(QString::fromStdString(gpu.name), bytes(gpu.used_bytes), bytes(gpu.total_bytes));
    parts << (gpu.busy_percent ? Text::tr("%1, %2 % busy.").arg(memory).arg(*gpu.busy_percent)
                               : memory + ".");
  }
  return parts.join(' ');
}

}  // namespace transpine

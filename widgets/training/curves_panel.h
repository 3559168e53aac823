// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>
#include <filesystem>
#include <map>
#include <vector>

#include "core/base/result.h"
#include "core/training/chart.h"
#include "core/training/run_curves.h"

class QCheckBox;
class QComboBox;
class QGridLayout;
class QListWidget;
class QSlider;

namespace transpine {

class ChartView;

/// The curves of one or several runs: which series, smoothed how much, over what, and their export.
/// Each quantity has a chart of its own.
class CurvesPanel : public QWidget {
  Q_OBJECT

 public:
  explicit CurvesPanel(QWidget* parent = nullptr);

  /// Shows a run's curves, in place of those it had.
  void set_run(const QString& run, RunCurves curves);
  /// Takes over one line of metrics.jsonl of a run that is shown. Drawn at most eight times a
  /// second; the last line always.
  void append(const QString& run, const nlohmann::json& line);
  void remove_run(const QString& run);
  void clear();
  bool has_run(const QString& run) const { return find(run) != nullptr; }
  QStringList run_names() const;

  std::size_t point_count(const QString& run, const std::string& series) const;
  void set_series_shown(const std::string& series, bool shown);
  std::vector<std::string> shown_series() const;
  const std::vector<ChartView*>& charts() const { return charts_; }
  double smoothing() const;
  void redraw();

  /// By the file's ending: .csv, .svg or .png.
  Result<void> export_to(const std::filesystem::path& file) const;

 Q_SIGNALS:
  void failed(const QString& title, const QString& remedy);

 private:
  QWidget* make_bar();
  const NamedCurves* find(const QString& run) const;
  NamedCurves* find(const QString& run);
  CurveAxis axis() const;
  QString axis_title(double* unit) const;
  QString label_of(const std::string& run, const std::string& series, const QString& axis) const;
  void list_series();
  void arrange_charts(std::size_t count);
  std::vector<ChartSeries> series_of_axis(const QString& axis, double unit) const;
  QImage picture(double scale) const;
  void ask_for_file(const QString& ending);

  std::vector<NamedCurves> runs_;
  std::map<std::string, std::size_t> colours_;  ///< By run; a colour stays while the run is shown.
  QListWidget* list_;
  QComboBox* axis_;
  QCheckBox* log_x_;
  QCheckBox* log_y_;
  QSlider* smoothing_;
  QGridLayout* grid_;
  std::vector<ChartView*> charts_;
  QTimer redraw_timer_;
};

}  // namespace transpine

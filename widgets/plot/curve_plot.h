// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <map>
#include <string>
#include <vector>

#include "widgets/view/render_widget.h"

class vtkChartXY;
class vtkContextActor;
class vtkPlot;
class vtkPlotLine;
class vtkTable;

namespace transpine {

/// Live curves over a common x axis, each with its raw values faint behind a smoothed line.
/// Smoothing is a debiased exponential average over all values, before anything is drawn.
class CurvePlot : public RenderWidget {
  Q_OBJECT

 public:
  explicit CurvePlot(QWidget* parent = nullptr);
  ~CurvePlot() override;

  void set_axis_titles(const QString& x, const QString& y);
  void append(const std::string& curve, double x, double y);
  void clear();
  std::size_t point_count(const std::string& curve) const;
  void set_log_y(bool log_y);
  /// 0: none; below 1, larger is smoother.
  void set_smoothing(double smoothing);

 protected:
  void prepare_render(const QSize& pixels) override;
  void paint_overlay(QPainter& painter) override;

 private:
  struct Curve {
    std::vector<double> x;
    std::vector<double> y;
    vtkSmartPointer<vtkTable> raw;
    vtkSmartPointer<vtkTable> smooth;
    vtkPlotLine* line = nullptr;  ///< The chart's own.
    bool stale = true;
  };

  Curve& curve(const std::string& name);
  void rebuild(Curve& curve);

  std::map<std::string, Curve> curves_;
  vtkSmartPointer<vtkContextActor> actor_;
  vtkSmartPointer<vtkChartXY> chart_;
  double smoothing_ = 0.9;
};

/// The debiased exponential moving average of `values` (as TensorBoard's): s_i = w s_{i-1} +
/// (1-w) y_i, shown as s_i / (1 - w^(i+1)).
std::vector<double> debiased_average(const std::vector<double>& values, double weight);

}  // namespace transpine

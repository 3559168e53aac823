// SPDX-License-Identifier: Apache-2.0
#include "widgets/plot/curve_plot.h"

#include <vtkAxis.h>
#include <vtkBrush.h>
#include <vtkChartLegend.h>
#include <vtkChartXY.h>
#include <vtkContextActor.h>
#include <vtkContextScene.h>
#include <vtkFloatArray.h>
#include <vtkNew.h>
#include <vtkPen.h>
#include <vtkPlotLine.h>
#include <vtkRenderer.h>
#include <vtkTable.h>
#include <vtkTextProperty.h>

#include <QPainter>
#include <cmath>

namespace transpine {
namespace {

const QColor kCurveColours[] = {QColor(86, 180, 233), QColor(230, 159, 0), QColor(0, 158, 115),
                                QColor(204, 121, 167)};

constexpr std::size_t kMostMarked = 60;

vtkSmartPointer<vtkTable> make_table() {
  auto table = vtkSmartPointer<vtkTable>::New();
  for (const char* name : {"x", "y"}) {
    vtkNew<vtkFloatArray> column;
    column->SetName(name);
    table->AddColumn(column);
  }
  return table;
}

void fill(vtkTable* table, const std::vector<double>& x, const std::vector<double>& y) {
  auto* x_column = vtkFloatArray::SafeDownCast(table->GetColumn(0));
  auto* y_column = vtkFloatArray::SafeDownCast(table->GetColumn(1));
  x_column->SetNumberOfValues(static_cast<vtkIdType>(x.size()));
  y_column->SetNumberOfValues(static_cast<vtkIdType>(y.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    x_column->SetValue(static_cast<vtkIdType>(i), static_cast<float>(x[i]));
    y_column->SetValue(static_cast<vtkIdType>(i), static_cast<float>(y[i]));
  }
  table->Modified();
}

}  // namespace

std::vector<double> debiased_average(const std::vector<double>& values, double weight) {
  std::vector<double> result;
  result.reserve(values.size());
  double sum = 0;
  double bias = 1;
  for (const double value : values) {
    sum = weight * sum + (1 - weight) * value;
    bias *= weight;
    result.push_back(sum / (1 - bias));
  }
  return result;
}

CurvePlot::CurvePlot(QWidget* parent)
    : RenderWidget(parent),
      actor_(vtkSmartPointer<vtkContextActor>::New()),
      chart_(vtkSmartPointer<vtkChartXY>::New()) {
  renderer()->SetBackground(0.11, 0.12, 0.14);
  actor_->GetScene()->AddItem(chart_);
  actor_->GetScene()->SetRenderer(renderer());
  renderer()->AddActor(actor_);
  chart_->SetShowLegend(true);
  chart_->GetLegend()->GetBrush()->SetOpacity(0);
  chart_->GetLegend()->GetLabelProperties()->SetColor(0.9, 0.9, 0.9);
  for (const int side : {vtkAxis::LEFT, vtkAxis::BOTTOM}) {
    vtkAxis* axis = chart_->GetAxis(side);
    axis->GetLabelProperties()->SetColor(0.85, 0.85, 0.85);
    axis->GetTitleProperties()->SetColor(0.85, 0.85, 0.85);
    axis->GetTitleProperties()->SetBold(0);
    axis->GetPen()->SetColorF(0.5, 0.5, 0.5);
    axis->GetGridPen()->SetColorF(0.25, 0.26, 0.28);
  }
}

CurvePlot::~CurvePlot() = default;

void CurvePlot::set_axis_titles(const QString& x, const QString& y) {
  chart_->GetAxis(vtkAxis::BOTTOM)->SetTitle(x.toStdString());
  chart_->GetAxis(vtkAxis::LEFT)->SetTitle(y.toStdString());
}

CurvePlot::Curve& CurvePlot::curve(const std::string& name) {
  const auto it = curves_.find(name);
  if (it != curves_.end()) return it->second;
  const QColor colour = kCurveColours[curves_.size() % std::size(kCurveColours)];
  Curve& added = curves_[name];
  added.raw = make_table();
  added.smooth = make_table();
  const auto add_plot = [&](vtkTable* table, int alpha, float width) {
    vtkPlot* plot = chart_->AddPlot(vtkChart::LINE);
    plot->SetInputData(table, 0, 1);
    plot->SetColor(static_cast<unsigned char>(colour.red()),
                   static_cast<unsigned char>(colour.green()),
                   static_cast<unsigned char>(colour.blue()), static_cast<unsigned char>(alpha));
    plot->SetWidth(width);
    return plot;
  };
  add_plot(added.raw, 70, 1)->SetLabel("");
  chart_->GetPlot(chart_->GetNumberOfPlots() - 1)->LegendVisibilityOff();
  added.line = vtkPlotLine::SafeDownCast(add_plot(added.smooth, 255, 2));
  added.line->SetLabel(name);
  added.line->SetMarkerSize(6);
  return added;
}

void CurvePlot::append(const std::string& name, double x, double y) {
  if (!std::isfinite(x) || !std::isfinite(y)) return;
  Curve& target = curve(name);
  target.x.push_back(x);
  target.y.push_back(y);
  target.stale = true;
  request_render();
}

void CurvePlot::clear() {
  chart_->ClearPlots();
  curves_.clear();
  request_render();
}

std::size_t CurvePlot::point_count(const std::string& name) const {
  const auto it = curves_.find(name);
  return it == curves_.end() ? 0 : it->second.x.size();
}

void CurvePlot::set_log_y(bool log_y) {
  chart_->GetAxis(vtkAxis::LEFT)->SetLogScale(log_y);
  chart_->RecalculateBounds();
  request_render();
}

void CurvePlot::set_smoothing(double smoothing) {
  smoothing_ = smoothing;
  for (auto& [name, entry] : curves_) entry.stale = true;
  request_render();
}

void CurvePlot::rebuild(Curve& target) {
  std::vector<double> x = target.x;
  std::vector<double> y = target.y;
  // A line needs two points.
  if (x.size() == 1) {
    x.push_back(x[0]);
    y.push_back(y[0]);
  }
  // Few values are shown as points too: one alone has no line.
  target.line->SetMarkerStyle(target.x.size() <= kMostMarked ? vtkPlotPoints::CIRCLE
                                                             : vtkPlotPoints::NONE);
  fill(target.raw, x, y);
  fill(target.smooth, x, debiased_average(y, smoothing_));
  target.stale = false;
}

void CurvePlot::prepare_render(const QSize&) {
  bool rebuilt = false;
  for (auto& [name, entry] : curves_) {
    if (!entry.stale) continue;
    rebuild(entry);
    rebuilt = true;
  }
  if (rebuilt) chart_->RecalculateBounds();
}

void CurvePlot::paint_overlay(QPainter& painter) {
  if (!curves_.empty()) return;
  painter.setPen(QColor(200, 200, 200));
  painter.drawText(rect(), Qt::AlignCenter, tr("No values yet"));
}

}  // namespace transpine

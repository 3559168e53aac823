// SPDX-License-Identifier: Apache-2.0
#include "widgets/training/curves_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPainter>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "core/base/atomic_file.h"
#include "core/training/chart_svg.h"
#include "core/training/curve_math.h"
#include "widgets/plot/chart_view.h"
#include "widgets/training/series_text.h"

namespace transpine {
namespace {

constexpr int redraw_ms = 125;
constexpr int series_role = Qt::UserRole;

/// Before anybody has chosen.
bool is_usual(const std::string& series) {
  return series == "loss" || series.starts_with("terms/") || series == "val_psnr_db" ||
         series == "val_dice";
}

/// Has noise that smoothing takes away.
bool is_noisy(const std::string& series) {
  return series == "loss" || series.starts_with("terms/") || series == "gradient_norm" ||
         series == "seconds";
}

/// In the list: the loss, its terms, validations, the rest.
std::pair<int, std::string> place_of(const std::string& series) {
  if (series == "loss") return {0, series};
  if (series.starts_with("terms/")) return {1, series};
  return {series.starts_with("val_") ? 2 : 3, series};
}

}  // namespace

CurvesPanel::CurvesPanel(QWidget* parent)
    : QWidget(parent),
      list_(new QListWidget(this)),
      axis_(new QComboBox(this)),
      log_x_(new QCheckBox(tr("Log x"), this)),
      log_y_(new QCheckBox(tr("Log y"), this)),
      smoothing_(new QSlider(Qt::Horizontal, this)) {
  setObjectName("curves_panel");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(make_bar());
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  list_->setObjectName("series_list");
  list_->setAccessibleName(tr("Series"));
  auto* charts = new QWidget(splitter);
  grid_ = new QGridLayout(charts);
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setSpacing(2);
  splitter->addWidget(list_);
  splitter->addWidget(charts);
  splitter->setStretchFactor(1, 1);
  splitter->setSizes({170, 1000});
  layout->addWidget(splitter, 1);
  connect(list_, &QListWidget::itemChanged, this, &CurvesPanel::redraw);
  redraw_timer_.setSingleShot(true);
  redraw_timer_.setInterval(redraw_ms);
  connect(&redraw_timer_, &QTimer::timeout, this, &CurvesPanel::redraw);
  redraw();
}

QWidget* CurvesPanel::make_bar() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(4, 2, 4, 0);
  axis_->setObjectName("curve_axis");
  axis_->addItems({tr("Step"), tr("Epoch"), tr("Training time")});
  axis_->setToolTip(tr("What the curves are drawn over. Training time leaves out pauses."));
  log_x_->setObjectName("log_x");
  log_y_->setObjectName("log_y");
  smoothing_->setObjectName("smoothing");
  smoothing_->setRange(0, 999);
  smoothing_->setValue(900);
  smoothing_->setMinimumWidth(60);
  smoothing_->setMaximumWidth(180);
  smoothing_->setToolTip(
      tr("Of the curves of each step. The average is taken over all values; the raw ones stay "
         "faint behind."));
  auto* reset = new QToolButton(bar);
  reset->setObjectName("reset_zoom");
  reset->setText(tr("Show All"));
  auto* exported = new QToolButton(bar);
  exported->setObjectName("export_curves");
  exported->setText(tr("Export"));
  exported->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(exported);
  for (const char* ending : {"csv", "png", "svg"}) {
    menu->addAction(tr("As %1…").arg(QString(ending).toUpper()), this,
                    [this, ending] { ask_for_file(ending); });
  }
  exported->setMenu(menu);
  row->addWidget(new QLabel(tr("Over:"), bar));
  row->addWidget(axis_);
  row->addWidget(log_x_);
  row->addWidget(log_y_);
  row->addWidget(new QLabel(tr("Smoothing:"), bar));
  row->addWidget(smoothing_, 1);
  row->addStretch(1);
  row->addWidget(reset);
  row->addWidget(exported);
  connect(axis_, &QComboBox::currentIndexChanged, this, [this] {
    for (ChartView* chart : charts_) chart->reset_zoom();
    redraw();
  });
  for (QCheckBox* box : {log_x_, log_y_}) {
    connect(box, &QCheckBox::toggled, this, &CurvesPanel::redraw);
  }
  connect(smoothing_, &QSlider::valueChanged, this, &CurvesPanel::redraw);
  connect(reset, &QToolButton::clicked, this, [this] {
    for (ChartView* chart : charts_) chart->reset_zoom();
  });
  return bar;
}

double CurvesPanel::smoothing() const {
  return smoothing_->value() / 1000.0;
}

const NamedCurves* CurvesPanel::find(const QString& run) const {
  const auto found = std::ranges::find(runs_, run.toStdString(), &NamedCurves::run);
  return found == runs_.end() ? nullptr : &*found;
}

NamedCurves* CurvesPanel::find(const QString& run) {
  return const_cast<NamedCurves*>(std::as_const(*this).find(run));
}

void CurvesPanel::set_run(const QString& run, RunCurves curves) {
  if (NamedCurves* shown = find(run)) {
    shown->curves = std::move(curves);
  } else {
    runs_.push_back({run.toStdString(), std::move(curves)});
    std::set<std::size_t> taken;
    for (const auto& [name, colour] : colours_) taken.insert(colour);
    std::size_t free = 0;
    while (taken.contains(free)) ++free;
    colours_[run.toStdString()] = free;
  }
  redraw();
}

void CurvesPanel::append(const QString& run, const nlohmann::json& line) {
  NamedCurves* shown = find(run);
  if (!shown) {
    set_run(run, {});
    shown = find(run);
  }
  add_metrics(shown->curves, line);
  if (!redraw_timer_.isActive()) redraw_timer_.start();
}

void CurvesPanel::remove_run(const QString& run) {
  std::erase_if(runs_, [&](const NamedCurves& one) { return one.run == run.toStdString(); });
  colours_.erase(run.toStdString());
  redraw();
}

void CurvesPanel::clear() {
  runs_.clear();
  colours_.clear();
  redraw();
}

QStringList CurvesPanel::run_names() const {
  QStringList names;
  for (const NamedCurves& run : runs_) names << QString::fromStdString(run.run);
  return names;
}

std::size_t CurvesPanel::point_count(const QString& run, const std::string& series) const {
  const NamedCurves* shown = find(run);
  const Curve* curve = shown ? shown->curves.find(series) : nullptr;
  return curve ? curve->value.size() : 0;
}

std::vector<std::string> CurvesPanel::shown_series() const {
  std::vector<std::string> shown;
  for (int i = 0; i < list_->count(); ++i) {
    const QListWidgetItem* item = list_->item(i);
    if (item->checkState() != Qt::Checked) continue;
    shown.push_back(item->data(series_role).toString().toStdString());
  }
  return shown;
}

void CurvesPanel::set_series_shown(const std::string& series, bool shown) {
  for (int i = 0; i < list_->count(); ++i) {
    QListWidgetItem* item = list_->item(i);
    if (item->data(series_role).toString().toStdString() != series) continue;
    item->setCheckState(shown ? Qt::Checked : Qt::Unchecked);
  }
}

// Only what is new is added: choices stay.
void CurvesPanel::list_series() {
  std::set<std::string> names;
  for (const NamedCurves& run : runs_) {
    for (const auto& [name, curve] : run.curves.series) names.insert(name);
  }
  const QSignalBlocker blocker(list_);
  std::set<std::string> listed;
  for (int i = 0; i < list_->count(); ++i) {
    listed.insert(list_->item(i)->data(series_role).toString().toStdString());
  }
  for (const std::string& name : names) {
    if (listed.contains(name)) continue;
    auto* item = new QListWidgetItem(series_text(name));
    const auto before = std::ranges::count_if(
        listed, [&](const std::string& other) { return place_of(other) < place_of(name); });
    list_->insertItem(static_cast<int>(before), item);
    listed.insert(name);
    item->setData(series_role, QString::fromStdString(name));
    item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
    item->setCheckState(is_usual(name) ? Qt::Checked : Qt::Unchecked);
  }
  for (int i = list_->count() - 1; i >= 0; --i) {
    const auto name = list_->item(i)->data(series_role).toString().toStdString();
    list_->item(i)->setHidden(!names.contains(name));
  }
}

CurveAxis CurvesPanel::axis() const {
  return static_cast<CurveAxis>(axis_->currentIndex());
}

QString CurvesPanel::axis_title(double* unit) const {
  *unit = 1;
  if (axis() == CurveAxis::step) return tr("Step");
  if (axis() == CurveAxis::epoch) return tr("Epoch");
  double longest_s = 0;
  for (const NamedCurves& run : runs_) longest_s = std::max(longest_s, run.curves.elapsed_s);
  if (longest_s < 300) return tr("Training time (s)");
  *unit = longest_s < 3 * 3600 ? 60 : 3600;
  return longest_s < 3 * 3600 ? tr("Training time (min)") : tr("Training time (h)");
}

// The axis names its only series already.
QString CurvesPanel::label_of(const std::string& run, const std::string& series,
                              const QString& axis) const {
  const QString text = series_text(series);
  if (runs_.size() < 2) return text;
  const std::vector<std::string> shown = shown_series();
  const auto of_axis = std::ranges::count_if(
      shown, [&](const std::string& other) { return series_axis(other) == axis; });
  const QString name = QString::fromStdString(run);
  return of_axis == 1 ? name : name + ": " + text;
}

std::vector<ChartSeries> CurvesPanel::series_of_axis(const QString& axis_name, double unit) const {
  std::vector<ChartSeries> chart;
  for (const NamedCurves& run : runs_) {
    std::size_t dash = 0;
    for (const std::string& name : shown_series()) {
      const Curve* curve = run.curves.find(name);
      if (!curve || curve->value.empty() || series_axis(name) != axis_name) continue;
      ChartSeries series;
      series.label = label_of(run.run, name, axis_name).toStdString();
      const bool several_runs = runs_.size() > 1;
      // Several runs differ in colour and their series in pattern; those of one run in colour.
      series.colour = several_runs ? colours_.at(run.run) : dash;
      series.dash = several_runs ? dash : 0;
      ++dash;
      series.x = places_of(*curve, axis(), run.curves.steps_per_epoch);
      for (double& place : series.x) place /= unit;
      series.y = curve->value;
      if (is_noisy(name) && smoothing() > 0) {
        series.smooth = debiased_average(curve->value, smoothing());
      }
      chart.push_back(std::move(series));
    }
  }
  return chart;
}

void CurvesPanel::arrange_charts(std::size_t count) {
  if (count == charts_.size()) return;
  while (charts_.size() > count) {
    delete charts_.back();
    charts_.pop_back();
  }
  while (charts_.size() < count) {
    charts_.push_back(new ChartView(this));
    charts_.back()->setObjectName(QString("chart_%1").arg(charts_.size() - 1));
  }
  const int columns = count == 4 ? 2 : std::min(3, static_cast<int>(count));
  for (std::size_t i = 0; i < count; ++i) {
    const int index = static_cast<int>(i);
    grid_->addWidget(charts_[i], index / columns, index % columns);
  }
}

void CurvesPanel::redraw() {
  list_series();
  QStringList axes;
  for (const std::string& name : shown_series()) {
    const bool any = std::ranges::any_of(runs_, [&](const NamedCurves& run) {
      const Curve* curve = run.curves.find(name);
      return curve && !curve->value.empty();
    });
    if (any && !axes.contains(series_axis(name))) axes << series_axis(name);
  }
  arrange_charts(std::max<std::size_t>(1, static_cast<std::size_t>(axes.size())));
  double unit = 1;
  const QString x_title = axis_title(&unit);
  for (std::size_t i = 0; i < charts_.size(); ++i) {
    const QString y_title = axes.value(static_cast<qsizetype>(i));
    charts_[i]->set_titles(x_title, y_title);
    charts_[i]->set_log(log_x_->isChecked(), log_y_->isChecked());
    charts_[i]->set_series(series_of_axis(y_title, unit));
  }
}

QImage CurvesPanel::picture(double scale) const {
  std::vector<QImage> parts;
  QSize size(1, 0);
  for (const ChartView* chart : charts_) {
    parts.push_back(chart->picture(scale));
    size = {std::max(size.width(), parts.back().width()), size.height() + parts.back().height()};
  }
  QImage whole(size, QImage::Format_RGB32);
  whole.fill(Qt::white);
  QPainter painter(&whole);
  int top = 0;
  for (const QImage& part : parts) {
    painter.drawImage(0, top, part);
    top += part.height();
  }
  return whole;
}

Result<void> CurvesPanel::export_to(const std::filesystem::path& file) const {
  if (file.extension() == ".csv") {
    return write_text_atomically(file, curves_csv(runs_, shown_series(), smoothing()));
  }
  if (file.extension() == ".svg") {
    std::vector<ChartPicture> pictures;
    for (const ChartView* chart : charts_) pictures.push_back(chart->layout());
    return write_text_atomically(file, charts_svg(pictures));
  }
  return write_file_atomically(file, [&](const std::filesystem::path& temporary) -> Result<void> {
    constexpr double print_scale = 2;
    if (picture(print_scale).save(QString::fromStdString(temporary.string()), "PNG")) return {};
    return Error{file.string() + " could not be written.", "Choose another folder."};
  });
}

void CurvesPanel::ask_for_file(const QString& ending) {
  const QString file = QFileDialog::getSaveFileName(this, tr("Export Curves"), "curves." + ending,
                                                    QString("*.%1").arg(ending));
  if (file.isEmpty()) return;
  std::filesystem::path path = file.toStdString();
  if (path.extension() != "." + ending.toStdString()) path += "." + ending.toStdString();
  if (const auto done = export_to(path); !done) {
    Q_EMIT failed(QString::fromStdString(done.error().title),
                  QString::fromStdString(done.error().remedy));
  }
}

}  // namespace transpine

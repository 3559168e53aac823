// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/profile_dialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/plot/chart_view.h"

namespace transpine {

ProfileDialog::ProfileDialog(QWidget* parent)
    : QDialog(parent),
      plot_(new ChartView(this)),
      scaled_(new QCheckBox(tr("Each image as a share of its own range"), this)) {
  setWindowTitle(tr("Line Profile"));
  setObjectName("profile_dialog");
  resize(720, 360);
  plot_->setObjectName("profile_plot");
  scaled_->setObjectName("profile_scaled");
  connect(scaled_, &QCheckBox::toggled, this, &ProfileDialog::draw);
  auto* copy = new QPushButton(tr("Copy as CSV"), this);
  connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(csv()); });
  auto* row = new QHBoxLayout;
  row->addWidget(scaled_);
  row->addStretch(1);
  row->addWidget(copy);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(plot_, 1);
  layout->addLayout(row);
}

void ProfileDialog::set_curves(const std::vector<ProfileCurve>& curves) {
  const bool one_unit = std::all_of(curves.begin(), curves.end(), [&](const ProfileCurve& curve) {
    return curve.unit == curves.front().unit && !curve.unit.isEmpty();
  });
  // Only when other images came: a choice of the user stays.
  if (curves.size() != curves_.size()) scaled_->setChecked(!one_unit && curves.size() > 1);
  curves_ = curves;
  draw();
}

void ProfileDialog::draw() {
  const bool scaled = scaled_->isChecked();
  plot_->set_titles(tr("Distance (mm)"), scaled ? tr("Share of the range (%)") : tr("Value"));
  std::vector<ChartSeries> lines;
  for (const ProfileCurve& curve : curves_) {
    if (curve.values.empty()) continue;
    const auto [low, high] = std::minmax_element(curve.values.begin(), curve.values.end());
    const double range = std::max(*high - *low, 1e-12);
    const QString name = curve.unit.isEmpty() ? curve.name : curve.name + " (" + curve.unit + ")";
    ChartSeries line{name.toStdString(), lines.size(), 0, {}, {}, {}};
    for (std::size_t i = 0; i < curve.values.size(); ++i) {
      line.x.push_back(curve.distance_mm[i]);
      line.y.push_back(scaled ? 100 * (curve.values[i] - *low) / range : curve.values[i]);
    }
    lines.push_back(std::move(line));
  }
  plot_->set_series(std::move(lines));
}

QString ProfileDialog::csv() const {
  QStringList lines{QStringLiteral("image,unit,distance_mm,value")};
  for (const ProfileCurve& curve : curves_) {
    for (std::size_t i = 0; i < curve.values.size(); ++i) {
      lines << QString("\"%1\",%2,%3,%4")
                   .arg(curve.name, curve.unit)
                   .arg(curve.distance_mm[i], 0, 'f', 3)
                   .arg(curve.values[i], 0, 'g', 9);
    }
  }
  return lines.join("\n") + "\n";
}

}  // namespace transpine

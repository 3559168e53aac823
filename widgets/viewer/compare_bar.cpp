// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/compare_bar.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

namespace transpine {
namespace {

constexpr int kFrame_ms = 50;

}  // namespace

CompareBar::CompareBar(QWidget* parent)
    : QToolBar(parent),
      mode_(new QComboBox(this)),
      amount_(new QSlider(Qt::Horizontal, this)),
      wipe_(new QComboBox(this)),
      value_(new QDoubleSpinBox(this)) {
  mode_->setObjectName("compare_mode");
  mode_->setAccessibleName(tr("Compare"));
  for (const CompareMode mode : all_compare_modes()) mode_->addItem(compare_mode_name(mode));
  connect(mode_, &QComboBox::currentIndexChanged, this, &CompareBar::mode_chosen);
  addWidget(new QLabel(tr("Compare:") + " ", this));
  addWidget(mode_);

  amount_->setObjectName("compare_amount");
  amount_->setAccessibleName(tr("Share of the second image"));
  amount_->setRange(0, 100);
  amount_->setValue(50);
  amount_->setMaximumWidth(110);
  connect(amount_, &QSlider::valueChanged, this, [this](int percent) {
    compare_.amount = percent / 100.0;
    compare_.squares = 2 + percent / 5;
    Q_EMIT changed();
  });
  amount_action_ = addWidget(amount_);

  wipe_->setObjectName("compare_wipe");
  wipe_->addItems({tr("Left and right"), tr("Above and below"), tr("Quarters")});
  connect(wipe_, &QComboBox::currentIndexChanged, this, [this](int index) {
    compare_.wipe = static_cast<SliceCompare::Wipe>(index);
    Q_EMIT changed();
  });
  wipe_action_ = addWidget(wipe_);

  value_->setObjectName("compare_value");
  value_->setRange(-10000, 10000);
  value_->setDecimals(0);
  value_->setSingleStep(25);
  connect(value_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    if (compare_.mode == CompareMode::contours) {
      compare_.contour_level = value;
    } else {
      compare_.difference_range = std::max(value, 1.0);
    }
    Q_EMIT changed();
  });
  value_action_ = addWidget(value_);

  timer_.setInterval(kFrame_ms);
  connect(&timer_, &QTimer::timeout, this, [this] {
    compare_.phase_s += kFrame_ms / 1000.0;
    Q_EMIT changed();
  });
  update_controls();
}

void CompareBar::set_mode(CompareMode mode) {
  mode_->setCurrentIndex(static_cast<int>(mode));
}

void CompareBar::cycle() {
  mode_->setCurrentIndex((mode_->currentIndex() + 1) % mode_->count());
}

void CompareBar::mode_chosen() {
  compare_.mode = static_cast<CompareMode>(mode_->currentIndex());
  compare_.phase_s = 0;
  if (is_moving(compare_.mode)) {
    timer_.start();
  } else {
    timer_.stop();
  }
  update_controls();
  Q_EMIT changed();
}

void CompareBar::update_controls() {
  const CompareMode mode = compare_.mode;
  amount_action_->setVisible(mode == CompareMode::blend || mode == CompareMode::checkerboard);
  amount_->setToolTip(mode == CompareMode::blend ? tr("Share of the second image")
                                                 : tr("Number of squares"));
  wipe_action_->setVisible(mode == CompareMode::wipe);
  const bool has_value = mode == CompareMode::contours || mode == CompareMode::difference;
  value_action_->setVisible(has_value);
  if (!has_value) return;
  const QSignalBlocker blocker(value_);
  const bool contours = mode == CompareMode::contours;
  value_->setPrefix(contours ? tr("at ") : QStringLiteral("± "));
  value_->setToolTip(contours ? tr("The value whose contour is drawn")
                              : tr("Where the colours end, for two images in Hounsfield units"));
  value_->setValue(contours ? compare_.contour_level : compare_.difference_range);
}

nlohmann::json CompareBar::state() const {
  return {{"mode", compare_mode_key(compare_.mode).toStdString()},
          {"amount", amount_->value()},
          {"wipe", wipe_->currentIndex()},
          {"contour_level", compare_.contour_level},
          {"difference_range", compare_.difference_range}};
}

void CompareBar::restore(const nlohmann::json& state) {
  if (!state.is_object()) return;
  try {
    compare_.contour_level = state.value("contour_level", compare_.contour_level);
    compare_.difference_range = state.value("difference_range", compare_.difference_range);
    amount_->setValue(state.value("amount", amount_->value()));
    wipe_->setCurrentIndex(state.value("wipe", wipe_->currentIndex()));
    set_mode(compare_mode_from_key(QString::fromStdString(state.value("mode", "stacked"))));
  } catch (const nlohmann::json::exception&) {
    return;
  }
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/surfaces/surface_pair.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QSplitter>
#include <QToolBar>
#include <QVBoxLayout>

namespace transpine {

SurfacePair::SurfacePair(Backend* backend, LinkedCursor* cursor, QWidget* parent)
    : QWidget(parent),
      panels_{new SurfacePanel(backend, cursor, this), new SurfacePanel(backend, cursor, this)} {
  setObjectName("surface_pair");
  panels_[0]->setObjectName("surfaces_isotropic");
  panels_[1]->setObjectName("surfaces_native");
  auto* bar = new QToolBar(this);
  results_ = new QComboBox(bar);
  results_->setObjectName("surface_result");
  results_->setAccessibleName(tr("Result in 3D"));
  results_->setMinimumWidth(140);
  auto* label = new QLabel(tr("Result in 3D:"), bar);
  label->setContentsMargins(6, 0, 6, 0);
  label->setBuddy(results_);
  bar->addWidget(label);
  bar->addWidget(results_);
  linked_ = bar->addAction(tr("Link Cameras"));
  linked_->setObjectName("view3d.link_cameras");
  linked_->setCheckable(true);
  linked_->setChecked(true);
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  for (SurfacePanel* panel : panels_) {
    splitter->addWidget(panel);
    link_.add(panel->view());
  }
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(bar);
  layout->addWidget(splitter, 1);
  connect(linked_, &QAction::toggled, &link_, &CameraLink::set_linked);
  connect(results_, &QComboBox::currentTextChanged, this, &SurfacePair::result_chosen);
}

void SurfacePair::set_results(const QStringList& names) {
  const QString before = results_->currentText();
  const QSignalBlocker quiet(results_);
  results_->clear();
  results_->addItems(names);
  results_->setCurrentIndex(std::max(0, results_->findText(before)));
}

QString SurfacePair::result() const {
  return results_->currentText();
}

void SurfacePair::choose_result(const QString& name) {
  if (const int index = results_->findText(name); index >= 0) results_->setCurrentIndex(index);
}

nlohmann::json SurfacePair::state() const {
  return {{"linked", link_.is_linked()},
          {"isotropic", panels_[0]->state()},
          {"native", panels_[1]->state()}};
}

void SurfacePair::restore(const nlohmann::json& state) {
  if (!state.is_object()) return;
  if (state.contains("linked") && state["linked"].is_boolean()) {
    linked_->setChecked(state["linked"].get<bool>());
  }
  if (state.contains("isotropic")) panels_[0]->restore(state["isotropic"]);
  if (state.contains("native")) panels_[1]->restore(state["native"]);
}

}  // namespace transpine

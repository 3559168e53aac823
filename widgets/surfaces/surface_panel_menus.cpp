// SPDX-License-Identifier: Apache-2.0
#include <QActionGroup>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidgetAction>

#include "widgets/surfaces/surface_panel.h"

namespace transpine {

QMenu* SurfacePanel::add_menu(QToolBar* bar, const QString& text, const char* name) {
  auto* button = new QToolButton(bar);
  button->setObjectName(name);
  button->setText(text);
  button->setPopupMode(QToolButton::InstantPopup);
  button->setToolButtonStyle(Qt::ToolButtonTextOnly);
  auto* menu = new QMenu(button);
  menu->setToolTipsVisible(true);
  button->setMenu(menu);
  bar->addWidget(button);
  return menu;
}

QAction* SurfacePanel::add_action(QMenu* menu, const char* name, const QString& text,
                                  bool checkable) {
  QAction* action = menu->addAction(text);
  action->setObjectName(name);
  action->setCheckable(checkable);
  actions_[name] = action;
  return action;
}

QSlider* SurfacePanel::add_slider(QMenu* menu, const char* name, const QString& text, int low,
                                  int high, int value) {
  auto* box = new QWidget(menu);
  auto* layout = new QVBoxLayout(box);
  layout->setContentsMargins(12, 4, 12, 4);
  auto* label = new QLabel(text, box);
  auto* slider = new QSlider(Qt::Horizontal, box);
  slider->setObjectName(name);
  slider->setAccessibleName(text);
  slider->setRange(low, high);
  slider->setValue(value);
  slider->setMinimumWidth(180);
  label->setBuddy(slider);
  layout->addWidget(label);
  layout->addWidget(slider);
  auto* action = new QWidgetAction(menu);
  action->setDefaultWidget(box);
  menu->addAction(action);
  return slider;
}

void SurfacePanel::make_view_menu(QToolBar* bar) {
  QMenu* menu = add_menu(bar, tr("View"), "view3d_view_menu");
  // The view's own: they have its keys.
  for (QAction* action : view_->actions()) {
    if (action->objectName() == "view3d.reset" || action->objectName() == "view3d.orthographic") {
      menu->addSeparator();
    }
    menu->addAction(action);
  }
}

void SurfacePanel::make_surface_menu(QToolBar* bar) {
  QMenu* menu = add_menu(bar, tr("Surfaces"), "view3d_surface_menu");
  smoothing_slider_ = add_slider(menu, "view3d_smoothing", tr("Smoothing"), 0, 100, 50);
  // Built anew when the hand lets go, not for each step in between.
  smoothing_slider_->setTracking(false);
  connect(smoothing_slider_, &QSlider::valueChanged, this,
          [this](int value) { set_smoothing(value / 100.0); });
  opacity_slider_ = add_slider(menu, "view3d_opacity", tr("Opacity"), 0, 100, 100);
  connect(opacity_slider_, &QSlider::valueChanged, this,
          [this](int value) { view_->set_common_opacity(value / 100.0); });
  menu->addSeparator();
  QAction* landmarks = add_action(menu, "view3d.landmarks", tr("Landmarks"), true);
  landmarks->setChecked(true);
  connect(landmarks, &QAction::toggled, view_, &SurfaceView::set_landmarks_visible);
  menu->addSection(tr("Colours"));
  distance_modes_ = new QActionGroup(this);
  const auto add_mode = [&](const char* name, const QString& text, const char* mode) {
    QAction* action = add_action(menu, name, text, true);
    action->setData(mode);
    distance_modes_->addAction(action);
    connect(action, &QAction::triggered, this, [this, mode = QString(mode)] {
      if (mode == "off") return show_distances({});
      show_distances(DistanceScale{mode == "signed", range_slider_->value() / 10.0});
    });
    return action;
  };
  add_mode("view3d.distances_off", tr("By Vertebra"), "off")->setChecked(true);
  add_mode("view3d.distances_signed", tr("By Signed Distance"), "signed");
  add_mode("view3d.distances_absolute", tr("By Distance"), "absolute");
  range_slider_ = add_slider(menu, "view3d_range", tr("Range of the distances"), 5, 100, 30);
  connect(range_slider_, &QSlider::valueChanged, this, [this](int value) {
    if (wanted_scale_) show_distances(DistanceScale{wanted_scale_->is_signed, value / 10.0});
  });
}

void SurfacePanel::make_volume_menu(QToolBar* bar) {
  QMenu* menu = add_menu(bar, tr("Volume"), "view3d_volume_menu");
  QAction* show = add_action(menu, "view3d.volume", tr("Render the Volume"), true);
  connect(show, &QAction::toggled, this, [this](bool on) {
    view_->set_volume_visible(on);
    request_volume();
  });
  menu->addSeparator();
  presets_ = new QActionGroup(this);
  for (const VolumePreset& preset : volume_presets()) {
    const QByteArray name = "view3d.volume_" + preset.key.toLatin1();
    QAction* action = add_action(menu, name.constData(), preset.name, true);
    action->setData(preset.key);
    action->setChecked(preset.key == view_->volume().preset());
    presets_->addAction(action);
    connect(action, &QAction::triggered, this, [this, key = preset.key] {
      view_->set_volume_preset(key);
      actions_.at("view3d.volume")->setChecked(true);
    });
  }
  shift_slider_ = add_slider(menu, "view3d_shift", tr("Shift in HU"), -300, 300, 0);
  connect(shift_slider_, &QSlider::valueChanged, this,
          [this](int value) { view_->set_volume_shift_hu(value); });
}

void SurfacePanel::make_slice_menu(QToolBar* bar) {
  QMenu* menu = add_menu(bar, tr("Slices"), "view3d_slice_menu");
  const auto add_plane = [&](const char* name, const QString& text, ViewPlane plane) {
    connect(add_action(menu, name, text, true), &QAction::toggled, view_,
            [this, plane](bool on) { view_->set_plane_visible(plane, on); });
  };
  add_plane("view3d.plane_axial", tr("Axial"), ViewPlane::axial);
  add_plane("view3d.plane_sagittal", tr("Sagittal"), ViewPlane::sagittal);
  add_plane("view3d.plane_coronal", tr("Coronal"), ViewPlane::coronal);
}

void SurfacePanel::make_export_menu(QToolBar* bar) {
  QMenu* menu = add_menu(bar, tr("Export"), "view3d_export_menu");
  connect(add_action(menu, "view3d.export_lps", tr("Surfaces in LPS…"), false), &QAction::triggered,
          this, [this] { ask_for_export("LPS"); });
  connect(add_action(menu, "view3d.export_ras", tr("Surfaces in RAS…"), false), &QAction::triggered,
          this, [this] { ask_for_export("RAS"); });
  connect(add_action(menu, "view3d.save_picture", tr("Picture…"), false), &QAction::triggered, this,
          &SurfacePanel::ask_for_picture);
}

void SurfacePanel::ask_for_export(const char* space) {
  QString filter;
  QString file = QFileDialog::getSaveFileName(
      this, tr("Export Surfaces"), "surfaces.stl",
      tr("STL (*.stl);;PLY with colours and distances (*.ply);;VTP of VTK (*.vtp)"), &filter);
  if (file.isEmpty()) return;
  if (!is_mesh_file_name(file.toStdString())) {
    file += filter.contains(".ply") ? ".ply" : filter.contains(".vtp") ? ".vtp" : ".stl";
  }
  MeshExportOptions options;
  options.space = space;
  export_surfaces(file.toStdString(), options);
}

void SurfacePanel::ask_for_picture() {
  QString file =
      QFileDialog::getSaveFileName(this, tr("Save Picture"), "spine.png", tr("PNG (*.png)"));
  if (file.isEmpty()) return;
  if (!file.endsWith(".png", Qt::CaseInsensitive)) file += ".png";
  // About 300 dots per inch at a page's width.
  save_picture(file.toStdString(), std::max(1.0, 2400.0 / std::max(1, view_->width())));
}

}  // namespace transpine

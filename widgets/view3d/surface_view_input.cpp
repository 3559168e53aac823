// SPDX-License-Identifier: Apache-2.0
#include <vtkActor.h>
#include <vtkCellPicker.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkGenericRenderWindowInteractor.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <cmath>
#include <utility>

#include "widgets/view3d/surface_view.h"

namespace transpine {

void SurfaceView::forward(QMouseEvent* event, unsigned long vtk_event) {
  if (!can_render() || !has_content()) return;
  const double ratio = devicePixelRatioF();
  // Movements are measured against both, whatever was rendered last.
  const QSize pixels = size() * ratio;
  interactor_->SetSize(pixels.width(), pixels.height());
  render_window()->SetSize(pixels.width(), pixels.height());
  interactor_->SetEventInformationFlipY(qRound(event->position().x() * ratio),
                                        qRound(event->position().y() * ratio),
                                        event->modifiers() & Qt::ControlModifier ? 1 : 0,
                                        event->modifiers() & Qt::ShiftModifier ? 1 : 0);
  interactor_->InvokeEvent(vtk_event);
  request_render();
}

void SurfaceView::mousePressEvent(QMouseEvent* event) {
  setFocus();
  pressed_at_ = event->position().toPoint();
  if (event->button() == Qt::LeftButton) forward(event, vtkCommand::LeftButtonPressEvent);
  if (event->button() == Qt::RightButton) forward(event, vtkCommand::RightButtonPressEvent);
  if (event->button() == Qt::MiddleButton) forward(event, vtkCommand::MiddleButtonPressEvent);
}

void SurfaceView::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() == Qt::NoButton) return;
  // A hand that only clicks shakes a little.
  const bool is_drag = (event->position().toPoint() - pressed_at_).manhattanLength() >=
                       QApplication::startDragDistance() / 2;
  if (!dragging_ && !is_drag) return;
  dragging_ = true;
  set_moving(true);
  settled_ = true;
  forward(event, vtkCommand::MouseMoveEvent);
  Q_EMIT camera_moved();
}

void SurfaceView::mouseReleaseEvent(QMouseEvent* event) {
  const bool was_click = !std::exchange(dragging_, false);
  if (event->button() == Qt::LeftButton) forward(event, vtkCommand::LeftButtonReleaseEvent);
  if (event->button() == Qt::RightButton) forward(event, vtkCommand::RightButtonReleaseEvent);
  if (event->button() == Qt::MiddleButton) forward(event, vtkCommand::MiddleButtonReleaseEvent);
  set_moving(false);
  if (was_click && event->button() == Qt::LeftButton) pick(event->position().toPoint());
}

void SurfaceView::wheelEvent(QWheelEvent* event) {
  set_moving(true);
  still_.start();
  CameraPose pose = camera();
  pose.half_height_mm *= std::pow(1.1, -event->angleDelta().y() / 120.0);
  set_camera(pose);
  Q_EMIT camera_moved();
  event->accept();
}

QAction* SurfaceView::action_for(const QKeyEvent& event) const {
  const QKeySequence keys(event.keyCombination());
  for (QAction* action : actions()) {
    if (action->isEnabled() && action->shortcuts().contains(keys)) return action;
  }
  return nullptr;
}

bool SurfaceView::event(QEvent* event) {
  // The keys of the view that has the keyboard come before those of the panes around it.
  if (event->type() == QEvent::ShortcutOverride &&
      action_for(*static_cast<QKeyEvent*>(event)) != nullptr) {
    event->accept();
    return true;
  }
  return RenderWidget::event(event);
}

void SurfaceView::keyPressEvent(QKeyEvent* event) {
  if (QAction* action = action_for(*event)) {
    action->trigger();
  } else {
    RenderWidget::keyPressEvent(event);
  }
}

void SurfaceView::pick(const QPoint& at) {
  if (!can_render() || !has_content()) return;
  if (const char side = orientation_cube().face_at(at)) {
    look_from(side);
    return;
  }
  // In the pixels of a full picture, whatever was rendered last.
  const double ratio = devicePixelRatioF();
  vtkNew<vtkCellPicker> picker;
  picker->SetTolerance(0.0005);
  surfaces_.add_locators(picker);
  if (!picker->Pick(at.x() * ratio, (height() - 1 - at.y()) * ratio, 0, renderer())) return;
  const vtkProp* prop = picker->GetViewProp();
  if (const SphereLandmark* landmark = landmarks_.find(prop)) {
    const SphereLandmark picked_landmark = *landmark;
    cursor_->jump_to(picked_landmark.p_mm);
    Q_EMIT landmark_picked(picked_landmark);
    return;
  }
  selected_ = surfaces_.label_of(prop);
  surfaces_.set_highlighted(selected_);
  cursor_->jump_to(Eigen::Vector3d(picker->GetPickPosition()));
  request_render();
  if (selected_) Q_EMIT picked(*selected_);
}

}  // namespace transpine

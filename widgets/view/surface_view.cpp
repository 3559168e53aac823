// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/surface_view.h"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellPicker.h>
#include <vtkCommand.h>
#include <vtkCursor3D.h>
#include <vtkDiscreteFlyingEdges3D.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkGenericRenderWindowInteractor.h>
#include <vtkImageData.h>
#include <vtkInteractorStyleTrackballCamera.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkPolyDataMapper.h>
#include <vtkPolyDataNormals.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkTransform.h>
#include <vtkTransformPolyDataFilter.h>
#include <vtkWindowedSincPolyDataFilter.h>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cctype>
#include <cmath>
#include <set>

#include "core/landmarks/spine_labels.h"
#include "widgets/view/label_colours.h"
#include "widgets/view/vtk_image.h"

namespace transpine {
namespace {

constexpr double kCrossSize_mm = 12;

struct LabelBox {
  Index3 low{INT64_MAX, INT64_MAX, INT64_MAX};
  Index3 high{-1, -1, -1};
};

std::map<int, LabelBox> boxes_of(const Volume& labels) {
  std::map<int, LabelBox> boxes;
  const Grid& grid = labels.grid();
  visit_values(labels, [&](auto values) {
    std::size_t offset = 0;
    for (std::int64_t k = 0; k < grid.size[2]; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i, ++offset) {
          const int label = static_cast<int>(values[offset]);
          if (label == 0) continue;
          LabelBox& box = boxes[label];
          const Index3 at{i, j, k};
          for (int axis = 0; axis < 3; ++axis) {
            box.low[axis] = std::min(box.low[axis], at[axis]);
            box.high[axis] = std::max(box.high[axis], at[axis]);
          }
        }
      }
    }
  });
  return boxes;
}

// The box of one label with a rim of one voxel, as 0 and 1: surfaces stay closed at the image's
// edge.
Volume cut_out(const Volume& labels, int label, const LabelBox& box) {
  Index3 begin, size;
  for (int axis = 0; axis < 3; ++axis) {
    begin[axis] = box.low[axis] - 1;
    size[axis] = box.high[axis] - box.low[axis] + 3;
  }
  Volume part(cropped(labels.grid(), begin, size), ScalarType::uint8);
  auto out = part.values<std::uint8_t>();
  const Grid& grid = labels.grid();
  visit_values(labels, [&](auto values) {
    for (std::int64_t k = 1; k < size[2] - 1; ++k) {
      for (std::int64_t j = 1; j < size[1] - 1; ++j) {
        for (std::int64_t i = 1; i < size[0] - 1; ++i) {
          const auto from = grid.offset(begin[0] + i, begin[1] + j, begin[2] + k);
          out[static_cast<std::size_t>(part.grid().offset(i, j, k))] =
              static_cast<int>(values[static_cast<std::size_t>(from)]) == label;
        }
      }
    }
  });
  return part;
}

vtkSmartPointer<vtkPolyData> surface_of(const Volume& part, double smoothing) {
  vtkNew<vtkDiscreteFlyingEdges3D> edges;
  edges->SetInputData(vtk_view_of(part));
  edges->SetValue(0, 1);
  edges->ComputeNormalsOff();
  edges->ComputeGradientsOff();
  edges->ComputeScalarsOff();
  vtkNew<vtkWindowedSincPolyDataFilter> smooth;
  smooth->SetInputConnection(edges->GetOutputPort());
  smooth->SetNumberOfIterations(15);
  // From no change (2) to a strong low pass.
  smooth->SetPassBand(std::pow(10.0, 0.3 - 2.8 * smoothing));
  smooth->NonManifoldSmoothingOn();
  smooth->NormalizeCoordinatesOn();
  vtkNew<vtkTransform> place;
  place->SetMatrix(world_matrix(part.grid()));
  vtkNew<vtkTransformPolyDataFilter> placed;
  placed->SetInputConnection(smooth->GetOutputPort());
  placed->SetTransform(place);
  vtkNew<vtkPolyDataNormals> normals;
  normals->SetInputConnection(placed->GetOutputPort());
  normals->SplittingOff();
  normals->Update();
  return normals->GetOutput();
}

}  // namespace

Result<LabelSurfaces> build_surfaces(const Volume& labels, double smoothing, JobContext& job) {
  LabelSurfaces surfaces;
  const auto boxes = boxes_of(labels);
  double done = 0;
  for (const auto& [label, box] : boxes) {
    if (!job.checkpoint(done++ / static_cast<double>(boxes.size()), vertebra_name(label))) {
      return cancelled_error();
    }
    surfaces[label] = surface_of(cut_out(labels, label, box), smoothing);
  }
  return surfaces;
}

SurfaceView::SurfaceView(LinkedCursor* cursor, QWidget* parent)
    : RenderWidget(parent),
      cursor_(cursor),
      cross_(vtkSmartPointer<vtkActor>::New()),
      interactor_(vtkSmartPointer<vtkGenericRenderWindowInteractor>::New()) {
  setFocusPolicy(Qt::StrongFocus);
  renderer()->SetBackground(0.09, 0.10, 0.12);
  vtkNew<vtkCursor3D> cross;
  cross->AllOff();
  cross->AxesOn();
  cross->SetModelBounds(-kCrossSize_mm, kCrossSize_mm, -kCrossSize_mm, kCrossSize_mm,
                        -kCrossSize_mm, kCrossSize_mm);
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputConnection(cross->GetOutputPort());
  cross_->SetMapper(mapper);
  cross_->GetProperty()->SetColor(0.35, 0.78, 1);
  cross_->GetProperty()->LightingOff();
  cross_->PickableOff();
  renderer()->AddActor(cross_);

  vtkNew<vtkInteractorStyleTrackballCamera> style;
  interactor_->SetRenderWindow(render_window());
  interactor_->SetInteractorStyle(style);
  interactor_->EnableRenderOff();
  interactor_->Initialize();
  connect(cursor, &LinkedCursor::moved, this, &SurfaceView::request_render);
}

SurfaceView::~SurfaceView() {
  interactor_->SetRenderWindow(nullptr);
}

void SurfaceView::set_title(const QString& title) {
  title_ = title;
  setAccessibleName(title);
  update();
}

void SurfaceView::set_surfaces(const LabelSurfaces& surfaces) {
  for (const auto& [label, actor] : actors_) renderer()->RemoveActor(actor);
  actors_.clear();
  for (const auto& [label, surface] : surfaces) {
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(surface);
    auto actor = vtkSmartPointer<vtkActor>::New();
    actor->SetMapper(mapper);
    const QColor colour = colour_of_label(label);
    actor->GetProperty()->SetColor(colour.redF(), colour.greenF(), colour.blueF());
    actor->GetProperty()->SetSpecular(0.2);
    renderer()->AddActor(actor);
    actors_[label] = actor;
  }
  look_from('P');
}

void SurfaceView::look_from(char side) {
  static const std::map<char, Eigen::Vector3d> toward = {{'L', {1, 0, 0}}, {'R', {-1, 0, 0}},
                                                         {'P', {0, 1, 0}}, {'A', {0, -1, 0}},
                                                         {'S', {0, 0, 1}}, {'I', {0, 0, -1}}};
  const auto direction = toward.find(side);
  if (direction == toward.end()) return;
  vtkCamera* camera = renderer()->GetActiveCamera();
  camera->SetFocalPoint(0, 0, 0);
  camera->SetPosition(direction->second.x(), direction->second.y(), direction->second.z());
  const bool along_spine = side == 'S' || side == 'I';
  camera->SetViewUp(0, along_spine ? -1 : 0, along_spine ? 0 : 1);
  cross_->SetVisibility(false);
  renderer()->ResetCamera();
  camera->Zoom(1.1);
  cross_->SetVisibility(true);
  request_render();
}

void SurfaceView::prepare_render(const QSize&) {
  const Eigen::Vector3d& at = cursor_->position_mm();
  cross_->SetPosition(at.x(), at.y(), at.z());
  renderer()->ResetCameraClippingRange();
}

void SurfaceView::paint_overlay(QPainter& painter) {
  painter.setPen(QColor(235, 235, 235));
  painter.drawText(rect().adjusted(6, 6, -6, -6), Qt::AlignLeft | Qt::AlignTop, title_);
  if (actors_.empty()) {
    painter.drawText(rect(), Qt::AlignCenter, tr("No surfaces"));
  }
}

void SurfaceView::forward(QMouseEvent* event, unsigned long vtk_event) {
  if (!can_render() || !has_content()) return;
  const double ratio = devicePixelRatioF();
  interactor_->SetSize(qRound(width() * ratio), qRound(height() * ratio));
  interactor_->SetEventInformationFlipY(qRound(event->position().x() * ratio),
                                        qRound(event->position().y() * ratio),
                                        event->modifiers() & Qt::ControlModifier ? 1 : 0,
                                        event->modifiers() & Qt::ShiftModifier ? 1 : 0);
  interactor_->InvokeEvent(vtk_event);
  request_render();
}

void SurfaceView::mousePressEvent(QMouseEvent* event) {
  setFocus();
  if (event->button() == Qt::LeftButton) forward(event, vtkCommand::LeftButtonPressEvent);
  if (event->button() == Qt::RightButton) forward(event, vtkCommand::RightButtonPressEvent);
  if (event->button() == Qt::MiddleButton) forward(event, vtkCommand::MiddleButtonPressEvent);
}

void SurfaceView::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() != Qt::NoButton) forward(event, vtkCommand::MouseMoveEvent);
}

void SurfaceView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) forward(event, vtkCommand::LeftButtonReleaseEvent);
  if (event->button() == Qt::RightButton) forward(event, vtkCommand::RightButtonReleaseEvent);
  if (event->button() == Qt::MiddleButton) forward(event, vtkCommand::MiddleButtonReleaseEvent);
}

void SurfaceView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (!can_render() || !has_content()) return;
  const double ratio = devicePixelRatioF();
  vtkNew<vtkCellPicker> picker;
  if (!picker->Pick(event->position().x() * ratio, (height() - event->position().y()) * ratio, 0,
                    renderer())) {
    return;
  }
  cursor_->jump_to(Eigen::Vector3d(picker->GetPickPosition()));
  for (const auto& [label, actor] : actors_) {
    if (actor == picker->GetActor()) Q_EMIT picked(label);
  }
}

void SurfaceView::wheelEvent(QWheelEvent* event) {
  renderer()->GetActiveCamera()->Dolly(std::pow(1.1, event->angleDelta().y() / 120.0));
  request_render();
}

void SurfaceView::keyPressEvent(QKeyEvent* event) {
  static const QString sides = QStringLiteral("APLRSI");
  const QString text = event->text().toUpper();
  if (text.size() == 1 && sides.contains(text)) {
    look_from(text[0].toLatin1());
  } else {
    RenderWidget::keyPressEvent(event);
  }
}

}  // namespace transpine

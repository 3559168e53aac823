// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <map>
#include <memory>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/volume.h"
#include "widgets/view/linked_cursor.h"
#include "widgets/view/render_widget.h"

class vtkActor;
class vtkPolyData;
class vtkGenericRenderWindowInteractor;

namespace transpine {

/// Smoothed surfaces by label, in LPS millimetres.
using LabelSurfaces = std::map<int, vtkSmartPointer<vtkPolyData>>;

/// Builds a surface for each label but 0; for a worker thread. `smoothing` is in [0, 1].
Result<LabelSurfaces> build_surfaces(const Volume& labels, double smoothing, JobContext& job);

/// Surfaces of vertebrae in 3D with the linked cursor as a small cross. Left drag turns, right drag
/// or wheel zooms, middle drag pans; A, P, L, R, S, I look from that side.
class SurfaceView : public RenderWidget {
  Q_OBJECT

 public:
  explicit SurfaceView(LinkedCursor* cursor, QWidget* parent = nullptr);
  ~SurfaceView() override;

  void set_title(const QString& title);
  void set_surfaces(const LabelSurfaces& surfaces);
  std::size_t surface_count() const { return actors_.size(); }
  void look_from(char side);

 Q_SIGNALS:
  void picked(int label);

 protected:
  bool has_content() const override { return !actors_.empty(); }
  void prepare_render(const QSize& pixels) override;
  void paint_overlay(QPainter& painter) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void forward(QMouseEvent* event, unsigned long vtk_event);

  QPointer<LinkedCursor> cursor_;
  QString title_;
  std::map<int, vtkSmartPointer<vtkActor>> actors_;
  vtkSmartPointer<vtkActor> cross_;
  vtkSmartPointer<vtkGenericRenderWindowInteractor> interactor_;
};

}  // namespace transpine

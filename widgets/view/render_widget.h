// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include <QImage>
#include <QWidget>
#include <memory>

class QOffscreenSurface;
class QOpenGLContext;
class vtkGenericOpenGLRenderWindow;
class vtkRenderer;

namespace transpine {

/// Shows what a VTK renderer draws. VTK renders into its own offscreen context, the pixels are read
/// back and painted by Qt, so that overlays and text are Qt's own at any device pixel ratio and no
/// QOpenGLWidget makes Qt recompose the window (DESIGN 6). Renders only when dirty and visible.
class RenderWidget : public QWidget {
  Q_OBJECT

 public:
  explicit RenderWidget(QWidget* parent = nullptr);
  ~RenderWidget() override;

  vtkRenderer* renderer() const;
  vtkGenericOpenGLRenderWindow* render_window() const;

  /// Renders again before the next paint.
  void request_render();
  /// False once OpenGL 3.2 was missing: the widget then says so and renders nothing.
  bool can_render() const { return can_render_; }
  /// The view as it is now with its overlays, at `scale` times its size.
  QImage picture(double scale = 1);
  /// Whether the processor draws in place of a graphics card. Known once something was rendered.
  bool is_software() const { return is_software_; }
  /// How long the last render took.
  double last_frame_ms() const { return last_frame_ms_; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

  /// Makes the context that VTK renders into. False where there is no OpenGL 3.2.
  virtual bool create_context();
  /// Whether there is anything to render. An empty view needs no OpenGL, whose first context takes
  /// longer than the rest of a window.
  virtual bool has_content() const { return true; }
  /// The share of the widget's pixels along each side to render, in (0, 1]: less while a picture
  /// moves that takes long.
  virtual double resolution() const { return 1; }
  /// Called before each render with the pixel size of the target.
  virtual void prepare_render(const QSize& pixels);
  /// Paints on top of the rendered image, in the widget's coordinates.
  virtual void paint_overlay(QPainter& painter);

 private:
  void initialise();
  void observe_window();
  QImage empty_image(const QSize& pixels) const;
  QImage message_image(const QSize& pixels, double scale) const;
  QImage render_to_image(const QSize& pixels, double scale);

  std::unique_ptr<QOffscreenSurface> surface_;
  std::unique_ptr<QOpenGLContext> context_;
  vtkSmartPointer<vtkGenericOpenGLRenderWindow> window_;
  vtkSmartPointer<vtkRenderer> renderer_;
  QImage image_;
  bool dirty_ = true;
  bool can_render_ = true;
  bool is_software_ = false;
  double last_frame_ms_ = 0;
  QSize painted_pixels_;  ///< The widget's when image_ was rendered.
};

}  // namespace transpine

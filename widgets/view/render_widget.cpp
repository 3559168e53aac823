// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/render_widget.h"

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>
#include <vtkUnsignedCharArray.h>

#include <QElapsedTimer>
#include <QEvent>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QPainter>
#include <QSurfaceFormat>
#include <cstring>

namespace transpine {
namespace {

QSurfaceFormat render_format() {
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  return format;
}

}  // namespace

RenderWidget::RenderWidget(QWidget* parent)
    : QWidget(parent),
      window_(vtkSmartPointer<vtkGenericOpenGLRenderWindow>::New()),
      renderer_(vtkSmartPointer<vtkRenderer>::New()) {
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(80, 80);
  window_->SetMultiSamples(0);
  window_->SetFrameBlitModeToNoBlit();
  window_->SwapBuffersOff();
  window_->AddRenderer(renderer_);
  renderer_->SetBackground(0, 0, 0);
}

RenderWidget::~RenderWidget() {
  if (!context_) return;
  context_->makeCurrent(surface_.get());
  window_->Finalize();
  window_->RemoveAllObservers();
  context_->doneCurrent();
}

vtkRenderer* RenderWidget::renderer() const {
  return renderer_;
}

vtkGenericOpenGLRenderWindow* RenderWidget::render_window() const {
  return window_;
}

void RenderWidget::request_render() {
  dirty_ = true;
  update();
}

bool RenderWidget::create_context() {
  surface_ = std::make_unique<QOffscreenSurface>();
  surface_->setFormat(render_format());
  surface_->create();
  auto context = std::make_unique<QOpenGLContext>();
  context->setFormat(render_format());
  if (!context->create() || !context->makeCurrent(surface_.get())) return false;
  // A driver may give an older version than it was asked for.
  if (context->format().version() < render_format().version()) return false;
  context_ = std::move(context);
  return true;
}

void RenderWidget::initialise() {
  can_render_ = create_context();
  if (!can_render_) return;
  observe_window();
  context_->makeCurrent(surface_.get());
  window_->SetReadyForRendering(true);
  window_->OpenGLInitContext();
  window_->OpenGLInitState();
  const auto* driver =
      reinterpret_cast<const char*>(context_->functions()->glGetString(GL_RENDERER));
  const QByteArray name = QByteArray(driver).toLower();
  is_software_ = name.contains("llvmpipe") || name.contains("softpipe") || name.contains("swrast");
}

void RenderWidget::observe_window() {
  const auto observe = [this](unsigned long event, void (*callback)(RenderWidget*, void*)) {
    struct Call {
      RenderWidget* self;
      void (*callback)(RenderWidget*, void*);
    };
    vtkNew<vtkCallbackCommand> command;
    command->SetClientData(new Call{this, callback});
    command->SetClientDataDeleteCallback(
        [](void* client_data) { delete static_cast<Call*>(client_data); });
    command->SetCallback([](vtkObject*, unsigned long, void* client_data, void* call_data) {
      const auto* call = static_cast<Call*>(client_data);
      call->callback(call->self, call_data);
    });
    window_->AddObserver(event, command);
  };
  observe(vtkCommand::WindowMakeCurrentEvent,
          [](RenderWidget* self, void*) { self->context_->makeCurrent(self->surface_.get()); });
  observe(vtkCommand::WindowIsCurrentEvent, [](RenderWidget* self, void* answer) {
    *static_cast<bool*>(answer) = QOpenGLContext::currentContext() == self->context_.get();
  });
  observe(vtkCommand::WindowSupportsOpenGLEvent,
          [](RenderWidget*, void* answer) { *static_cast<int*>(answer) = 1; });
  observe(vtkCommand::WindowIsDirectEvent,
          [](RenderWidget*, void* answer) { *static_cast<int*>(answer) = 1; });
}

void RenderWidget::prepare_render(const QSize&) {}
void RenderWidget::paint_overlay(QPainter&) {}

QImage RenderWidget::message_image(const QSize& pixels, double scale) const {
  QImage image(pixels, QImage::Format_RGBX8888);
  image.fill(Qt::black);
  image.setDevicePixelRatio(scale);
  QPainter painter(&image);
  painter.setPen(QColor(200, 200, 200));
  painter.drawText(rect().adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap,
                   tr("This view needs OpenGL 3.2, which is not available. Install a graphics "
                      "driver, or Mesa (libgl1-mesa-dri), and start Transpine again."));
  return image;
}

QImage RenderWidget::empty_image(const QSize& pixels) const {
  double rgb[3];
  renderer_->GetBackground(rgb);
  QImage image(pixels, QImage::Format_RGBX8888);
  image.fill(QColor::fromRgbF(float(rgb[0]), float(rgb[1]), float(rgb[2])));
  return image;
}

QImage RenderWidget::render_to_image(const QSize& pixels, double scale) {
  if (!has_content()) return empty_image(pixels);
  if (!context_ && can_render_) initialise();
  if (!can_render_) return message_image(pixels, scale);
  QElapsedTimer timer;
  timer.start();
  context_->makeCurrent(surface_.get());
  window_->SetSize(pixels.width(), pixels.height());
  prepare_render(pixels);
  window_->Render();
  // Straight into the image: VTK's rows run upwards, hence the mirrored copy.
  QImage image(pixels, QImage::Format_RGBX8888);
  vtkNew<vtkUnsignedCharArray> rgba;
  window_->GetRGBACharPixelData(0, 0, pixels.width() - 1, pixels.height() - 1, /*front=*/0, rgba);
  const auto row_bytes = static_cast<std::size_t>(pixels.width()) * 4;
  for (int row = 0; row < pixels.height(); ++row) {
    std::memcpy(image.scanLine(pixels.height() - 1 - row),
                rgba->GetPointer(static_cast<vtkIdType>(row) * pixels.width() * 4), row_bytes);
  }
  last_frame_ms_ = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  return image;
}

void RenderWidget::paintEvent(QPaintEvent*) {
  const QSize pixels = size() * devicePixelRatioF();
  if (dirty_ || painted_pixels_ != pixels) {
    const double share = resolution();
    image_ = render_to_image((pixels * share).expandedTo({1, 1}), devicePixelRatioF() * share);
    painted_pixels_ = pixels;
    dirty_ = false;
  }
  QPainter painter(this);
  painter.setRenderHint(QPainter::SmoothPixmapTransform, image_.size() != pixels);
  painter.drawImage(QRectF(rect()), image_);
  if (!can_render_) return;
  painter.setRenderHint(QPainter::Antialiasing);
  paint_overlay(painter);
}

QImage RenderWidget::picture(double scale) {
  QImage image = render_to_image(size() * scale, scale);
  image.setDevicePixelRatio(scale);
  if (!can_render_) return image;
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  paint_overlay(painter);
  painter.end();
  dirty_ = true;
  return image;
}

void RenderWidget::resizeEvent(QResizeEvent*) {
  request_render();
}

bool RenderWidget::event(QEvent* event) {
  // QEvent::DevicePixelRatioChange needs Qt 6.6.
  if (event->type() == QEvent::ScreenChangeInternal) request_render();
  return QWidget::event(event);
}

}  // namespace transpine

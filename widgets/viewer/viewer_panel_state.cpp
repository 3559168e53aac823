// SPDX-License-Identifier: Apache-2.0
// What ViewerPanel keeps in the study, and its figures.
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QInputDialog>

#include "widgets/backend/backend.h"
#include "widgets/session/study_session.h"
#include "widgets/view/view_grid.h"
#include "widgets/viewer/compare_bar.h"
#include "widgets/viewer/figure_export.h"
#include "widgets/viewer/layer_stack.h"
#include "widgets/viewer/viewer_panel.h"

namespace transpine {

using nlohmann::json;

json ViewerPanel::state() const {
  const Eigen::Vector3d& p = cursor()->position_mm();
  return {{"layout", layout_choice_->currentIndex()},
          {"plane", plane_choice_->currentIndex()},
          {"axes", axes().toStdString()},
          {"radiological", convention_.radiological},
          {"anterior_left", convention_.anterior_left},
          {"landmarks", landmarks_visible_->isChecked()},
          {"cursor_mm", {p.x(), p.y(), p.z()}},
          {"mm_per_pixel", cursor()->mm_per_pixel()},
          {"compare", compare_bar_->state()},
          {"first", first_compared().toStdString()},
          {"second", second_compared().toStdString()},
          {"current_layer", current_layer().toStdString()},
          {"stack", stack_->state()}};
}

void ViewerPanel::restore(const json& state) {
  if (!state.is_object()) return;
  try {
    stack_->restore(state.value("stack", json::object()));
    const auto choose = [&](QComboBox* choice, const char* key) {
      const int index = state.value(key, choice->currentIndex());
      if (index >= 0 && index < choice->count()) choice->setCurrentIndex(index);
    };
    choose(plane_choice_, "plane");
    choose(layout_choice_, "layout");
    radiological_->setChecked(state.value("radiological", true));
    anterior_left_->setChecked(state.value("anterior_left", true));
    landmarks_visible_->setChecked(state.value("landmarks", false));
    set_compared(QString::fromStdString(state.value("first", "")),
                 QString::fromStdString(state.value("second", "")));
    compare_bar_->restore(state.value("compare", json::object()));
    set_axes(QString::fromStdString(state.value("axes", "world")));
    set_current_layer(QString::fromStdString(state.value("current_layer", "")));
    if (state.contains("cursor_mm")) {
      const auto p = state["cursor_mm"].get<std::vector<double>>();
      if (p.size() == 3) {
        jump_to({p[0], p[1], p[2]});
        wanted_mm_per_pixel_ = state.value("mm_per_pixel", cursor()->mm_per_pixel());
        if (!places_first_image_) cursor()->set_mm_per_pixel(*wanted_mm_per_pixel_);
      }
    }
  } catch (const json::exception&) {
    return;  // What could not be read stays as it is.
  }
}

QString ViewerPanel::figure_description() const {
  QStringList names;
  for (const auto& layer : stack_->layers()) {
    if (layer.is_open() && layer.slice.visible) names << layer.source.name;
  }
  return tr("%1: %2").arg(session_->current_subject(), names.join(", "));
}

void ViewerPanel::export_figure(bool all) {
  const QString name = QFileDialog::getSaveFileName(
      this, tr("Save Figure"), session_->current_subject() + ".png", tr("Pictures (*.png)"));
  if (name.isEmpty()) return;
  bool ok = false;
  const int scale = QInputDialog::getInt(
      this, tr("Save Figure"), tr("Times the resolution of the screen:"), 3, 1, 4, 1, &ok);
  if (!ok) return;
  QWidget* from = all ? static_cast<QWidget*>(grid_->grid()) : focused_view();
  // Drawn here, where the views live; compressed and written by a worker.
  const QImage figure = figure_of(from, scale);
  session_->backend()->run<bool>(tr("Save the figure %1").arg(name), JobLane::processor,
                                 [path = std::filesystem::path(name.toStdString()), figure,
                                  description = figure_description()](JobContext&) -> Result<bool> {
                                   if (auto written = write_figure(path, figure, description);
                                       !written) {
                                     return written.error();
                                   }
                                   return true;
                                 },
                                 this, {});
}

void ViewerPanel::copy_figure() {
  QApplication::clipboard()->setImage(figure_of(grid_->grid(), 2));
}

}  // namespace transpine

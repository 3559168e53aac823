// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/data_workspace.h"

#include <QToolBar>

#include "widgets/backend/backend.h"
#include "widgets/data/review_panel.h"
#include "widgets/data/subject_images.h"
#include "widgets/data/subject_panel.h"
#include "widgets/forms/command_text.h"
#include "widgets/view/surface_view.h"
#include "widgets/viewer/layer_stack.h"
#include "widgets/viewer/viewer_panel.h"

namespace transpine {

DataWorkspace::DataWorkspace(StudySession* session, QWidget* parent)
    : Workspace(session, parent),
      panel_(new SubjectPanel(session, this)),
      viewer_(new ViewerPanel(session, this)),
      surfaces_(new SurfaceView(viewer_->cursor(), this)) {
  setObjectName("data_workspace");
  surfaces_->setObjectName("surface_view");
  surfaces_->set_title(tr("Vertebrae"));
  viewer_->set_corner(surfaces_);
  panel_->review()->add_keys(this);
  set_panels(panel_, viewer_);
  connect(viewer_, &ViewerPanel::status, this, &Workspace::status);
  connect(viewer_, &ViewerPanel::current_layer_changed, this, &DataWorkspace::show_header);
  connect(viewer_, &ViewerPanel::layers_changed, this, &DataWorkspace::update_surfaces);
  connect(viewer_, &ViewerPanel::image_opened, this,
          [this](const QString& key, const ShownImagePtr& image) {
            if (key == viewer_->current_layer()) show_header(key);
            if (image->statistics.non_finite_count == 0) return;
            Q_EMIT this->session()->warned(
                tr("%1 has NaN or infinite voxels. Replace them before it is used, for example "
                   "with transpine convert --nan 0.")
                    .arg(QString::fromStdString(image->path.string())));
          });
  connect(session, &StudySession::study_changed, this, [this] {
    shown_subject_.clear();
    // A study without subjects has no change of subject to follow.
    if (isVisible()) show_subject();
  });
  connect(session, &StudySession::results_changed, this, [this] {
    if (isVisible()) show_subject();
  });
  connect(session, &StudySession::subject_changed, this, [this] {
    if (isVisible()) show_subject();
  });
}

void DataWorkspace::activate() {
  show_subject();
}

void DataWorkspace::show_subject() {
  if (!session()->has_study()) return;
  const Subject* subject = session()->study().find(session()->current_subject().toStdString());
  if (!subject) {
    ++generation_;
    looked_up_.clear();
    shown_subject_.clear();
    show_images({});
    return;
  }
  // An import changes the study and its subject at once: one look is enough.
  std::string wanted = session()->study().folder().string() + "\n" + subject->id;
  for (const auto& [role, file] : subject->files) wanted += "\n" + file.path.string();
  if (wanted == looked_up_) return;
  looked_up_ = wanted;
  ++generation_;
  session()->backend()->run<SubjectImages>(
      tr("Look up %1").arg(session()->current_subject()), JobLane::processor,
      [study = session()->study(), subject = *subject,
       wait = session()->wait_for_writes()](JobContext& job) -> Result<SubjectImages> {
        wait();  // Points and transforms may still be on their way to the disk.
        return find_subject_images(study, subject, job);
      },
      this,
      [this, asked = generation_](const Result<SubjectImages>& images) {
        if (asked != generation_) return;
        looked_up_.clear();
        if (images) show_images(*images);
      });
}

void DataWorkspace::show_images(const SubjectImages& images) {
  // The same subject with another file or result keeps its place.
  const bool same = shown_subject_ == session()->current_subject() && !shown_subject_.isEmpty();
  shown_subject_ = session()->current_subject();
  viewer_->set_images(images.images, same);
  viewer_->set_landmarks(images.landmarks);
  show_header(viewer_->current_layer());
}

void DataWorkspace::show_header(const QString& layer) {
  const auto* shown = viewer_->stack()->find(layer);
  panel_->show_header(shown ? shown->image : nullptr);
}

void DataWorkspace::update_surfaces() {
  const LayerStack::Layer* labels = nullptr;
  for (const auto& layer : viewer_->stack()->layers()) {
    const bool vertebrae = layer.is_labels() && !layer.source.key.contains("subregions");
    if (vertebrae && layer.slice.visible && layer.is_open() && !labels) labels = &layer;
  }
  if (!labels) {
    const bool coming =
        std::any_of(viewer_->stack()->layers().begin(), viewer_->stack()->layers().end(),
                    [](const auto& layer) { return layer.is_labels() && layer.slice.visible; });
    // Hidden labels keep their surfaces; another subject's do not.
    if (!coming && viewer_->stack()->layers().empty()) {
      surfaces_of_.clear();
      surfaces_->set_surfaces({});
    }
    return;
  }
  const std::string path = labels->image->path.string();
  if (path == surfaces_of_) return;
  surfaces_of_ = path;
  surfaces_->set_surfaces({});
  session()->backend()->cancel(surface_job_);
  surface_job_ = session()->backend()->run<LabelSurfaces>(
      tr("Surfaces of %1").arg(labels->source.name), JobLane::processor,
      [volume = labels->image->volume()](JobContext& job) {
        return build_surfaces(volume, 0.6, job);
      },
      this,
      [this, path](const Result<LabelSurfaces>& surfaces) {
        if (surfaces && path == surfaces_of_) surfaces_->set_surfaces(*surfaces);
      });
}

QString DataWorkspace::command() const {
  const auto* layer = viewer_->stack()->find(viewer_->current_layer());
  return layer ? "transpine info " + shell_quoted(layer->source.path) : QString();
}

void DataWorkspace::jump_to(const Eigen::Vector3d& p_mm) {
  viewer_->jump_to(p_mm);
}

nlohmann::json DataWorkspace::view_state() const {
  return {{"subjects", panel_->view_state()}, {"viewer", viewer_->state()}};
}

void DataWorkspace::restore_view_state(const nlohmann::json& state) {
  if (!state.is_object()) return;
  panel_->restore_view_state(state.value("subjects", nlohmann::json::object()));
  viewer_->restore(state.value("viewer", nlohmann::json::object()));
}

LinkedCursor* DataWorkspace::cursor() const {
  return viewer_->cursor();
}

SliceView* DataWorkspace::view(ViewPlane plane) const {
  return viewer_->view(plane);
}

}  // namespace transpine

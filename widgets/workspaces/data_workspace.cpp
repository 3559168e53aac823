// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/data_workspace.h"

#include <QToolBar>

#include "widgets/backend/backend.h"
#include "widgets/data/review_panel.h"
#include "widgets/data/subject_images.h"
#include "widgets/data/subject_panel.h"
#include "widgets/forms/command_text.h"
#include "widgets/surfaces/surface_panel.h"
#include "widgets/viewer/layer_stack.h"
#include "widgets/viewer/viewer_panel.h"

namespace transpine {
namespace {

/// Room for all columns but the notes.
constexpr int kSubjects_px = 520;

}  // namespace

DataWorkspace::DataWorkspace(StudySession* session, QWidget* parent)
    : Workspace(session, parent),
      panel_(new SubjectPanel(session, this)),
      viewer_(new ViewerPanel(session, this)),
      surfaces_(new SurfacePanel(session->backend(), viewer_->cursor(), this)) {
  setObjectName("data_workspace");
  surfaces_->set_title(tr("Vertebrae"));
  viewer_->set_corner(surfaces_);
  panel_->review()->add_keys(this);
  set_panels(panel_, viewer_, kSubjects_px);
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
      },
      JobListing::when_failed);
}

void DataWorkspace::show_images(const SubjectImages& images) {
  // The same subject with another file or result keeps its place.
  const bool same = shown_subject_ == session()->current_subject() && !shown_subject_.isEmpty();
  shown_subject_ = session()->current_subject();
  for (const auto& warning : images.warnings) {
    Q_EMIT session()->warned(QString::fromStdString(warning));
  }
  viewer_->set_images(images.images, same);
  viewer_->set_landmarks(images.landmarks);
  surfaces_->set_landmarks(spheres_of(images.of_mr, images.of_ct));
  show_header(viewer_->current_layer());
}

void DataWorkspace::show_header(const QString& layer) {
  const auto* shown = viewer_->stack()->find(layer);
  panel_->show_header(shown ? shown->image : nullptr);
}

void DataWorkspace::update_surfaces() {
  const LayerStack::Layer* image = nullptr;
  std::vector<const LayerStack::Layer*> masks;
  bool coming = false;
  for (const auto& layer : viewer_->stack()->layers()) {
    if (!layer.slice.visible) continue;
    if (!layer.is_labels()) {
      if (layer.is_open() && !image) image = &layer;
    } else if (!layer.source.key.contains("subregions")) {
      layer.is_open() ? masks.push_back(&layer) : void(coming = true);
    }
  }
  surfaces_->set_image(image ? image->slice : SliceLayer());
  if (!masks.empty()) {
    surfaces_->set_labels(masks[0]->image->volume(), masks[0]->source.view_from_image);
    surfaces_->set_label_style(masks[0]->slice.labels);
    // A second mask that is shown is what the first is compared with.
    const auto* other = masks.size() > 1 ? masks[1] : nullptr;
    surfaces_->set_reference(other ? other->image->volume() : Volume(),
                             other ? other->source.view_from_image : Rigid3());
  } else if (!coming && viewer_->stack()->layers().empty()) {
    // Hidden labels keep their surfaces; another subject's do not.
    surfaces_->set_labels({});
  }
}

QString DataWorkspace::command() const {
  const auto* layer = viewer_->stack()->find(viewer_->current_layer());
  return layer ? "transpine info " + shell_quoted(layer->source.path) : QString();
}

void DataWorkspace::jump_to(const Eigen::Vector3d& p_mm) {
  viewer_->jump_to(p_mm);
}

nlohmann::json DataWorkspace::view_state() const {
  return {{"subjects", panel_->view_state()},
          {"viewer", viewer_->state()},
          {"surfaces", surfaces_->state()}};
}

void DataWorkspace::restore_view_state(const nlohmann::json& state) {
  if (!state.is_object()) return;
  panel_->restore_view_state(state.value("subjects", nlohmann::json::object()));
  viewer_->restore(state.value("viewer", nlohmann::json::object()));
  surfaces_->restore(state.value("surfaces", nlohmann::json::object()));
}

LinkedCursor* DataWorkspace::cursor() const {
  return viewer_->cursor();
}

SliceView* DataWorkspace::view(ViewPlane plane) const {
  return viewer_->view(plane);
}

}  // namespace transpine

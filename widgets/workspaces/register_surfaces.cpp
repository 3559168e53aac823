// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/register_surfaces.h"

#include <QSplitter>
#include <QVBoxLayout>

#include "widgets/landmarks/landmark_editor.h"
#include "widgets/session/study_session.h"

namespace transpine {
namespace {

/// A drag of a point changes the registration with every movement.
constexpr int kRest_ms = 150;

}  // namespace

RegisterSurfaces::RegisterSurfaces(StudySession* session, const LandmarkEditor* editor,
                                   LinkedCursor* cursor, QWidget* parent)
    : QWidget(parent),
      session_(session),
      editor_(editor),
      panels_{new SurfacePanel(session->backend(), cursor, this),
              new SurfacePanel(session->backend(), cursor, this)} {
  setObjectName("register_surfaces");
  mr()->setObjectName("register_surfaces_mr");
  ct()->setObjectName("register_surfaces_ct");
  mr()->set_title(tr("Vertebrae of the MR"));
  auto* splitter = new QSplitter(Qt::Vertical, this);
  for (SurfacePanel* panel : panels_) {
    splitter->addWidget(panel);
    link_.add(panel->view());
  }
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);
  rest_.setSingleShot(true);
  rest_.setInterval(kRest_ms);
  connect(&rest_, &QTimer::timeout, this, &RegisterSurfaces::place);
}

void RegisterSurfaces::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void RegisterSurfaces::refresh() {
  if (!isVisible()) return;
  ++generation_;
  mr_ = {};
  ct_ = {};
  place();
  open(Role::mr_vertebrae, mr_);
  open(Role::ct_vertebrae, ct_);
}

void RegisterSurfaces::open(Role role, Volume& volume) {
  const auto path = session_->has_study() ? session_->file_of(role) : std::filesystem::path();
  SurfacePanel* panel = role == Role::mr_vertebrae ? mr() : ct();
  panel->view()->set_empty_text(path.empty() ? tr("This image has no vertebra mask.")
                                             : tr("The mask is being opened…"));
  if (path.empty()) return;
  session_->with_image(path, ImageKind::labels, this,
                       [this, &volume, asked = generation_](const ShownImagePtr& masks) {
                         if (asked != generation_) return;
                         volume = masks->volume();
                         place();
                       });
}

void RegisterSurfaces::set_placement(const Rigid3& mr_from_ct, const QString& vertebra) {
  mr_from_ct_ = mr_from_ct;
  vertebra_ = vertebra;
  if (isVisible()) rest_.start();
}

void RegisterSurfaces::place() {
  rest_.stop();
  ct()->set_title(vertebra_.isEmpty() ? tr("Vertebrae of the CT, registered")
                                      : tr("Vertebrae of the CT, moved with %1").arg(vertebra_));
  if (!mr_.empty() || mr()->view()->surface_count() > 0) mr()->set_labels(mr_);
  if (!ct_.empty() || ct()->view()->surface_count() > 0) ct()->set_labels(ct_, mr_from_ct_);
  mr()->set_reference(ct_, mr_from_ct_);
  ct()->set_reference(mr_);
  LandmarkSet of_ct;
  for (const auto& [key, p_mm] : active_points(editor_->document().ct)) {
    const auto own = editor_->ct_from_mr_at(key.vertebra);
    of_ct[key] = (own ? own->inverse() : mr_from_ct_) * p_mm;
  }
  const auto spheres = spheres_of(active_points(editor_->document().mr), of_ct);
  for (SurfacePanel* panel : panels_) panel->set_landmarks(spheres);
}

nlohmann::json RegisterSurfaces::state() const {
  return {{"visible", !isHidden()},
          {"linked", link_.is_linked()},
          {"mr", panels_[0]->state()},
          {"ct", panels_[1]->state()}};
}

void RegisterSurfaces::restore(const nlohmann::json& state) {
  if (!state.is_object()) return;
  if (state.contains("mr")) panels_[0]->restore(state["mr"]);
  if (state.contains("ct")) panels_[1]->restore(state["ct"]);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/result_surfaces.h"

#include "core/landmarks/landmark_files.h"
#include "core/pipeline/steps.h"
#include "widgets/backend/backend.h"
#include "widgets/session/study_session.h"
#include "widgets/surfaces/surface_pair.h"

namespace transpine {

ResultSurfaces::ResultSurfaces(StudySession* session, SurfacePair* pair)
    : QObject(pair), session_(session), pair_(pair) {
  pair_->isotropic()->set_title(tr("Isotropic grid"));
  pair_->native()->set_title(tr("Native grid of the MR"));
  connect(pair_, &SurfacePair::result_chosen, this, &ResultSurfaces::show_result);
}

void ResultSurfaces::refresh() {
  if (!pair_->isVisible() || !session_->has_study()) return;
  QStringList runs;
  const std::string subject = session_->current_subject().toStdString();
  for (const std::string& run : runs_with_results(session_->study(), subject)) {
    runs << QString::fromStdString(run);
  }
  pair_->set_results(runs);
  show_result(pair_->result());
  show_landmarks();
}

bool ResultSurfaces::open(const std::filesystem::path& path, ImageKind kind, Use use) {
  if (path.empty() || !std::filesystem::exists(path)) return false;
  session_->with_image(path, kind, this,
                       [this, use, asked = generation_](const ShownImagePtr& image) {
                         if (asked == generation_) use(image);
                       });
  return true;
}

void ResultSurfaces::show_result(const QString& run) {
  ++generation_;
  const ResultFiles files = run.isEmpty() ? ResultFiles()
                                          : result_files(session_->study(), run.toStdString(),
                                                         session_->current_subject().toStdString());
  struct Side {
    SurfacePanel* panel;
    std::filesystem::path masks, image;
    QString missing;
  };
  const QString none = tr("This subject has no results yet.");
  const Side sides[] = {
      {pair_->isotropic(), files.vertebrae_iso, files.sct_iso,
       run.isEmpty() ? none : tr("No masks on the isotropic grid. Segment again to make them.")},
      {pair_->native(), files.vertebrae, files.sct,
       run.isEmpty() ? none : tr("No masks of this synthetic CT. Segment again to make them.")}};
  for (const Side& side : sides) {
    SurfacePanel* panel = side.panel;
    const bool has_masks = open(side.masks, ImageKind::labels, [panel](const ShownImagePtr& masks) {
      panel->set_labels(masks->volume());
    });
    if (!has_masks) {
      panel->set_labels({});
      panel->view()->set_empty_text(side.missing);
    }
    const bool has_image = open(side.image, ImageKind::ct, [panel](const ShownImagePtr& image) {
      panel->set_image(layer_of(*image, tr("Synthetic CT")));
    });
    if (!has_image) panel->set_image({});
    const bool has_reference =
        open(session_->file_of(Role::mr_vertebrae), ImageKind::labels,
             [panel](const ShownImagePtr& masks) { panel->set_reference(masks->volume()); });
    if (!has_reference) panel->set_reference({});
  }
}

void ResultSurfaces::show_landmarks() {
  using Spheres = std::vector<SphereLandmark>;
  session_->backend()->run<Spheres>(
      tr("Landmarks"), JobLane::processor,
      [study = session_->study(),
       subject = session_->current_subject().toStdString()](JobContext&) -> Result<Spheres> {
        // A subject without points is shown without them, one without a transform without the CT's.
        const auto document = subject_landmarks(study, subject);
        if (!document) return Spheres();
        LandmarkSet of_ct;
        if (const auto ct_from_mr = subject_transform(study, subject)) {
          const Rigid3 mr_from_ct = ct_from_mr->inverse();
          for (const auto& [key, p_mm] : active_points(document->ct)) {
            of_ct[key] = mr_from_ct * p_mm;
          }
        }
        return spheres_of(active_points(document->mr), of_ct);
      },
      this,
      [this, subject = session_->current_subject()](const Result<Spheres>& spheres) {
        if (!spheres || subject != session_->current_subject()) return;
        for (SurfacePanel* panel : {pair_->isotropic(), pair_->native()}) {
          panel->set_landmarks(*spheres);
        }
      },
      JobListing::when_failed);
}

}  // namespace transpine

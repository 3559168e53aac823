// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/points_from_masks.h"

#include "core/image/image_io.h"
#include "core/landmarks/centres_of_mass.h"
#include "core/landmarks/spine_labels.h"
#include "widgets/backend/backend.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/subject_points.h"
#include "widgets/session/study_session.h"

namespace transpine {
namespace {

struct Masks {
  std::filesystem::path vertebrae;
  std::filesystem::path subregions;

  bool complete() const { return !vertebrae.empty() && !subregions.empty(); }
};

Result<LandmarkSet> points_of(const Masks& masks, const CentresOfMassOptions& options) {
  const auto vertebrae = read_image(masks.vertebrae);
  if (!vertebrae) return vertebrae.error();
  const auto subregions = read_image(masks.subregions);
  if (!subregions) return subregions.error();
  return centres_of_mass(vertebrae->volume, subregions->volume, options, masks.vertebrae.string(),
                         masks.subregions.string());
}

/// The document with the points of the masks; locked points stay where they are.
Result<LandmarkDocument> with_masks(LandmarkDocument document, const Masks& mr, const Masks& ct,
                                    const CentresOfMassOptions& options, JobContext& job) {
  for (const auto& [masks, points] : {std::pair(&mr, &document.mr), std::pair(&ct, &document.ct)}) {
    if (!masks->complete()) continue;
    if (!job.checkpoint(masks == &mr ? 0 : 0.5, masks->vertebrae.filename().string())) {
      return cancelled_error();
    }
    auto found = points_of(*masks, options);
    if (!found) return found.error();
    for (const auto& [key, p_mm] : *found) {
      Landmark& landmark = (*points)[key];
      if (landmark.locked) continue;
      landmark.p_mm = p_mm;
      landmark.state = LandmarkState::automatic;
      landmark.source = LandmarkSource::automatic;
    }
  }
  return document;
}

void take_points(StudySession* session, LandmarkEditor* editor, SubjectPoints* points,
                 const CentresOfMassOptions& options, const QString& step) {
  if (!points->is_read()) {
    Q_EMIT session->failed(
        SubjectPoints::tr("The landmarks of %1 are not read.").arg(points->subject()),
        points->state() == SubjectPoints::State::unreadable
            ? points->unreadable()
            : SubjectPoints::tr("Try again when they are."));
    return;
  }
  const Masks mr{session->file_of(Role::mr_vertebrae), session->file_of(Role::mr_subregions)};
  const Masks ct{session->file_of(Role::ct_vertebrae), session->file_of(Role::ct_subregions)};
  if (!mr.complete() && !ct.complete()) {
    Q_EMIT session->failed(
        SubjectPoints::tr("%1 has no vertebra and subregion masks.").arg(points->subject()),
        SubjectPoints::tr("Add both masks of an image in the Data workspace, or place the points "
                          "by hand."));
    return;
  }
  session->backend()->run<LandmarkDocument>(
      SubjectPoints::tr("Landmarks of %1 from masks").arg(points->subject()), JobLane::processor,
      [base = editor->document(), mr, ct, options](JobContext& job) {
        return with_masks(base, mr, ct, options, job);
      },
      points,
      [editor, points, step, asked = points->generation()](const Result<LandmarkDocument>& taken) {
        if (taken && asked == points->generation()) editor->replace(*taken, step);
      });
}

}  // namespace

void take_points_from_masks(StudySession* session, LandmarkEditor* editor, SubjectPoints* points) {
  CentresOfMassOptions options;
  options.subregions = {subregion::kBody, subregion::kSpinousProcess};
  take_points(session, editor, points, options, SubjectPoints::tr("Landmarks from masks"));
}

void snap_point_to_label(StudySession* session, LandmarkEditor* editor, SubjectPoints* points,
                         LandmarkKey key) {
  CentresOfMassOptions options;
  options.vertebrae = {key.vertebra};
  options.subregions = {key.subregion};
  take_points(session, editor, points, options, SubjectPoints::tr("Snap to the label's centre"));
}

}  // namespace transpine

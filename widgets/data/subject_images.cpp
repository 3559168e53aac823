// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/subject_images.h"

#include <QCoreApplication>

#include "core/image/image_io.h"
#include "core/landmarks/centres_of_mass.h"
#include "core/landmarks/landmark_files.h"
#include "core/pipeline/result_files.h"
#include "core/pipeline/steps.h"
#include "widgets/data/role_text.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

QString key_of(Role role) {
  return QString::fromStdString(role_key(role));
}

/// As the pipeline's steps take it; the identity where there is none or it cannot be read.
Rigid3 ct_from_mr_of(const Study& study, const Subject& subject,
                     std::vector<std::string>& warnings) {
  const bool has_own = fs::exists(study.transform_file(subject.id));
  if (!has_own && subject.path_of(Role::ct_from_mr).empty()) return {};
  const auto read = subject_transform(study, subject.id);
  if (read) return *read;
  warnings.push_back(read.error().message() + " The CT is shown where its own header says.");
  return {};
}

/// The points of both images, where there is a file with points.
void add_placed_landmarks(SubjectImages& found, const Study& study, const Subject& subject,
                          const Rigid3& view_from_ct, bool has_mr) {
  const fs::path file = study.points_file(subject.id);
  if (file.empty()) return;
  const auto document = read_landmark_document(file);
  if (!document) return;
  for (const auto& [key, landmark] : document->ct) {
    found.of_ct[key] = view_from_ct * landmark.p_mm;
  }
  if (has_mr) {
    for (const auto& [key, landmark] : document->mr) found.of_mr[key] = landmark.p_mm;
  }
  // The MR's own points are better than those that were carried over.
  found.landmarks = found.of_mr;
  found.landmarks.insert(found.of_ct.begin(), found.of_ct.end());
}

LandmarkSet landmarks_of_masks(const Subject& subject, bool has_mr, JobContext& job) {
  const auto vertebrae = subject.path_of(has_mr ? Role::mr_vertebrae : Role::ct_vertebrae);
  const auto subregions = subject.path_of(has_mr ? Role::mr_subregions : Role::ct_subregions);
  if (vertebrae.empty() || subregions.empty()) return {};
  const auto vertebra_mask = read_image(vertebrae, &job);
  const auto subregion_mask = read_image(subregions, &job);
  if (!vertebra_mask || !subregion_mask) return {};
  const auto points = centres_of_mass(vertebra_mask->volume, subregion_mask->volume);
  return points ? *points : LandmarkSet();
}

}  // namespace

SubjectImages find_subject_images(const Study& study, const Subject& subject, JobContext& job) {
  const bool has_mr = !subject.path_of(Role::mr).empty();
  SubjectImages found;
  const Rigid3 mr_from_ct = ct_from_mr_of(study, subject, found.warnings).inverse();
  const Rigid3 view_from_ct = has_mr ? mr_from_ct : Rigid3();
  const auto add = [&](Role role, const Rigid3& view_from_image, const QString& labels_of) {
    const auto path = subject.path_of(role);
    if (path.empty()) return;
    found.images.push_back({.key = key_of(role),
                            .name = role_text(role),
                            .path = path,
                            .kind = kind_of(role),
                            .view_from_image = view_from_image,
                            .labels_of = labels_of});
  };
  add(Role::mr, {}, {});
  add(Role::ct, view_from_ct, {});
  std::vector<ViewerImage> masks_of_results;
  for (const std::string& run : runs_with_results(study, subject.id)) {
    const ResultFiles files = result_files(study, run, subject.id);
    const QString name = QString::fromStdString(run);
    const QString key = "result:" + name;
    if (fs::exists(files.sct)) {
      found.images.push_back({.key = key,
                              .name = QCoreApplication::translate("Roles", "sCT %1").arg(name),
                              .path = files.sct,
                              .kind = ImageKind::ct});
    }
    if (fs::exists(files.uncertainty)) {
      found.images.push_back(
          {.key = "uncertainty:" + name,
           .name = QCoreApplication::translate("Roles", "Uncertainty (HU), sCT %1").arg(name),
           .path = files.uncertainty,
           .kind = ImageKind::mr});
    }
    if (fs::exists(files.vertebrae)) {
      masks_of_results.push_back(
          {.key = "vertebrae:" + name,
           .name = QCoreApplication::translate("Roles", "Vertebrae, sCT %1").arg(name),
           .path = files.vertebrae,
           .kind = ImageKind::labels,
           .labels_of = key});
    }
  }
  for (const Role role : {Role::mr_vertebrae, Role::mr_subregions}) add(role, {}, key_of(Role::mr));
  for (const Role role : {Role::ct_vertebrae, Role::ct_subregions}) {
    add(role, view_from_ct, key_of(Role::ct));
  }
  found.images.insert(found.images.end(), masks_of_results.begin(), masks_of_results.end());
  add_placed_landmarks(found, study, subject, view_from_ct, has_mr);
  if (found.landmarks.empty()) {
    found.landmarks = landmarks_of_masks(subject, has_mr, job);
    (has_mr ? found.of_mr : found.of_ct) = found.landmarks;
  }
  return found;
}

}  // namespace transpine

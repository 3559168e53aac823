// SPDX-License-Identifier: Apache-2.0
#include "widgets/view3d/landmark_spheres.h"

#include <vtkActor.h>
#include <vtkNew.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkSphereSource.h>

#include "core/landmarks/spine_labels.h"

namespace transpine {

QColor colour_of(LandmarkOrigin origin) {
  // Told apart by people who see few hues.
  return origin == LandmarkOrigin::mr ? QColor(70, 190, 255) : QColor(255, 150, 40);
}

QString short_name(const LandmarkKey& key) {
  const QString vertebra = QString::fromStdString(vertebra_name(key.vertebra));
  if (key.subregion == subregion::kBody) return vertebra;
  return key.subregion == subregion::kSpinousProcess ? vertebra + " SP" : QString();
}

std::vector<SphereLandmark> spheres_of(const LandmarkSet& points, LandmarkOrigin origin) {
  std::vector<SphereLandmark> spheres;
  for (const auto& [key, p_mm] : points) spheres.push_back({key, origin, p_mm});
  return spheres;
}

std::vector<SphereLandmark> spheres_of(const LandmarkSet& mr, const LandmarkSet& ct) {
  auto spheres = spheres_of(mr, LandmarkOrigin::mr);
  const auto more = spheres_of(ct, LandmarkOrigin::ct);
  spheres.insert(spheres.end(), more.begin(), more.end());
  return spheres;
}

LandmarkSpheres::LandmarkSpheres(vtkRenderer* renderer)
    : renderer_(renderer), sphere_(vtkSmartPointer<vtkSphereSource>::New()) {
  sphere_->SetRadius(2.5);
  sphere_->SetThetaResolution(16);
  sphere_->SetPhiResolution(12);
}

LandmarkSpheres::~LandmarkSpheres() = default;

void LandmarkSpheres::set(const std::vector<SphereLandmark>& landmarks) {
  for (const auto& actor : actors_) renderer_->RemoveActor(actor);
  actors_.clear();
  landmarks_ = landmarks;
  for (const SphereLandmark& landmark : landmarks_) {
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputConnection(sphere_->GetOutputPort());
    auto actor = vtkSmartPointer<vtkActor>::New();
    actor->SetMapper(mapper);
    actor->SetPosition(landmark.p_mm.x(), landmark.p_mm.y(), landmark.p_mm.z());
    const QColor colour = colour_of(landmark.origin);
    actor->GetProperty()->SetColor(colour.redF(), colour.greenF(), colour.blueF());
    actor->GetProperty()->SetAmbient(0.25);
    actor->SetVisibility(visible_);
    renderer_->AddActor(actor);
    actors_.push_back(actor);
  }
}

void LandmarkSpheres::set_visible(bool visible) {
  visible_ = visible;
  for (const auto& actor : actors_) actor->SetVisibility(visible);
}

void LandmarkSpheres::set_radius_mm(double radius_mm) {
  sphere_->SetRadius(radius_mm);
}

const SphereLandmark* LandmarkSpheres::find(const vtkProp* prop) const {
  for (std::size_t i = 0; i < actors_.size(); ++i) {
    if (actors_[i] == prop) return &landmarks_[i];
  }
  return nullptr;
}

}  // namespace transpine

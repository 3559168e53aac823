// SPDX-License-Identifier: Apache-2.0
#include "widgets/view3d/ct_volume.h"

#include <vtkColorTransferFunction.h>
#include <vtkFixedPointVolumeRayCastMapper.h>
#include <vtkGPUVolumeRayCastMapper.h>
#include <vtkImageData.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkPiecewiseFunction.h>
#include <vtkRenderer.h>
#include <vtkVolume.h>
#include <vtkVolumeProperty.h>

#include <QCoreApplication>
#include <algorithm>

#include "widgets/view/vtk_image.h"

namespace transpine {
namespace {

// A mapper of either kind with rays `pixels` apart, sampled every `step_mm`.
void set_sampling(vtkVolumeMapper* mapper, float pixels, float step_mm) {
  if (auto* software = vtkFixedPointVolumeRayCastMapper::SafeDownCast(mapper)) {
    software->SetImageSampleDistance(pixels);
    software->SetSampleDistance(step_mm);
  } else if (auto* gpu = vtkGPUVolumeRayCastMapper::SafeDownCast(mapper)) {
    gpu->SetImageSampleDistance(pixels);
    gpu->SetSampleDistance(step_mm);
  }
}

vtkSmartPointer<vtkVolumeMapper> make_mapper(bool on_processor) {
  if (on_processor) {
    auto mapper = vtkSmartPointer<vtkFixedPointVolumeRayCastMapper>::New();
    mapper->AutoAdjustSampleDistancesOff();
    mapper->LockSampleDistanceToInputSpacingOff();
    mapper->IntermixIntersectingGeometryOn();
    return mapper;
  }
  auto mapper = vtkSmartPointer<vtkGPUVolumeRayCastMapper>::New();
  mapper->AutoAdjustSampleDistancesOff();
  mapper->UseJitteringOn();
  return mapper;
}

QString text(const char* source) {
  return QCoreApplication::translate("transpine::VolumePreset", source);
}

}  // namespace

const std::vector<VolumePreset>& volume_presets() {
  static const std::vector<VolumePreset> presets = {
      {"bone",
       text(QT_TRANSLATE_NOOP("transpine::VolumePreset", "Bone")),
       {{140, 0.55, 0.35, 0.22, 0},
        {220, 0.80, 0.62, 0.42, 0.35},
        {450, 0.93, 0.85, 0.68, 0.8},
        {1200, 1, 0.98, 0.92, 0.95}}},
      {"bone_translucent",
       text(QT_TRANSLATE_NOOP("transpine::VolumePreset", "Bone, Seen Through")),
       {{120, 0.55, 0.35, 0.22, 0},
        {250, 0.80, 0.62, 0.42, 0.03},
        {600, 0.93, 0.85, 0.68, 0.08},
        {1200, 1, 0.98, 0.92, 0.25}}},
      {"skin_bone",
       text(QT_TRANSLATE_NOOP("transpine::VolumePreset", "Skin and Bone")),
       {{-600, 0.60, 0.42, 0.34, 0},
        {-350, 0.80, 0.60, 0.50, 0.05},
        {-150, 0.80, 0.60, 0.50, 0},
        {150, 0.80, 0.62, 0.42, 0},
        {350, 0.93, 0.85, 0.68, 0.6},
        {1200, 1, 0.98, 0.92, 0.95}}},
      {"soft_tissue",
       text(QT_TRANSLATE_NOOP("transpine::VolumePreset", "Soft Tissue")),
       {{-60, 0.85, 0.75, 0.45, 0},
        {-10, 0.75, 0.35, 0.28, 0.02},
        {60, 0.72, 0.26, 0.20, 0.12},
        {180, 0.90, 0.80, 0.65, 0.3},
        {600, 1, 0.97, 0.90, 0.8}}}};
  return presets;
}

CtVolume::CtVolume(vtkRenderer* renderer)
    : renderer_(renderer), volume_(vtkSmartPointer<vtkVolume>::New()), preset_("bone") {
  vtkVolumeProperty* property = volume_->GetProperty();
  property->SetInterpolationTypeToLinear();
  property->ShadeOn();
  property->SetAmbient(0.25);
  property->SetDiffuse(0.75);
  property->SetSpecular(0.15);
  apply_preset();
}

CtVolume::~CtVolume() = default;

void CtVolume::set_ct(const Volume& ct, const Rigid3& view_from_ct, bool on_processor) {
  renderer_->RemoveVolume(volume_);
  mapper_ = nullptr;
  if (ct.empty()) return;
  mapper_ = make_mapper(on_processor);
  mapper_->SetInputDataObject(vtk_view_of(ct));
  const Eigen::Matrix4d world = [&] {
    Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
    matrix.topLeftCorner<3, 3>() = ct.grid().direction;
    matrix.topRightCorner<3, 1>() = ct.grid().origin_mm;
    return matrix;
  }();
  spacing_mm_ = ct.grid().spacing_mm.minCoeff();
  volume_->SetMapper(mapper_);
  volume_->SetUserMatrix(vtk_matrix(view_from_ct.matrix() * world));
  volume_->SetVisibility(visible_);
  renderer_->AddVolume(volume_);
  set_moving(false);
}

void CtVolume::set_visible(bool visible) {
  visible_ = visible;
  volume_->SetVisibility(visible);
}

void CtVolume::set_preset(const QString& key) {
  const auto& presets = volume_presets();
  const auto known = std::any_of(presets.begin(), presets.end(),
                                 [&](const VolumePreset& preset) { return preset.key == key; });
  if (!known) return;
  preset_ = key;
  apply_preset();
}

void CtVolume::set_shift_hu(double shift_hu) {
  shift_hu_ = shift_hu;
  apply_preset();
}

void CtVolume::set_moving(bool moving) {
  if (!mapper_) return;
  const auto step = static_cast<float>(spacing_mm_);
  set_sampling(mapper_, moving ? 4 : 1, moving ? 2 * step : 0.7F * step);
}

void CtVolume::apply_preset() {
  const auto& presets = volume_presets();
  const auto preset =
      std::find_if(presets.begin(), presets.end(),
                   [&](const VolumePreset& candidate) { return candidate.key == preset_; });
  vtkNew<vtkColorTransferFunction> colours;
  vtkNew<vtkPiecewiseFunction> opacity;
  for (const auto& stop : preset->stops) {
    colours->AddRGBPoint(stop.hu + shift_hu_, stop.red, stop.green, stop.blue);
    opacity->AddPoint(stop.hu + shift_hu_, stop.opacity);
  }
  volume_->GetProperty()->SetColor(colours);
  volume_->GetProperty()->SetScalarOpacity(opacity);
  volume_->GetProperty()->SetScalarOpacityUnitDistance(1);
}

}  // namespace transpine

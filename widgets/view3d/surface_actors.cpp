// SPDX-License-Identifier: Apache-2.0
#include "widgets/view3d/surface_actors.h"

#include <vtkAbstractCellLocator.h>
#include <vtkActor.h>
#include <vtkCellPicker.h>
#include <vtkFloatArray.h>
#include <vtkLookupTable.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/view/colour_map.h"
#include "widgets/view/label_colours.h"
#include "widgets/view/vtk_image.h"

namespace transpine {
namespace {

// The same points and triangles, with a distance at each point.
vtkSmartPointer<vtkPolyData> with_distances(vtkPolyData* surface, const std::vector<float>& mm,
                                            bool is_signed) {
  auto copy = vtkSmartPointer<vtkPolyData>::New();
  copy->ShallowCopy(surface);
  vtkNew<vtkFloatArray> array;
  array->SetName("distance_mm");
  array->SetNumberOfValues(static_cast<vtkIdType>(mm.size()));
  for (std::size_t i = 0; i < mm.size(); ++i) {
    array->SetValue(static_cast<vtkIdType>(i), is_signed ? mm[i] : std::abs(mm[i]));
  }
  copy->GetPointData()->SetScalars(array);
  return copy;
}

}  // namespace

SurfaceActors::SurfaceActors(vtkRenderer* renderer)
    : renderer_(renderer), table_(vtkSmartPointer<vtkLookupTable>::New()) {}

SurfaceActors::~SurfaceActors() = default;

void SurfaceActors::set(int label, vtkPolyData* surface, const Rigid3& view_from_surface,
                        vtkPolyData* coarse, vtkAbstractCellLocator* locator) {
  auto& actor = actors_[label];
  if (!actor) {
    actor = vtkSmartPointer<vtkActor>::New();
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->ScalarVisibilityOff();
    actor->SetMapper(mapper);
    actor->GetProperty()->SetSpecular(0.15);
    actor->GetProperty()->SetSpecularPower(20);
    renderer_->AddActor(actor);
  }
  shapes_[label] = {surface, coarse, locator};
  actor->SetUserMatrix(vtk_matrix(view_from_surface.matrix()));
  distances_.erase(label);
  apply(label);
}

void SurfaceActors::add_locators(vtkCellPicker* picker) const {
  for (const auto& [label, shape] : shapes_) {
    if (shape.locator && is_visible(label)) picker->AddLocator(shape.locator);
  }
}

void SurfaceActors::clear() {
  keep_only({});
}

void SurfaceActors::keep_only(const std::vector<int>& labels) {
  std::erase_if(actors_, [&](const auto& entry) {
    const bool keep = std::find(labels.begin(), labels.end(), entry.first) != labels.end();
    if (!keep) renderer_->RemoveActor(entry.second);
    return !keep;
  });
  std::erase_if(shapes_, [&](const auto& entry) { return actors_.count(entry.first) == 0; });
  std::erase_if(distances_, [&](const auto& entry) { return actors_.count(entry.first) == 0; });
  if (highlighted_ && !contains(*highlighted_)) highlighted_.reset();
}

std::vector<int> SurfaceActors::labels() const {
  std::vector<int> labels;
  for (const auto& [label, actor] : actors_) labels.push_back(label);
  return labels;
}

void SurfaceActors::set_visible(int label, bool visible) {
  looks_[label].visible = visible;
  apply(label);
}

bool SurfaceActors::is_visible(int label) const {
  const auto look = looks_.find(label);
  return look == looks_.end() || look->second.visible;
}

void SurfaceActors::set_opacity(int label, double opacity) {
  looks_[label].opacity = std::clamp(opacity, 0.0, 1.0);
  apply(label);
}

void SurfaceActors::set_common_opacity(double opacity) {
  common_opacity_ = std::clamp(opacity, 0.0, 1.0);
  for (const auto& [label, actor] : actors_) apply(label);
}

double SurfaceActors::opacity(int label) const {
  const auto look = looks_.find(label);
  return look == looks_.end() ? common_opacity_ : look->second.opacity.value_or(common_opacity_);
}

void SurfaceActors::set_colour(int label, const QColor& colour) {
  looks_[label].colour = colour;
  apply(label);
}

void SurfaceActors::set_style(const LabelStyle& style) {
  for (auto& [label, look] : looks_) {
    look.visible = true;
    look.colour.reset();
  }
  for (const int label : style.hidden) looks_[label].visible = false;
  for (const auto& [label, colour] : style.colours) looks_[label].colour = colour;
  for (const auto& [label, actor] : actors_) apply(label);
}

void SurfaceActors::set_highlighted(std::optional<int> label) {
  const auto before = std::exchange(highlighted_, label);
  if (before) apply(*before);
  if (label) apply(*label);
}

bool SurfaceActors::any_translucent() const {
  return std::any_of(actors_.begin(), actors_.end(), [](const auto& entry) {
    return entry.second->GetVisibility() && entry.second->GetProperty()->GetOpacity() < 1;
  });
}

void SurfaceActors::set_distances(const std::map<int, std::vector<float>>& distances) {
  distances_.clear();
  for (const auto& [label, mm] : distances) {
    const auto actor = actors_.find(label);
    if (actor == actors_.end()) continue;
    // Of another surface than the one shown.
    if (shapes_.at(label).fine->GetNumberOfPoints() != static_cast<vtkIdType>(mm.size())) continue;
    distances_[label] = mm;
  }
  for (const auto& [label, actor] : actors_) apply(label);
}

void SurfaceActors::set_distance_scale(const std::optional<DistanceScale>& scale) {
  scale_ = scale;
  if (scale) {
    const auto& colours = colours_of(scale->is_signed ? ColourMap::blue_red : ColourMap::viridis);
    table_->SetNumberOfTableValues(static_cast<vtkIdType>(colours.size()));
    for (std::size_t i = 0; i < colours.size(); ++i) {
      const QColor colour(colours[i]);
      table_->SetTableValue(static_cast<vtkIdType>(i), colour.redF(), colour.greenF(),
                            colour.blueF(), 1);
    }
    table_->SetTableRange(scale->is_signed ? -scale->range_mm : 0, scale->range_mm);
  }
  for (const auto& [label, actor] : actors_) apply(label);
}

void SurfaceActors::choose_shape(int label, vtkActor* actor) {
  auto* mapper = vtkPolyDataMapper::SafeDownCast(actor->GetMapper());
  const Shape& shape = shapes_.at(label);
  const auto found = distances_.find(label);
  const bool by_distance = scale_ && found != distances_.end();
  mapper->SetScalarVisibility(by_distance);
  if (!by_distance) {
    mapper->SetInputData(coarse_ && shape.coarse ? shape.coarse : shape.fine);
    return;
  }
  mapper->SetInputData(with_distances(shape.fine, found->second, scale_->is_signed));
  mapper->SetLookupTable(table_);
  mapper->UseLookupTableScalarRangeOn();
  mapper->InterpolateScalarsBeforeMappingOn();
}

void SurfaceActors::set_coarse(bool coarse) {
  if (coarse == coarse_) return;
  coarse_ = coarse;
  if (scale_ && !distances_.empty()) return;
  for (const auto& [label, actor] : actors_) choose_shape(label, actor);
}

void SurfaceActors::apply(int label) {
  const auto found = actors_.find(label);
  if (found == actors_.end()) return;
  vtkActor* actor = found->second;
  const auto look = looks_.find(label);
  QColor colour = colour_of_label(label);
  if (look != looks_.end() && look->second.colour) colour = *look->second.colour;
  // A surface that was not compared stands back beside those that were.
  if (scale_ && !distances_.empty() && distances_.count(label) == 0) colour = QColor(140, 140, 140);
  actor->GetProperty()->SetColor(colour.redF(), colour.greenF(), colour.blueF());
  actor->GetProperty()->SetAmbient(highlighted_ == label ? 0.4 : 0.1);
  actor->GetProperty()->SetOpacity(opacity(label));
  actor->SetVisibility(is_visible(label) && opacity(label) > 0);
  choose_shape(label, actor);
}

std::optional<int> SurfaceActors::label_of(const vtkProp* prop) const {
  for (const auto& [label, actor] : actors_) {
    if (actor == prop) return label;
  }
  return {};
}

std::optional<std::array<double, 6>> SurfaceActors::bounds_mm(std::optional<int> wanted) const {
  std::optional<std::array<double, 6>> all;
  for (const auto& [label, actor] : actors_) {
    if (wanted ? label != *wanted : !actor->GetVisibility()) continue;
    const double* bounds = actor->GetBounds();
    if (!all) all = {bounds[0], bounds[1], bounds[2], bounds[3], bounds[4], bounds[5]};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      (*all)[2 * axis] = std::min((*all)[2 * axis], bounds[2 * axis]);
      (*all)[2 * axis + 1] = std::max((*all)[2 * axis + 1], bounds[2 * axis + 1]);
    }
  }
  return all;
}

}  // namespace transpine

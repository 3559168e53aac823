// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include <QColor>
#include <map>
#include <optional>
#include <vector>

#include "core/geometry/rigid3.h"
#include "widgets/view/slice_layer.h"

class vtkAbstractCellLocator;
class vtkActor;
class vtkCellPicker;
class vtkLookupTable;
class vtkPolyData;
class vtkProp;
class vtkRenderer;

namespace transpine {

/// How distances become colours.
struct DistanceScale {
  bool is_signed = true;  ///< Blue inside of the reference, red outside; else absolute.
  double range_mm = 3;    ///< Where the colours end.

  bool operator==(const DistanceScale&) const = default;
};

/// The surfaces of labels in a renderer. What is set for a label holds also for a surface that
/// comes later.
class SurfaceActors {
 public:
  explicit SurfaceActors(vtkRenderer* renderer);
  ~SurfaceActors();

  /// Replaces the label's surface. `view_from_surface` places it; `coarse` stands in for it where
  /// one is wanted; `locator` finds its triangles for a picker. Both may be null.
  void set(int label, vtkPolyData* surface, const Rigid3& view_from_surface, vtkPolyData* coarse,
           vtkAbstractCellLocator* locator);
  /// Gives a picker the locators of the shapes that are shown.
  void add_locators(vtkCellPicker* picker) const;
  /// Shows the coarse surfaces instead, but for those with distances.
  void set_coarse(bool coarse);
  void clear();
  /// Drops the surfaces of other labels.
  void keep_only(const std::vector<int>& labels);
  std::size_t count() const { return actors_.size(); }
  bool contains(int label) const { return actors_.count(label) > 0; }
  std::vector<int> labels() const;

  void set_visible(int label, bool visible);
  bool is_visible(int label) const;
  void set_opacity(int label, double opacity);
  /// Of all labels without an opacity of their own.
  void set_common_opacity(double opacity);
  double opacity(int label) const;
  void set_colour(int label, const QColor& colour);
  /// Visibility and colours of all labels.
  void set_style(const LabelStyle& style);
  /// Drawn brighter; absent for none.
  void set_highlighted(std::optional<int> label);
  /// Whether anything is seen through.
  bool any_translucent() const;

  /// Distances by label and point, in mm; coloured while a scale is set.
  void set_distances(const std::map<int, std::vector<float>>& distances);
  void set_distance_scale(const std::optional<DistanceScale>& scale);

  /// The label of what was picked.
  std::optional<int> label_of(const vtkProp* prop) const;
  /// x low, x high, y low ... of one label, or of all visible ones.
  std::optional<std::array<double, 6>> bounds_mm(std::optional<int> label = {}) const;

 private:
  struct Look {
    bool visible = true;
    std::optional<double> opacity;
    std::optional<QColor> colour;
  };

  struct Shape {
    vtkSmartPointer<vtkPolyData> fine, coarse;
    vtkSmartPointer<vtkAbstractCellLocator> locator;  ///< Of the fine one.
  };

  void apply(int label);
  void choose_shape(int label, vtkActor* actor);

  vtkRenderer* renderer_;
  std::map<int, vtkSmartPointer<vtkActor>> actors_;
  std::map<int, Shape> shapes_;
  std::map<int, Look> looks_;
  std::map<int, std::vector<float>> distances_;
  std::optional<DistanceScale> scale_;
  vtkSmartPointer<vtkLookupTable> table_;
  std::optional<int> highlighted_;
  double common_opacity_ = 1;
  bool coarse_ = false;
};

}  // namespace transpine

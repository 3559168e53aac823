// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include <QColor>
#include <QString>
#include <optional>
#include <vector>

#include "core/landmarks/landmark_set.h"

class vtkActor;
class vtkProp;
class vtkRenderer;
class vtkSphereSource;

namespace transpine {

/// Whose landmarks: each image's have one colour.
enum class LandmarkOrigin { mr, ct };

QColor colour_of(LandmarkOrigin origin);

/// A landmark as a sphere. `p_mm` is in the view's frame.
struct SphereLandmark {
  LandmarkKey key;
  LandmarkOrigin origin = LandmarkOrigin::mr;
  Eigen::Vector3d p_mm = Eigen::Vector3d::Zero();
};

/// "L3" for a body, "L3 SP" for a spinous process; empty for the others, whose names would fill the
/// picture.
QString short_name(const LandmarkKey& key);

/// The points of one image, which are in the view's frame already.
std::vector<SphereLandmark> spheres_of(const LandmarkSet& points, LandmarkOrigin origin);
/// Those of both images.
std::vector<SphereLandmark> spheres_of(const LandmarkSet& mr, const LandmarkSet& ct);

/// Landmarks as spheres in a renderer.
class LandmarkSpheres {
 public:
  explicit LandmarkSpheres(vtkRenderer* renderer);
  ~LandmarkSpheres();

  void set(const std::vector<SphereLandmark>& landmarks);
  const std::vector<SphereLandmark>& landmarks() const { return landmarks_; }
  void set_visible(bool visible);
  bool is_visible() const { return visible_; }
  void set_radius_mm(double radius_mm);
  const SphereLandmark* find(const vtkProp* prop) const;

 private:
  vtkRenderer* renderer_;
  vtkSmartPointer<vtkSphereSource> sphere_;
  std::vector<SphereLandmark> landmarks_;
  std::vector<vtkSmartPointer<vtkActor>> actors_;
  bool visible_ = true;
};

}  // namespace transpine

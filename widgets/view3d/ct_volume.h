// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include <QString>
#include <vector>

#include "core/geometry/rigid3.h"
#include "core/image/volume.h"

class vtkRenderer;
class vtkVolume;
class vtkVolumeMapper;

namespace transpine {

/// What a CT's values look like when its volume is rendered.
struct VolumePreset {
  struct Stop {
    double hu;
    double red, green, blue;
    double opacity;  ///< Of a millimetre.
  };

  QString key;   ///< In a study file.
  QString name;  ///< In a menu.
  std::vector<Stop> stops;
};

/// Bone, bone that is seen through, skin and bone, soft tissue.
const std::vector<VolumePreset>& volume_presets();

/// The most voxels that are rendered where the processor does the work, and where a graphics card
/// does. Larger images are shrunk() to it.
inline constexpr std::int64_t kMostVoxelsSoftware = 4'000'000;
inline constexpr std::int64_t kMostVoxelsGpu = 64'000'000;

/// Renders the volume of a CT in a renderer.
class CtVolume {
 public:
  explicit CtVolume(vtkRenderer* renderer);
  ~CtVolume();

  /// The CT in HU; an empty volume for none. `on_processor` picks VTK's ray caster without OpenGL.
  void set_ct(const Volume& ct, const Rigid3& view_from_ct, bool on_processor);
  bool has_ct() const { return mapper_ != nullptr; }
  void set_visible(bool visible);
  /// Whether it is to be seen once there is a CT.
  bool is_wanted() const { return visible_; }
  bool is_visible() const { return visible_ && has_ct(); }
  void set_preset(const QString& key);
  const QString& preset() const { return preset_; }
  /// Moves all stops along the HU axis.
  void set_shift_hu(double shift_hu);
  double shift_hu() const { return shift_hu_; }
  /// Coarser rays while the camera moves.
  void set_moving(bool moving);

 private:
  void apply_preset();

  vtkRenderer* renderer_;
  vtkSmartPointer<vtkVolume> volume_;
  vtkSmartPointer<vtkVolumeMapper> mapper_;
  QString preset_;
  double shift_hu_ = 0;
  double spacing_mm_ = 1;
  bool visible_ = false;
};

}  // namespace transpine

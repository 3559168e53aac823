// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry/rigid3.h"
#include "core/phantom/noise_field.h"
#include "core/phantom/spine_model.h"
#include "core/phantom/tissue.h"

namespace transpine {

/// What one place of a scan shows.
struct TissueSample {
  double value = 0;
  std::uint8_t vertebra = 0;  ///< 0 outside labelled vertebrae.
  std::uint8_t subregion = 0;
};

/// A subject in one pose: tissue at every place of the model frame.
class TissueField {
 public:
  TissueField(const SpineModel& model, std::vector<Rigid3> model_from_local, std::uint64_t seed);

  /// The mean value over a neighbourhood of about `width_mm`, in the given modality.
  TissueSample sample(const Eigen::Vector3d& p, const TissueValues& values, double width_mm) const;

  /// Box around the labelled vertebrae in the model frame.
  const Eigen::Vector3d& low() const { return low_; }
  const Eigen::Vector3d& high() const { return high_; }

 private:
  // The column at one height: canal, body and skin, for everything that is not bone.
  struct Section {
    double level = 0;  ///< Index of the level, fractional between levels.
    double rank = 0;   ///< Its VerSe id, fractional, 19.5 for T13.
    double canal_x = 0, canal_y = 0, canal_half_width = 10, canal_half_depth = 8;
    double body_x = 0, body_y = 0, body_half_width = 20, body_half_depth = 15;
    double cord_half_width = 0, cord_half_depth = 0;
    double skin_y = 0;
  };
  struct Hit {
    double mm = 1e9;
    double second_mm = 1e9;  ///< Of the next bone.
    BoneDistance nearest;
    std::size_t bone = 0;
    Eigen::Vector3d p_local = Eigen::Vector3d::Zero();
  };

  void build_sections();
  const Section& section_at(double z) const;
  Hit nearest_bone(const Eigen::Vector3d& p) const;
  double bone_value(const Hit& hit, double depth_mm, double width_mm,
                    const TissueValues& values) const;
  double soft_value(const Eigen::Vector3d& p, const Hit& hit, const TissueValues& values) const;
  bool disc_value(const Eigen::Vector3d& p, const TissueValues& values, double& value) const;
  bool canal_value(const Eigen::Vector3d& p, const Section& s, const TissueValues& values,
                   double& value) const;
  double trunk_value(const Eigen::Vector3d& p, const Section& s, const TissueValues& values) const;
  bool is_vessel(const Eigen::Vector3d& p, const Section& s) const;
  bool is_muscle(const Eigen::Vector3d& p, const Section& s) const;

  const SpineModel& model_;
  std::vector<Rigid3> model_from_local_;
  std::vector<Rigid3> local_from_model_;
  std::vector<Section> sections_;  ///< Every kSectionStep_mm from sections_z_ upwards.
  double sections_z_ = 0;
  double marrow_density_ = 1;
  double fat_thickness_ = 15;
  Eigen::Vector3d low_, high_;
  NoiseField shape_noise_, marrow_noise_, fine_noise_, muscle_noise_, organ_noise_, nerve_noise_;
};

}  // namespace transpine

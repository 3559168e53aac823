// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// The label of a point in files that name points by text: "L3 body", "L3 spinous process".
std::string point_label(LandmarkKey key);

/// The point that a label means: a vertebra (L3, Th5, S, or its VerSe id) and, after a space, _, -,
/// . or :, its kind: a subregion id, a name of subregion_name(), or a short form (body, vb, corpus,
/// centre; sp, spinous, spinous process; arch, arcus). Case does not matter; the body is meant
/// where no kind stands. Absent for anything else.
std::optional<LandmarkKey> point_from_label(std::string_view label);

/// Collects the points of a file with labels: repeated points are an error, unknown labels are left
/// out.
class LabelledPoints {
 public:
  explicit LabelledPoints(std::string file) : file_(std::move(file)) {}

  void add(const std::string& label, const Eigen::Vector3d& p_mm);
  /// All points. Fails when there is none, or one is there twice.
  Result<LandmarkSet> finish(std::vector<std::string>* notes) const;

 private:
  std::string file_;
  LandmarkSet points_;
  std::vector<std::string> unknown_;
  std::vector<std::string> repeated_;
};

}  // namespace transpine

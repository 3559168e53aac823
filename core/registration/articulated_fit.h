// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "core/base/options.h"
#include "core/geometry/rigid3.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// What is known beforehand: how well points are placed and how neighbouring vertebrae move against
/// each other between two postures. Standard deviations; a gap of n levels counts as n joints.
struct JointPrior {
  double landmark_sd_mm = 1;
  double shift_sd_mm = 1;      ///< Of the joint's centre, midway between the two bodies.
  double rotation_sd_deg = 5;  ///< About each axis.
};

OptionList options_of(JointPrior& prior);

/// One rigid transform for each vertebra that has a pair, by a chain of joints: the most probable
/// ones under normal errors of the points and the prior of the joints, by Gauss-Newton from
/// `start`. Two points of a vertebra are enough, and one still moves it: what its points leave open
/// follows from its neighbours through the joints.
class ArticulatedFit {
 public:
  struct Pair {
    LandmarkKey key;
    Eigen::Vector3d mr_mm;
    Eigen::Vector3d ct_mm;
    double weight = 1;
  };

  ArticulatedFit(std::vector<Pair> pairs, const Rigid3& start, const JointPrior& prior);

  const std::map<int, Rigid3>& ct_from_mr() const { return ct_from_mr_; }
  /// The error at one pair of the fit without it, by refitting from the solution.
  double leave_one_out_mm(std::size_t pair) const;

 private:
  /// Between a level and the next one.
  struct Joint {
    Eigen::Vector3d centre_in_mr_mm;
    double levels = 1;
  };
  struct System;

  std::map<int, Rigid3> solved(std::map<int, Rigid3> start, std::size_t left_out) const;
  void make_joints();

  std::vector<Pair> pairs_;
  JointPrior prior_;
  std::vector<int> levels_;  ///< From head to foot.
  std::vector<Joint> joints_;
  std::map<int, Eigen::Vector3d> centres_in_mr_mm_;  ///< Of each vertebra, by its points.
  std::map<int, Rigid3> ct_from_mr_;
};

}  // namespace transpine

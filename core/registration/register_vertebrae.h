// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/registration/articulated_fit.h"
#include "core/registration/landmark_registration.h"

namespace transpine {

/// A transform for each vertebra, and what is known of its errors.
struct VertebraRegistration {
  /// The single rigid fit to the same pairs; points, errors, outliers and warnings are those of
  /// the vertebrae's own transforms. `expected_tre_posterior_mm` is the leave-one-out error of the
  /// posterior points, 0 without any.
  RegistrationResult figures;
  std::map<int, Rigid3> ct_from_mr;  ///< By vertebra id, of those with a pair.
  double largest_bend_deg = 0;       ///< Largest rotation between neighbours.
};

/// Registers each vertebra by its own points and its neighbours' (ArticulatedFit). Needs what
/// register_landmarks needs. With options.trim_fraction, while the share allows it, the pair with
/// the largest leave-one-out error is set aside if that is more than 3 times the median one and
/// than 4 mm.
Result<VertebraRegistration> register_vertebrae(const LandmarkSet& mr, const LandmarkSet& ct,
                                                const RegistrationOptions& options = {},
                                                const JointPrior& prior = {});

}  // namespace transpine

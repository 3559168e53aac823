// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

namespace transpine {

/// The proper rotation (determinant +1) nearest to `matrix` in the Frobenius norm, by SVD.
Eigen::Matrix3d nearest_rotation(const Eigen::Matrix3d& matrix);

/// The orthonormal matrix nearest to `matrix`; keeps the sign of its determinant.
Eigen::Matrix3d nearest_orthonormal(const Eigen::Matrix3d& matrix);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/geometry/rotation.h"
#include "core/image/nifti_header.h"

namespace transpine {
namespace {

// A matrix whose repair moves no corner by more than this part of a voxel is taken as meant to be
// orthonormal; less than the second, as rounding that is not worth a word.
constexpr double kRepairableVoxels = 0.5;
constexpr double kRoundingVoxels = 0.02;

struct Repaired {
  Grid grid;
  double moved_mm = 0;      ///< Farthest that a corner moved from where the matrix put it.
  double moved_voxels = 0;  ///< The same in voxels of the smallest spacing.
};

double farthest_corner_mm(const Eigen::Matrix4d& a, const Eigen::Matrix4d& b, const Index3& size) {
  double farthest = 0;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector4d index(0, 0, 0, 1);
    for (int axis = 0; axis < 3; ++axis) {
      if ((corner >> axis) & 1) {
        index[axis] = static_cast<double>(size[static_cast<std::size_t>(axis)] - 1);
      }
    }
    farthest = std::max(farthest, ((a - b) * index).head<3>().norm());
  }
  return farthest;
}

bool is_usable(const Eigen::Matrix4d& ras) {
  return ras.allFinite() && std::abs(ras.topLeftCorner<3, 3>().determinant()) > 1e-12;
}

Repaired repaired(const Eigen::Matrix4d& ras, const Index3& size) {
  Repaired result;
  const Eigen::Matrix3d columns = ras.topLeftCorner<3, 3>();
  const Eigen::Vector3d spacing_mm = columns.colwise().norm();
  const Eigen::Vector3d lps_from_ras(-1, -1, 1);
  result.grid.size = size;
  result.grid.spacing_mm = spacing_mm;
  result.grid.direction = lps_from_ras.asDiagonal() *
                          nearest_orthonormal(columns * spacing_mm.cwiseInverse().asDiagonal());
  result.grid.origin_mm = lps_from_ras.cwiseProduct(ras.topRightCorner<3, 1>());
  result.moved_mm = farthest_corner_mm(ras, result.grid.ras_from_index(), size);
  result.moved_voxels = result.moved_mm / spacing_mm.minCoeff();
  return result;
}

std::string rounded_mm(double mm) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g mm", mm);
  return text;
}

Error sheared_error(const std::filesystem::path& path, const Repaired& sform) {
  return {path.string() +
              " has a sheared voxel grid: its axes are not at right angles (a corner "
              "is off by " +
              rounded_mm(sform.moved_mm) + "), as after a tilted gantry.",
          "Resample it onto an unsheared grid first, for example with dcm2niix's gantry tilt "
          "correction, or set a right-angled sform."};
}

NiftiGrid without_forms(const Index3& size, const Eigen::Vector3d& spacing_mm) {
  NiftiGrid result;
  result.grid.size = size;
  result.grid.spacing_mm = spacing_mm;
  result.matrix_used = "none";
  result.warnings.push_back(
      "The header says nothing about position and orientation (qform and sform codes are 0): "
      "left, right, front and back may be wrong. The indices were taken to grow toward left, "
      "posterior and superior, as ITK does; nibabel and FSL take left and right the other way.");
  return result;
}

}  // namespace

Result<NiftiGrid> grid_from_forms(const NiftiForms& forms, const Index3& size,
                                  const Eigen::Vector3d& spacing_mm,
                                  const std::filesystem::path& path) {
  const bool has_s = forms.sform_code > 0 && is_usable(forms.sform_ras);
  const bool has_q = forms.qform_code > 0 && is_usable(forms.qform_ras);
  if (!has_s && !has_q) return without_forms(size, spacing_mm);

  NiftiGrid result;
  if (forms.sform_code > 0 && !has_s) {
    result.warnings.push_back("The sform matrix cannot be inverted and was not used.");
  }
  const Repaired q = has_q ? repaired(forms.qform_ras, size) : Repaired{};
  if (!has_s) {
    result.grid = q.grid;
    result.matrix_used = "qform";
    return result;
  }
  const Repaired s = repaired(forms.sform_ras, size);
  const bool sheared = s.moved_voxels > kRepairableVoxels;
  const double apart_mm =
      has_q ? farthest_corner_mm(s.grid.ras_from_index(), q.grid.ras_from_index(), size) : 0;
  const bool agree = has_q && apart_mm < kRepairableVoxels * s.grid.spacing_mm.minCoeff();
  // A sheared sform beside another qform is an affine fit to a template; with no other qform it is
  // the only word on the geometry, and dropping the shear would misplace anatomy.
  const bool template_fit = has_q && !agree && forms.sform_code != 1;
  if (sheared && !template_fit) return sheared_error(path, s);

  if (!sheared && (!has_q || forms.sform_code == 1 || agree)) {
    result.grid = s.grid;
    result.matrix_used = "sform";
    if (s.moved_voxels > kRoundingVoxels) {
      result.warnings.push_back(
          "The sform's axes are not quite at right angles; the nearest "
          "right-angled grid was taken (corners move by up to " +
          rounded_mm(s.moved_mm) + ").");
    }
  } else {
    result.grid = q.grid;
    result.matrix_used = "qform";
  }
  if (has_q && !agree) {
    result.warnings.push_back("qform and sform disagree by up to " + rounded_mm(apart_mm) +
                              "; the " + result.matrix_used + " was taken, as ITK does.");
  }
  return result;
}

}  // namespace transpine

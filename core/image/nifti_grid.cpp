// SPDX-License-Identifier: Apache-2.0
#include "core/image/fitted_grid.h"
#include "core/image/nifti_header.h"

namespace transpine {
namespace {

/// The grid of a voxel-to-RAS matrix.
FittedGrid fitted_to_ras(const Eigen::Matrix4d& ras, const Index3& size) {
  return fitted_grid(Eigen::Vector4d(-1, -1, 1, 1).asDiagonal() * ras, size);
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
  const bool has_s = forms.sform_code > 0 && is_usable_matrix(forms.sform_ras);
  const bool has_q = forms.qform_code > 0 && is_usable_matrix(forms.qform_ras);
  if (!has_s && !has_q) return without_forms(size, spacing_mm);

  NiftiGrid result;
  if (forms.sform_code > 0 && !has_s) {
    result.warnings.push_back("The sform matrix cannot be inverted and was not used.");
  }
  const FittedGrid q = has_q ? fitted_to_ras(forms.qform_ras, size) : FittedGrid{};
  if (!has_s) {
    result.grid = q.grid;
    result.matrix_used = "qform";
    return result;
  }
  const FittedGrid s = fitted_to_ras(forms.sform_ras, size);
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

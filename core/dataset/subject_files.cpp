// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/subject_files.h"

#include "core/image/image_io.h"
#include "core/image/input_checks.h"
#include "core/image/statistics.h"
#include "core/registration/transform_direction.h"

namespace transpine {
namespace {

Result<Volume> read_finite(const std::filesystem::path& path, JobContext& job) {
  auto image = read_image(path, &job);
  if (!image) return image.error();
  if (auto sound = check_finite(image->volume, path.string()); !sound) return sound.error();
  return std::move(image->volume);
}

Result<void> check_mask(const SubjectFiles& files, const Volume& mask, const Grid& image_grid) {
  const auto& image = files.mask_is_on_ct ? files.ct : files.mr;
  if (!mask.grid().same_as(image_grid, 0.5 * image_grid.spacing_mm.minCoeff())) {
    return Error{files.mask.string() + " (" + mask.grid().description() +
                     ") lies on another grid than " + image.string() + " (" +
                     image_grid.description() + ").",
                 "Bring it onto the image's grid: transpine convert --like IMAGE --interpolation "
                 "nearest."};
  }
  if (image_statistics(mask).maximum <= 0) {
    return Error{files.mask.string() + " is empty: no voxel has a label.",
                 "Check that it is the segmentation of " + image.string() + "."};
  }
  return {};
}

Result<SubjectImages> load(const SubjectFiles& files, JobContext& job) {
  SubjectImages images;
  auto mr = read_finite(files.mr, job);
  if (!mr) return mr.error();
  images.mr = std::move(*mr);
  auto ct = read_finite(files.ct, job);
  if (!ct) return ct.error();
  images.ct = std::move(*ct);
  auto transform = read_ct_from_mr(files.ct_from_mr);
  if (!transform) return transform.error();
  images.ct_from_mr = *transform;
  if (files.mask.empty()) return images;
  auto mask = read_finite(files.mask, job);
  if (!mask) return mask.error();
  const Grid& grid = files.mask_is_on_ct ? images.ct.grid() : images.mr.grid();
  if (auto sound = check_mask(files, *mask, grid); !sound) return sound.error();
  images.mask = std::move(*mask);
  images.mask_is_on_ct = files.mask_is_on_ct;
  return images;
}

}  // namespace

PrepareSubject subject_from_files(const std::string& id, const std::string& split,
                                  const SubjectFiles& files) {
  return {id, split, [files](JobContext& job) {
            // Reading moves no progress of its own: the subject's part belongs to the work.
            JobContext silent(job.stop_token(), {});
            return load(files, silent);
          }};
}

}  // namespace transpine

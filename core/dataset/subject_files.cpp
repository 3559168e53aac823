// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/subject_files.h"

#include "core/image/image_io.h"
#include "core/image/input_checks.h"
#include "core/image/statistics.h"
#include "core/landmarks/part_classes.h"
#include "core/registration/transform_direction.h"

namespace transpine {
namespace {

Result<Volume> read_finite(const std::filesystem::path& path, JobContext& job) {
  auto image = read_image(path, &job);
  if (!image) return image.error();
  if (auto sound = check_finite(image->volume, path.string()); !sound) return sound.error();
  return std::move(image->volume);
}

Result<void> check_mask(const std::filesystem::path& mask_file, const Volume& mask,
                        const std::filesystem::path& image, const Grid& image_grid) {
  if (!mask.grid().same_as(image_grid, 0.5 * image_grid.spacing_mm.minCoeff())) {
    return Error{mask_file.string() + " (" + mask.grid().description() +
                     ") lies on another grid than " + image.string() + " (" +
                     image_grid.description() + ").",
                 "Bring it onto the image's grid: transpine convert --like IMAGE --interpolation "
                 "nearest."};
  }
  if (image_statistics(mask).maximum <= 0) {
    return Error{mask_file.string() + " is empty: no voxel has a label.",
                 "Check that it is the segmentation of " + image.string() + "."};
  }
  return {};
}

Result<Volume> read_mask(const std::filesystem::path& mask_file, const std::filesystem::path& image,
                         const Grid& image_grid, JobContext& job) {
  auto mask = read_finite(mask_file, job);
  if (!mask) return mask;
  if (auto sound = check_mask(mask_file, *mask, image, image_grid); !sound) return sound.error();
  return mask;
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
  const bool on_ct = files.mask_is_on_ct;
  auto mask = read_mask(files.mask, on_ct ? files.ct : files.mr,
                        on_ct ? images.ct.grid() : images.mr.grid(), job);
  if (!mask) return mask.error();
  images.mask = std::move(*mask);
  images.mask_is_on_ct = on_ct;
  return images;
}

Result<SubjectImages> load(const SegmentedCtFiles& files, JobContext& job) {
  SubjectImages images;
  auto ct = read_finite(files.ct, job);
  if (!ct) return ct.error();
  images.ct = std::move(*ct);
  auto subregions = read_mask(files.subregions, files.ct, images.ct.grid(), job);
  if (!subregions) return subregions.error();
  images.mask = subregions->as(ScalarType::uint8).clone();
  auto classes = images.mask.values<std::uint8_t>();
  Volume vertebrae;
  if (!files.vertebrae.empty()) {
    auto read = read_mask(files.vertebrae, files.ct, images.ct.grid(), job);
    if (!read) return read.error();
    vertebrae = read->as(ScalarType::uint8);
  }
  const auto ids = vertebrae.empty() ? std::span<const std::uint8_t>(classes)
                                     : std::span(std::as_const(vertebrae).values<std::uint8_t>());
  for (std::size_t at = 0; at < classes.size(); ++at) {
    classes[at] = part_class_of(ids[at], classes[at]);
  }
  images.mask_is_on_ct = true;
  if (image_statistics(images.mask).maximum > 0) return images;
  return Error{files.subregions.string() + " has no voxel of a part of a vertebra.",
               "Its labels must be the subregion ids 41 to 50, or 26 for the sacrum."};
}

template <class Files>
PrepareSubject subject_of(const std::string& id, const std::string& split, const Files& files) {
  return {id, split, [files](JobContext& job) {
            // Reading moves no progress of its own: the subject's part belongs to the work.
            JobContext silent(job.stop_token(), {});
            return load(files, silent);
          }};
}

}  // namespace

PrepareSubject subject_from_files(const std::string& id, const std::string& split,
                                  const SubjectFiles& files) {
  return subject_of(id, split, files);
}

PrepareSubject segmented_ct_from_files(const std::string& id, const std::string& split,
                                       const SegmentedCtFiles& files) {
  return subject_of(id, split, files);
}

}  // namespace transpine

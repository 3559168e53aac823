// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/sagittal_slices.h"

#include <algorithm>
#include <cmath>

#include "core/image/elastic_deformation.h"
#include "core/image/input_checks.h"
#include "core/image/mr_scale.h"
#include "core/image/resample.h"
#include "core/image/statistics.h"

namespace transpine {
namespace {

constexpr const char* kOrientation = "RIP";
constexpr double kAir_hu = -1000;
constexpr std::int64_t kElasticMargin = 10;
// Of what a segmenter must learn not to take for vertebrae: ribs, hips.
constexpr double kMarginAroundLabels_mm = 40;
// The paper stores five decimals, so that less than half of the last one counts as 0; cubic
// interpolation leaves such traces in empty regions.
constexpr float kLeastMr = 5e-6f;

struct Box {
  Index3 begin{0, 0, 0};
  Index3 end{0, 0, 0};  ///< Exclusive.

  bool is_empty() const { return end[0] <= begin[0]; }
};

/// The same image as [0, 1]; negative values become 0.
Volume normalised_mr(const Volume& mr, double top) {
  Volume result = mr.as(ScalarType::float32).clone();
  for (float& value : result.values<float>()) {
    value = static_cast<float>(std::clamp(static_cast<double>(value) / top, 0.0, 1.0));
  }
  return result;
}

Volume normalised_ct(const Volume& ct) {
  Volume result = ct.clone();
  for (float& value : result.values<float>()) value = std::clamp(value / 1000, -1.0f, 1.0f);
  return result;
}

/// 1 where the CT has voxels, on the given grid.
Result<Volume> coverage(const Grid& ct, const Grid& target, const Rigid3& ct_from_mr,
                        JobContext& job) {
  Volume ones(ct, ScalarType::uint8);
  auto values = ones.values<std::uint8_t>();
  std::fill(values.begin(), values.end(), std::uint8_t{1});
  return resample(ones, target, ct_from_mr, Interpolation::nearest, 0, job);
}

/// The box of the voxels at whose place in the grid `counts(place)` is true.
template <class Counts>
Box box_where(const Grid& grid, Counts&& counts) {
  const Index3& size = grid.size;
  Box box{size, {0, 0, 0}};
  std::size_t at = 0;
  for (std::int64_t k = 0; k < size[2]; ++k) {
    for (std::int64_t j = 0; j < size[1]; ++j) {
      for (std::int64_t i = 0; i < size[0]; ++i, ++at) {
        if (!counts(at)) continue;
        const Index3 index{i, j, k};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          box.begin[axis] = std::min(box.begin[axis], index[axis]);
          box.end[axis] = std::max(box.end[axis], index[axis] + 1);
        }
      }
    }
  }
  return box;
}

Box common_box(const Volume& mr, const Volume& covered) {
  const auto mr_values = mr.values<float>();
  const auto covered_values = covered.values<std::uint8_t>();
  return box_where(mr.grid(), [&](std::size_t at) {
    return mr_values[at] >= kLeastMr && covered_values[at] != 0;
  });
}

Box labelled_box(const Volume& labels) {
  const auto values = labels.values<std::uint8_t>();
  Box box = box_where(labels.grid(), [&](std::size_t at) { return values[at] != 0; });
  if (box.is_empty()) return box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto margin = static_cast<std::int64_t>(
        kMarginAroundLabels_mm / labels.grid().spacing_mm[static_cast<Eigen::Index>(axis)]);
    box.begin[axis] = std::max<std::int64_t>(0, box.begin[axis] - margin);
    box.end[axis] = std::min(labels.grid().size[axis], box.end[axis] + margin);
  }
  return box;
}

/// What a training set holds of a subject, scaled and clamped, and the part of it that counts.
struct ScaledImages {
  Volume mr, ct, mask;
  Box box;
};

Result<ScaledImages> scaled_ct(const AlignedImages& images, const std::string& name) {
  ScaledImages scaled{{}, normalised_ct(images.ct), images.mask, labelled_box(images.mask)};
  if (scaled.box.is_empty()) {
    return Error{"The CT of " + name + " has no labelled voxel on the training set's grid.",
                 "Check its masks, or choose a smaller spacing."};
  }
  return scaled;
}

Result<ScaledImages> scaled_images(const AlignedImages& images, const std::string& name,
                                   const PrepareOptions& options) {
  if (images.mr.empty()) return scaled_ct(images, name);
  const auto top =
      mr_scale(images.mr, {options.mr_max, options.mr_percentile}, "the MR of " + name);
  if (!top) return top.error();
  ScaledImages scaled{normalised_mr(images.mr, *top), normalised_ct(images.ct), images.mask, {}};
  scaled.box = common_box(scaled.mr, images.covered);
  if (scaled.box.is_empty()) {
    return Error{"MR and CT of " + name + " do not overlap.",
                 "Check the registration and its direction (CT from MR)."};
  }
  return scaled;
}

/// Appends the pixels of sagittal slice `i` within the box.
void append_slice(const ScaledImages& from, std::int64_t i, SagittalSlice& to) {
  for (std::int64_t row = from.box.begin[1]; row < from.box.end[1]; ++row) {
    for (std::int64_t column = from.box.begin[2]; column < from.box.end[2]; ++column) {
      const auto at = static_cast<std::size_t>(from.ct.grid().offset(i, row, column));
      if (!from.mr.empty()) to.mr.push_back(from.mr.values<float>()[at]);
      to.ct.push_back(from.ct.values<float>()[at]);
      to.mask.push_back(from.mask.empty() ? std::uint8_t{0} : from.mask.values<std::uint8_t>()[at]);
    }
  }
}

SagittalSlice empty_slice(const Box& box, std::int64_t index, std::int64_t depth) {
  SagittalSlice slice;
  slice.index = index;
  slice.depth = depth;
  slice.height = box.end[1] - box.begin[1];
  slice.width = box.end[2] - box.begin[2];
  const auto count =
      static_cast<std::size_t>(std::max<std::int64_t>(1, depth) * slice.height * slice.width);
  slice.mr.reserve(count);
  slice.ct.reserve(count);
  slice.mask.reserve(count);
  return slice;
}

Result<Volume> mr_on(const SubjectImages& images, const Grid& grid, JobContext& job) {
  if (images.mr.empty()) return Volume();
  auto mr = resample(images.mr, grid, Rigid3(), Interpolation::cubic_bspline, 0, job);
  if (!mr) return mr;
  return mr->as(ScalarType::float32);
}

Result<Volume> mask_on(const SubjectImages& images, const Grid& grid, JobContext& job) {
  if (images.mask.empty()) return Volume();
  const Rigid3 mask_from_mr = images.mask_is_on_ct ? images.ct_from_mr : Rigid3();
  auto mask = resample(images.mask, grid, mask_from_mr, Interpolation::nearest, 0, job);
  if (!mask) return mask;
  return mask->as(ScalarType::uint8);
}

}  // namespace

Result<AlignedImages> aligned_images(const SubjectImages& images, const std::string& name,
                                     const PrepareOptions& options, JobContext& job) {
  // A spline would spread what is not a number.
  if (!images.mr.empty()) {
    if (auto sound = check_finite(images.mr, "The MR of " + name); !sound) return sound.error();
  }
  if (auto sound = check_finite(images.ct, "The CT of " + name); !sound) return sound.error();

  const Grid& leading = images.mr.empty() ? images.ct.grid() : images.mr.grid();
  const auto turned = reoriented_grid(leading, kOrientation);
  if (!turned) return turned.error();
  const double across_mm = options.dimensions == "3d" ? options.spacing_mm : turned->spacing_mm[0];
  const Grid grid = respaced(*turned, {across_mm, options.spacing_mm, options.spacing_mm});
  JobContext mr_job = job.part(0, 0.3);
  auto mr = mr_on(images, grid, mr_job);
  if (!mr) return mr.error();
  JobContext ct_job = job.part(0.3, 0.7);
  auto ct =
      resample(images.ct, grid, images.ct_from_mr, Interpolation::cubic_bspline, kAir_hu, ct_job);
  if (!ct) return ct.error();
  JobContext mask_job = job.part(0.7, 0.85);
  auto mask = mask_on(images, grid, mask_job);
  if (!mask) return mask.error();
  JobContext coverage_job = job.part(0.85, 0.95);
  auto covered = coverage(images.ct.grid(), grid, images.ct_from_mr, coverage_job);
  if (!covered) return covered.error();
  return AlignedImages{*mr, ct->as(ScalarType::float32), *mask, *covered};
}

Result<AlignedImages> elastically_deformed(const AlignedImages& images, RandomStream& random,
                                           JobContext& job) {
  const ElasticStrength strength = paper_elastic_strength(random);
  const Index3 points{strength.points, strength.points, strength.points};
  const ElasticField field = random_elastic_field(points, strength.sigma_voxels, random);
  AlignedImages result;
  const auto deform = [&](const Volume& from, Volume& to, Interpolation interpolation,
                          double outside) -> Result<void> {
    if (from.empty()) return {};
    auto padded = deformed(mirror_padded(from, kElasticMargin), field, interpolation,
                           ElasticBorder::constant, outside, job);
    if (!padded) return padded.error();
    to = cropped(*padded, {kElasticMargin, kElasticMargin, kElasticMargin}, from.grid().size);
    return {};
  };
  for (const auto& done : {deform(images.mr, result.mr, Interpolation::cubic_bspline, 0),
                           deform(images.ct, result.ct, Interpolation::cubic_bspline, kAir_hu),
                           deform(images.mask, result.mask, Interpolation::nearest, 0),
                           deform(images.covered, result.covered, Interpolation::nearest, 0)}) {
    if (!done) return done.error();
  }
  return result;
}

Result<SubjectSlices> sagittal_slices(const AlignedImages& images, const std::string& name,
                                      const PrepareOptions& options) {
  const auto scaled = scaled_images(images, name, options);
  if (!scaled) return scaled.error();
  SubjectSlices result;
  for (std::int64_t i = scaled->box.begin[0]; i < scaled->box.end[0]; ++i) {
    SagittalSlice slice = empty_slice(scaled->box, i, 0);
    append_slice(*scaled, i, slice);
    const auto segmented = std::count_if(slice.mask.begin(), slice.mask.end(),
                                         [](std::uint8_t label) { return label > 0; });
    if (!images.mask.empty() && segmented < options.min_mask_pixels) {
      ++result.dropped;
    } else {
      result.slices.push_back(std::move(slice));
    }
  }
  return result;
}

Result<SubjectSlices> sagittal_volume(const AlignedImages& images, const std::string& name,
                                      const PrepareOptions& options) {
  const auto scaled = scaled_images(images, name, options);
  if (!scaled) return scaled.error();
  const Box& box = scaled->box;
  SagittalSlice volume = empty_slice(box, box.begin[0], box.end[0] - box.begin[0]);
  for (std::int64_t i = box.begin[0]; i < box.end[0]; ++i) append_slice(*scaled, i, volume);
  SubjectSlices result;
  result.slices.push_back(std::move(volume));
  return result;
}

}  // namespace transpine

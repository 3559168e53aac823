// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/base/parallel.h"
#include "core/evaluation/image_metrics.h"
#include "core/evaluation/multi_scale_ssim.h"
#include "core/evaluation/slice_region.h"
#include "core/image/input_checks.h"

namespace transpine {
namespace {

constexpr std::int64_t kSmallestVifSide = 41;
constexpr std::int64_t kSmallestSsimSide = 11;
constexpr double kSynthradLow_hu = -1024;
constexpr double kSynthradHigh_hu = 3071;

double unit_from_hu(double hu) {
  return std::clamp((hu + 1000) / 2000, 0.0, 1.0);
}

struct SliceQuality {
  double l1, mse, psnr, ssim, vifp;
};

/// One slice of both images within the region. Outside its box all masked pixels are 0 in both,
/// where SSIM is 1 and VIFp has no information: only the box and what filters reach is calculated.
class SliceComparison {
 public:
  SliceComparison(const Volume& image, const Volume& reference, const SliceRegion& region,
                  const SliceCut& cut, std::int64_t index)
      : image_(image),
        reference_(reference),
        cut_(cut),
        index_(index),
        inside_(region.mask.empty() ? nullptr : region.mask.values<std::uint8_t>().data()),
        box_(region.boxes[static_cast<std::size_t>(index)]) {}

  SliceQuality quality(const ImageQualityOptions& options) const {
    const Slice image = part(image_, box_);
    const Slice reference = part(reference_, box_);
    const auto pixels = static_cast<double>(cut_.rows * cut_.columns);
    const double inside = inside_ ? inside_count() : pixels;
    const double in_box = static_cast<double>(box_.count());
    const double scale = in_box / (options.inside_mask_only ? inside : pixels);
    const double range = range_of(reference, inside < pixels);
    const double peak = options.psnr_range == "two"      ? 2
                        : options.psnr_range == "target" ? range
                                                         : 1;
    SliceQuality q{};
    q.l1 = mean_absolute_error(image, reference) * scale;
    q.mse = mean_squared_error(image, reference) * scale;
    q.psnr = psnr_db(q.mse, peak);
    const auto side = std::min(cut_.rows, cut_.columns);
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    q.ssim = side < kSmallestSsimSide
                 ? nan
                 : ssim(std::max(range, range_of(image, inside < pixels)), options);
    q.vifp = side < kSmallestVifSide ? nan : vifp();
    return q;
  }

 private:
  Slice part(const Volume& volume, const SliceBox& box) const {
    return part_of(volume, cut_, index_, box, [&](double hu, std::size_t voxel) {
      return inside_ && inside_[voxel] == 0 ? 0.0 : unit_from_hu(hu);
    });
  }

  double inside_count() const {
    double count = 0;
    for (std::int64_t r = box_.row_low; r < box_.row_high; ++r) {
      for (std::int64_t c = box_.column_low; c < box_.column_high; ++c) {
        count += inside_[index_ * cut_.slice_stride + r * cut_.row_stride + c * cut_.column_stride];
      }
    }
    return count;
  }

  static double range_of(const Slice& slice, bool with_zero) {
    const auto [low, high] = std::minmax_element(slice.values.begin(), slice.values.end());
    return with_zero ? std::max(*high, 0.0) - std::min(*low, 0.0) : *high - *low;
  }

  double ssim(double range, const ImageQualityOptions& options) const {
    const std::int64_t border = options.crop_ssim_border ? kSsimReach : 0;
    const double all = static_cast<double>((cut_.rows - 2 * border) * (cut_.columns - 2 * border));
    const SliceBox differing = cut_.clamped(grown(box_, kSsimReach, kSsimReach), border);
    if (range == 0) return std::numeric_limits<double>::quiet_NaN();
    if (differing.empty() || differing.column_low >= differing.column_high) return 1;
    const SliceBox seen = grown(differing, kSsimReach, kSsimReach);
    const double sum = similarity_sum(part(image_, seen), part(reference_, seen), range);
    return (sum + all - static_cast<double>(differing.count())) / all;
  }

  double vifp() const {
    // Whole steps of the coarsest scale, so that every scale samples the same pixels.
    constexpr std::int64_t reach = 48;
    constexpr std::int64_t step = 8;
    SliceBox seen = cut_.clamped(grown(box_, reach, reach));
    seen.row_low -= seen.row_low % step;
    seen.column_low -= seen.column_low % step;
    return visual_information_fidelity(part(image_, seen), part(reference_, seen));
  }

  static constexpr std::int64_t kSsimReach = 5;

  const Volume& image_;
  const Volume& reference_;
  const SliceCut& cut_;
  std::int64_t index_;
  const std::uint8_t* inside_;
  SliceBox box_;
};

/// Errors of the whole volumes in HU.
struct VolumeErrors {
  double absolute_inside = 0, absolute = 0, squared_inside = 0;
  std::int64_t inside = 0;

  void add(const VolumeErrors& other) {
    absolute_inside += other.absolute_inside;
    absolute += other.absolute;
    squared_inside += other.squared_inside;
    inside += other.inside;
  }
};

void read_plane(const Volume& volume, std::int64_t k, std::vector<double>& values) {
  const auto count = static_cast<std::size_t>(volume.grid().size[0] * volume.grid().size[1]);
  values.resize(count);
  visit_values(volume, [&](auto from) {
    const auto plane = from.subspan(static_cast<std::size_t>(k) * count, count);
    std::transform(plane.begin(), plane.end(), values.begin(),
                   [](auto v) { return static_cast<double>(v); });
  });
}

VolumeErrors errors_of_plane(const Volume& image, const Volume& reference, const Volume& mask,
                             std::int64_t k) {
  std::vector<double> a, b;
  read_plane(image, k, a);
  read_plane(reference, k, b);
  const std::uint8_t* inside =
      mask.empty() ? nullptr
                   : mask.values<std::uint8_t>().data() + static_cast<std::size_t>(k) * a.size();
  const auto clipped = [](double hu) { return std::clamp(hu, kSynthradLow_hu, kSynthradHigh_hu); };
  VolumeErrors errors;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(a[i] - b[i]);
    errors.absolute += difference;
    if (inside && inside[i] == 0) continue;
    errors.absolute_inside += difference;
    const double in_range = clipped(a[i]) - clipped(b[i]);
    errors.squared_inside += in_range * in_range;
    ++errors.inside;
  }
  return errors;
}

VolumeErrors errors_of(const Volume& image, const Volume& reference, const Volume& mask) {
  const std::int64_t planes = image.grid().size[2];
  std::vector<VolumeErrors> per_plane(static_cast<std::size_t>(planes));
  parallel_items(planes, [&](std::int64_t k) {
    per_plane[static_cast<std::size_t>(k)] = errors_of_plane(image, reference, mask, k);
  });
  VolumeErrors total;
  for (const VolumeErrors& one : per_plane) total.add(one);
  return total;
}

/// What is measured of the whole volumes.
void add_volume_figures(ImageQuality& quality, const Volume& image, const Volume& reference,
                        const Volume& mask, const ImageQualityOptions& options) {
  const VolumeErrors errors = errors_of(image, reference, mask);
  const auto inside = static_cast<double>(errors.inside);
  quality.mae_hu = errors.absolute_inside / inside;
  quality.mae_volume_hu = errors.absolute / static_cast<double>(image.voxel_count());
  quality.ms_ssim = multi_scale_ssim(image, reference, mask);
  if (options.psnr_range != "synthrad") return;
  quality.psnr_db = psnr_db(errors.squared_inside / inside, kSynthradHigh_hu - kSynthradLow_hu);
  quality.psnr_db_per_slice.clear();
  quality.identical_slices = 0;
}

}  // namespace

Result<ImageQuality> compare_images(const Volume& synthetic_hu, const Volume& real_hu,
                                    const Volume& mask, const ImageQualityOptions& options,
                                    JobContext& job) {
  const Grid& grid = synthetic_hu.grid();
  const auto same = check_same_grid(grid, real_hu.grid(), "The synthetic and the real CT");
  if (!same) return same.error();
  if (!mask.empty()) {
    const auto fits = check_same_grid(grid, mask.grid(), "The images and the mask");
    if (!fits) return fits.error();
  }
  if (auto sound = check_finite(synthetic_hu, "The synthetic CT"); !sound) return sound.error();
  if (auto sound = check_finite(real_hu, "The real CT"); !sound) return sound.error();
  const SliceCut cut(grid);
  const SliceRegion region = region_of(mask, grid, cut, options.mask_dilation_mm);
  std::vector<std::optional<SliceQuality>> per_slice(static_cast<std::size_t>(cut.slices));
  constexpr std::int64_t batch = 8;
  constexpr double share_of_slices = 0.8;
  for (std::int64_t begin = 0; begin < cut.slices; begin += batch) {
    const double done = static_cast<double>(begin) / static_cast<double>(cut.slices);
    if (!job.checkpoint(share_of_slices * done, "Comparing images")) return cancelled_error();
    parallel_items(std::min(batch, cut.slices - begin), [&](std::int64_t item) {
      const auto index = static_cast<std::size_t>(begin + item);
      if (region.boxes[index].empty()) return;
      per_slice[index] =
          SliceComparison(synthetic_hu, real_hu, region, cut, begin + item).quality(options);
    });
  }
  if (!job.checkpoint(share_of_slices, "Comparing volumes")) return cancelled_error();

  ImageQuality total;
  for (const auto& q : per_slice) {
    if (!q) continue;
    ++total.slices;
    total.l1 += q->l1;
    total.mse += q->mse;
    if (std::isfinite(q->psnr)) {
      total.psnr_db += q->psnr;
    } else {
      ++total.identical_slices;
    }
    total.ssim += q->ssim;
    total.vifp += q->vifp;
    total.psnr_db_per_slice.push_back(q->psnr);
    total.ssim_per_slice.push_back(q->ssim);
  }
  if (total.slices == 0) {
    return Error{"The mask is empty: there is nothing to compare.",
                 "Check that the mask belongs to this image."};
  }
  for (double* value : {&total.l1, &total.mse, &total.ssim, &total.vifp}) {
    *value /= total.slices;
  }
  const int with_psnr = total.slices - total.identical_slices;
  total.psnr_db =
      with_psnr > 0 ? total.psnr_db / with_psnr : std::numeric_limits<double>::infinity();
  add_volume_figures(total, synthetic_hu, real_hu, region.mask, options);
  return total;
}

std::optional<std::string> psnr_note(const ImageQuality& quality) {
  if (quality.identical_slices == 0) return std::nullopt;
  const std::string counted = std::to_string(quality.identical_slices) + " of " +
                              std::to_string(quality.slices) +
                              " slices are identical in both images";
  if (quality.identical_slices == quality.slices) return counted + ": there is no finite PSNR.";
  return counted + " and left out of the PSNR.";
}

std::vector<std::string> nan_notes(const ImageQuality& quality) {
  std::vector<std::string> notes;
  if (std::isnan(quality.ssim)) {
    notes.push_back("SSIM is no number: slices are smaller than 11 pixels or without contrast.");
  }
  if (std::isnan(quality.vifp)) {
    notes.push_back("VIFp is no number: slices are smaller than 41 pixels a side.");
  }
  if (std::isnan(quality.ms_ssim)) {
    notes.push_back("MS-SSIM is no number: nothing of the mask is left at its coarsest scale.");
  }
  return notes;
}

}  // namespace transpine

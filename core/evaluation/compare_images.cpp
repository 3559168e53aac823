// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/base/parallel.h"
#include "core/evaluation/image_metrics.h"
#include "core/image/input_checks.h"

namespace transpine {
namespace {

constexpr std::int64_t kSmallestVifSide = 41;
constexpr std::int64_t kSmallestSsimSide = 11;

// One sagittal slice: all voxels with `index` along the left-right axis.
template <class Map>
Slice sagittal_slice(const Volume& volume, int axis, std::int64_t index, Map map) {
  const auto& size = volume.grid().size;
  const int across = axis == 0 ? 1 : 0;
  const int down = axis == 2 ? 1 : 2;
  Slice slice{size[static_cast<std::size_t>(down)], size[static_cast<std::size_t>(across)], {}};
  slice.values.reserve(static_cast<std::size_t>(slice.rows * slice.columns));
  visit_values(volume, [&](auto values) {
    Index3 at{};
    at[static_cast<std::size_t>(axis)] = index;
    for (std::int64_t r = 0; r < slice.rows; ++r) {
      at[static_cast<std::size_t>(down)] = r;
      for (std::int64_t c = 0; c < slice.columns; ++c) {
        at[static_cast<std::size_t>(across)] = c;
        const auto offset = static_cast<std::size_t>(volume.grid().offset(at[0], at[1], at[2]));
        slice.values.push_back(map(static_cast<double>(values[offset])));
      }
    }
  });
  return slice;
}

double unit_from_hu(double hu) {
  return std::clamp((hu + 1000) / 2000, 0.0, 1.0);
}

struct SliceQuality {
  double l1, mse, psnr, ssim, vifp;
};

/// The mask's growth in pixels of the slices.
struct Growth {
  int rows, columns;
};

Growth growth_of(const Grid& grid, int axis, double mm) {
  const auto steps = [&](int along) {
    return static_cast<int>(std::lround(mm / grid.spacing_mm[along]));
  };
  return {steps(axis == 2 ? 1 : 2), steps(axis == 0 ? 1 : 0)};
}

SliceQuality compare_slices(Slice result, Slice reference, const Slice* mask, Growth growth,
                            const ImageQualityOptions& options) {
  double share = 1;
  if (mask) {
    const Slice grown = dilated(*mask, growth.rows, growth.columns);
    double inside = 0;
    for (std::size_t i = 0; i < grown.values.size(); ++i) {
      result.values[i] *= grown.values[i];
      reference.values[i] *= grown.values[i];
      inside += grown.values[i];
    }
    if (options.inside_mask_only) share = inside / static_cast<double>(grown.values.size());
  }
  const double range = value_range(reference);
  const double peak = options.psnr_range == "two" ? 2 : options.psnr_range == "target" ? range : 1;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  SliceQuality q{};
  q.l1 = mean_absolute_error(result, reference) / share;
  q.mse = mean_squared_error(result, reference) / share;
  q.psnr = psnr_db(q.mse, peak);
  const auto side = std::min(result.rows, result.columns);
  q.ssim = side < kSmallestSsimSide
               ? nan
               : structural_similarity(result, reference, std::max(range, value_range(result)),
                                       options.crop_ssim_border);
  q.vifp = side < kSmallestVifSide ? nan : visual_information_fidelity(result, reference);
  return q;
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
  const int axis = grid.nearest_index_axes()[0];
  const auto n = grid.size[static_cast<std::size_t>(axis)];
  const Growth growth = growth_of(grid, axis, options.mask_dilation_mm);
  std::vector<std::optional<SliceQuality>> per_slice(static_cast<std::size_t>(n));
  constexpr std::int64_t batch = 8;
  for (std::int64_t begin = 0; begin < n; begin += batch) {
    if (!job.checkpoint(static_cast<double>(begin) / static_cast<double>(n), "Comparing images")) {
      return cancelled_error();
    }
    parallel_items(std::min(batch, n - begin), [&](std::int64_t item) {
      const std::int64_t index = begin + item;
      std::optional<Slice> mask_slice;
      if (!mask.empty()) {
        mask_slice = sagittal_slice(mask, axis, index, [](double v) { return v != 0 ? 1.0 : 0.0; });
        if (value_range(*mask_slice) == 0 && mask_slice->values.front() == 0) return;
      }
      per_slice[static_cast<std::size_t>(index)] =
          compare_slices(sagittal_slice(synthetic_hu, axis, index, unit_from_hu),
                         sagittal_slice(real_hu, axis, index, unit_from_hu),
                         mask_slice ? &*mask_slice : nullptr, growth, options);
    });
  }

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

}  // namespace transpine

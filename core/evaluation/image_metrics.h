// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// A 2D image, row-major. Metrics expect values in [0, 1].
struct Slice {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<double> values;  ///< rows * columns.

  double at(std::int64_t r, std::int64_t c) const { return values[r * columns + c]; }
};

/// Mean |a - b|.
double mean_absolute_error(const Slice& a, const Slice& b);
/// Mean (a - b)^2.
double mean_squared_error(const Slice& a, const Slice& b);
/// max - min.
double value_range(const Slice& image);
/// 10 log10(range^2 / mse) in dB; infinite for mse = 0.
double psnr_db(double mse, double range);
/// Structural similarity (Wang 2004) as torchmetrics computes it: Gaussian 11x11, sigma 1.5,
/// k1 .01, k2 .03, reflected borders. `crop_border` leaves 5 pixels out on each side before
/// averaging, as torchmetrics did up to 1.4 (paper-facts 7). Images need more than 10 pixels a
/// side.
double structural_similarity(const Slice& image, const Slice& reference, double range,
                             bool crop_border);
/// The sum of the local similarities of structural_similarity over all pixels whose 11x11 window
/// lies inside both slices.
double similarity_sum(const Slice& image, const Slice& reference, double range);
/// Visual information fidelity in the pixel domain as piq's vif_p, from float64 (paper-facts 8).
/// Asymmetric: the reference is the real CT. Images need at least 41 pixels a side.
double visual_information_fidelity(const Slice& image, const Slice& reference);
/// Dilation with a cross-shaped element, repeated: all pixels within city-block distance `steps` of
/// a non-zero pixel become 1.
Slice dilated(const Slice& mask, int steps);
/// The same with its own number of steps for each direction, for pixels that are not square: the
/// element is a diamond of these half-diagonals.
Slice dilated(const Slice& mask, int row_steps, int column_steps);

/// How whole volumes are compared. The defaults are the paper's (paper-facts 7-9).
struct ImageQualityOptions {
  /// "one", "target" (max - min of each slice), "two"; or "synthrad": of all voxels in the mask at
  /// once, clipped to [-1024, 3071] HU, with a peak of 4095.
  std::string psnr_range = "one";
  bool crop_ssim_border = true;
  /// City-block growth of the mask in each slice; its outside counts as -1000 HU. The paper's 10
  /// steps were on slices of 1 mm; on other grids the nearest number of pixels is taken.
  double mask_dilation_mm = 10;
  bool inside_mask_only = false;  ///< L1, MSE and PSNR over the dilated mask instead of all pixels.
};

OptionList options_of(ImageQualityOptions& options);
/// Named settings of these options, by their keys: "paper" and "synthrad" (SynthRAD 2025).
std::map<std::string, nlohmann::json> image_quality_presets();

/// Means over slices; PSNR is the mean of each slice's dB. VIFp is NaN where slices are too small.
/// Identical slices have no finite PSNR: they are left out of its mean, which is infinite when all
/// slices are identical.
struct ImageQuality {
  double l1 = 0;
  double mse = 0;
  double psnr_db = 0;
  double ssim = 0;
  double vifp = 0;
  double ms_ssim = 0;        ///< multi_scale_ssim in the grown mask; may be NaN.
  double mae_hu = 0;         ///< Mean |difference| in the grown mask, not clipped.
  double mae_volume_hu = 0;  ///< The same over all voxels.
  int slices = 0;
  int identical_slices = 0;
  std::vector<double> psnr_db_per_slice;
  std::vector<double> ssim_per_slice;
};

/// A sentence when identical slices were left out of the PSNR.
std::optional<std::string> psnr_note(const ImageQuality& quality);
/// One sentence for each figure that is no number, with its name and why.
std::vector<std::string> nan_notes(const ImageQuality& quality);

/// Compares a synthetic with a real CT, in HU on one grid, over sagittal slices: both are mapped
/// from [-1000, 1000] HU to [0, 1] and set to 0 outside the dilated mask; slices without mask are
/// left out. Without a mask (empty volume) all slices count as they are. MS-SSIM and the errors in
/// HU are of the volumes at once.
/// Fails when grids differ (both are named), the mask is empty, or a value is NaN or infinite.
Result<ImageQuality> compare_images(const Volume& synthetic_hu, const Volume& real_hu,
                                    const Volume& mask, const ImageQualityOptions& options,
                                    JobContext& job);

}  // namespace transpine

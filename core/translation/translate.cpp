// SPDX-License-Identifier: Apache-2.0
#include "core/translation/translate.h"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"
#include "core/base/version.h"
#include "core/image/resample.h"
#include "core/registration/image_checks.h"

namespace transpine {
namespace {

constexpr double air_hu = -1000;
constexpr double highest_hu = 1000;  // Training clamps the CT to this (section 1.1).

class IdentityTranslator : public SliceTranslator {
 public:
  explicit IdentityTranslator(double spacing_mm) : spacing_mm_(spacing_mm) {}
  double spacing_mm() const override { return spacing_mm_; }
  Result<SlicePlanes> translate(const SlicePlanes& mr, JobContext&) override { return mr; }
  nlohmann::json description() const override { return {{"kind", "identity"}}; }

 private:
  double spacing_mm_;
};

MrScaleRule scale_rule(const SliceTranslator& translator, const TranslateOptions& options) {
  if (options.mr_max == "model") return translator.mr_scale_rule();
  return {options.mr_max, options.mr_percentile};
}

/// The MR on sagittal slices: axes R, I, P; in-plane spacing of the model, slices as they are
/// unless the model is of volumes.
Result<Volume> on_slice_grid(const Volume& mr, const SliceTranslator& translator, JobContext& job) {
  const double spacing_mm = translator.spacing_mm();
  auto turned = reorient(mr, "RIP");
  if (!turned) return turned.error();
  const double across_mm = translator.is_volumetric() ? spacing_mm : turned->grid().spacing_mm[0];
  const Grid grid = respaced(turned->grid(), {across_mm, spacing_mm, spacing_mm});
  return resample(*turned, grid, Rigid3(), Interpolation::cubic_bspline, 0, job);
}

/// Volumes hold the slice axis fastest, planes slowest.
std::int64_t plane_index(const Index3& size, std::int64_t i, std::int64_t j, std::int64_t k) {
  return (i * size[1] + j) * size[2] + k;
}

SlicePlanes planes_of(const Volume& volume, double scale) {
  const Index3 size = volume.grid().size;
  SlicePlanes planes{size[0],
                     size[1],
                     size[2],
                     std::vector<float>(static_cast<std::size_t>(volume.voxel_count())),
                     {}};
  const Volume real = volume.as(ScalarType::float32);
  const auto values = real.values<float>();
  parallel_for(size[2], [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      for (std::int64_t j = 0; j < size[1]; ++j) {
        for (std::int64_t i = 0; i < size[0]; ++i) {
          const float value = values[static_cast<std::size_t>(volume.grid().offset(i, j, k))];
          const double share = std::clamp(static_cast<double>(value) / scale, 0.0, 1.0);
          planes.values[static_cast<std::size_t>(plane_index(size, i, j, k))] =
              static_cast<float>(2 * share - 1);
        }
      }
    }
  });
  return planes;
}

/// Plane by plane as a volume, in HU within [low, high].
Volume hounsfield_of(const std::vector<float>& planes, const Grid& grid, double low, double high) {
  Volume volume(grid, ScalarType::float32);
  const auto values = volume.values<float>();
  parallel_for(grid.size[2], [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i) {
          const double hu =
              1000.0 * planes[static_cast<std::size_t>(plane_index(grid.size, i, j, k))];
          values[static_cast<std::size_t>(grid.offset(i, j, k))] =
              static_cast<float>(std::clamp(hu, low, high));
        }
      }
    }
  });
  return volume;
}

/// The CT on another grid as int16; a spline may swing beyond the range, which is cut.
Result<Volume> on_grid(const Volume& ct, const Grid& grid, JobContext& job) {
  auto moved = resample(ct, grid, Rigid3(), Interpolation::cubic_bspline, air_hu, job);
  if (!moved) return moved.error();
  Volume inside = moved->clone();
  for (float& hu : inside.values<float>()) {
    hu = std::clamp(hu, static_cast<float>(air_hu), static_cast<float>(highest_hu));
  }
  return inside.as(ScalarType::int16);
}

/// Writes what belongs on one grid.
Result<void> put_on_grid(const Volume& ct, const std::optional<Volume>& uncertainty,
                         const Grid& grid, std::optional<Volume>& ct_there,
                         std::optional<Volume>& uncertainty_there, JobContext& job) {
  JobContext ct_job = job.part(0, uncertainty ? 0.5 : 1);
  auto moved = on_grid(ct, grid, ct_job);
  if (!moved) return moved.error();
  ct_there = std::move(*moved);
  if (!uncertainty) return {};
  JobContext other_job = job.part(0.5, 1);
  // Linear: a deviation never becomes negative.
  auto spread = resample(*uncertainty, grid, Rigid3(), Interpolation::linear, 0, other_job);
  if (!spread) return spread.error();
  uncertainty_there = std::move(*spread);
  return {};
}

}  // namespace

std::unique_ptr<SliceTranslator> make_identity_translator(double spacing_mm) {
  return std::make_unique<IdentityTranslator>(spacing_mm);
}

Result<Translated> translate_with(SliceTranslator& translator, const Volume& mr,
                                  const TranslateOptions& options, JobContext& job) {
  try {
    if (auto sound = check_is_mr(mr); !sound) return sound.error();
    // A spline would spread what is not a number; nothing positive is refused here too.
    if (const auto sound = mr_scale(mr, {}, "the MR"); !sound) return sound.error();
    JobContext preparing = job.part(0, 0.05, "Slices of the MR");
    const auto slices = on_slice_grid(mr, translator, preparing);
    if (!slices) return slices.error();
    // As in training: of the resampled image, whose maximum is another one.
    const auto scale = mr_scale(*slices, scale_rule(translator, options), "the resampled MR");
    if (!scale) return scale.error();
    JobContext translating = job.part(0.05, 0.9);
    const auto planes = translator.translate(planes_of(*slices, *scale), translating);
    if (!planes) return planes.error();
    const Volume ct = hounsfield_of(planes->values, slices->grid(), air_hu, highest_hu);
    std::optional<Volume> uncertainty;
    if (!planes->spread.empty()) {
      uncertainty = hounsfield_of(planes->spread, slices->grid(), 0, highest_hu - air_hu);
    }

    Translated result;
    OptionList list = options_of(const_cast<TranslateOptions&>(options));
    result.provenance = {{"model", translator.description()},
                         {"options", list.to_json()},
                         {"mr_scale", *scale},
                         {"version", kVersion}};
    if (options.grid != "native") {
      const double spacing = translator.spacing_mm();
      JobContext part = job.part(0.9, 0.95, "Isotropic grid");
      auto put = put_on_grid(ct, uncertainty, respaced(ct.grid(), {spacing, spacing, spacing}),
                             result.isotropic, result.isotropic_uncertainty, part);
      if (!put) return put.error();
    }
    if (options.grid != "iso") {
      JobContext part = job.part(0.95, 1, "Grid of the MR");
      auto put =
          put_on_grid(ct, uncertainty, mr.grid(), result.native, result.native_uncertainty, part);
      if (!put) return put.error();
      result.native->set_nifti_forms(mr.nifti_forms());
      if (result.native_uncertainty) result.native_uncertainty->set_nifti_forms(mr.nifti_forms());
    }
    return result;
  } catch (const std::bad_alloc&) {
    return Error{"The translation needs more memory than there is.",
                 "Crop the MR, or close other programs."};
  }
}

Result<Translated> translate(const Volume& mr, const TranslateOptions& options, JobContext& job) {
  auto translator = make_translator(options);
  if (!translator) return translator.error();
  return translate_with(**translator, mr, options, job);
}

}  // namespace transpine

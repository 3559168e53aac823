// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "core/base/memory.h"
#include "core/base/random.h"
#include "core/nn/device.h"
#include "core/nn/memory.h"
#include "core/training/volume_patches.h"
#include "core/translation/sample_mean.h"
#include "core/translation/translators.h"

namespace transpine {
namespace {

constexpr std::int64_t kSmallestTile = 32;
constexpr double kShareOfFreeMemory = 0.7;
// MR and ramps, state, noise, x0, sums, weights, mean and deviation at the size of the volume.
constexpr double kVolumesAtOnce = 18;
// What the libraries of convolutions take for themselves, whatever the size.
constexpr double kFixedBytes = 80e6;
constexpr double kBytesPerValue = 4;

double voxels_of(const std::vector<std::int64_t>& sides) {
  double voxels = 1;
  for (const std::int64_t side : sides) voxels *= static_cast<double>(side);
  return voxels;
}

std::int64_t rounded_up(std::int64_t value, std::int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

std::string size_text(double bytes) {
  return bytes_text(static_cast<std::uint64_t>(bytes));
}

/// A whole volume at once, or in tiles where that takes more memory than it may: at each step of a
/// sampler all tiles share one state.
class VolumeTranslator : public SliceTranslator {
 public:
  VolumeTranslator(std::unique_ptr<TileModel> model, std::filesystem::path checkpoint,
                   TranslateOptions options, torch::Device device)
      : model_(std::move(model)),
        checkpoint_(std::move(checkpoint)),
        options_(std::move(options)),
        device_(device) {}

  double spacing_mm() const override { return model_->spacing_mm(); }
  MrScaleRule mr_scale_rule() const override { return model_->mr_scale_rule(); }
  bool is_volumetric() const override { return true; }

  nlohmann::json description() const override {
    return {{"kind", model_->family()},
            {"checkpoint", checkpoint_.string()},
            {"tile_sides", tiles_.sides},
            {"config", model_->config()}};
  }

  Result<SlicePlanes> translate(const SlicePlanes& mr, JobContext& job) override {
    const std::vector<std::int64_t> size = padded_size(mr);
    auto planned = plan_tiles(size);
    if (!planned) return planned.error();
    tiles_ = *planned;
    while (true) {
      try {
        return sampled(mr, size, job);
      } catch (const std::exception& exception) {
        if (!is_out_of_memory(exception) || !halve_longest(tiles_)) {
          return error_from(exception, "The translation", kMemoryRemedy);
        }
        job.log("Memory was short: beginning again with tiles of " + tile_text() + " voxels.");
      }
    }
  }

 private:
  std::vector<std::int64_t> padded_size(const SlicePlanes& mr) const {
    const std::int64_t multiple = model_->size_multiple();
    const std::int64_t least = rounded_up(model_->smallest_side(), multiple);
    std::vector<std::int64_t> size;
    for (const std::int64_t side : {mr.slices, mr.rows, mr.columns}) {
      size.push_back(std::max(least, rounded_up(side, multiple)));
    }
    return size;
  }

  void set_overlaps(TilePlan& plan) const {
    plan.overlaps.clear();
    for (const std::int64_t side : plan.sides) {
      plan.overlaps.push_back(even_down(std::min(options_.overlap, side / 2)));
    }
  }

  /// Bands of wavelets have half the overlap.
  static std::int64_t even_down(std::int64_t value) { return value / 2 * 2; }

  bool halve_longest(TilePlan& plan) const {
    const auto longest = std::max_element(plan.sides.begin(), plan.sides.end());
    const std::int64_t least = std::max(kSmallestTile, model_->smallest_side());
    const std::int64_t shorter = rounded_up(std::max(*longest / 2, least), model_->size_multiple());
    if (shorter >= *longest) return false;
    *longest = shorter;
    set_overlaps(plan);
    return true;
  }

  double bytes_of(const TilePlan& plan, const std::vector<std::int64_t>& size) const {
    return kFixedBytes + kBytesPerValue * (kVolumesAtOnce * voxels_of(size) +
                                           model_->feature_maps() * voxels_of(plan.sides));
  }

  /// Absent where nobody has set a limit and the system tells none.
  std::optional<double> memory_limit() const {
    if (options_.memory_gb > 0) return options_.memory_gb * 1e9;
    if (!device_.is_cpu()) return std::nullopt;
    const auto available = available_memory_bytes();
    if (!available) return std::nullopt;
    return kShareOfFreeMemory * static_cast<double>(*available);
  }

  /// The largest tiles that memory allows, the whole volume if it can be.
  Result<TilePlan> plan_tiles(const std::vector<std::int64_t>& size) const {
    TilePlan plan{size, {}, 1};
    if (options_.tile > 0) {
      for (std::int64_t& side : plan.sides) {
        side = std::min(side, rounded_up(std::max(options_.tile, model_->smallest_side()),
                                         model_->size_multiple()));
      }
    }
    set_overlaps(plan);
    const auto limit = memory_limit();
    while (limit && bytes_of(plan, size) > *limit) {
      if (halve_longest(plan)) continue;
      return Error{"The translation needs about " + size_text(bytes_of(plan, size)) +
                       " of memory even in its smallest tiles, more than the " + size_text(*limit) +
                       " that it may use.",
                   options_.memory_gb > 0 ? "Allow it more memory, or crop the MR."
                                          : "Close other programs, or crop the MR."};
    }
    return plan;
  }

  std::string tile_text() const {
    return std::to_string(tiles_.sides[0]) + " x " + std::to_string(tiles_.sides[1]) + " x " +
           std::to_string(tiles_.sides[2]);
  }

  /// MR and ramps [1, 4, D, H, W] on the device, mirrored at the borders to `size`.
  torch::Tensor condition_of(const SlicePlanes& mr, const std::vector<std::int64_t>& size) const {
    torch::Tensor image = torch::from_blob(const_cast<float*>(mr.values.data()),
                                           {1, 1, mr.slices, mr.rows, mr.columns});
    for (std::int64_t axis = 0; axis < 3; ++axis) {
      const std::int64_t length = image.size(axis + 2);
      const std::int64_t padded = size[static_cast<std::size_t>(axis)];
      if (padded == length) continue;
      image = image.index_select(axis + 2, mirrored_indices(length, (length - padded) / 2, padded));
    }
    const torch::Tensor ramps = position_ramps({size[0], size[1], size[2]}, image.options());
    return torch::cat({image, ramps}, 1).to(device_);
  }

  Result<SlicePlanes> sampled(const SlicePlanes& mr, const std::vector<std::int64_t>& size,
                              JobContext& job) {
    const torch::NoGradGuard no_grad;
    const torch::Tensor condition = condition_of(mr, size);
    SampleMean mean;
    for (std::int64_t sample = 0; sample < options_.samples; ++sample) {
      const auto all = static_cast<double>(options_.samples);
      JobContext part =
          job.part(static_cast<double>(sample) / all, static_cast<double>(sample + 1) / all);
      const std::string stage =
          options_.samples == 1
              ? std::string("Translating the volume")
              : "Sample " + std::to_string(sample + 1) + " of " + std::to_string(options_.samples);
      const std::uint64_t seed =
          derive_seed(options_.seed, "volume sample " + std::to_string(sample));
      const torch::Tensor ct = model_->translate(condition, tiles_, seed, stage, part);
      if (!ct.defined()) return cancelled_error();
      mean.add(ct.to(torch::kCPU));
    }
    SlicePlanes planes{mr.slices, mr.rows, mr.columns, std::vector<float>(mr.values.size()), {}};
    copy_to(unpadded(mean.mean(), mr), planes.values.data());
    if (options_.samples > 1) {
      planes.spread.resize(mr.values.size());
      copy_to(unpadded(mean.deviation(), mr), planes.spread.data());
    }
    return planes;
  }

  static torch::Tensor unpadded(torch::Tensor image, const SlicePlanes& mr) {
    const std::array<std::int64_t, 3> size{mr.slices, mr.rows, mr.columns};
    for (std::int64_t axis = 0; axis < 3; ++axis) {
      const std::int64_t length = size[static_cast<std::size_t>(axis)];
      image = image.narrow(axis + 2, (image.size(axis + 2) - length) / 2, length);
    }
    return image;
  }

  FreedMemoryKeeper keeper_;
  std::unique_ptr<TileModel> model_;
  std::filesystem::path checkpoint_;
  TranslateOptions options_;
  torch::Device device_;
  TilePlan tiles_;
};

}  // namespace

std::unique_ptr<SliceTranslator> make_volume_translator(std::unique_ptr<TileModel> model,
                                                        const std::filesystem::path& checkpoint,
                                                        const TranslateOptions& options,
                                                        torch::Device device) {
  return std::make_unique<VolumeTranslator>(std::move(model), checkpoint, options, device);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "core/base/memory.h"
#include "core/base/random.h"
#include "core/nn/device.h"
#include "core/nn/memory.h"
#include "core/nn/tiling.h"
#include "core/translation/sample_mean.h"
#include "core/translation/translators.h"

namespace transpine {
namespace {

constexpr double air = -1;

std::int64_t rounded_up(std::int64_t value, std::int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// Slice by slice, each in tiles that become smaller where memory is short.
class TiledTranslator : public SliceTranslator {
 public:
  TiledTranslator(std::unique_ptr<TileModel> model, std::filesystem::path checkpoint,
                  TranslateOptions options, torch::Device device)
      : model_(std::move(model)),
        checkpoint_(std::move(checkpoint)),
        options_(std::move(options)),
        device_(device) {
    const std::int64_t wanted = options_.tile > 0 ? options_.tile : model_->patch_size();
    size_ = {rounded_up(std::max(wanted, model_->smallest_side()), model_->size_multiple()),
             options_.batch};
  }

  double spacing_mm() const override { return model_->spacing_mm(); }
  MrScaleRule mr_scale_rule() const override { return model_->mr_scale_rule(); }

  nlohmann::json description() const override {
    return {{"kind", model_->family()},
            {"checkpoint", checkpoint_.string()},
            {"tile", size_.tile},
            {"tiles_at_once", size_.batch},
            {"config", model_->config()}};
  }

  Result<SlicePlanes> translate(const SlicePlanes& mr, JobContext& job) override {
    if (auto fits = check_memory(); !fits) return fits.error();
    while (true) {
      try {
        return translate_slices(mr, job);
      } catch (const std::exception& exception) {
        if (!is_out_of_memory(exception) || !use_smaller_tiles(job)) {
          return error_from(exception, "The translation", kMemoryRemedy);
        }
      }
    }
  }

 private:
  bool use_smaller_tiles(const JobContext& job) {
    const auto smaller = next_smaller(size_, model_->size_multiple());
    if (!smaller || smaller->tile < model_->smallest_side()) return false;
    size_ = *smaller;
    job.log("Memory was short: beginning again with " + std::to_string(size_.batch) + " tiles of " +
            std::to_string(size_.tile) + " pixels at once.");
    return true;
  }

  Result<void> check_memory() const {
    if (!device_.is_cpu()) return {};
    const double needed =
        4.0 * model_->feature_maps() * static_cast<double>(size_.tile * size_.tile * size_.batch);
    const auto available = available_memory_bytes();
    if (!available || needed < static_cast<double>(*available)) return {};
    return Error{"The translation needs about " + bytes_text(static_cast<std::uint64_t>(needed)) +
                     " of memory, more than is free.",
                 kMemoryRemedy};
  }

  Result<SlicePlanes> translate_slices(const SlicePlanes& mr, JobContext& job) {
    const torch::NoGradGuard no_grad;
    SlicePlanes ct{mr.slices, mr.rows, mr.columns, std::vector<float>(mr.values.size()), {}};
    if (options_.samples > 1) ct.spread.resize(mr.values.size());
    const std::int64_t plane = mr.rows * mr.columns;
    for (std::int64_t slice = 0; slice < mr.slices; ++slice) {
      const torch::Tensor condition = torch::from_blob(
          const_cast<float*>(mr.values.data()) + slice * plane, {1, 1, mr.rows, mr.columns});
      SampleMean mean;
      for (std::int64_t sample = 0; sample < options_.samples; ++sample) {
        const double done = static_cast<double>(slice * options_.samples + sample);
        const double all = static_cast<double>(mr.slices * options_.samples);
        JobContext part = job.part(done / all, (done + 1) / all);
        const torch::Tensor one = sampled(condition, slice, sample, mr.slices, part);
        if (!one.defined()) return cancelled_error();
        mean.add(one);
      }
      copy_to(mean.mean(), ct.values.data() + slice * plane);
      if (options_.samples > 1) copy_to(mean.deviation(), ct.spread.data() + slice * plane);
    }
    return ct;
  }

  /// One sample of one slice, [1, 1, rows, columns] on the CPU; undefined when cancelled. Slices
  /// smaller than a tile are padded with air as in training.
  torch::Tensor sampled(const torch::Tensor& mr, std::int64_t slice, std::int64_t sample,
                        std::int64_t slices, JobContext& job) {
    const std::int64_t below = std::max<std::int64_t>(0, size_.tile - mr.size(2));
    const std::int64_t behind = std::max<std::int64_t>(0, size_.tile - mr.size(3));
    const torch::Tensor padded =
        torch::constant_pad_nd(mr, {behind / 2, behind - behind / 2, below / 2, below - below / 2},
                               air)
            .to(device_);
    const TilePlan tiles =
        square_tiles(2, size_.tile, std::min(options_.overlap, size_.tile / 2), size_.batch);
    const std::uint64_t seed = derive_seed(
        options_.seed, "slice " + std::to_string(slice) + " sample " + std::to_string(sample));
    const std::string stage =
        "Slice " + std::to_string(slice + 1) + " of " + std::to_string(slices);
    const torch::Tensor ct = model_->translate(padded, tiles, seed, stage, job);
    if (!ct.defined()) return ct;
    return ct.to(torch::kCPU).narrow(2, below / 2, mr.size(2)).narrow(3, behind / 2, mr.size(3));
  }

  FreedMemoryKeeper keeper_;
  std::unique_ptr<TileModel> model_;
  std::filesystem::path checkpoint_;
  TranslateOptions options_;
  torch::Device device_;
  TileSize size_;
};

}  // namespace

std::unique_ptr<SliceTranslator> make_tiled_translator(std::unique_ptr<TileModel> model,
                                                       const std::filesystem::path& checkpoint,
                                                       const TranslateOptions& options,
                                                       torch::Device device) {
  return std::make_unique<TiledTranslator>(std::move(model), checkpoint, options, device);
}

}  // namespace transpine

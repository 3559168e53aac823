// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <memory>

#include "core/nn/diffusion_model.h"
#include "core/nn/gan_model.h"
#include "core/nn/syndiff_model.h"
#include "core/nn/tiling.h"
#include "core/translation/translate.h"

namespace transpine {

/// Feature maps of volumes alive at once at the finest level, for each of a network's width: what
/// bench_translate_volume has seen of all four, rounded up.
constexpr double kVolumeMaps = 14;

/// A trained model on a device, as it translates one slice, or one volume, in tiles.
class TileModel {
 public:
  virtual ~TileModel() = default;

  virtual std::string family() const = 0;
  virtual nlohmann::json config() const = 0;
  virtual double spacing_mm() const = 0;
  virtual MrScaleRule mr_scale_rule() const = 0;
  /// 2: it takes slices [1, 1, H, W]; 3: volumes with their position ramps [1, 4, D, H, W].
  virtual int dimensions() const { return 2; }
  virtual std::int64_t patch_size() const = 0;
  virtual std::int64_t size_multiple() const = 0;
  virtual std::int64_t smallest_side() const { return 1; }
  /// Feature maps alive at once at the finest level, of float32.
  virtual double feature_maps() const = 0;
  /// The CT [1, 1, ...] of a slice or volume on the device that is at least a tile large and whose
  /// sides are multiples of size_multiple(); randomness, where there is any, from `seed`. Undefined
  /// when the job was stopped. `stage` is what progress says.
  virtual torch::Tensor translate(const torch::Tensor& mr, const TilePlan& tiles,
                                  std::uint64_t seed, const std::string& stage,
                                  JobContext& job) = 0;
};

/// Fail for options that ask of the model what it cannot do.
Result<std::unique_ptr<TileModel>> make_diffusion_tile_model(DiffusionModel model,
                                                             const std::string& checkpoint,
                                                             const TranslateOptions& options,
                                                             torch::Device device);
Result<std::unique_ptr<TileModel>> make_gan_tile_model(GanModel model,
                                                       const std::string& checkpoint,
                                                       const TranslateOptions& options,
                                                       torch::Device device);
/// A TorchScript program with its description beside it. Errors also: no description, damaged.
Result<std::unique_ptr<TileModel>> load_script_tile_model(const std::filesystem::path& script,
                                                          const TranslateOptions& options,
                                                          torch::Device device);

Result<std::unique_ptr<TileModel>> make_syndiff_tile_model(SyndiffModel model,
                                                           torch::Device device);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <memory>

#include "core/nn/diffusion_model.h"
#include "core/nn/gan_model.h"
#include "core/translation/translate.h"

namespace transpine {

/// How a slice is cut into tiles.
struct Tiles {
  std::int64_t side = 0;
  std::int64_t overlap = 0;
  std::int64_t batch = 1;  ///< At once.
};

/// A trained model on a device, as it translates one slice in tiles.
class TileModel {
 public:
  virtual ~TileModel() = default;

  virtual std::string family() const = 0;
  virtual nlohmann::json config() const = 0;
  virtual double spacing_mm() const = 0;
  virtual MrScaleRule mr_scale_rule() const = 0;
  virtual std::int64_t patch_size() const = 0;
  virtual std::int64_t size_multiple() const = 0;
  virtual std::int64_t smallest_side() const { return 1; }
  /// Feature maps alive at once at the finest level, of float32.
  virtual double feature_maps() const = 0;
  /// Of a slice [1, 1, H, W] on the device, at least a tile high and wide; randomness, where there
  /// is any, from `seed`. Undefined when the job was stopped. `stage` is what progress says.
  virtual torch::Tensor translate(const torch::Tensor& mr, const Tiles& tiles, std::uint64_t seed,
                                  const std::string& stage, JobContext& job) = 0;
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

}  // namespace transpine

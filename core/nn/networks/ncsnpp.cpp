// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/ncsnpp.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/functional.h>

#include <numbers>
#include <string>

namespace transpine {
namespace nn = torch::nn;

namespace {

torch::Tensor unit_mean_square(const torch::Tensor& z) {
  return z * (z.square().mean(1, /*keepdim=*/true) + 1e-8).rsqrt();
}

}  // namespace

/// Numbers the layers as the reference lists them.
class NcsnppImpl::Builder {
 public:
  Builder(nn::Module& list, const NcsnppOptions& options) : list_(list), options_(options) {}

  template <class Holder>
  Holder add(Holder layer) {
    return list_.register_module(std::to_string(next_++), layer);
  }
  NcsnppBlock block(std::int64_t in, std::int64_t out, Resampling resampling = Resampling::none) {
    return add(NcsnppBlock(in, out, 4 * options_.channels, options_.latent_width, resampling));
  }
  bool has_attention(std::size_t level) const {
    return options_.image_size >> level == options_.attention_size;
  }
  Stage stage(std::int64_t in, std::int64_t out, std::size_t level) {
    Stage stage{block(in, out), nullptr};
    if (has_attention(level)) stage.attention = add(NcsnppAttention(out));
    return stage;
  }

 private:
  nn::Module& list_;
  const NcsnppOptions& options_;
  int next_ = 0;
};

NcsnppImpl::NcsnppImpl(const NcsnppOptions& options) : options_(options) {
  const auto list = register_module("all_modules", std::make_shared<nn::Module>("all_modules"));
  Builder build(*list, options);
  const std::int64_t width = options.channels;
  const std::size_t levels = options.multipliers.size();
  time_first_ = build.add(scaled_linear(width, 4 * width));
  time_second_ = build.add(scaled_linear(4 * width, 4 * width));
  first_ = build.add(scaled_conv(options.in_channels, width, 3));

  std::vector<std::int64_t> skips{width};
  std::int64_t at = width;
  std::int64_t pyramid = options.in_channels;
  for (std::size_t i = 0; i < levels; ++i) {
    Level level;
    const std::int64_t out = width * options.multipliers[i];
    for (int n = 0; n < options.blocks; ++n) {
      level.stages.push_back(build.stage(at, out, i));
      at = out;
      skips.push_back(at);
    }
    if (i + 1 < levels) {
      level.resample = build.block(at, at, Resampling::down);
      level.pyramid = build.add(NcsnppPyramidDown(pyramid, at));
      pyramid = at;
      skips.push_back(at);
    }
    downs_.push_back(level);
  }
  middle_first_.block = build.block(at, at);
  middle_first_.attention = build.add(NcsnppAttention(at));
  middle_second_ = build.block(at, at);

  for (std::size_t i = levels; i-- > 0;) {
    Level level;
    const std::int64_t out = width * options.multipliers[i];
    for (int n = 0; n <= options.blocks; ++n) {
      Stage stage{build.block(at + skips.back(), out), nullptr};
      skips.pop_back();
      at = out;
      if (n == options.blocks && build.has_attention(i)) {
        stage.attention = build.add(NcsnppAttention(at));
      }
      level.stages.push_back(stage);
    }
    if (i > 0) level.resample = build.block(at, at, Resampling::up);
    ups_.push_back(level);
  }
  norm_ = build.add(ncsnpp_norm(at));
  last_ = build.add(scaled_conv(at, options.in_channels, 3, 0));

  nn::Sequential latent{nn::Functional(unit_mean_square),
                        scaled_linear(options.latent_size, options.latent_width), nn::SiLU()};
  for (int n = 0; n < options.latent_layers; ++n) {
    latent->push_back(scaled_linear(options.latent_width, options.latent_width));
    latent->push_back(nn::SiLU());
  }
  latent_ = register_module("z_transform", latent);
}

torch::Tensor NcsnppImpl::forward(const torch::Tensor& input, const torch::Tensor& time,
                                  const torch::Tensor& latent) {
  const torch::Tensor style = latent_->forward(latent);
  const torch::Tensor embedded = step_embedding(time, options_.channels, input);
  const torch::Tensor t = time_second_(torch::silu(time_first_(embedded)));
  const auto through = [&](Stage& stage, const torch::Tensor& x) {
    const torch::Tensor h = stage.block(x, t, style);
    return stage.attention ? stage.attention(h) : h;
  };

  torch::Tensor pyramid = input;
  torch::Tensor x = first_(input);
  std::vector<torch::Tensor> skips{x};
  for (Level& level : downs_) {
    for (Stage& stage : level.stages) {
      x = through(stage, x);
      skips.push_back(x);
    }
    if (!level.resample) continue;
    x = level.resample(x, t, style);
    pyramid = (level.pyramid(pyramid) + x) * (1 / std::numbers::sqrt2);
    x = pyramid;
    skips.push_back(x);
  }
  x = middle_second_(through(middle_first_, x), t, style);
  for (Level& level : ups_) {
    for (Stage& stage : level.stages) {
      x = through(stage, torch::cat({x, skips.back()}, 1));
      skips.pop_back();
    }
    if (level.resample) x = level.resample(x, t, style);
  }
  x = last_(torch::silu(norm_(x)));
  return options_.tanh ? torch::tanh(x) : x;
}

}  // namespace transpine

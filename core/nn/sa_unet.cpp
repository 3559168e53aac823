// SPDX-License-Identifier: Apache-2.0
#include "core/nn/sa_unet.h"

#include <stdexcept>

namespace transpine {
namespace nn = torch::nn;

namespace {

void check(const SaUnetOptions& options) {
  if (options.channels < 8 || options.channels % 8 != 0) {
    throw std::invalid_argument("the SA-UNet's width must be a multiple of 8");
  }
  if (options.multipliers.empty()) throw std::invalid_argument("the SA-UNet needs a level");
}

}  // namespace

SaUnetImpl::SaUnetImpl(const SaUnetOptions& options) : options_(options) {
  check(options);
  const std::int64_t width = options.channels;
  const std::int64_t time_channels = 4 * width;
  std::vector<std::int64_t> dims{width};
  for (const std::int64_t multiplier : options.multipliers) dims.push_back(width * multiplier);
  const std::size_t levels = options.multipliers.size();

  init_conv_ = register_module(
      "init_conv",
      nn::Conv2d(nn::Conv2dOptions(1 + options.condition_channels, width, 7).padding(3)));
  time_mlp_ = register_module("time_mlp", time_layers(width));

  const auto downs = register_module("downs", std::make_shared<nn::Module>("downs"));
  const auto ups = register_module("ups", std::make_shared<nn::Module>("ups"));
  for (std::size_t i = 0; i < levels; ++i) {
    Level level = add_level(*downs, i, dims[i], dims[i + 1], dims[i + 1]);
    if (i + 1 < levels) {
      level.down = downs->named_children()[std::to_string(i)]->register_module(
          "3", nn::Conv2d(nn::Conv2dOptions(dims[i + 1], dims[i + 1], 4).stride(2).padding(1)));
    }
    downs_.push_back(level);
  }
  for (std::size_t i = 0; i < levels; ++i) {
    const std::int64_t in = dims[levels - i];
    const std::int64_t out = dims[levels - i - 1];
    Level level = add_level(*ups, i, 2 * in, out, out);
    if (i + 1 < levels) {
      level.up = ups->named_children()[std::to_string(i)]->register_module(
          "3", nn::ConvTranspose2d(nn::ConvTranspose2dOptions(out, out, 4).stride(2).padding(1)));
    }
    ups_.push_back(level);
  }

  const std::int64_t deepest = dims.back();
  middle_first_ = register_module("mid_block1", ResidualBlock(deepest, deepest, time_channels));
  middle_attention_ =
      register_module("mid_attn", AttentionBlock(AttentionKind::full, deepest, options.attention));
  middle_second_ = register_module("mid_block2", ResidualBlock(deepest, deepest, time_channels));
  final_block_ = register_module("final_res_block", ResidualBlock(2 * width, width, time_channels));
  final_conv_ = register_module(
      "final_conv", nn::Conv2d(nn::Conv2dOptions(width, options.learned_variance ? 2 : 1, 1)));
  number_blocks();
}

SaUnetImpl::Level SaUnetImpl::add_level(nn::Module& parent, std::size_t index, std::int64_t in,
                                        std::int64_t middle, std::int64_t out) {
  const std::string name = std::to_string(index);
  const auto holder = parent.register_module(name, std::make_shared<nn::Module>(name));
  const std::int64_t time_channels = 4 * options_.channels;
  Level level;
  level.first = holder->register_module("0", ResidualBlock(in, middle, time_channels));
  level.second = holder->register_module("1", ResidualBlock(middle, out, time_channels));
  level.attention =
      holder->register_module("2", AttentionBlock(AttentionKind::linear, out, options_.attention));
  return level;
}

std::int64_t SaUnetImpl::size_multiple() const {
  return std::int64_t{1} << (options_.multipliers.size() - 1);
}

void SaUnetImpl::number_level(Level level, bool down) {
  blocks_.emplace_back([level, down](Pass& pass) mutable {
    if (!down) {
      pass.x = torch::cat({pass.x, pass.skips.back()}, 1);
      pass.skips.pop_back();
    }
    pass.x = level.first(pass.x, pass.time);
  });
  blocks_.emplace_back([level](Pass& pass) mutable { pass.x = level.second(pass.x, pass.time); });
  blocks_.emplace_back([level, down](Pass& pass) mutable {
    pass.x = level.attention(pass.x);
    if (down) pass.skips.push_back(pass.x);
  });
  blocks_.emplace_back([level](Pass& pass) mutable {
    if (level.down) pass.x = level.down(pass.x);
    if (level.up) pass.x = level.up(pass.x);
  });
}

void SaUnetImpl::number_blocks() {
  blocks_.emplace_back([conv = init_conv_](Pass& pass) mutable {
    pass.x = conv(pass.x);
    pass.first = pass.x;
  });
  for (const Level& level : downs_) number_level(level, /*down=*/true);
  blocks_.emplace_back(
      [block = middle_first_](Pass& pass) mutable { pass.x = block(pass.x, pass.time); });
  blocks_.emplace_back([block = middle_attention_](Pass& pass) mutable { pass.x = block(pass.x); });
  blocks_.emplace_back(
      [block = middle_second_](Pass& pass) mutable { pass.x = block(pass.x, pass.time); });
  for (const Level& level : ups_) number_level(level, /*down=*/false);
  blocks_.emplace_back([block = final_block_](Pass& pass) mutable {
    pass.x = block(torch::cat({pass.x, pass.first}, 1), pass.time);
  });
  blocks_.emplace_back([conv = final_conv_](Pass& pass) mutable { pass.x = conv(pass.x); });
}

SaUnetImpl::Pass SaUnetImpl::begin(const torch::Tensor& x, const torch::Tensor& time) {
  Pass pass;
  pass.x = x;
  pass.time = time_mlp_->forward(sinusoidal_embedding(time.to(x.dtype()), options_.channels));
  return pass;
}

torch::Tensor SaUnetImpl::forward(const torch::Tensor& x, const torch::Tensor& time) {
  Pass pass = begin(x, time);
  for (const Block& block : blocks_) block(pass);
  return pass.x;
}

std::vector<torch::Tensor> SaUnetImpl::features(const torch::Tensor& x, const torch::Tensor& time,
                                                const std::set<std::size_t>& blocks) {
  if (blocks.empty()) return {};
  if (*blocks.rbegin() >= blocks_.size()) {
    throw std::invalid_argument("the SA-UNet's blocks are 0 to " +
                                std::to_string(blocks_.size() - 1));
  }
  Pass pass = begin(x, time);
  std::vector<torch::Tensor> found;
  for (std::size_t number = 0; number <= *blocks.rbegin(); ++number) {
    blocks_[number](pass);
    if (blocks.contains(number)) found.push_back(pass.x);
  }
  return found;
}

}  // namespace transpine

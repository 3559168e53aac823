// SPDX-License-Identifier: Apache-2.0
#include "core/nn/tiling.h"

#include <algorithm>
#include <numbers>
#include <stdexcept>

namespace transpine {
namespace {

/// [1, 1, tile, tile], positive everywhere: a squared sine along each side.
torch::Tensor blend_weights(std::int64_t tile, const torch::TensorOptions& options) {
  const torch::Tensor at = (torch::arange(tile, options) + 0.5) / static_cast<double>(tile);
  const torch::Tensor bell = torch::sin(at * std::numbers::pi).square() + 1e-4;
  return (bell.unsqueeze(1) * bell.unsqueeze(0)).view({1, 1, tile, tile});
}

struct Place {
  std::int64_t image, top, left;
};

}  // namespace

std::vector<std::int64_t> tile_begins(std::int64_t length, std::int64_t tile,
                                      std::int64_t overlap) {
  if (tile < 1 || length < tile || overlap < 0 || overlap >= tile) {
    throw std::invalid_argument("tiles that cannot cover the image");
  }
  const std::int64_t stride = tile - overlap;
  const std::int64_t count = (length - tile + stride - 1) / stride + 1;
  std::vector<std::int64_t> begins{0};
  for (std::int64_t k = 1; k < count; ++k) begins.push_back((length - tile) * k / (count - 1));
  return begins;
}

std::optional<TileSize> next_smaller(TileSize size, std::int64_t multiple) {
  constexpr std::int64_t smallest = 64;
  if (size.batch > 1) return TileSize{size.tile, size.batch / 2};
  const std::int64_t half = (size.tile / 2 + multiple - 1) / multiple * multiple;
  if (half < smallest || half >= size.tile) return std::nullopt;
  return TileSize{half, 1};
}

Denoiser tiled(Denoiser denoiser, std::int64_t tile, std::int64_t overlap, std::int64_t batch,
               std::function<bool()> checkpoint) {
  return [=](const torch::Tensor& x_t, const torch::Tensor& condition, const torch::Tensor& time) {
    std::vector<Place> places;
    for (std::int64_t image = 0; image < x_t.size(0); ++image) {
      for (const std::int64_t top : tile_begins(x_t.size(2), tile, overlap)) {
        for (const std::int64_t left : tile_begins(x_t.size(3), tile, overlap)) {
          places.push_back({image, top, left});
        }
      }
    }
    const auto part = [&](const torch::Tensor& x, const Place& at) {
      return x.narrow(0, at.image, 1).narrow(2, at.top, tile).narrow(3, at.left, tile);
    };
    const torch::Tensor weights = blend_weights(tile, x_t.options());
    torch::Tensor sum = torch::zeros_like(x_t);
    torch::Tensor total = torch::zeros_like(x_t);
    for (std::size_t begin = 0; begin < places.size(); begin += static_cast<std::size_t>(batch)) {
      if (checkpoint && !checkpoint()) return sum;
      const std::size_t end = std::min(places.size(), begin + static_cast<std::size_t>(batch));
      std::vector<torch::Tensor> x_parts, condition_parts, time_parts;
      for (std::size_t k = begin; k < end; ++k) {
        x_parts.push_back(part(x_t, places[k]));
        condition_parts.push_back(part(condition, places[k]));
        time_parts.push_back(time.narrow(0, places[k].image, 1));
      }
      const torch::Tensor out =
          denoiser(torch::cat(x_parts), torch::cat(condition_parts), torch::cat(time_parts));
      for (std::size_t k = begin; k < end; ++k) {
        const auto row = static_cast<std::int64_t>(k - begin);
        part(sum, places[k]).add_(out.narrow(0, row, 1).narrow(1, 0, 1) * weights);
        part(total, places[k]).add_(weights);
      }
    }
    return sum / total;
  };
}

}  // namespace transpine

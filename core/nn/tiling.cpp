// SPDX-License-Identifier: Apache-2.0
#include "core/nn/tiling.h"

#include <algorithm>
#include <numbers>
#include <stdexcept>

namespace transpine {
namespace {

/// [1, 1, sides...], positive everywhere: a squared sine along each side.
torch::Tensor blend_weights(const std::vector<std::int64_t>& sides,
                            const torch::TensorOptions& options) {
  const std::size_t axes = sides.size();
  torch::Tensor weights = torch::ones(std::vector<std::int64_t>(axes + 2, 1), options);
  for (std::size_t axis = 0; axis < axes; ++axis) {
    const torch::Tensor at =
        (torch::arange(sides[axis], options) + 0.5) / static_cast<double>(sides[axis]);
    std::vector<std::int64_t> shape(axes + 2, 1);
    shape[axis + 2] = sides[axis];
    weights = weights * (torch::sin(at * std::numbers::pi).square() + 1e-4).view(shape);
  }
  return weights;
}

/// One tile: its image of the batch, and where it begins along each axis.
struct Place {
  std::int64_t image;
  std::vector<std::int64_t> begins;
};

std::vector<Place> places_of(const torch::Tensor& images, const TilePlan& plan) {
  std::vector<Place> places;
  for (std::int64_t image = 0; image < images.size(0); ++image) places.push_back({image, {}});
  for (std::size_t axis = 0; axis < plan.sides.size(); ++axis) {
    const auto begins = tile_begins(images.size(static_cast<std::int64_t>(axis) + 2),
                                    plan.sides[axis], plan.overlaps[axis]);
    std::vector<Place> longer;
    for (const Place& place : places) {
      for (const std::int64_t begin : begins) {
        longer.push_back(place);
        longer.back().begins.push_back(begin);
      }
    }
    places = std::move(longer);
  }
  return places;
}

torch::Tensor part(const torch::Tensor& images, const Place& place, const TilePlan& plan) {
  torch::Tensor x = images.narrow(0, place.image, 1);
  for (std::size_t axis = 0; axis < plan.sides.size(); ++axis) {
    x = x.narrow(static_cast<std::int64_t>(axis) + 2, place.begins[axis], plan.sides[axis]);
  }
  return x;
}

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

TilePlan square_tiles(int dimensions, std::int64_t side, std::int64_t overlap, std::int64_t batch) {
  const auto axes = static_cast<std::size_t>(dimensions);
  return {std::vector<std::int64_t>(axes, side), std::vector<std::int64_t>(axes, overlap), batch};
}

Denoiser tiled(Denoiser denoiser, TilePlan plan, std::function<bool()> checkpoint) {
  return [=](const torch::Tensor& x_t, const torch::Tensor& condition, const torch::Tensor& time) {
    const std::vector<Place> places = places_of(x_t, plan);
    const torch::Tensor weights = blend_weights(plan.sides, x_t.options());
    torch::Tensor sum = torch::zeros_like(x_t);
    torch::Tensor total = torch::zeros_like(x_t.narrow(1, 0, 1));
    const auto batch = static_cast<std::size_t>(plan.batch);
    for (std::size_t begin = 0; begin < places.size(); begin += batch) {
      if (checkpoint && !checkpoint()) return sum;
      const std::size_t end = std::min(places.size(), begin + batch);
      std::vector<torch::Tensor> x_parts, condition_parts, time_parts;
      for (std::size_t k = begin; k < end; ++k) {
        x_parts.push_back(part(x_t, places[k], plan));
        condition_parts.push_back(part(condition, places[k], plan));
        time_parts.push_back(time.narrow(0, places[k].image, 1));
      }
      const torch::Tensor out =
          denoiser(torch::cat(x_parts), torch::cat(condition_parts), torch::cat(time_parts));
      for (std::size_t k = begin; k < end; ++k) {
        const auto row = static_cast<std::int64_t>(k - begin);
        part(sum, places[k], plan).add_(out.narrow(0, row, 1).narrow(1, 0, x_t.size(1)) * weights);
        part(total, places[k], plan).add_(weights);
      }
    }
    return sum.div_(total);
  };
}

}  // namespace transpine

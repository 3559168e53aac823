// SPDX-License-Identifier: Apache-2.0
#include "core/nn/wavelets.h"

#include <numbers>
#include <stdexcept>

namespace transpine {
namespace {

constexpr double kMeanScale = 3;

/// Sums and differences of neighbours along an axis: channel c becomes 2 c (low) and 2 c + 1.
torch::Tensor split_bands(const torch::Tensor& x, std::int64_t axis) {
  const torch::Tensor even = x.slice(axis, 0, c10::nullopt, 2);
  const torch::Tensor odd = x.slice(axis, 1, c10::nullopt, 2);
  return torch::stack({even + odd, even - odd}, 2).flatten(1, 2) / std::numbers::sqrt2;
}

torch::Tensor joined_bands(const torch::Tensor& x, std::int64_t axis) {
  const torch::Tensor pairs = x.unflatten(1, {x.size(1) / 2, 2});
  const torch::Tensor low = pairs.select(2, 0), high = pairs.select(2, 1);
  return (torch::stack({low + high, low - high}, axis + 1) / std::numbers::sqrt2)
      .flatten(axis, axis + 1);
}

torch::Tensor with_mean_times(const torch::Tensor& bands, double factor) {
  return torch::cat({bands.narrow(1, 0, 1) * factor, bands.narrow(1, 1, 7)}, 1);
}

}  // namespace

torch::Tensor to_wavelets(const torch::Tensor& volume, bool scaled_mean) {
  if (volume.dim() != 5 || volume.size(1) != 1) {
    throw std::invalid_argument("wavelets need volumes of one channel");
  }
  for (std::int64_t axis = 2; axis < 5; ++axis) {
    if (volume.size(axis) % 2 != 0) throw std::invalid_argument("wavelets need even sides");
  }
  const torch::Tensor bands = split_bands(split_bands(split_bands(volume, 2), 3), 4);
  return scaled_mean ? with_mean_times(bands, 1 / kMeanScale) : bands;
}

torch::Tensor from_wavelets(const torch::Tensor& bands, bool scaled_mean) {
  if (bands.dim() != 5 || bands.size(1) != 8) {
    throw std::invalid_argument("a volume has eight bands");
  }
  const torch::Tensor whole = scaled_mean ? with_mean_times(bands, kMeanScale) : bands;
  return joined_bands(joined_bands(joined_bands(whole, 4), 3), 2);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/training/ct_variation.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/nn/functional/upsampling.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace transpine {
namespace {

/// Averages over `thickness` voxels along one axis, and interpolates back.
torch::Tensor with_thick_slices(const torch::Tensor& ct, std::int64_t axis, double thickness) {
  namespace F = torch::nn::functional;
  const torch::Tensor image = ct.unsqueeze(0).unsqueeze(0);
  std::vector<std::int64_t> size = ct.sizes().vec(), coarse = size;
  auto& side = coarse[static_cast<std::size_t>(axis)];
  side = std::max<std::int64_t>(1, std::llround(static_cast<double>(side) / thickness));
  const torch::Tensor thick = torch::adaptive_avg_pool3d(image, coarse);
  return F::interpolate(
             thick,
             F::InterpolateFuncOptions().size(size).mode(torch::kTrilinear).align_corners(false))
      .squeeze(0)
      .squeeze(0);
}

}  // namespace

torch::Tensor varied_ct(const torch::Tensor& ct, double strength, RandomStream& random) {
  if (strength == 0) return ct;
  const double contrast = random.uniform(1 - strength, 1 + strength);
  const double shift = random.uniform(-0.25 * strength, 0.25 * strength);
  torch::Tensor varied = (ct + 1) * contrast + (shift - 1);
  if (random.uniform() < 0.5) {
    const std::int64_t axis = random.uniform_int(0, 2);
    varied = with_thick_slices(varied, axis, random.uniform(1, 1 + 15 * strength));
  }
  const double noise = random.uniform(0, 0.25 * strength);
  const auto seed = static_cast<std::uint64_t>(random.uniform_int(0, 1LL << 52));
  const auto generator = at::detail::createCPUGenerator(seed);
  return varied.add_(torch::randn(ct.sizes(), generator, ct.options()), noise).clamp_(-1, 1);
}

}  // namespace transpine

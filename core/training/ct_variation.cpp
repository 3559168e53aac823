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

/// Means over 3 voxels along each axis, mixed with the image: a softer kernel of reconstruction.
torch::Tensor blurred(const torch::Tensor& ct, double share) {
  const torch::Tensor image = ct.unsqueeze(0).unsqueeze(0);
  const torch::Tensor smooth =
      torch::avg_pool3d(image, 3, 1, 1, /*ceil_mode=*/false, /*count_include_pad=*/false);
  return (image + share * (smooth - image)).squeeze(0).squeeze(0);
}

/// What is brighter than soft tissue, by a factor: thin and dense bone.
torch::Tensor with_denser_bone(const torch::Tensor& ct, double factor) {
  constexpr double soft = 0.1;
  return ct + (ct - soft).clamp_min(0) * (factor - 1);
}

/// Squared distance to an ellipsoid's centre in half axes, for each voxel.
torch::Tensor in_half_axes(const torch::Tensor& like, RandomStream& random) {
  torch::Tensor distance = torch::zeros({1}, like.options());
  for (std::int64_t axis = 0; axis < 3; ++axis) {
    const std::int64_t side = like.size(axis);
    const double centre = random.uniform(0, static_cast<double>(side));
    const double half_axis = random.uniform(1, 2 + 0.3 * static_cast<double>(side));
    std::array<std::int64_t, 3> shape{1, 1, 1};
    shape[static_cast<std::size_t>(axis)] = side;
    distance = distance +
               ((torch::arange(side, like.options()) - centre) / half_axis).square().view(shape);
  }
  return distance;
}

}  // namespace

torch::Tensor with_foreign_objects(const torch::Tensor& ct, const torch::Tensor& mask,
                                   double strength, RandomStream& random) {
  if (strength == 0) return ct;
  torch::Tensor changed = ct.clone();
  const torch::Tensor free = mask == 0;
  const auto count = random.uniform_int(0, 4);
  for (std::int64_t i = 0; i < count; ++i) {
    const torch::Tensor distance = in_half_axes(ct, random);
    torch::Tensor inside = distance < 1;
    // Ribs, vessels' walls and bowels are shells.
    if (random.uniform() < 0.5) inside = inside & (distance > random.uniform(0.3, 0.8));
    changed.masked_fill_(inside & free, random.uniform(-1, 1));
  }
  return changed;
}

torch::Tensor varied_ct(const torch::Tensor& ct, double strength, RandomStream& random) {
  if (strength == 0) return ct;
  const double contrast = random.uniform(1 - strength, 1 + strength);
  const double shift = random.uniform(-0.25 * strength, 0.25 * strength);
  torch::Tensor varied = (ct + 1) * contrast + (shift - 1);
  varied = with_denser_bone(varied, random.uniform(1 - 2 * strength, 1 + 2 * strength));
  if (random.uniform() < 0.5) varied = blurred(varied, random.uniform());
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

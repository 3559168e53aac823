// SPDX-License-Identifier: Apache-2.0
#include "core/nn/losses/ssim.h"

#include <vector>

namespace transpine {
namespace {

constexpr std::int64_t kWindow = 11;
constexpr double kSigma = 1.5;

torch::Tensor window(const torch::TensorOptions& options) {
  const torch::Tensor offset = torch::arange(kWindow, options) - kWindow / 2;
  const torch::Tensor bell = torch::exp(-(offset / kSigma).square() / 2);
  return bell / bell.sum();
}

/// The weighted mean over each whole window, axis by axis.
torch::Tensor blurred(torch::Tensor x, const torch::Tensor& taps) {
  for (std::int64_t axis = 2; axis < x.dim(); ++axis) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
    shape[static_cast<std::size_t>(axis)] = kWindow;
    const torch::Tensor kernel = taps.view(shape);
    x = x.dim() == 5 ? torch::conv3d(x, kernel) : torch::conv2d(x, kernel);
  }
  return x;
}

}  // namespace

torch::Tensor mean_ssim(const torch::Tensor& a, const torch::Tensor& b, double range) {
  const double c1 = 0.01 * 0.01 * range * range;
  const double c2 = 0.03 * 0.03 * range * range;
  const torch::Tensor taps = window(a.options());
  const torch::Tensor mean_a = blurred(a, taps);
  const torch::Tensor mean_b = blurred(b, taps);
  const torch::Tensor var_a = blurred(a * a, taps) - mean_a * mean_a;
  const torch::Tensor var_b = blurred(b * b, taps) - mean_b * mean_b;
  const torch::Tensor covariance = blurred(a * b, taps) - mean_a * mean_b;
  return (((2 * mean_a * mean_b + c1) * (2 * covariance + c2)) /
          ((mean_a.square() + mean_b.square() + c1) * (var_a + var_b + c2)))
      .mean();
}

}  // namespace transpine

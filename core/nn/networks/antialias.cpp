// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/antialias.h"

#include <torch/nn/functional/conv.h>
#include <torch/nn/functional/padding.h>

#include <vector>

namespace transpine {
namespace F = torch::nn::functional;

namespace {

/// The outer product of a row of taps with itself, of the given sum, one copy per channel:
/// [channels, 1, taps, taps].
torch::Tensor kernel(const std::vector<float>& taps, double sum, std::int64_t channels) {
  const torch::Tensor row = torch::tensor(taps);
  const torch::Tensor square = torch::outer(row, row);
  return (square * (sum / square.sum().item<double>()))
      .expand({channels, 1, row.numel(), row.numel()})
      .clone();
}

torch::Tensor fir_kernel(const torch::Tensor& x, double sum) {
  return kernel({1, 3, 3, 1}, sum, x.size(1)).to(x.options());
}

torch::Tensor padded(const torch::Tensor& x, std::int64_t pad, F::PadFuncOptions::mode_t mode) {
  return F::pad(x, F::PadFuncOptions({pad, pad, pad, pad}).mode(mode));
}

}  // namespace

BlurDownImpl::BlurDownImpl(std::int64_t channels)
    : filt(register_buffer("filt", kernel({1, 2, 1}, 1, channels))) {}

torch::Tensor BlurDownImpl::forward(const torch::Tensor& x) {
  return F::conv2d(padded(x, 1, torch::kReflect), filt,
                   F::Conv2dFuncOptions().stride(2).groups(x.size(1)));
}

BlurUpImpl::BlurUpImpl(std::int64_t channels)
    : filt(register_buffer("filt", kernel({1, 3, 3, 1}, 4, channels))) {}

torch::Tensor BlurUpImpl::forward(const torch::Tensor& x) {
  // A transposed convolution of the extended image; its first and last rows belong to the border.
  const torch::Tensor wide =
      F::conv_transpose2d(padded(x, 1, torch::kReplicate), filt,
                          F::ConvTranspose2dFuncOptions().stride(2).groups(x.size(1)));
  return wide.slice(2, 3, 3 + 2 * x.size(2)).slice(3, 3, 3 + 2 * x.size(3));
}

torch::Tensor fir_down(const torch::Tensor& x) {
  return F::conv2d(x, fir_kernel(x, 1),
                   F::Conv2dFuncOptions().stride(2).padding(1).groups(x.size(1)));
}

torch::Tensor fir_up(const torch::Tensor& x) {
  return F::conv_transpose2d(
      x, fir_kernel(x, 4), F::ConvTranspose2dFuncOptions().stride(2).padding(1).groups(x.size(1)));
}

torch::Tensor fir_blur(const torch::Tensor& x, std::int64_t pad) {
  return F::conv2d(x, fir_kernel(x, 1), F::Conv2dFuncOptions().padding(pad).groups(x.size(1)));
}

}  // namespace transpine

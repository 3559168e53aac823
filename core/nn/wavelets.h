// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

namespace transpine {

/// A volume [N, 1, D, H, W] of even sides as the eight bands of an orthonormal Haar transform,
/// [N, 8, D/2, H/2, W/2] in the order LLL LLH LHL LHH HLL HLH HHL HHH (letters along D, H, W).
/// With `scaled_mean` LLL is divided by 3, which brings it to the range of the image (as
/// conditional wavelet diffusion does, beyond-facts 2); noise is transformed without.
torch::Tensor to_wavelets(const torch::Tensor& volume, bool scaled_mean = true);
/// The inverse.
torch::Tensor from_wavelets(const torch::Tensor& bands, bool scaled_mean = true);

}  // namespace transpine

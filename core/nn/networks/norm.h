// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/any.h>

#include <cstdint>

namespace transpine {

/// Which normalisation follows a convolution: instance norm without parameters, or batch norm, with
/// which convolutions have no bias.
enum class NormKind { instance, batch };

/// The normalisation over `channels` of 2D images.
torch::nn::AnyModule norm_layer(NormKind kind, std::int64_t channels);

}  // namespace transpine

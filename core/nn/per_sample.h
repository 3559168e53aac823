// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <vector>

namespace transpine {

/// values[t] for each sample of `like` [N, ...], in its type and shaped to multiply it. t int64
/// [N].
torch::Tensor per_sample(const std::vector<double>& values, const torch::Tensor& t,
                         const torch::Tensor& like);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/norm.h"

#include <torch/nn/functional/instancenorm.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/instancenorm.h>

namespace transpine {

torch::nn::AnyModule norm_layer(NormKind kind, std::int64_t channels) {
  if (kind == NormKind::batch) return torch::nn::AnyModule(torch::nn::BatchNorm2d(channels));
  return torch::nn::AnyModule(torch::nn::InstanceNorm2d(channels));
}

}  // namespace transpine

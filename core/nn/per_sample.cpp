// SPDX-License-Identifier: Apache-2.0
#include "core/nn/per_sample.h"

namespace transpine {

torch::Tensor per_sample(const std::vector<double>& values, const torch::Tensor& t,
                         const torch::Tensor& like) {
  const torch::Tensor table =
      torch::tensor(values, torch::kFloat64).to(like.device()).index_select(0, t.to(like.device()));
  std::vector<std::int64_t> shape(static_cast<std::size_t>(like.dim()), 1);
  shape[0] = t.size(0);
  return table.to(like.scalar_type()).view(shape);
}

}  // namespace transpine

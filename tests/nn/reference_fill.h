// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace transpine::testing {

/// The formulas by which a vectors file gives inputs and weights, with that file's constants.
class ReferenceFill {
 public:
  /// `formulas` holds input_constants (or constants) and weight_constants.
  explicit ReferenceFill(const nlohmann::json& formulas);

  /// xin(i; shift, scale), rounded to float32.
  float input(std::int64_t i, double shift, double scale) const;
  /// "xin(i; shift=0.0, scale=1.0)" or "explicit [417.0]" as a float32 tensor.
  torch::Tensor input(const std::vector<std::int64_t>& shape, const std::string& value) const;
  /// u(p, i) in [-1, 1] of the fill "hash" or "sin".
  double unit_weight(const std::string& fill, std::int64_t p, std::int64_t i) const;
  /// float32(base + amp * u(p, i)) over a shape.
  torch::Tensor weight(const std::string& fill, std::int64_t p,
                       const std::vector<std::int64_t>& shape, double base, double amp) const;

 private:
  nlohmann::json input_;
  nlohmann::json weight_;
};

/// The values at the flat indices (k (n - 1)) / 63, k = 0..63, or all when n <= 64.
torch::Tensor sampled(const torch::Tensor& tensor);

/// max |actual - expected| / max |expected|.
double relative_error(const torch::Tensor& actual, const nlohmann::json& expected);

}  // namespace transpine::testing

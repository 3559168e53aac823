// SPDX-License-Identifier: Apache-2.0
#include "tests/nn/reference_fill.h"

#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace transpine::testing {

ReferenceFill::ReferenceFill(const nlohmann::json& formulas)
    : input_(formulas.at("input_constants")), weight_(formulas.at("weight_constants")) {}

float ReferenceFill::input(std::int64_t i, double shift, double scale) const {
  const auto constant = [&](const char* name) { return input_.at(name).get<double>(); };
  const auto at = static_cast<double>(i);
  return static_cast<float>(
      scale * (constant("a") * std::sin(((constant("b") * at) + constant("c")) + shift) +
               constant("d") * std::cos(constant("e") * at + constant("f"))));
}

torch::Tensor ReferenceFill::input(const std::vector<std::int64_t>& shape,
                                   const std::string& value) const {
  torch::Tensor tensor = torch::empty(shape, torch::kFloat32);
  float* out = tensor.data_ptr<float>();
  double shift = 0;
  double scale = 1;
  if (std::sscanf(value.c_str(), "xin(i; shift=%lf, scale=%lf)", &shift, &scale) == 2) {
    for (std::int64_t i = 0; i < tensor.numel(); ++i) out[i] = input(i, shift, scale);
    return tensor;
  }
  const auto list = nlohmann::json::parse(value.substr(value.find('[')));
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    out[i] = list.at(static_cast<std::size_t>(i)).get<float>();
  }
  return tensor;
}

double ReferenceFill::unit_weight(const std::string& fill, std::int64_t p, std::int64_t i) const {
  if (fill == "sin") {
    const auto constant = [&](const char* name) { return weight_.at(name).get<double>(); };
    return std::sin(
        (constant("w_f") * static_cast<double>(i) + constant("w_p") * static_cast<double>(p)) +
        constant("w_c"));
  }
  if (fill != "hash") throw std::invalid_argument("unknown fill " + fill);
  auto h = static_cast<std::uint32_t>(i) * 2654435761u +
           (static_cast<std::uint32_t>(p) + 1u) * 2246822519u +
           weight_.at("seed").get<std::uint32_t>();
  h ^= h >> 16;
  h *= 0x7feb352du;
  h ^= h >> 15;
  h *= 0x846ca68bu;
  h ^= h >> 16;
  return h / 2147483648.0 - 1;
}

torch::Tensor ReferenceFill::weight(const std::string& fill, std::int64_t p,
                                    const std::vector<std::int64_t>& shape, double base,
                                    double amp) const {
  torch::Tensor tensor = torch::empty(shape, torch::kFloat32);
  float* out = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    out[i] = static_cast<float>(base + amp * unit_weight(fill, p, i));
  }
  return tensor;
}

torch::Tensor sampled(const torch::Tensor& tensor) {
  const torch::Tensor flat =
      tensor.detach().to(torch::kCPU, torch::kFloat64).contiguous().view({-1});
  const std::int64_t n = flat.numel();
  if (n <= 64) return flat;
  std::vector<std::int64_t> at;
  for (std::int64_t k = 0; k < 64; ++k) at.push_back(k * (n - 1) / 63);
  return flat.index_select(0, torch::tensor(at));
}

double relative_error(const torch::Tensor& actual, const nlohmann::json& expected) {
  const torch::Tensor wanted = torch::tensor(expected.get<std::vector<double>>(), torch::kFloat64);
  const torch::Tensor given = actual.detach().to(torch::kCPU, torch::kFloat64).reshape({-1});
  if (given.numel() != wanted.numel()) return INFINITY;
  return ((given - wanted).abs().max() / wanted.abs().max()).item<double>();
}

}  // namespace transpine::testing

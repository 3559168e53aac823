// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace transpine::testing {

/// A network built from the reference's constructor text, and how to call it.
struct ReferenceBuild {
  std::shared_ptr<torch::nn::Module> module;
  std::function<torch::Tensor(const std::vector<torch::Tensor>&)> forward;
  /// Outputs of inner layers, by the numbers that the reference gives them; may be empty.
  std::function<std::vector<torch::Tensor>(const torch::Tensor&, const std::set<std::size_t>&)>
      features = {};
};

/// `file` is the vectors' file: the references share names of constructors. Throws
/// std::invalid_argument for a text of no network that is known.
ReferenceBuild build_reference(const std::string& file, const std::string& constructor);

}  // namespace transpine::testing

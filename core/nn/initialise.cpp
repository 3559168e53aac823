// SPDX-License-Identifier: Apache-2.0
#include "core/nn/initialise.h"

#include <torch/nn/init.h>
#include <torch/nn/modules/conv.h>

namespace transpine {
namespace {

template <class Convolution, class Change>
void change_if(const std::shared_ptr<torch::nn::Module>& module, const Change& change) {
  if (auto* convolution = module->as<Convolution>()) {
    change(convolution->weight, convolution->bias);
  }
}

template <class Change>
void for_each_convolution(torch::nn::Module& network, const Change& change) {
  const torch::NoGradGuard no_grad;
  for (const auto& module : network.modules()) {
    change_if<torch::nn::Conv2dImpl>(module, change);
    change_if<torch::nn::ConvTranspose2dImpl>(module, change);
    change_if<torch::nn::Conv3dImpl>(module, change);
    change_if<torch::nn::ConvTranspose3dImpl>(module, change);
  }
}

}  // namespace

void initialise_convolutions(torch::nn::Module& network) {
  for_each_convolution(network,
                       [](torch::Tensor& weight, torch::Tensor&) { weight.normal_(0, 0.02); });
}

void initialise_by_xavier(torch::nn::Module& network) {
  for_each_convolution(network, [](torch::Tensor& weight, torch::Tensor& bias) {
    torch::nn::init::xavier_normal_(weight, 0.02);
    if (bias.defined()) bias.zero_();
  });
}

}  // namespace transpine

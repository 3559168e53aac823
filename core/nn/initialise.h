// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

namespace transpine {

// Both draw from torch's global generator and leave what is no convolution as it was constructed.

/// The paper's start values: weights of convolutions from N(0, 0.02).
void initialise_convolutions(torch::nn::Module& network);
/// CUT's: weights of convolutions by Xavier's rule for normal values with gain 0.02, biases 0.
void initialise_by_xavier(torch::nn::Module& network);

}  // namespace transpine

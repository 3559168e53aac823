// SPDX-License-Identifier: Apache-2.0
#include "core/nn/determinism.h"

#include <ATen/Context.h>

#include <cstdlib>

namespace transpine {

DeterministicAlgorithms::DeterministicAlgorithms(bool wanted)
    : wanted_(wanted),
      algorithms_before_(at::globalContext().deterministicAlgorithms()),
      cudnn_before_(at::globalContext().deterministicCuDNN()),
      benchmark_before_(at::globalContext().benchmarkCuDNN()) {
  if (!wanted_) return;
  // cuBLAS reads it when it starts; products differ from run to run without it.
  ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
  at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/false);
  at::globalContext().setDeterministicCuDNN(true);
  at::globalContext().setBenchmarkCuDNN(false);
}

DeterministicAlgorithms::~DeterministicAlgorithms() {
  if (!wanted_) return;
  at::globalContext().setDeterministicAlgorithms(algorithms_before_, /*warn_only=*/false);
  at::globalContext().setDeterministicCuDNN(cudnn_before_);
  at::globalContext().setBenchmarkCuDNN(benchmark_before_);
}

}  // namespace transpine

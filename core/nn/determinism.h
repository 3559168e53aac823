// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace transpine {

/// While it lives, LibTorch uses only algorithms that give the same bits every time, and throws
/// where it has none. Does nothing unless `wanted`.
class DeterministicAlgorithms {
 public:
  explicit DeterministicAlgorithms(bool wanted);
  ~DeterministicAlgorithms();
  DeterministicAlgorithms(const DeterministicAlgorithms&) = delete;
  DeterministicAlgorithms& operator=(const DeterministicAlgorithms&) = delete;

 private:
  bool wanted_;
  bool algorithms_before_, cudnn_before_, benchmark_before_;
};

}  // namespace transpine

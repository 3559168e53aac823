// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <map>
#include <string>
#include <vector>

#include "core/base/safetensors.h"

namespace transpine {

/// Where one slice lies in a training set.
struct TrainingSlice {
  std::string subject;
  std::string split;  ///< "train", "val" or "test".
  std::string shard;
  std::string mr;  ///< Tensor names in the shard; [height, width].
  std::string ct;
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t slice_index = 0;
};

/// A training set on disk, as `transpine prepare` writes it: index.json and safetensors shards,
/// mapped into memory. Rows go toward inferior, columns toward posterior.
class TrainingSet {
 public:
  /// Checks that every slice is there with the size that the index says. Errors name the file.
  static Result<TrainingSet> open(const std::filesystem::path& folder);

  double spacing_mm() const { return spacing_mm_; }
  /// Which MR value became 1: "max" or "percentile".
  const std::string& mr_max() const { return mr_max_; }
  double mr_percentile() const { return mr_percentile_; }
  const std::vector<TrainingSlice>& slices() const { return slices_; }
  /// Numbers of the slices of one split, in the index's order.
  std::vector<std::size_t> of_split(const std::string& split) const;

  /// MR in [0, 1], float32 [height, width]. Safe to call from several threads.
  torch::Tensor mr(std::size_t slice) const;
  /// CT in [-1, 1] (HU / 1000, clamped), float32 [height, width].
  torch::Tensor ct(std::size_t slice) const;

 private:
  torch::Tensor load(const TrainingSlice& slice, const std::string& name) const;

  double spacing_mm_ = 1;
  std::string mr_max_ = "max";
  double mr_percentile_ = 99.9;
  std::vector<TrainingSlice> slices_;
  std::map<std::string, SafetensorsFile> shards_;
};

}  // namespace transpine

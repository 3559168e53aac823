// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <map>
#include <string>
#include <vector>

#include "core/base/safetensors.h"

namespace transpine {

/// Where one sample lies in a training set: a sagittal slice, or a volume of them.
struct TrainingSlice {
  std::string subject;
  std::string split;  ///< "train", "val" or "test".
  std::string shard;
  std::string mr;  ///< Tensor names in the shard; [height, width], of a volume [depth, ...].
  std::string ct;
  std::string mask;        ///< Empty in sets that are older than masks.
  std::int64_t depth = 0;  ///< 0 for a slice.
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t slice_index = 0;

  std::vector<std::int64_t> shape() const;
};

/// A training set on disk, as `transpine prepare` writes it: index.json and safetensors shards,
/// mapped into memory. Slices go toward right, rows toward inferior, columns toward posterior. All
/// samples are slices, or all are volumes.
class TrainingSet {
 public:
  /// Checks that every slice is there with the size that the index says. Errors name the file.
  static Result<TrainingSet> open(const std::filesystem::path& folder);

  /// 2 or 3.
  int dimensions() const { return dimensions_; }
  double spacing_mm() const { return spacing_mm_; }
  /// Which MR value became 1: "max" or "percentile".
  const std::string& mr_max() const { return mr_max_; }
  double mr_percentile() const { return mr_percentile_; }
  const std::vector<TrainingSlice>& slices() const { return slices_; }
  /// Numbers of the slices of one split, in the index's order.
  std::vector<std::size_t> of_split(const std::string& split) const;

  /// MR in [0, 1], float32 [height, width] or [depth, height, width]. Safe to call from several
  /// threads.
  torch::Tensor mr(std::size_t slice) const;
  /// CT in [-1, 1] (HU / 1000, clamped), float32, of the MR's shape.
  torch::Tensor ct(std::size_t slice) const;
  /// Labels, uint8, of the MR's shape; undefined where the set has none.
  torch::Tensor mask(std::size_t slice) const;

 private:
  torch::Tensor load(const TrainingSlice& slice, const std::string& name) const;

  int dimensions_ = 2;
  double spacing_mm_ = 1;
  std::string mr_max_ = "max";
  double mr_percentile_ = 99.9;
  std::vector<TrainingSlice> slices_;
  std::map<std::string, SafetensorsFile> shards_;
};

}  // namespace transpine

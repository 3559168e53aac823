// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/safetensors.h"
#include "core/training/tensor_cache.h"

namespace transpine {

/// Where one sample lies in a training set: a sagittal slice, or a volume of them.
struct TrainingSlice {
  std::string subject;
  std::string patient;  ///< The subject, where the index does not say more.
  std::string split;    ///< "train", "val" or "test".
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
/// samples are slices, or all are volumes; a set for segmenters has no MR, and its labels are
/// classes.
class TrainingSet {
 public:
  /// Checks that every slice is there with the size that the index says, and that no patient is in
  /// two splits. Errors name the file, and the subject or patient. Subjects whose file cannot be
  /// read are left out, unless none is left: see problems().
  static Result<TrainingSet> open(const std::filesystem::path& folder);

  /// Keeps slices in memory from now on, up to so many bytes.
  void keep_in_memory(std::uint64_t budget_bytes);
  /// Forgets a subject's slices; `why` goes into problems().
  void leave_out(const std::string& subject, const std::string& why);
  /// A line for each subject that was left out.
  const std::vector<std::string>& problems() const { return problems_; }

  /// 2 or 3.
  int dimensions() const { return dimensions_; }
  /// Whether it has pairs of MR and CT; else CTs with classes.
  bool has_mr() const { return classes_.empty(); }
  /// What the labels of a set without MR mean, from 0 on.
  const std::vector<std::string>& classes() const { return classes_; }
  double spacing_mm() const { return spacing_mm_; }
  /// Which MR value became 1: "max" or "percentile".
  const std::string& mr_max() const { return mr_max_; }
  double mr_percentile() const { return mr_percentile_; }
  const std::vector<TrainingSlice>& slices() const { return slices_; }
  /// Numbers of the slices of one split, in the index's order.
  std::vector<std::size_t> of_split(const std::string& split) const;

  /// MR in [0, 1], float32 [height, width] or [depth, height, width]; undefined where the set has
  /// none. Safe to call from several threads.
  torch::Tensor mr(std::size_t slice) const;
  /// CT in [-1, 1] (HU / 1000, clamped), float32, of the MR's shape.
  torch::Tensor ct(std::size_t slice) const;
  /// Labels, uint8, of the MR's shape; undefined where the set has none.
  torch::Tensor mask(std::size_t slice) const;

 private:
  Result<void> open_shards(const std::filesystem::path& folder);
  torch::Tensor load(const TrainingSlice& slice, const std::string& name) const;

  int dimensions_ = 2;
  std::vector<std::string> classes_;
  double spacing_mm_ = 1;
  std::string mr_max_ = "max";
  double mr_percentile_ = 99.9;
  std::vector<TrainingSlice> slices_;
  std::map<std::string, SafetensorsFile> shards_;
  std::vector<std::string> problems_;
  std::shared_ptr<TensorCache> cache_;
};

}  // namespace transpine

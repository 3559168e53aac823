// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/image/statistics.h"
#include "core/image/volume.h"

namespace transpine {

/// What a view needs to know of an image's values before it can show them.
struct ImageSummary {
  ImageStatistics statistics;
  double low = 0;   ///< 0.1st percentile of the finite values.
  double high = 0;  ///< 99.9th percentile.
};

/// Takes the values in parts, in their order, so that an image is summed up while it is read.
/// Statistics are exact. Percentiles are exact for 8- and 16-bit integers; for other types they are
/// those of about a million evenly spaced voxels.
class ImageSummariser {
 public:
  /// `count` is the number of values to come.
  ImageSummariser(ScalarType type, std::int64_t count);

  /// The next values; T must be the element type.
  template <class T>
  void add(std::span<const T> values);
  ImageSummary finish();

 private:
  ImageSummary from_histogram() const;

  ScalarType type_;
  std::int64_t stride_;
  std::int64_t seen_ = 0;
  /// Counts of each value of a small integer type, in four tables so that a run of equal values
  /// does not wait for itself.
  std::array<std::vector<std::uint32_t>, 4> bins_;
  std::vector<double> samples_;
  double minimum_, maximum_;
  double sum_ = 0;
  std::int64_t finite_ = 0;
};

/// The summary of a volume that is in memory.
ImageSummary summarised(const Volume& volume);

}  // namespace transpine

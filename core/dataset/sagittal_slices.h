// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/dataset/prepare.h"

namespace transpine {

/// One sagittal slice, row by row.
struct SagittalSlice {
  std::int64_t index = 0;  ///< In the MR's slices, counted from the left (orientation R, I, P).
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<float> mr;  ///< [0, 1]
  std::vector<float> ct;  ///< [-1, 1]
  std::vector<std::uint8_t> mask;
};

struct SubjectSlices {
  std::vector<SagittalSlice> slices;
  std::int64_t dropped = 0;
};

/// The slices of one subject. `name` is for messages.
Result<SubjectSlices> sagittal_slices(const SubjectImages& images, const std::string& name,
                                      const PrepareOptions& options, JobContext& job);

}  // namespace transpine

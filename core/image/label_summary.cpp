// SPDX-License-Identifier: Apache-2.0
#include "core/image/label_summary.h"

#include <cmath>
#include <mutex>

#include "core/base/parallel.h"

namespace transpine {
namespace {

struct Sums {
  std::int64_t voxels = 0;
  Eigen::Vector3d index = Eigen::Vector3d::Zero();
};

}  // namespace

std::map<int, LabelSummary> label_summaries(const Volume& labels) {
  const Grid& grid = labels.grid();
  std::map<int, Sums> sums;
  std::mutex mutex;
  visit_values(labels, [&](auto values) {
    parallel_for(grid.size[2], [&](std::int64_t begin, std::int64_t end) {
      std::map<int, Sums> part;
      // Labels come in runs: one look-up for a run.
      for (std::int64_t k = begin; k < end; ++k) {
        for (std::int64_t j = 0; j < grid.size[1]; ++j) {
          const auto* row = values.data() + grid.offset(0, j, k);
          for (std::int64_t i = 0; i < grid.size[0];) {
            const auto value = row[i];
            const std::int64_t first = i;
            while (i < grid.size[0] && row[i] == value) ++i;
            const auto count = static_cast<double>(i - first);
            if (!(static_cast<double>(value) >= 1)) continue;
            Sums& to = part[static_cast<int>(value)];
            to.voxels += i - first;
            to.index += count * Eigen::Vector3d(static_cast<double>(first + i - 1) / 2,
                                                static_cast<double>(j), static_cast<double>(k));
          }
        }
      }
      const std::lock_guard lock(mutex);
      for (const auto& [label, sum] : part) {
        sums[label].voxels += sum.voxels;
        sums[label].index += sum.index;
      }
    });
  });
  std::map<int, LabelSummary> result;
  for (const auto& [label, sum] : sums) {
    result[label] = {sum.voxels,
                     grid.point_from_index(sum.index / static_cast<double>(sum.voxels))};
  }
  return result;
}

}  // namespace transpine

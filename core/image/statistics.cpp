// SPDX-License-Identifier: Apache-2.0
#include "core/image/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <type_traits>

namespace transpine {

ImageStatistics image_statistics(const Volume& volume) {
  ImageStatistics statistics;
  visit_values(volume, [&](auto values) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    double sum = 0;
    for (const auto stored : values) {
      const auto value = static_cast<double>(stored);
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
      sum += value;
      ++statistics.finite_count;
    }
    statistics.non_finite_count =
        static_cast<std::int64_t>(values.size()) - statistics.finite_count;
    if (statistics.finite_count == 0) return;
    statistics.minimum = low;
    statistics.maximum = high;
    statistics.mean = sum / static_cast<double>(statistics.finite_count);
  });
  return statistics;
}

double percentile(const Volume& volume, double percent) {
  return visit_values(volume, [&](auto values) -> double {
    using T = std::remove_const_t<typename decltype(values)::element_type>;
    std::vector<T> finite;
    finite.reserve(values.size());
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
                 [](T value) { return std::isfinite(static_cast<double>(value)); });
    if (finite.empty()) return 0;
    const double rank =
        std::clamp(percent, 0.0, 100.0) / 100 * static_cast<double>(finite.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(rank);
    std::nth_element(finite.begin(), finite.begin() + below, finite.end());
    const auto low = static_cast<double>(finite[static_cast<std::size_t>(below)]);
    const double part = rank - static_cast<double>(below);
    if (part == 0) return low;
    const auto next = *std::min_element(finite.begin() + below + 1, finite.end());
    return low + part * (static_cast<double>(next) - low);
  });
}

std::vector<std::string> quality_warnings(const Volume& volume) {
  return quality_warnings(volume.grid(), image_statistics(volume));
}

std::vector<std::string> quality_warnings(const Grid& grid, const ImageStatistics& statistics) {
  std::vector<std::string> warnings;
  if (statistics.non_finite_count > 0) {
    warnings.push_back(std::to_string(statistics.non_finite_count) +
                       " voxels are NaN or infinite: shown and summed up without them; most steps "
                       "refuse the image until they are replaced (transpine convert --nan 0).");
  }
  if (statistics.finite_count > 0 && statistics.minimum == statistics.maximum) {
    char value[32];
    std::snprintf(value, sizeof value, "%g", statistics.minimum);
    warnings.push_back(std::string("All voxels have the same value (") + value +
                       "): the image is empty.");
  }
  const auto& spacing_mm = grid.spacing_mm;
  if (spacing_mm.maxCoeff() > 10 * spacing_mm.minCoeff()) {
    warnings.push_back("The voxels are very unequal (" + grid.description() + ").");
  }
  return warnings;
}

}  // namespace transpine

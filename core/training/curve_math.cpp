// SPDX-License-Identifier: Apache-2.0
#include "core/training/curve_math.h"

#include <algorithm>

namespace transpine {
namespace {

/// Of the points [begin, end) those that a column shows, in their order.
void add_column(const std::vector<double>& y, std::size_t begin, std::size_t end,
                std::vector<std::size_t>& kept) {
  const auto at = [&](std::size_t i) { return y.begin() + static_cast<std::ptrdiff_t>(i); };
  const auto [low, high] = std::minmax_element(at(begin), at(end));
  std::vector<std::size_t> chosen{begin, static_cast<std::size_t>(low - y.begin()),
                                  static_cast<std::size_t>(high - y.begin()), end - 1};
  std::ranges::sort(chosen);
  const auto doubled = std::ranges::unique(chosen);
  kept.insert(kept.end(), chosen.begin(), doubled.begin());
}

}  // namespace

std::vector<double> debiased_average(const std::vector<double>& values, double weight) {
  std::vector<double> result;
  result.reserve(values.size());
  double sum = 0;
  double bias = 1;
  for (const double value : values) {
    sum = weight * sum + (1 - weight) * value;
    bias *= weight;
    result.push_back(sum / (1 - bias));
  }
  return result;
}

std::vector<std::size_t> decimated(const std::vector<double>& x, const std::vector<double>& y,
                                   double low, double high, std::size_t columns) {
  std::vector<std::size_t> kept;
  const auto first = static_cast<std::size_t>(std::ranges::lower_bound(x, low) - x.begin());
  const auto last = static_cast<std::size_t>(std::ranges::upper_bound(x, high) - x.begin());
  if (first > 0) kept.push_back(first - 1);
  const double per_column = (high - low) / static_cast<double>(std::max<std::size_t>(columns, 1));
  const auto column_of = [&](std::size_t i) {
    return per_column > 0 ? static_cast<std::size_t>((x[i] - low) / per_column) : 0;
  };
  for (std::size_t begin = first; begin < last;) {
    std::size_t end = begin + 1;
    while (end < last && column_of(end) == column_of(begin)) ++end;
    add_column(y, begin, end, kept);
    begin = end;
  }
  if (last < x.size()) kept.push_back(last);
  return kept;
}

std::size_t nearest_index(const std::vector<double>& values, double x) {
  const auto above = std::ranges::lower_bound(values, x);
  if (above == values.begin()) return 0;
  const auto index = static_cast<std::size_t>(above - values.begin());
  if (above == values.end() || x - values[index - 1] <= *above - x) return index - 1;
  return index;
}

}  // namespace transpine

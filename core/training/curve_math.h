// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace transpine {

/// The debiased exponential moving average of `values` (as TensorBoard's): s_i = w s_{i-1} +
/// (1-w) y_i, shown as s_i / (1 - w^(i+1)). Weight 0 leaves the values as they are.
std::vector<double> debiased_average(const std::vector<double>& values, double weight);

/// Which of the points to draw when `columns` columns stand for [low, high] of `x`, which rises: in
/// each column the first and the last point and those of the lowest and the highest value, so that
/// no peak is lost. Of what lies outside, the nearest point on each side, for a line that goes on.
std::vector<std::size_t> decimated(const std::vector<double>& x, const std::vector<double>& y,
                                   double low, double high, std::size_t columns);

/// The index of the value nearest to `x` in `values`, which rise and are not empty.
std::size_t nearest_index(const std::vector<double>& values, double x);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/image/image_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace transpine {
namespace {

constexpr std::int64_t kSamples = std::int64_t{1} << 20;
constexpr double kLowPercent = 0.1;
constexpr double kHighPercent = 99.9;

template <class T>
constexpr bool kIsSmall = std::is_integral_v<T> && sizeof(T) <= 2;

bool is_small(ScalarType type) {
  return type == ScalarType::int8 || type == ScalarType::uint8 || type == ScalarType::int16 ||
         type == ScalarType::uint16;
}

/// The value of a table's first entry.
std::int64_t first_value(ScalarType type) {
  if (type == ScalarType::int8) return -128;
  return type == ScalarType::int16 ? -32768 : 0;
}

/// Between the ranks below and above, as statistics.h's percentile.
double between(double rank, double below, double above) {
  return below + (rank - std::floor(rank)) * (above - below);
}

double percentile_of(std::vector<double>& samples, double percent) {
  if (samples.empty()) return 0;
  const double rank = percent / 100 * static_cast<double>(samples.size() - 1);
  const auto below = samples.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(samples.begin(), below, samples.end());
  const double low = *below;
  if (below + 1 == samples.end()) return low;
  return between(rank, low, *std::min_element(below + 1, samples.end()));
}

}  // namespace

ImageSummariser::ImageSummariser(ScalarType type, std::int64_t count)
    : type_(type),
      stride_(std::max<std::int64_t>(1, count / kSamples)),
      minimum_(std::numeric_limits<double>::infinity()),
      maximum_(-std::numeric_limits<double>::infinity()) {
  if (is_small(type)) {
    for (auto& table : bins_) table.assign(std::size_t{1} << (8 * size_of(type)), 0);
  } else {
    samples_.reserve(static_cast<std::size_t>(count / stride_ + 1));
  }
}

template <class T>
void ImageSummariser::add(std::span<const T> values) {
  if constexpr (kIsSmall<T>) {
    constexpr int first = std::numeric_limits<T>::min();
    const auto bin = [](T value) { return static_cast<std::size_t>(int{value} - first); };
    std::size_t i = 0;
    for (; i + 4 <= values.size(); i += 4) {
      for (std::size_t table = 0; table < 4; ++table) ++bins_[table][bin(values[i + table])];
    }
    for (; i < values.size(); ++i) ++bins_[0][bin(values[i])];
  } else {
    for (const T stored : values) {
      const auto value = static_cast<double>(stored);
      if (!std::isfinite(value)) continue;
      minimum_ = std::min(minimum_, value);
      maximum_ = std::max(maximum_, value);
      sum_ += value;
      ++finite_;
    }
    const auto count = static_cast<std::int64_t>(values.size());
    for (std::int64_t i = (stride_ - seen_ % stride_) % stride_; i < count; i += stride_) {
      const auto value = static_cast<double>(values[static_cast<std::size_t>(i)]);
      if (std::isfinite(value)) samples_.push_back(value);
    }
  }
  seen_ += static_cast<std::int64_t>(values.size());
}

ImageSummary ImageSummariser::from_histogram() const {
  ImageSummary summary;
  if (seen_ == 0) return summary;
  const double low_rank = kLowPercent / 100 * static_cast<double>(seen_ - 1);
  const double high_rank = kHighPercent / 100 * static_cast<double>(seen_ - 1);
  // The values at the ranks around each percentile.
  std::array<double, 4> ranks{std::floor(low_rank), std::ceil(low_rank), std::floor(high_rank),
                              std::ceil(high_rank)};
  std::array<double, 4> at{};
  std::size_t next = 0;
  std::int64_t before = 0;
  double sum = 0;
  bool is_first = true;
  for (std::size_t bin = 0; bin < bins_[0].size(); ++bin) {
    std::int64_t count = 0;
    for (const auto& table : bins_) count += table[bin];
    if (count == 0) continue;
    const auto value = static_cast<double>(first_value(type_) + static_cast<std::int64_t>(bin));
    if (is_first) summary.statistics.minimum = value;
    is_first = false;
    summary.statistics.maximum = value;
    sum += value * static_cast<double>(count);
    before += count;
    while (next < ranks.size() && ranks[next] < static_cast<double>(before)) at[next++] = value;
  }
  summary.statistics.mean = sum / static_cast<double>(seen_);
  summary.statistics.finite_count = seen_;
  summary.low = between(low_rank, at[0], at[1]);
  summary.high = between(high_rank, at[2], at[3]);
  return summary;
}

ImageSummary ImageSummariser::finish() {
  if (is_small(type_)) return from_histogram();
  ImageSummary summary;
  summary.statistics.finite_count = finite_;
  summary.statistics.non_finite_count = seen_ - finite_;
  if (finite_ == 0) return summary;
  summary.statistics.minimum = minimum_;
  summary.statistics.maximum = maximum_;
  summary.statistics.mean = sum_ / static_cast<double>(finite_);
  summary.low = percentile_of(samples_, kLowPercent);
  summary.high = percentile_of(samples_, kHighPercent);
  return summary;
}

template void ImageSummariser::add(std::span<const std::int8_t>);
template void ImageSummariser::add(std::span<const std::uint8_t>);
template void ImageSummariser::add(std::span<const std::int16_t>);
template void ImageSummariser::add(std::span<const std::uint16_t>);
template void ImageSummariser::add(std::span<const std::int32_t>);
template void ImageSummariser::add(std::span<const std::uint32_t>);
template void ImageSummariser::add(std::span<const std::int64_t>);
template void ImageSummariser::add(std::span<const std::uint64_t>);
template void ImageSummariser::add(std::span<const float>);
template void ImageSummariser::add(std::span<const double>);

ImageSummary summarised(const Volume& volume) {
  return visit_values(volume, [&](auto values) {
    ImageSummariser summariser(volume.type(), volume.voxel_count());
    summariser.add(values);
    return summariser.finish();
  });
}

}  // namespace transpine

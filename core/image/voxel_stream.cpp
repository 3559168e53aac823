// SPDX-License-Identifier: Apache-2.0
#include "core/image/voxel_stream.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace transpine {
namespace {

/// Not filled: memory that is never touched is never taken from the system. So the room that
/// labels above 255 would need costs nothing where there are none.
std::shared_ptr<std::byte[]> buffer_for(const Grid& grid, const VoxelConversion& conversion) {
  const auto bytes = static_cast<std::size_t>(grid.voxel_count()) * size_of(conversion.result());
  return std::make_shared_for_overwrite<std::byte[]>(conversion.labels ? 2 * bytes : bytes);
}

void swap_bytes(std::byte* data, std::size_t bytes, std::size_t size) {
  for (std::size_t i = 0; i + size <= bytes && size > 1; i += size) {
    std::reverse(data + i, data + i + size);
  }
}

/// The summary is of the real values, labels' before they are rounded.
ScalarType summarised_type(const VoxelConversion& conversion) {
  if (!conversion.is_scaled()) return conversion.stored;
  return size_of(conversion.stored) <= 2 || conversion.stored == ScalarType::float32
             ? ScalarType::float32
             : ScalarType::float64;
}

template <class Visitor>
void visit_bytes(ScalarType type, const std::byte* data, std::size_t bytes, Visitor&& visit) {
  const auto span_of = [&](auto zero) {
    using T = decltype(zero);
    visit(std::span<const T>(reinterpret_cast<const T*>(data), bytes / sizeof(T)));
  };
  switch (type) {
    case ScalarType::int8:
      return span_of(std::int8_t{});
    case ScalarType::uint8:
      return span_of(std::uint8_t{});
    case ScalarType::int16:
      return span_of(std::int16_t{});
    case ScalarType::uint16:
      return span_of(std::uint16_t{});
    case ScalarType::int32:
      return span_of(std::int32_t{});
    case ScalarType::uint32:
      return span_of(std::uint32_t{});
    case ScalarType::int64:
      return span_of(std::int64_t{});
    case ScalarType::uint64:
      return span_of(std::uint64_t{});
    case ScalarType::float32:
      return span_of(float{});
    case ScalarType::float64:
      return span_of(double{});
  }
}

}  // namespace

ScalarType VoxelConversion::result() const {
  return labels ? ScalarType::uint8 : summarised_type(*this);
}

VoxelStream::VoxelStream(const Grid& grid, const VoxelConversion& conversion)
    : conversion_(conversion),
      bytes_(buffer_for(grid, conversion)),
      volume_(grid, conversion.result(), bytes_),
      stored_bytes_(static_cast<std::size_t>(grid.voxel_count()) * size_of(conversion.stored)),
      in_place_(!conversion.is_scaled() && conversion.result() == conversion.stored),
      summariser_(summarised_type(conversion), grid.voxel_count()) {
  if (in_place_) return;
  for (auto& part : parts_) part = std::make_unique_for_overwrite<std::byte[]>(kPartBytes);
}

VoxelStream::~VoxelStream() {
  if (running_.valid()) running_.wait();
}

void VoxelStream::wait() {
  if (running_.valid()) running_.get();
}

std::span<std::byte> VoxelStream::next() {
  const std::size_t bytes = std::min(kPartBytes, stored_bytes_ - bytes_given_);
  std::byte* part =
      in_place_ ? volume_.data() + bytes_given_ : parts_[static_cast<std::size_t>(part_)].get();
  return {part, bytes};
}

void VoxelStream::commit(std::size_t bytes) {
  std::byte* part = next().data();
  wait();
  bytes_given_ += bytes;
  part_ = 1 - part_;
  running_ = std::async(std::launch::async, [this, part, bytes] { process(part, bytes); });
}

void VoxelStream::process(std::byte* part, std::size_t bytes) {
  if (conversion_.swap_bytes) swap_bytes(part, bytes, size_of(conversion_.stored));
  visit_bytes(conversion_.stored, part, bytes, [this](auto values) { convert(values); });
}

template <class From>
void VoxelStream::convert(std::span<const From> from) {
  if (conversion_.is_scaled()) {
    if (summarised_type(conversion_) == ScalarType::float32) {
      convert_to<From, float>(from);
    } else {
      convert_to<From, double>(from);
    }
  } else {
    summariser_.add(from);
    if (!in_place_) convert_labels(from);
  }
  voxels_done_ += static_cast<std::int64_t>(from.size());
}

template <class From, class To>
void VoxelStream::convert_to(std::span<const From> from) {
  const auto scaled = [this](From value) {
    return static_cast<To>(conversion_.slope * static_cast<double>(value) + conversion_.inter);
  };
  if (conversion_.labels) {
    std::vector<To> values(from.size());
    std::transform(from.begin(), from.end(), values.begin(), scaled);
    summariser_.add(std::span<const To>(values));
    convert_labels(std::span<const To>(values));
    return;
  }
  const auto to = volume_.values<To>().subspan(static_cast<std::size_t>(voxels_done_), from.size());
  std::transform(from.begin(), from.end(), to.begin(), scaled);
  summariser_.add(std::span<const To>(to));
}

template <class From>
void VoxelStream::convert_labels(std::span<const From> from) {
  const auto label = [](From value, double greatest) {
    const auto number = static_cast<double>(value);
    return std::isnan(number) ? 0.0 : std::clamp(std::round(number), 0.0, greatest);
  };
  const auto done = static_cast<std::size_t>(voxels_done_);
  std::size_t i = 0;
  if (volume_.type() == ScalarType::uint8) {
    const auto to = volume_.values<std::uint8_t>();
    for (; i < from.size(); ++i) {
      const double value = label(from[i], 65535);
      if (value > 255) break;
      to[done + i] = static_cast<std::uint8_t>(value);
    }
    if (i == from.size()) return;
    widen_labels();
  }
  const auto to = volume_.values<std::uint16_t>();
  for (i = 0; i < from.size(); ++i) {
    to[done + i] = static_cast<std::uint16_t>(label(from[i], 65535));
  }
}

void VoxelStream::widen_labels() {
  // From the end, so that no label is overwritten before it was read; the buffer has the room.
  const std::byte* narrow = volume_.data();
  std::byte* wide = volume_.data();
  for (auto i = static_cast<std::size_t>(voxels_done_); i-- > 0;) {
    const auto label = static_cast<std::uint16_t>(narrow[i]);
    std::memcpy(wide + 2 * i, &label, sizeof label);
  }
  volume_ = Volume(volume_.grid(), ScalarType::uint16, bytes_);
}

Volume VoxelStream::finish() {
  wait();
  summary_ = summariser_.finish();
  return volume_;
}

}  // namespace transpine

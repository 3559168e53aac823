// SPDX-License-Identifier: Apache-2.0
#include "core/image/volume.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace transpine {
namespace {

template <class To, class From>
To converted(From value) {
  if constexpr (std::is_floating_point_v<To>) {
    return static_cast<To>(value);
  } else if constexpr (std::is_floating_point_v<From>) {
    if (std::isnan(value)) return To{0};
    const double rounded = std::nearbyint(static_cast<double>(value));
    // As doubles the limits of 64-bit types round up to values that do not fit: compare with >=.
    if (rounded >= static_cast<double>(std::numeric_limits<To>::max())) {
      return std::numeric_limits<To>::max();
    }
    if (rounded <= static_cast<double>(std::numeric_limits<To>::min())) {
      return std::numeric_limits<To>::min();
    }
    return static_cast<To>(rounded);
  } else {
    if (std::cmp_greater(value, std::numeric_limits<To>::max())) {
      return std::numeric_limits<To>::max();
    }
    if (std::cmp_less(value, std::numeric_limits<To>::min())) {
      return std::numeric_limits<To>::min();
    }
    return static_cast<To>(value);
  }
}

std::shared_ptr<std::byte[]> allocate_zeroed(std::size_t bytes) {
  return std::make_shared<std::byte[]>(bytes);
}

void require_size(const Grid& grid) {
  for (const auto n : grid.size) {
    if (n < 0) throw std::invalid_argument("negative image size");
  }
}

}  // namespace

std::size_t size_of(ScalarType type) {
  static constexpr std::size_t sizes[] = {1, 1, 2, 2, 4, 4, 8, 8, 4, 8};
  return sizes[static_cast<int>(type)];
}

const char* name_of(ScalarType type) {
  static constexpr const char* names[] = {"int8",   "uint8", "int16",  "uint16",  "int32",
                                          "uint32", "int64", "uint64", "float32", "float64"};
  return names[static_cast<int>(type)];
}

Volume::Volume(const Grid& grid, ScalarType type) : grid_(grid), type_(type) {
  require_size(grid);
  bytes_ = allocate_zeroed(byte_size());
}

Volume::Volume(const Grid& grid, ScalarType type, std::shared_ptr<std::byte[]> bytes)
    : grid_(grid), type_(type), bytes_(std::move(bytes)) {
  require_size(grid);
}

double Volume::at(std::int64_t i, std::int64_t j, std::int64_t k) const {
  const auto offset = static_cast<std::size_t>(grid_.offset(i, j, k));
  return visit_values(*this, [offset](auto values) { return static_cast<double>(values[offset]); });
}

Volume Volume::clone() const {
  Volume copy = *this;
  copy.bytes_ = allocate_zeroed(byte_size());
  std::memcpy(copy.data(), data(), byte_size());
  return copy;
}

Volume Volume::as(ScalarType type) const {
  if (type == type_) return *this;
  Volume result(grid_, type);
  result.nifti_forms_ = nifti_forms_;
  visit_values(*this, [&](auto from) {
    visit_values(result, [&](auto to_const) {
      using To = typename decltype(to_const)::value_type;
      auto to = result.values<To>();
      std::transform(from.begin(), from.end(), to.begin(),
                     [](auto value) { return converted<To>(value); });
    });
  });
  return result;
}

Volume Volume::with_grid(const Grid& grid) const {
  if (grid.size != grid_.size) throw std::invalid_argument("grids of different size");
  Volume result = *this;
  result.grid_ = grid;
  result.nifti_forms_.reset();
  return result;
}

}  // namespace transpine

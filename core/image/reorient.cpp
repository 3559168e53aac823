// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>
#include <optional>

#include "core/image/resample.h"

namespace transpine {
namespace {

/// For each new axis: the old axis it runs along, and whether it runs the other way.
struct AxisOrder {
  std::array<int, 3> from{};
  std::array<bool, 3> flip{};
};

/// Patient axis 0 left-right, 1 front-back, 2 foot-head; sign +1 when the letter is L, P or S.
std::optional<std::pair<int, int>> side(char letter) {
  switch (letter) {
    case 'L':
      return std::pair{0, 1};
    case 'R':
      return std::pair{0, -1};
    case 'P':
      return std::pair{1, 1};
    case 'A':
      return std::pair{1, -1};
    case 'S':
      return std::pair{2, 1};
    case 'I':
      return std::pair{2, -1};
    default:
      return {};
  }
}

Result<AxisOrder> axis_order(const Grid& grid, const std::string& orientation) {
  const Error invalid{"\"" + orientation + "\" is no orientation.",
                      "Give one letter of each pair L/R, A/P, S/I, for example RIP or LPS."};
  if (orientation.size() != 3) return invalid;
  const auto index_axes = grid.nearest_index_axes();
  const std::string current = grid.orientation();
  AxisOrder order;
  std::array<bool, 3> used{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto wanted = side(orientation[axis]);
    if (!wanted || used[static_cast<std::size_t>(wanted->first)]) return invalid;
    used[static_cast<std::size_t>(wanted->first)] = true;
    order.from[axis] = index_axes[static_cast<std::size_t>(wanted->first)];
    order.flip[axis] = current[static_cast<std::size_t>(order.from[axis])] != orientation[axis];
  }
  return order;
}

Grid reordered(const Grid& grid, const AxisOrder& order) {
  Grid result = grid;
  Eigen::Vector3d first_index = Eigen::Vector3d::Zero();
  for (int axis = 0; axis < 3; ++axis) {
    const auto to = static_cast<std::size_t>(axis);
    const int from = order.from[to];
    const double sign = order.flip[to] ? -1 : 1;
    result.size[to] = grid.size[static_cast<std::size_t>(from)];
    result.spacing_mm[axis] = grid.spacing_mm[from];
    result.direction.col(axis) = sign * grid.direction.col(from);
    if (order.flip[to]) first_index[from] = static_cast<double>(result.size[to] - 1);
  }
  result.origin_mm = grid.point_from_index(first_index);
  return result;
}

template <std::size_t bytes>
void copy_voxels(const std::byte* from, std::byte* to, const Index3& size, const Index3& strides,
                 std::int64_t start) {
  std::byte* at = to;
  for (std::int64_t k = 0; k < size[2]; ++k) {
    for (std::int64_t j = 0; j < size[1]; ++j) {
      std::int64_t source = start + j * strides[1] + k * strides[2];
      for (std::int64_t i = 0; i < size[0]; ++i, source += strides[0], at += bytes) {
        std::memcpy(at, from + source * static_cast<std::int64_t>(bytes), bytes);
      }
    }
  }
}

/// Copies a box of voxels addressed by strides (in voxels) from `start`.
Volume strided_copy(const Volume& volume, const Grid& grid, const Index3& strides,
                    std::int64_t start) {
  Volume result(grid, volume.type());
  switch (size_of(volume.type())) {
    case 1:
      copy_voxels<1>(volume.data(), result.data(), grid.size, strides, start);
      break;
    case 2:
      copy_voxels<2>(volume.data(), result.data(), grid.size, strides, start);
      break;
    case 4:
      copy_voxels<4>(volume.data(), result.data(), grid.size, strides, start);
      break;
    default:
      copy_voxels<8>(volume.data(), result.data(), grid.size, strides, start);
      break;
  }
  return result;
}

Index3 strides_of(const Grid& grid) {
  return {1, grid.size[0], grid.size[0] * grid.size[1]};
}

}  // namespace

Result<Grid> reoriented_grid(const Grid& grid, const std::string& orientation) {
  const auto order = axis_order(grid, orientation);
  if (!order) return order.error();
  return reordered(grid, *order);
}

Result<Volume> reorient(const Volume& volume, const std::string& orientation) {
  const auto order = axis_order(volume.grid(), orientation);
  if (!order) return order.error();
  if (volume.grid().orientation() == orientation) return volume;
  const Index3 old_strides = strides_of(volume.grid());
  Index3 strides{};
  std::int64_t start = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto from = static_cast<std::size_t>(order->from[axis]);
    strides[axis] = order->flip[axis] ? -old_strides[from] : old_strides[from];
    if (order->flip[axis]) start += old_strides[from] * (volume.grid().size[from] - 1);
  }
  return strided_copy(volume, reordered(volume.grid(), *order), strides, start);
}

Volume cropped(const Volume& volume, const Index3& begin, const Index3& size) {
  return strided_copy(volume, cropped(volume.grid(), begin, size), strides_of(volume.grid()),
                      volume.grid().offset(begin[0], begin[1], begin[2]));
}

}  // namespace transpine

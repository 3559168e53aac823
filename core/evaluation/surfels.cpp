// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/surfels.h"

#include <bit>
#include <vector>

namespace transpine {
namespace {

// Areas of the pieces that all surfaces of a cell are made of.
struct Pieces {
  double corner;               ///< Triangle that cuts off one corner.
  std::array<double, 3> edge;  ///< Rectangle that cuts off an edge along an axis.
  std::array<double, 3> face;  ///< Cross-section at right angles to an axis.
};

Pieces pieces_of(const Eigen::Vector3d& spacing) {
  Pieces pieces{};
  for (int axis = 0; axis < 3; ++axis) {
    const double b = spacing[(axis + 1) % 3];
    const double c = spacing[(axis + 2) % 3];
    pieces.face[axis] = b * c;
    pieces.edge[axis] = spacing[axis] * std::hypot(b, c) / 2;
  }
  pieces.corner = std::hypot(pieces.face[0], pieces.face[1], pieces.face[2]) / 8;
  return pieces;
}

/// Corners that hang together along edges, as bits.
unsigned group_of(unsigned code, unsigned corner) {
  unsigned group = 1U << corner;
  for (unsigned before = 0; before != group;) {
    before = group;
    for (unsigned at = 0; at < 8; ++at) {
      if (!(group >> at & 1)) continue;
      for (unsigned axis = 0; axis < 3; ++axis) group |= code & (1U << (at ^ (1U << axis)));
    }
  }
  return group;
}

/// How many edges along each axis the group has.
std::array<int, 3> edges_of(unsigned group) {
  std::array<int, 3> edges{};
  for (unsigned at = 0; at < 8; ++at) {
    for (unsigned axis = 0; axis < 3; ++axis) {
      const unsigned other = at ^ (1U << axis);
      edges[axis] += other > at && (group >> at & 1) && (group >> other & 1);
    }
  }
  return edges;
}

/// The axis of the middle edge of a path of four corners: both its ends have two edges.
int middle_axis(unsigned group) {
  const auto degree = [&](unsigned at) {
    int count = 0;
    for (unsigned axis = 0; axis < 3; ++axis) count += group >> (at ^ (1U << axis)) & 1;
    return count;
  };
  for (unsigned at = 0; at < 8; ++at) {
    for (int axis = 0; axis < 3; ++axis) {
      const unsigned other = at ^ (1U << axis);
      if ((group >> at & 1) && (group >> other & 1) && degree(at) == 2 && degree(other) == 2) {
        return axis;
      }
    }
  }
  return -1;
}

bool has_hub(unsigned group) {
  for (unsigned at = 0; at < 8; ++at) {
    const unsigned neighbours = 1U << (at ^ 1U) | 1U << (at ^ 2U) | 1U << (at ^ 4U);
    if ((group >> at & 1) && (group & neighbours) == neighbours) return true;
  }
  return false;
}

double area_of(unsigned group, const Pieces& pieces) {
  const auto edges = edges_of(group);
  switch (std::popcount(group)) {
    case 1:
      return pieces.corner;
    case 2:
      for (int axis = 0; axis < 3; ++axis) {
        if (edges[axis] == 1) return pieces.edge[axis];
      }
      break;
    case 3:
      // A triangle, half of the cross-section, and a trapezoid of three corner triangles.
      for (int axis = 0; axis < 3; ++axis) {
        if (edges[axis] == 0) return 3 * pieces.corner + pieces.face[axis] / 2;
      }
      break;
    case 4:
      for (int axis = 0; axis < 3; ++axis) {
        if (edges[axis] == 0) return pieces.face[axis];
      }
      // One corner with its three neighbours: a hexagon of six corner triangles.
      if (has_hub(group)) return 6 * pieces.corner;
      {
        // A path along all three axes: a bent hexagon; its ends are halves of edge rectangles.
        const int middle = middle_axis(group);
        return 4 * pieces.corner + pieces.edge[(middle + 1) % 3] / 2 +
               pieces.edge[(middle + 2) % 3] / 2;
      }
    default:
      break;
  }
  return 0;
}

}  // namespace

std::array<double, 256> surfel_areas_mm2(const Eigen::Vector3d& spacing_mm) {
  const Pieces pieces = pieces_of(spacing_mm);
  std::array<double, 256> areas{};
  for (unsigned code = 0; code < 256; ++code) {
    unsigned left = std::popcount(code) > 4 ? ~code & 0xFFU : code;
    while (left != 0) {
      const unsigned group = group_of(left, static_cast<unsigned>(std::countr_zero(left)));
      areas[code] += area_of(group, pieces);
      left &= ~group;
    }
  }
  return areas;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/surfaces/coarse_mesh.h"

#include <cmath>
#include <unordered_map>

namespace transpine {
namespace {

// 21 bits for each axis: more than 2000 m in cells of a millimetre.
std::int64_t cell_of(const Eigen::Vector3f& p, float cell_mm) {
  std::int64_t key = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const auto step = static_cast<std::int64_t>(std::floor(p[axis] / cell_mm));
    key = key << 21 | (step & 0x1fffff);
  }
  return key;
}

}  // namespace

TriangleMesh coarse_mesh(const TriangleMesh& mesh, float cell_mm) {
  TriangleMesh coarse;
  std::vector<float> counts;
  std::vector<std::int32_t> new_index;
  new_index.reserve(mesh.points_mm.size());
  std::unordered_map<std::int64_t, std::int32_t> cells;
  for (const auto& p : mesh.points_mm) {
    const auto [entry, is_new] =
        cells.try_emplace(cell_of(p, cell_mm), static_cast<std::int32_t>(counts.size()));
    if (is_new) {
      coarse.points_mm.emplace_back(Eigen::Vector3f::Zero());
      counts.push_back(0);
    }
    const auto index = static_cast<std::size_t>(entry->second);
    coarse.points_mm[index] += p;
    counts[index] += 1;
    new_index.push_back(entry->second);
  }
  for (std::size_t i = 0; i < counts.size(); ++i) coarse.points_mm[i] /= counts[i];
  for (const auto& triangle : mesh.triangles) {
    const TriangleMesh::Triangle t{new_index[static_cast<std::size_t>(triangle[0])],
                                   new_index[static_cast<std::size_t>(triangle[1])],
                                   new_index[static_cast<std::size_t>(triangle[2])]};
    if (t[0] != t[1] && t[1] != t[2] && t[2] != t[0]) coarse.triangles.push_back(t);
  }
  return coarse;
}

}  // namespace transpine

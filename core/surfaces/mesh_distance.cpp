// SPDX-License-Identifier: Apache-2.0
#include "core/surfaces/mesh_distance.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace transpine {
namespace {

using Eigen::Vector3f;

constexpr std::int32_t kLeafTriangles = 4;

// Where on a triangle a point lies: the corners with a positive weight say whether that is the
// face, an edge or a corner.
struct OnTriangle {
  Vector3f point;
  std::array<float, 3> weights;
};

OnTriangle on_segment(const std::array<Vector3f, 3>& corners, const Vector3f& p, std::size_t from,
                      std::size_t to) {
  const Vector3f along = corners[to] - corners[from];
  const float length2 = along.squaredNorm();
  const float t =
      length2 > 0 ? std::clamp((p - corners[from]).dot(along) / length2, 0.0F, 1.0F) : 0.0F;
  OnTriangle result{corners[from] + t * along, {0, 0, 0}};
  result.weights[from] = 1 - t;
  result.weights[to] = t;
  return result;
}

// The foot of the perpendicular where it lies in the triangle, else the nearest place of the edges.
OnTriangle closest_on(const std::array<Vector3f, 3>& corners, const Vector3f& p) {
  const Vector3f u = corners[1] - corners[0];
  const Vector3f v = corners[2] - corners[0];
  const Vector3f normal = u.cross(v);
  const float area2 = normal.squaredNorm();
  if (area2 > 0) {
    const Vector3f w = p - corners[0];
    const float third = u.cross(w).dot(normal) / area2;
    const float second = w.cross(v).dot(normal) / area2;
    const float first = 1 - second - third;
    if (first > 0 && second > 0 && third > 0) {
      return {corners[0] + second * u + third * v, {first, second, third}};
    }
  }
  OnTriangle best = on_segment(corners, p, 0, 1);
  for (std::size_t edge = 1; edge < 3; ++edge) {
    const OnTriangle other = on_segment(corners, p, edge, (edge + 1) % 3);
    if ((p - other.point).squaredNorm() < (p - best.point).squaredNorm()) best = other;
  }
  return best;
}

float squared_distance(const Vector3f& low, const Vector3f& high, const Vector3f& p) {
  return (p - p.cwiseMax(low).cwiseMin(high)).squaredNorm();
}

}  // namespace

MeshDistance::MeshDistance(const TriangleMesh& mesh) : mesh_(mesh), order_(mesh.triangles.size()) {
  std::iota(order_.begin(), order_.end(), 0);
  std::vector<Vector3f> centres;
  centres.reserve(order_.size());
  for (const auto& triangle : mesh.triangles) {
    Vector3f sum = Vector3f::Zero();
    for (const auto corner : triangle) sum += mesh.points_mm[static_cast<std::size_t>(corner)];
    centres.push_back(sum / 3);
  }
  nodes_.reserve(order_.size());
  build(0, static_cast<std::int32_t>(order_.size()), centres);
  find_normals();
}

std::int32_t MeshDistance::build(std::int32_t begin, std::int32_t end,
                                 const std::vector<Vector3f>& centres) {
  const auto index = static_cast<std::size_t>(nodes_.size());
  nodes_.emplace_back();
  Vector3f low = Vector3f::Constant(std::numeric_limits<float>::max());
  Vector3f high = -low;
  for (std::int32_t i = begin; i < end; ++i) {
    for (const auto corner :
         mesh_.triangles[static_cast<std::size_t>(order_[static_cast<std::size_t>(i)])]) {
      const Vector3f& p = mesh_.points_mm[static_cast<std::size_t>(corner)];
      low = low.cwiseMin(p);
      high = high.cwiseMax(p);
    }
  }
  nodes_[index].low = low;
  nodes_[index].high = high;
  if (end - begin <= kLeafTriangles) {
    nodes_[index].first = begin;
    nodes_[index].count = end - begin;
    return static_cast<std::int32_t>(index);
  }
  int axis = 0;
  (high - low).maxCoeff(&axis);
  const std::int32_t middle = (begin + end) / 2;
  std::nth_element(order_.begin() + begin, order_.begin() + middle, order_.begin() + end,
                   [&](std::int32_t a, std::int32_t b) {
                     return centres[static_cast<std::size_t>(a)][axis] <
                            centres[static_cast<std::size_t>(b)][axis];
                   });
  build(begin, middle, centres);
  const std::int32_t second = build(middle, end, centres);
  nodes_[index].first = second;
  return static_cast<std::int32_t>(index);
}

void MeshDistance::find_normals() {
  point_normals_ = point_normals(mesh_);
  face_normals_.reserve(mesh_.triangles.size());
  for (const auto& triangle : mesh_.triangles) {
    face_normals_.push_back(area_normal(mesh_, triangle).normalized());
  }
  struct Edge {
    std::int32_t low, high, triangle;
    std::size_t place;
  };
  std::vector<Edge> edges;
  edges.reserve(3 * mesh_.triangles.size());
  for (std::size_t t = 0; t < mesh_.triangles.size(); ++t) {
    const auto& triangle = mesh_.triangles[t];
    for (std::size_t place = 0; place < 3; ++place) {
      const auto [low, high] = std::minmax(triangle[place], triangle[(place + 1) % 3]);
      edges.push_back({low, high, static_cast<std::int32_t>(t), place});
    }
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
    return std::tie(a.low, a.high) < std::tie(b.low, b.high);
  });
  edge_normals_.resize(mesh_.triangles.size());
  for (std::size_t begin = 0; begin < edges.size();) {
    std::size_t end = begin;
    Vector3f sum = Vector3f::Zero();
    while (end < edges.size() && edges[end].low == edges[begin].low &&
           edges[end].high == edges[begin].high) {
      sum += face_normals_[static_cast<std::size_t>(edges[end].triangle)];
      ++end;
    }
    for (; begin < end; ++begin) {
      edge_normals_[static_cast<std::size_t>(edges[begin].triangle)][edges[begin].place] = sum;
    }
  }
}

MeshDistance::Closest MeshDistance::closest(const Vector3f& p_mm) const {
  float best2 = std::numeric_limits<float>::max();
  OnTriangle best{};
  std::size_t best_triangle = 0;
  std::array<std::int32_t, 64> stack;
  std::size_t depth = 0;
  stack[depth++] = 0;
  while (depth > 0) {
    const std::int32_t at = stack[--depth];
    const Node& node = nodes_[static_cast<std::size_t>(at)];
    if (squared_distance(node.low, node.high, p_mm) >= best2) continue;
    if (node.count == 0) {
      const std::int32_t first = at + 1;
      const Node& a = nodes_[static_cast<std::size_t>(first)];
      const Node& b = nodes_[static_cast<std::size_t>(node.first)];
      const bool a_is_near =
          squared_distance(a.low, a.high, p_mm) <= squared_distance(b.low, b.high, p_mm);
      stack[depth++] = a_is_near ? node.first : first;
      stack[depth++] = a_is_near ? first : node.first;
      continue;
    }
    for (std::int32_t i = node.first; i < node.first + node.count; ++i) {
      const auto index = static_cast<std::size_t>(order_[static_cast<std::size_t>(i)]);
      const auto& triangle = mesh_.triangles[index];
      const OnTriangle found = closest_on({mesh_.points_mm[static_cast<std::size_t>(triangle[0])],
                                           mesh_.points_mm[static_cast<std::size_t>(triangle[1])],
                                           mesh_.points_mm[static_cast<std::size_t>(triangle[2])]},
                                          p_mm);
      const float distance2 = (p_mm - found.point).squaredNorm();
      if (distance2 >= best2) continue;
      best2 = distance2;
      best = found;
      best_triangle = index;
    }
  }
  const float side = normal_at(best_triangle, best.weights).dot(p_mm - best.point);
  return {best.point, side < 0 ? -std::sqrt(best2) : std::sqrt(best2)};
}

const Vector3f& MeshDistance::normal_at(std::size_t triangle,
                                        const std::array<float, 3>& weights) const {
  const auto zero = std::count_if(weights.begin(), weights.end(), [](float w) { return w <= 0; });
  if (zero == 0) return face_normals_[triangle];
  if (zero == 1) {
    const auto off = std::min_element(weights.begin(), weights.end()) - weights.begin();
    return edge_normals_[triangle][static_cast<std::size_t>(off + 1) % 3];
  }
  const auto on = std::max_element(weights.begin(), weights.end()) - weights.begin();
  const std::int32_t corner = mesh_.triangles[triangle][static_cast<std::size_t>(on)];
  return point_normals_[static_cast<std::size_t>(corner)];
}

}  // namespace transpine

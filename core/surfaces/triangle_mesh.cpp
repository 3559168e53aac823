// SPDX-License-Identifier: Apache-2.0
#include "core/surfaces/triangle_mesh.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

namespace transpine {
namespace {

const Eigen::Vector3f& point(const TriangleMesh& mesh, std::int32_t index) {
  return mesh.points_mm[static_cast<std::size_t>(index)];
}

}  // namespace

Eigen::Vector3f area_normal(const TriangleMesh& mesh, const TriangleMesh::Triangle& triangle) {
  const Eigen::Vector3f& a = point(mesh, triangle[0]);
  return (point(mesh, triangle[1]) - a).cross(point(mesh, triangle[2]) - a);
}

std::vector<Eigen::Vector3f> point_normals(const TriangleMesh& mesh) {
  std::vector<Eigen::Vector3f> normals(mesh.points_mm.size(), Eigen::Vector3f::Zero());
  for (const auto& triangle : mesh.triangles) {
    const Eigen::Vector3f normal = area_normal(mesh, triangle).normalized();
    for (std::size_t corner = 0; corner < 3; ++corner) {
      const Eigen::Vector3f& at = point(mesh, triangle[corner]);
      const Eigen::Vector3f to_next = point(mesh, triangle[(corner + 1) % 3]) - at;
      const Eigen::Vector3f to_last = point(mesh, triangle[(corner + 2) % 3]) - at;
      const float angle = std::atan2(to_next.cross(to_last).norm(), to_next.dot(to_last));
      normals[static_cast<std::size_t>(triangle[corner])] += angle * normal;
    }
  }
  for (auto& normal : normals) normal.normalize();
  return normals;
}

std::vector<float> point_areas_mm2(const TriangleMesh& mesh) {
  std::vector<float> areas(mesh.points_mm.size(), 0.0F);
  for (const auto& triangle : mesh.triangles) {
    const float third = area_normal(mesh, triangle).norm() / 6;
    for (const std::int32_t corner : triangle) areas[static_cast<std::size_t>(corner)] += third;
  }
  return areas;
}

double enclosed_volume_mm3(const TriangleMesh& mesh) {
  if (mesh.empty()) return 0;
  // Tetrahedra to a point near by: sums of small terms.
  const Eigen::Vector3d origin = mesh.points_mm.front().cast<double>();
  double six_volumes = 0;
  for (const auto& triangle : mesh.triangles) {
    const Eigen::Vector3d a = point(mesh, triangle[0]).cast<double>() - origin;
    const Eigen::Vector3d b = point(mesh, triangle[1]).cast<double>() - origin;
    const Eigen::Vector3d c = point(mesh, triangle[2]).cast<double>() - origin;
    six_volumes += a.dot(b.cross(c));
  }
  return six_volumes / 6;
}

}  // namespace transpine

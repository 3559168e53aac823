// SPDX-License-Identifier: Apache-2.0
#include "core/surfaces/label_surfaces.h"

#include <Eigen/LU>
#include <algorithm>
#include <atomic>
#include <mutex>

#include "core/base/parallel.h"
#include "core/landmarks/spine_labels.h"
#include "core/surfaces/label_boxes.h"
#include "core/surfaces/surface_nets.h"

namespace transpine {
namespace {

struct Piece {
  int label = 0;
  LabelBox box;
};

// The wanted labels within the limits, large ones first.
std::vector<Piece> chosen_pieces(const Volume& labels, const std::vector<int>& wanted,
                                 const SurfaceLimits& limits, std::vector<int>& left_out) {
  std::vector<Piece> pieces;
  for (const auto& [label, box] : label_boxes(labels)) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), label) != wanted.end()) {
      pieces.push_back({label, box});
    }
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.box.voxels > b.box.voxels; });
  double quads = 0;
  double voxels = 0;
  const double voxel_limit = limits.box_voxels * static_cast<double>(labels.voxel_count()) +
                             static_cast<double>(limits.free_voxels);
  std::vector<Piece> within;
  for (const Piece& piece : pieces) {
    const auto more_quads = static_cast<double>(piece.box.faces);
    const auto more_voxels = static_cast<double>(piece.box.box_voxels());
    if (quads + more_quads > static_cast<double>(limits.quads) ||
        voxels + more_voxels > voxel_limit) {
      left_out.push_back(piece.label);
      continue;
    }
    quads += more_quads;
    voxels += more_voxels;
    within.push_back(piece);
  }
  std::sort(left_out.begin(), left_out.end());
  return within;
}

// Quads as triangles along the shorter diagonal.
void split_quads(const QuadNet& net, bool mirrored, TriangleMesh& mesh) {
  mesh.triangles.reserve(2 * net.quads.size());
  for (auto quad : net.quads) {
    if (mirrored) std::swap(quad[1], quad[3]);
    const auto p = [&](std::size_t i) -> const Eigen::Vector3f& {
      return mesh.points_mm[static_cast<std::size_t>(quad[i])];
    };
    if ((p(0) - p(2)).squaredNorm() > (p(1) - p(3)).squaredNorm()) {
      std::rotate(quad.begin(), quad.begin() + 1, quad.end());
    }
    mesh.triangles.push_back({quad[0], quad[1], quad[2]});
    mesh.triangles.push_back({quad[0], quad[2], quad[3]});
  }
}

MeshPtr mesh_of(const Volume& labels, const Piece& piece, double smoothing) {
  QuadNet net = surface_net(labels, piece.label, piece.box);
  smooth_net(net, smoothing);
  const Grid& grid = labels.grid();
  auto mesh = std::make_shared<TriangleMesh>();
  mesh->points_mm.reserve(net.points_index.size());
  for (const auto& point : net.points_index) {
    mesh->points_mm.push_back(grid.point_from_index(point.cast<double>()).cast<float>());
  }
  split_quads(net, grid.direction.determinant() < 0, *mesh);
  return mesh;
}

}  // namespace

OptionList options_of(SurfaceOptions& options) {
  OptionList list;
  list.add(
      options.smoothing,
      {.key = "smoothing",
       .label = "Smoothing",
       .help = "From 0, the steps of the voxels, to 1. Each voxel keeps its side of the surface.",
       .min = 0,
       .max = 1});
  return list;
}

LabelSurfaces moved(const LabelSurfaces& surfaces, const Rigid3& to_from_here) {
  LabelSurfaces result{{}, surfaces.left_out};
  for (const auto& [label, mesh] : surfaces.meshes) {
    auto copy = std::make_shared<TriangleMesh>(*mesh);
    for (auto& p : copy->points_mm) p = (to_from_here * p.cast<double>()).cast<float>();
    result.meshes[label] = copy;
  }
  return result;
}

std::string left_out_text(const LabelSurfaces& surfaces) {
  if (surfaces.left_out.empty()) return {};
  std::string names;
  for (std::size_t i = 0; i < surfaces.left_out.size() && i < 5; ++i) {
    names += (i > 0 ? ", " : "") + vertebra_name(surfaces.left_out[i]);
  }
  if (surfaces.left_out.size() > 5) names += ", ...";
  return "No surfaces of " + std::to_string(surfaces.left_out.size()) + " of " +
         std::to_string(surfaces.left_out.size() + surfaces.meshes.size()) + " labels (" + names +
         "): all of them together are too large. Choose fewer labels.";
}

Result<LabelSurfaces> build_label_surfaces(const Volume& labels, const SurfaceOptions& options,
                                           JobContext& job, const std::vector<int>& wanted,
                                           const OnSurface& on_surface,
                                           const SurfaceLimits& limits) {
  LabelSurfaces surfaces;
  const auto pieces = chosen_pieces(labels, wanted, limits, surfaces.left_out);
  const auto count = static_cast<std::int64_t>(pieces.size());
  std::mutex mutex;
  std::atomic<bool> stopped = !job.checkpoint(0, "Surfaces");
  parallel_items(count, [&](std::int64_t index) {
    if (stopped) return;
    const Piece& piece = pieces[static_cast<std::size_t>(index)];
    const MeshPtr mesh = mesh_of(labels, piece, options.smoothing);
    const std::lock_guard lock(mutex);
    surfaces.meshes[piece.label] = mesh;
    const auto done = static_cast<double>(surfaces.meshes.size());
    if (!job.checkpoint(done / static_cast<double>(count), vertebra_name(piece.label))) {
      stopped = true;
    } else if (on_surface) {
      on_surface(piece.label, mesh);
    }
  });
  if (stopped) return cancelled_error();
  return surfaces;
}

}  // namespace transpine

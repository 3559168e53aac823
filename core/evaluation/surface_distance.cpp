// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/surface_distance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/parallel.h"
#include "core/landmarks/spine_labels.h"
#include "core/surfaces/mesh_distance.h"

namespace transpine {
namespace {

std::vector<float> signed_distances(const TriangleMesh& from, const TriangleMesh& to) {
  const MeshDistance distance(to);
  std::vector<float> mm(from.points_mm.size());
  parallel_for(static_cast<std::int64_t>(mm.size()), [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      mm[i] = distance.closest(from.points_mm[i]).distance_mm;
    }
  });
  return mm;
}

// One direction's distances with the area each stands for.
class Weighted {
 public:
  Weighted(const std::vector<float>& signed_mm, const std::vector<float>& areas) {
    for (std::size_t i = 0; i < signed_mm.size(); ++i) {
      samples_.push_back({std::abs(signed_mm[i]), areas[i]});
      area_ += areas[i];
      sum_ += static_cast<double>(std::abs(signed_mm[i])) * areas[i];
    }
    std::sort(samples_.begin(), samples_.end());
  }

  double area() const { return area_; }
  double sum() const { return sum_; }
  double max() const { return samples_.back().first; }
  /// The smallest distance that `share` of the area does not exceed.
  double percentile(double share) const {
    double below = 0;
    for (const auto& [mm, area] : samples_) {
      below += area;
      if (below >= share * area_) return mm;
    }
    return max();
  }

 private:
  std::vector<std::pair<float, float>> samples_;
  double area_ = 0;
  double sum_ = 0;
};

}  // namespace

SurfaceDistance surface_distance(const TriangleMesh& surface, const TriangleMesh& reference) {
  SurfaceDistance result;
  result.signed_mm = signed_distances(surface, reference);
  const std::vector<float> areas = point_areas_mm2(surface);
  const Weighted there(result.signed_mm, areas);
  const Weighted back(signed_distances(reference, surface), point_areas_mm2(reference));
  result.mean_mm = (there.sum() + back.sum()) / (there.area() + back.area());
  result.median_mm = std::max(there.percentile(0.5), back.percentile(0.5));
  result.hd95_mm = std::max(there.percentile(0.95), back.percentile(0.95));
  result.max_mm = std::max(there.max(), back.max());
  result.bias_mm =
      std::inner_product(areas.begin(), areas.end(), result.signed_mm.begin(), 0.0) / there.area();
  return result;
}

Result<std::map<int, SurfaceDistance>> surface_distances(const LabelSurfaces& surfaces,
                                                         const LabelSurfaces& reference,
                                                         JobContext& job) {
  std::map<int, SurfaceDistance> distances;
  double done = 0;
  for (const auto& [label, mesh] : surfaces.meshes) {
    const double fraction = done++ / static_cast<double>(surfaces.meshes.size());
    if (!job.checkpoint(fraction, vertebra_name(label))) return cancelled_error();
    const auto other = reference.meshes.find(label);
    if (other == reference.meshes.end()) continue;
    distances[label] = surface_distance(*mesh, *other->second);
  }
  return distances;
}

}  // namespace transpine

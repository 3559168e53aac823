// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/spine_from_parts.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/parallel.h"
#include "core/landmarks/part_classes.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

constexpr double kApartEnough_mm = 8;

/// How a vertebra lies.
struct Frame {
  Vector3d centre, up, left;
  double joints_mm = 0;  ///< Between superior and inferior articular processes, along `up`.
};

/// Between the upper and the lower of two groups of heights; 0, the middle of the body, where they
/// are one.
double between_groups(const std::vector<double>& heights) {
  if (heights.empty()) return 0;
  double low = *std::min_element(heights.begin(), heights.end());
  double high = *std::max_element(heights.begin(), heights.end());
  constexpr int rounds = 10;
  for (int i = 0; i < rounds; ++i) {
    double sums[2] = {0, 0}, counts[2] = {0, 0};
    for (const double height : heights) {
      const bool is_high = height > (low + high) / 2;
      sums[is_high] += height;
      counts[is_high] += 1;
    }
    if (counts[0] == 0 || counts[1] == 0) return 0;
    low = sums[0] / counts[0];
    high = sums[1] / counts[1];
  }
  return high - low > kApartEnough_mm ? (low + high) / 2 : 0;
}

/// Calls `visit(voxel, vertebra from 0, place)` for the voxels of all vertebrae.
void visit_vertebrae(const Instances& found, auto visit) {
  std::size_t v = 0;
  for (std::int64_t k = 0; k < found.grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < found.grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < found.grid.size[0]; ++i, ++v) {
        const auto label = found.labels[v];
        if (label == 0 || label == Instances::kSacrum) continue;
        visit(v, label - 1u,
              found.grid.point_from_index(
                  {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)}));
      }
    }
  }
}

/// By the neighbours' bodies and the arch.
std::vector<Frame> frames_of(const Instances& found, const Volume& parts) {
  const std::size_t count = found.vertebrae.size();
  std::vector<Vector3d> arches(count, Vector3d::Zero());
  std::vector<double> voxels(count, 0);
  const auto values = parts.values<std::uint8_t>();
  visit_vertebrae(found, [&](std::size_t v, std::size_t vertebra, const Vector3d& p) {
    if (!part_class::is_posterior(values[v])) return;
    arches[vertebra] += p;
    voxels[vertebra] += 1;
  });
  std::vector<Frame> frames;
  for (std::size_t i = 0; i < count; ++i) {
    const Vector3d above = found.vertebrae[i > 0 ? i - 1 : i].centre_mm;
    const Vector3d below = found.vertebrae[std::min(i + 1, count - 1)].centre_mm;
    Frame frame{found.vertebrae[i].centre_mm, Vector3d::UnitZ(), Vector3d::UnitX(), 0};
    if (count > 1) frame.up = (above - below).normalized();
    Vector3d back = Vector3d::UnitY();
    if (voxels[i] > 0) back = arches[i] / voxels[i] - frame.centre;
    const Vector3d left = back.cross(frame.up);
    if (left.norm() > 1) frame.left = left.normalized();
    frames.push_back(frame);
  }
  std::vector<std::vector<double>> joints(count);
  visit_vertebrae(found, [&](std::size_t v, std::size_t vertebra, const Vector3d& p) {
    if (values[v] != part_class::kArticular) return;
    joints[vertebra].push_back((p - frames[vertebra].centre).dot(frames[vertebra].up));
  });
  for (std::size_t i = 0; i < count; ++i) frames[i].joints_mm = between_groups(joints[i]);
  return frames;
}

int subregion_of(std::uint8_t part, const Frame& frame, const Vector3d& p) {
  const bool is_left = (p - frame.centre).dot(frame.left) > 0;
  const bool is_superior = (p - frame.centre).dot(frame.up) > frame.joints_mm;
  switch (part) {
    case part_class::kBody:
      return subregion::kBody;
    case part_class::kSpinous:
      return subregion::kSpinousProcess;
    case part_class::kTransverse:
      return is_left ? subregion::kTransverseLeft : subregion::kTransverseRight;
    case part_class::kArticular:
      if (is_superior) {
        return is_left ? subregion::kSuperiorArticularLeft : subregion::kSuperiorArticularRight;
      }
      return is_left ? subregion::kInferiorArticularLeft : subregion::kInferiorArticularRight;
    default:
      return subregion::kArcus;
  }
}

/// Which vertebra a place belongs to: that of the voxel there, else of the nearest one around it,
/// those of the same kind of part first.
class InstanceLookup {
 public:
  InstanceLookup(const Instances& found, const Volume& parts)
      : found_(found), parts_(parts.values<std::uint8_t>()) {}

  std::uint8_t at(const Vector3d& p, std::uint8_t part) const {
    const Grid& grid = found_.grid;
    const Vector3d index = grid.index_from_point(p);
    const std::int64_t i = std::llround(index.x()), j = std::llround(index.y()),
                       k = std::llround(index.z());
    std::uint8_t best = 0;
    double least = std::numeric_limits<double>::max();
    for (std::int64_t z = k - 1; z <= k + 1; ++z) {
      for (std::int64_t y = j - 1; y <= j + 1; ++y) {
        for (std::int64_t x = i - 1; x <= i + 1; ++x) {
          if (!grid.contains(x, y, z)) continue;
          const auto v = static_cast<std::size_t>(grid.offset(x, y, z));
          if (!found_.labels[v]) continue;
          const Vector3d d =
              Vector3d(static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)) -
              index;
          const double distance = d.squaredNorm() + (is_like(parts_[v], part) ? 0 : kUnlike);
          if (distance < least) {
            least = distance;
            best = found_.labels[v];
          }
        }
      }
    }
    return best;
  }

 private:
  static constexpr double kUnlike = 100;  // More than any squared distance here.

  static bool is_like(std::uint8_t a, std::uint8_t b) {
    return a == b || (part_class::is_posterior(a) && part_class::is_posterior(b));
  }

  const Instances& found_;
  std::span<const std::uint8_t> parts_;
};

/// Sacrum stays sacrum, and a body that was left out becomes nothing.
bool fits(std::uint8_t part, std::uint8_t instance) {
  return instance != 0 && (instance == Instances::kSacrum) == (part == part_class::kSacrum);
}

}  // namespace

Result<Segmentation> spine_from_parts(const PartMaps& maps, const NumberingHints& hints,
                                      JobContext& job) {
  JobContext finding = job.part(0, 0.7);
  const auto found = find_instances(maps.found, finding);
  if (!found) return found.error();
  const auto numbering = number_instances(*found, hints);
  if (!numbering) return numbering.error();
  if (!job.checkpoint(0.75, "Naming the parts")) return cancelled_error();

  const Grid& grid = maps.wanted.grid();
  Segmentation result{Volume(grid, ScalarType::uint8), Volume(grid, ScalarType::uint8)};
  result.notes.push_back(numbering->how);
  for (const auto* notes : {&numbering->warnings, &found->notes}) {
    result.notes.insert(result.notes.end(), notes->begin(), notes->end());
  }
  const std::vector<Frame> frames = frames_of(*found, maps.found);
  const InstanceLookup lookup(*found, maps.found);
  const auto parts = maps.wanted.values<std::uint8_t>();
  const auto vertebrae = result.vertebrae.values<std::uint8_t>();
  const auto subregions = result.subregions.values<std::uint8_t>();
  parallel_for(grid.size[2], [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i) {
          const auto v = static_cast<std::size_t>(grid.offset(i, j, k));
          if (parts[v] == part_class::kBackground) continue;
          const Vector3d p = grid.point_from_index(
              {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
          const std::uint8_t instance = lookup.at(p, parts[v]);
          if (!fits(parts[v], instance)) continue;
          if (instance == Instances::kSacrum) {
            vertebrae[v] = vertebra::kSacrum;
            continue;
          }
          const int id = numbering->ids[instance - 1u];
          if (id == 0) continue;
          vertebrae[v] = static_cast<std::uint8_t>(id);
          subregions[v] =
              static_cast<std::uint8_t>(subregion_of(parts[v], frames[instance - 1u], p));
        }
      }
    }
  });
  if (!job.checkpoint(1, "Segmented")) return cancelled_error();
  return result;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/instances.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/landmarks/part_classes.h"
#include "core/segmentation/components.h"
#include "core/segmentation/geodesic.h"

namespace transpine {
namespace {

using Eigen::Vector3d;
using Voxels = std::vector<std::size_t>;

constexpr double kLeastBody_ml = 0.5;
constexpr double kSpeckShare = 0.1;       // Of the median body.
constexpr double kLeastCoreShare = 0.12;  // Of a body that falls apart when eroded.
constexpr double kLeastSacrum_ml = 2;
// Heights of bodies, and distances of their centres, in widths: the root of the cross section.
constexpr double kBodyHeight = 0.8;
constexpr double kPitch = 1.05;
// Between the faces of one body and the next of the column, in widths: a missing one is possible.
constexpr double kLargestGap = 1.8;
constexpr double kLargestOverlap = 0.7;
constexpr double kLeastSlope = 0.45;      // Cosine between such a step and the way down.
constexpr double kMissingStep = 1.7;      // In usual distances.
constexpr double kGrowthLimit_mm = 2000;  // With joints and bridges.
// Processes that meet in a joint lie beside each other: within one, paths run up and down.
constexpr float kJointFactor = 2;
constexpr float kSidewaysFactor = 25;
constexpr float kBridgeFactor = 8;  // Through a voxel beside the bone.

/// A piece of body, which may be several bodies.
struct Piece {
  Voxels voxels;
  Vector3d centre_mm;
};

Vector3d place_of(const Grid& grid, std::size_t voxel) {
  const auto v = static_cast<std::int64_t>(voxel);
  return grid.point_from_index({static_cast<double>(v % grid.size[0]),
                                static_cast<double>(v / grid.size[0] % grid.size[1]),
                                static_cast<double>(v / (grid.size[0] * grid.size[1]))});
}

double voxel_ml(const Grid& grid) {
  return grid.spacing_mm.prod() / 1000;
}

Piece piece_of(const Grid& grid, Voxels voxels) {
  Piece piece{std::move(voxels), Vector3d::Zero()};
  for (const std::size_t v : piece.voxels) piece.centre_mm += place_of(grid, v);
  piece.centre_mm /= static_cast<double>(piece.voxels.size());
  return piece;
}

template <class T>
T median_of(std::vector<T> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<Voxels> voxels_of(const Components& components) {
  std::vector<Voxels> lists(components.sizes.size());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    lists[i].reserve(static_cast<std::size_t>(components.sizes[i]));
  }
  for (std::size_t v = 0; v < components.ids.size(); ++v) {
    if (components.ids[v]) lists[static_cast<std::size_t>(components.ids[v] - 1)].push_back(v);
  }
  return lists;
}

bool is_above(const Piece& a, const Piece& b) {
  return a.centre_mm.z() > b.centre_mm.z();
}

/// The way from foot to head at a piece, by its neighbours.
Vector3d up_at(const std::vector<Piece>& pieces, std::size_t i) {
  const Piece& above = pieces[i > 0 ? i - 1 : i];
  const Piece& below = pieces[std::min(i + 1, pieces.size() - 1)];
  const Vector3d up = above.centre_mm - below.centre_mm;
  // Pieces beside each other say nothing of the column.
  return up.norm() > 0 && up.normalized().z() > kLeastSlope ? Vector3d(up.normalized())
                                                            : Vector3d(Vector3d::UnitZ());
}

/// How a piece lies along a direction.
struct Profile {
  double begin_mm = 0, step_mm = 1;
  std::vector<double> area_mm2;

  double length_mm() const { return step_mm * static_cast<double>(area_mm2.size()); }
  double width_mm() const {
    const double volume = std::accumulate(area_mm2.begin(), area_mm2.end(), 0.0) * step_mm;
    return std::sqrt(volume / length_mm());
  }
};

Profile profile_of(const Grid& grid, const Piece& piece, const Vector3d& up) {
  std::vector<double> heights;
  heights.reserve(piece.voxels.size());
  for (const std::size_t v : piece.voxels) heights.push_back(place_of(grid, v).dot(up));
  std::vector<double> sorted = heights;
  std::sort(sorted.begin(), sorted.end());
  // Spurs of a few voxels are no part of the length.
  const auto at = [&](double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  };
  Profile profile;
  profile.step_mm = grid.spacing_mm.maxCoeff();
  profile.begin_mm = at(0.01) - profile.step_mm / 2;
  const double length = at(0.99) + profile.step_mm / 2 - profile.begin_mm;
  profile.area_mm2.assign(
      static_cast<std::size_t>(std::max(1.0, std::round(length / profile.step_mm))), 0);
  const double area = grid.spacing_mm.prod() / profile.step_mm;
  for (const double height : heights) {
    const auto bin = static_cast<std::int64_t>((height - profile.begin_mm) / profile.step_mm);
    const auto last = static_cast<std::int64_t>(profile.area_mm2.size()) - 1;
    profile.area_mm2[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, last))] += area;
  }
  return profile;
}

/// Heights at which a piece of `count` bodies is cut: its thinnest cross sections near where discs
/// would lie.
std::vector<double> cuts_of(const Profile& profile, int count) {
  std::vector<double> cuts;
  const double part = static_cast<double>(profile.area_mm2.size()) / count;
  for (int i = 1; i < count; ++i) {
    const auto first = static_cast<std::size_t>((i - 0.3) * part);
    const auto last = std::min(static_cast<std::size_t>(std::ceil((i + 0.3) * part)),
                               profile.area_mm2.size() - 1);
    const auto thinnest =
        std::min_element(profile.area_mm2.begin() + static_cast<std::ptrdiff_t>(first),
                         profile.area_mm2.begin() + static_cast<std::ptrdiff_t>(last) + 1);
    cuts.push_back(profile.begin_mm +
                   (static_cast<double>(thinnest - profile.area_mm2.begin()) + 0.5) *
                       profile.step_mm);
  }
  return cuts;
}

class BodyFinder {
 public:
  BodyFinder(const Grid& grid, const std::vector<std::uint8_t>& bodies, JobContext& job)
      : grid_(grid), bodies_(bodies), job_(job) {}

  /// Bodies from head to foot; empty where there is none.
  std::vector<Piece> find(std::vector<std::string>& notes) {
    for (Voxels& voxels : voxels_of(components_of(grid_, bodies_))) {
      if (static_cast<double>(voxels.size()) * voxel_ml(grid_) < kLeastBody_ml) continue;
      pieces_.push_back(piece_of(grid_, std::move(voxels)));
    }
    if (pieces_.empty()) return {};
    drop_specks();
    // First of pieces, so that what lies beside the column does not mislead the split.
    std::size_t away = keep_column();
    split_at_necks();
    split_by_length();
    drop_specks();
    away += keep_column();
    if (away > 0) {
      notes.push_back(std::to_string(away) +
                      " piece(s) like bodies lie away from the column and are left out.");
    }
    return pieces_;
  }

 private:
  void drop_specks() {
    std::vector<std::size_t> sizes;
    for (const Piece& piece : pieces_) sizes.push_back(piece.voxels.size());
    const double least = kSpeckShare * static_cast<double>(median_of(sizes));
    std::erase_if(pieces_, [&](const Piece& piece) {
      return static_cast<double>(piece.voxels.size()) < least;
    });
    std::sort(pieces_.begin(), pieces_.end(), is_above);
  }

  /// The usual width of a body.
  double width_mm() const {
    std::vector<double> widths;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      widths.push_back(profile_of(grid_, pieces_[i], up_at(pieces_, i)).width_mm());
    }
    return median_of(widths);
  }

  void split_at_necks() {
    const double width = width_mm();
    std::vector<Piece> parts;
    for (const Piece& piece : pieces_) {
      for (Piece& part : split_at_necks(piece, width)) parts.push_back(std::move(part));
    }
    pieces_ = std::move(parts);
    std::sort(pieces_.begin(), pieces_.end(), is_above);
  }

  /// The piece, or what it falls into when a layer is taken off and the rest grows back.
  std::vector<Piece> split_at_necks(const Piece& piece, double width) {
    std::vector<std::uint8_t> mask(bodies_.size(), 0);
    for (const std::size_t v : piece.voxels) mask[v] = 1;
    const double least = kLeastCoreShare * static_cast<double>(piece.voxels.size());
    const double layer_mm = std::max(grid_.spacing_mm.minCoeff(), width / 10);
    for (const double layers : {1.0, 1.6}) {
      const Components cores = components_of(grid_, eroded(grid_, mask, layers * layer_mm));
      std::vector<std::uint8_t> seeds(mask.size(), 0);
      std::uint8_t count = 0;
      for (const Voxels& core : voxels_of(cores)) {
        if (static_cast<double>(core.size()) < least || count == 200) continue;
        ++count;
        for (const std::size_t v : core) seeds[v] = count;
      }
      if (count < 2) continue;
      const PathCosts costs{std::vector<float>(mask.size(), 1), {}};
      const auto labels =
          geodesic_growth(grid_, mask, std::move(seeds), costs, kGrowthLimit_mm, job_);
      if (labels.empty()) return {piece};
      std::vector<Voxels> lists(count);
      for (const std::size_t v : piece.voxels) {
        if (labels[v]) lists[labels[v] - 1u].push_back(v);
      }
      std::vector<Piece> parts;
      for (Voxels& list : lists) parts.push_back(piece_of(grid_, std::move(list)));
      // Halves of one body lie beside each other, or too near for two.
      std::sort(parts.begin(), parts.end(), is_above);
      bool are_bodies = true;
      for (std::size_t i = 1; i < parts.size(); ++i) {
        are_bodies &=
            parts[i - 1].centre_mm.z() - parts[i].centre_mm.z() > 0.55 * kBodyHeight * width;
      }
      if (are_bodies) return parts;
    }
    return {piece};
  }

  void split_by_length() {
    const double width = width_mm();
    std::vector<Piece> parts;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Vector3d up = up_at(pieces_, i);
      const Profile profile = profile_of(grid_, pieces_[i], up);
      const double disc = kPitch - kBodyHeight;
      const int count =
          static_cast<int>(std::lround((profile.length_mm() / width + disc) / kPitch));
      if (count < 2) {
        parts.push_back(pieces_[i]);
        continue;
      }
      const std::vector<double> cuts = cuts_of(profile, count);
      std::vector<Voxels> lists(static_cast<std::size_t>(count));
      for (const std::size_t v : pieces_[i].voxels) {
        const double height = place_of(grid_, v).dot(up);
        lists[static_cast<std::size_t>(std::upper_bound(cuts.begin(), cuts.end(), height) -
                                       cuts.begin())]
            .push_back(v);
      }
      for (Voxels& list : lists) {
        if (!list.empty()) parts.push_back(piece_of(grid_, std::move(list)));
      }
    }
    pieces_ = std::move(parts);
    std::sort(pieces_.begin(), pieces_.end(), is_above);
  }

  /// Keeps the largest row of pieces that follow each other from head to foot; returns how many
  /// are not in it.
  std::size_t keep_column() {
    const double width = width_mm();
    const std::size_t count = pieces_.size();
    std::vector<Profile> spans;
    for (const Piece& piece : pieces_) {
      spans.push_back(profile_of(grid_, piece, Vector3d::UnitZ()));
    }
    // The largest row that ends with each piece, and the piece before it.
    std::vector<double> sizes(count);
    std::vector<std::size_t> before(count, count);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Vector3d step = pieces_[i].centre_mm - pieces_[j].centre_mm;
        const double gap = spans[j].begin_mm - (spans[i].begin_mm + spans[i].length_mm());
        const bool follows = gap > -kLargestOverlap * width && gap < kLargestGap * width &&
                             -step.normalized().z() > kLeastSlope;
        if (follows && sizes[j] > sizes[i]) {
          sizes[i] = sizes[j];
          before[i] = j;
        }
      }
      sizes[i] += static_cast<double>(pieces_[i].voxels.size());
    }
    std::vector<Piece> column;
    const auto last = std::max_element(sizes.begin(), sizes.end()) - sizes.begin();
    for (auto i = static_cast<std::size_t>(last); i < count; i = before[i]) {
      column.push_back(pieces_[i]);
    }
    std::reverse(column.begin(), column.end());
    pieces_ = std::move(column);
    return count - pieces_.size();
  }

  const Grid& grid_;
  const std::vector<std::uint8_t>& bodies_;
  JobContext& job_;
  std::vector<Piece> pieces_;
};

std::vector<std::uint8_t> mask_where(std::span<const std::uint8_t> parts, auto wanted) {
  std::vector<std::uint8_t> mask(parts.size());
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = wanted(parts[i]);
  return mask;
}

/// Voxels beside the mask are 2: bone that a network has missed.
void add_bridges(const Grid& grid, std::vector<std::uint8_t>& mask) {
  const std::int64_t strides[3] = {1, grid.size[0], grid.size[0] * grid.size[1]};
  const std::vector<std::uint8_t> before = mask;
  for (std::size_t v = 0; v < before.size(); ++v) {
    if (before[v]) continue;
    for (std::size_t axis = 0; axis < 3 && !mask[v]; ++axis) {
      const std::int64_t place = static_cast<std::int64_t>(v) / strides[axis] % grid.size[axis];
      const auto stride = static_cast<std::size_t>(strides[axis]);
      if ((place > 0 && before[v - stride]) ||
          (place + 1 < grid.size[axis] && before[v + stride])) {
        mask[v] = 2;
      }
    }
  }
}

/// Labels the sacrum's largest piece, where it is large enough.
void label_sacrum(std::span<const std::uint8_t> parts, Instances& found) {
  const auto sacral = mask_where(parts, [](auto part) { return part == part_class::kSacrum; });
  const Components pieces = components_of(found.grid, sacral);
  const std::int32_t largest = pieces.largest();
  if (largest == 0) return;
  const auto size = static_cast<double>(pieces.sizes[static_cast<std::size_t>(largest - 1)]);
  if (size * voxel_ml(found.grid) < kLeastSacrum_ml) return;
  const Instance& lowest = found.vertebrae.back();
  double gap = std::numeric_limits<double>::max();
  double height = 0;
  for (std::size_t v = 0; v < sacral.size(); ++v) {
    if (pieces.ids[v] != largest) continue;
    found.labels[v] = Instances::kSacrum;
    const Vector3d p = place_of(found.grid, v);
    gap = std::min(gap, (p - lowest.centre_mm).norm());
    height += p.z();
  }
  if (height / size < lowest.centre_mm.z()) found.sacrum_gap_mm = gap;
}

}  // namespace

void note_gaps(Instances& found) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < found.vertebrae.size(); ++i) {
    steps.push_back((found.vertebrae[i - 1].centre_mm - found.vertebrae[i].centre_mm).norm());
  }
  if (steps.size() < 2) return;
  const double usual = median_of(steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] < kMissingStep * usual) continue;
    const int missing = static_cast<int>(std::lround(steps[i] / usual)) - 1;
    found.vertebrae[i + 1].missing_above = missing;
    found.notes.push_back("Between the vertebrae " + std::to_string(i + 1) + " and " +
                          std::to_string(i + 2) + " from the top " + std::to_string(missing) +
                          " seem(s) to be missing: their numbers are left free.");
  }
}

Result<Instances> find_instances(const Volume& parts, JobContext& job) {
  Instances found;
  found.grid = parts.grid();
  const auto values = parts.values<std::uint8_t>();
  if (!job.checkpoint(0.05, "Finding bodies")) return cancelled_error();
  const auto bodies = mask_where(values, [](auto part) { return part == part_class::kBody; });
  const std::vector<Piece> pieces = BodyFinder(found.grid, bodies, job).find(found.notes);
  if (job.stop_requested()) return cancelled_error();
  if (pieces.empty()) {
    return Error{"No vertebral body was found in the CT.",
                 "Check that it shows a spine, in Hounsfield units; or choose another segmenter."};
  }
  constexpr std::size_t most = 60;
  if (pieces.size() > most) {
    return Error{"What was found in the CT is no spine: " + std::to_string(pieces.size()) +
                     " pieces like bodies.",
                 "Choose another segmenter."};
  }
  found.labels.assign(values.size(), 0);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (const std::size_t v : pieces[i].voxels) {
      found.labels[v] = static_cast<std::uint8_t>(i + 1);
    }
    found.vertebrae.push_back(
        {pieces[i].centre_mm, static_cast<double>(pieces[i].voxels.size()) * voxel_ml(found.grid)});
  }
  note_gaps(found);
  if (!job.checkpoint(0.4, "Splitting into vertebrae")) return cancelled_error();

  // Bodies that were left out take no part, nor does the sacrum: nothing else is of its.
  auto mask = mask_where(values, [](auto part) { return part_class::is_posterior(part); });
  for (std::size_t v = 0; v < mask.size(); ++v) mask[v] |= found.labels[v] != 0;
  PathCosts costs;
  costs.factors.assign(mask.size(), 1);
  costs.sideways_factors.assign(mask.size(), 1);
  add_bridges(found.grid, mask);
  for (std::size_t v = 0; v < mask.size(); ++v) {
    if (values[v] == part_class::kArticular) {
      costs.factors[v] = kJointFactor;
      costs.sideways_factors[v] = kSidewaysFactor;
    }
    if (mask[v] == 2) {
      costs.factors[v] = kBridgeFactor;
      costs.sideways_factors[v] = kSidewaysFactor;  // Nor do they lead round a joint.
    }
  }
  JobContext growing = job.part(0.4, 1);
  auto labels = geodesic_growth(found.grid, mask, found.labels, costs, kGrowthLimit_mm, growing);
  if (labels.empty()) return cancelled_error();
  for (std::size_t v = 0; v < mask.size(); ++v) {
    if (mask[v] == 2) labels[v] = 0;
  }
  found.labels = std::move(labels);
  label_sacrum(values, found);
  return found;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/segment_bone.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "core/landmarks/spine_labels.h"
#include "core/segmentation/bone_mask.h"
#include "core/segmentation/geodesic.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

constexpr std::uint8_t kNeighbour = 255;  // Bone of vertebrae beside the wanted ones.
constexpr double kBodySeed_mm = 8;
constexpr double kSpinousSeed_mm = 4;
constexpr double kPedicleSeed_mm = 3.5;
constexpr double kLaminaSeed_mm = 3;
constexpr double kLongestPath_mm = 110;
constexpr double kUsualSpacing_mm = 32;
constexpr double kUsualWall_mm = 14;  // From a body's centre to its rear wall.
constexpr double kLargestWall_mm = 25;
constexpr double kBodyHalfHeight_mm = 20;
constexpr double kMarrowShare = 0.36;  // Half a body's height without end plates, of the spacing.
constexpr double kBodyHalfWidth_mm = 32;
constexpr double kSpinousHalfWidth_mm = 8;
constexpr double kLaminaThickness_mm = 5;

// What the landmarks say about one vertebra.
struct Level {
  int id = 0;
  Vector3d body;
  std::optional<Vector3d> spinous;
  Vector3d up = Vector3d::UnitZ();
  Vector3d back = Vector3d::UnitY();
  double spacing_mm = kUsualSpacing_mm;  ///< Between bodies.
  double wall_mm = kUsualWall_mm;        ///< Rear wall of the body along `back`.
  std::optional<double> lamina_mm;       ///< Where bone starts again behind the canal.
};

bool inside(const Grid& grid, const Vector3d& p) {
  const Vector3d i = grid.index_from_point(p);
  for (int a = 0; a < 3; ++a) {
    if (!(i[a] >= 0 && i[a] <= static_cast<double>(grid.size[static_cast<std::size_t>(a)] - 1)))
      return false;
  }
  return true;
}

std::vector<Level> levels_of(const LandmarkSet& landmarks, const Grid& grid) {
  std::map<int, Level> found;
  for (const auto& [key, p] : landmarks) {
    if (!subregion::is_body(key.subregion) || !inside(grid, p)) continue;
    auto& level = found[key.vertebra];
    // The set is sorted by subregion: 50 comes after 49 and wins.
    level.id = key.vertebra;
    level.body = p;
    const auto spinous = landmarks.find({key.vertebra, subregion::kSpinousProcess});
    if (spinous != landmarks.end() && inside(grid, spinous->second))
      level.spinous = spinous->second;
  }
  std::vector<Level> levels;
  for (const auto& [id, level] : found) levels.push_back(level);
  std::sort(levels.begin(), levels.end(),
            [](const Level& a, const Level& b) { return is_cranial_to(a.id, b.id); });
  return levels;
}

// Axes of each vertebra from its neighbours and its spinous process.
void orient(std::vector<Level>& levels) {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto& above = levels[i > 0 ? i - 1 : i];
    const auto& below = levels[std::min(i + 1, levels.size() - 1)];
    if (levels.size() == 1) continue;
    levels[i].up = (above.body - below.body).normalized();
    const bool between = &above != &levels[i] && &below != &levels[i];
    levels[i].spacing_mm = (above.body - below.body).norm() / (between ? 2 : 1);
  }
  for (auto& level : levels) {
    // Spinous processes point down by different angles: only their direction across counts.
    Vector3d back = level.spinous ? Vector3d(*level.spinous - level.body) : Vector3d::UnitY();
    back -= back.dot(level.up) * level.up;
    if (back.norm() > 5 || !level.spinous) level.back = back.normalized();
  }
}

// Guesses of the vertebrae beyond the first and the last, whose bone would otherwise go to these.
std::vector<Level> neighbours_of(const std::vector<Level>& levels) {
  const auto beyond = [](const Level& end, const Level& next, double side) {
    Level guess = end;
    guess.id = kNeighbour;
    const Vector3d step =
        &end == &next ? Vector3d(side * end.spacing_mm * end.up) : Vector3d(end.body - next.body);
    guess.body += step;
    if (guess.spinous) *guess.spinous += step;
    return guess;
  };
  const auto n = levels.size();
  return {beyond(levels.front(), levels[n > 1 ? 1 : 0], 1),
          beyond(levels.back(), levels[n > 1 ? n - 2 : 0], -1)};
}

void add_seeds(const Level& level, std::vector<GeodesicSeed>& seeds) {
  const auto label = static_cast<std::uint8_t>(level.id);
  seeds.push_back({level.body, kBodySeed_mm, label});
  if (level.spinous) seeds.push_back({*level.spinous, kSpinousSeed_mm, label});
  // Bone beside the canal at the height of the body's upper half can only be its own pedicles:
  // from there the facets are near, so that they stay with their vertebra.
  const Vector3d side = level.back.cross(level.up).normalized();
  const Vector3d behind = level.body + (level.wall_mm + 4) * level.back;
  for (const double x : {-18, -14, -10, 10, 14, 18}) {
    for (const double z : {0, 5}) {
      seeds.push_back({behind + x * side + z * level.up, kPedicleSeed_mm, label});
    }
  }
  if (!level.lamina_mm) return;
  const Vector3d lamina = level.body + (*level.lamina_mm + 3) * level.back;
  for (const double x : {-8, -4, 0, 4, 8}) {
    for (const double z : {-4, -9}) {
      seeds.push_back({lamina + x * side + z * level.up, kLaminaSeed_mm, label});
    }
  }
}

// Walks from the body's centre backwards along parallel lines: where bone of this vertebra ends at
// the canal, and where it starts again. Medians, as veins and noise mislead single lines.
void find_canal(const Grid& grid, const std::vector<std::uint8_t>& mask, Level& level) {
  const Vector3d side = level.back.cross(level.up).normalized();
  std::vector<double> walls, laminae;
  for (double z = -8; z <= 8; z += 4) {
    for (double x = -4; x <= 4; x += 4) {
      double last_bone = 0;
      std::optional<double> lamina;
      for (double t = 5; t < 60; t += 0.5) {
        const Vector3d index =
            grid.index_from_point(level.body + z * level.up + x * side + t * level.back);
        const auto i = std::llround(index.x()), j = std::llround(index.y()),
                   k = std::llround(index.z());
        const bool bone =
            grid.contains(i, j, k) && mask[static_cast<std::size_t>(grid.offset(i, j, k))] != 0;
        if (bone && t - last_bone > 6 && last_bone > 0) {
          lamina = t;
          break;
        }
        if (bone) last_bone = t;
      }
      if (last_bone > 0 && last_bone < kLargestWall_mm) walls.push_back(last_bone);
      if (lamina) laminae.push_back(*lamina);
    }
  }
  const auto median = [](std::vector<double>& v) {
    std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
    return v[v.size() / 2];
  };
  if (walls.size() >= 3) level.wall_mm = median(walls);
  if (laminae.size() >= 3) level.lamina_mm = median(laminae);
}

struct LocalPlace {
  double back, aside, up;
};

LocalPlace place_in(const Level& level, const Vector3d& p) {
  const Vector3d q = p - level.body;
  return {q.dot(level.back), std::abs(q.dot(level.back.cross(level.up).normalized())),
          q.dot(level.up)};
}

bool in_body_box(const Level& level, const LocalPlace& at) {
  return at.back < level.wall_mm + 0.75 && at.aside < kBodyHalfWidth_mm &&
         std::abs(at.up) < kBodyHalfHeight_mm;
}

// Adds marrow within its shell, in bodies only: elsewhere joints and foramina would be filled too.
void fill_bodies(const Grid& grid, const std::vector<Level>& levels,
                 const std::vector<std::uint8_t>& marrow, std::vector<std::uint8_t>& mask) {
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        const auto at = static_cast<std::size_t>(grid.offset(i, j, k));
        if (!marrow[at] || mask[at]) continue;
        const Vector3d p = grid.point_from_index(
            {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
        mask[at] = std::any_of(levels.begin(), levels.end(), [&](const Level& level) {
          const LocalPlace place = place_in(level, p);
          return in_body_box(level, place) && std::abs(place.up) < kMarrowShare * level.spacing_mm;
        });
      }
    }
  }
}

int subregion_of(const Level& level, const Vector3d& p) {
  const LocalPlace at = place_in(level, p);
  if (in_body_box(level, at)) return subregion::kBody;
  const bool spinous = level.lamina_mm && at.back > *level.lamina_mm + kLaminaThickness_mm &&
                       at.aside < kSpinousHalfWidth_mm;
  return spinous ? subregion::kSpinousProcess : subregion::kArcus;
}

// Labels on the grid, without neighbours and what lies too far from every landmark.
Volume labels_on(const Grid& grid, const std::vector<std::uint8_t>& partition,
                 const std::vector<Level>& levels, double max_distance_mm) {
  Volume labels(grid, ScalarType::uint8);
  auto out = labels.values<std::uint8_t>();
  std::map<int, const Level*> by_id;
  for (const auto& level : levels) by_id[level.id] = &level;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        const auto at = static_cast<std::size_t>(grid.offset(i, j, k));
        if (partition[at] == 0 || partition[at] == kNeighbour) continue;
        const Level& level = *by_id.at(partition[at]);
        const Vector3d p = grid.point_from_index(
            {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
        double distance = (p - level.body).norm();
        if (level.spinous) distance = std::min(distance, (p - *level.spinous).norm());
        if (distance <= max_distance_mm) out[at] = partition[at];
      }
    }
  }
  return labels;
}

}  // namespace

OptionList options_of(BoneOptions& o) {
  OptionList list;
  list.add(o.threshold_hu, {.key = "threshold_hu",
                            .label = "Bone threshold",
                            .help = "0 takes it from the image, half-way between discs and marrow.",
                            .unit = "HU",
                            .min = 0,
                            .max = 1000});
  list.add(o.max_distance_mm, {.key = "max_distance_mm",
                               .label = "Largest distance",
                               .help = "Bone farther from its vertebra's landmarks is left out.",
                               .unit = "mm",
                               .min = 10,
                               .max = 200,
                               .level = OptionSpec::Level::advanced});
  return list;
}

Result<Segmentation> segment_bone(const Volume& ct_hu, const LandmarkSet& landmarks,
                                  const BoneOptions& options, JobContext& job) {
  const Grid& grid = ct_hu.grid();
  auto levels = levels_of(landmarks, grid);
  if (levels.empty()) {
    return Error{"No landmark of a vertebral body lies inside the image.",
                 "Give body points (subregion 50) in the frame of this image."};
  }
  orient(levels);
  if (!job.checkpoint(0.02, "Finding bone")) return cancelled_error();
  const Volume ct = ct_hu.as(ScalarType::float32);
  std::vector<Vector3d> bodies;
  for (const auto& level : levels) bodies.push_back(level.body);
  BoneLevels hu = measure_levels(ct, bodies);
  if (options.threshold_hu > 0) hu.threshold_hu = options.threshold_hu;
  auto mask = bone_mask(ct, hu);
  if (std::find(mask.begin(), mask.end(), 1) == mask.end()) {
    return Error{
        "The image holds no bone above " + std::to_string(std::lround(hu.threshold_hu)) + " HU.",
        "Check that it is a CT in Hounsfield units, or set a bone threshold."};
  }
  if (!job.checkpoint(0.3, "Splitting into vertebrae")) return cancelled_error();
  auto neighbours = neighbours_of(levels);
  for (auto* group : {&levels, &neighbours}) {
    for (auto& level : *group) find_canal(grid, mask, level);
  }
  fill_bodies(grid, levels, enclosed_marrow(ct, hu, mask), mask);
  trim_blurred_border(ct, hu.soft_hu, mask);
  trim_blurred_border(ct, hu.soft_hu, mask);
  JobContext split_job = job.part(0.3, 0.85);
  std::vector<GeodesicSeed> seeds;
  for (const auto& level : levels) add_seeds(level, seeds);
  for (const auto& level : neighbours) add_seeds(level, seeds);
  const auto partition = geodesic_partition(ct, mask, seeds, kLongestPath_mm, split_job);
  if (partition.empty()) return cancelled_error();

  Segmentation result;
  result.notes.push_back("Levels by the landmarks.");
  result.vertebrae = labels_on(grid, partition, levels, options.max_distance_mm);
  result.subregions = Volume(grid, ScalarType::uint8);
  result.vertebrae.set_nifti_forms(ct_hu.nifti_forms());
  result.subregions.set_nifti_forms(ct_hu.nifti_forms());
  if (!job.checkpoint(0.9, "Separating bodies and arches")) return cancelled_error();
  std::map<int, const Level*> by_id;
  for (const auto& level : levels) by_id[level.id] = &level;
  const auto ids = result.vertebrae.values<std::uint8_t>();
  auto parts = result.subregions.values<std::uint8_t>();
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        const auto at = static_cast<std::size_t>(grid.offset(i, j, k));
        if (ids[at] == 0) continue;
        const Vector3d p = grid.point_from_index(
            {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
        parts[at] = static_cast<std::uint8_t>(subregion_of(*by_id.at(ids[at]), p));
      }
    }
  }
  if (!job.checkpoint(1, "Segmented")) return cancelled_error();
  return result;
}

}  // namespace transpine

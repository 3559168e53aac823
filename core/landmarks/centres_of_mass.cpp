// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/centres_of_mass.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/image/input_checks.h"
#include "core/landmarks/spine_labels.h"
#include "core/landmarks/wanted.h"

namespace transpine {
namespace {

// Vertebrae and sacral levels; higher ids of instance masks are ribs, discs and end-plates
// (paper-facts 2.7).
constexpr int kLastVertebra = 33;
constexpr int kSubregions = subregion::kBody - subregion::kArcus + 1;

struct Sum {
  Eigen::Vector3d index = Eigen::Vector3d::Zero();
  std::int64_t voxels = 0;
};

/// Sums by [vertebra][subregion - 41].
using Sums = std::array<std::array<Sum, kSubregions>, kLastVertebra + 1>;

/// A label stored in any type as an int; -1 for what is no label.
template <class T>
int label_of(T value) {
  const auto number = static_cast<double>(value);
  return number >= 0 && number < 1000 ? static_cast<int>(std::lround(number)) : -1;
}

bool has_labels(const Volume& mask) {
  return visit_values(mask, [](auto values) {
    return std::any_of(values.begin(), values.end(),
                       [](auto value) { return label_of(value) > 0; });
  });
}

Sums summed(const Volume& vertebra_mask, const Volume& subregion_mask) {
  Sums sums;
  const Index3 size = vertebra_mask.grid().size;
  visit_values(vertebra_mask, [&](auto vertebrae) {
    visit_values(subregion_mask, [&](auto subregions) {
      std::size_t at = 0;
      for (std::int64_t k = 0; k < size[2]; ++k) {
        for (std::int64_t j = 0; j < size[1]; ++j) {
          for (std::int64_t i = 0; i < size[0]; ++i, ++at) {
            const int v = label_of(vertebrae[at]);
            if (v < 1 || v > kLastVertebra) continue;
            int s = label_of(subregions[at]);
            if (s < subregion::kArcus || s > subregion::kBody) continue;
            if (subregion::is_body(s)) s = subregion::kBody;
            Sum& sum =
                sums[static_cast<std::size_t>(v)][static_cast<std::size_t>(s - subregion::kArcus)];
            sum.index += Eigen::Vector3d(static_cast<double>(i), static_cast<double>(j),
                                         static_cast<double>(k));
            ++sum.voxels;
          }
        }
      }
    });
  });
  return sums;
}

}  // namespace

OptionList options_of(CentresOfMassOptions& options) {
  OptionList list;
  list.add(options.vertebrae, {.key = "vertebrae",
                               .label = "Vertebrae",
                               .help = "VerSe ids of the vertebrae to take; none = all."});
  list.add(options.subregions,
           {.key = "subregions",
            .label = "Subregions",
            .help = "Subregion ids to take: 50 body, 42 spinous process, 41 arch, 43-48 other "
                    "processes; none = all. The paper takes 50, or 50 and 42."});
  list.add(options.min_voxels, {.key = "min_voxels",
                                .label = "Least voxels",
                                .help = "Points of fewer voxels are left out.",
                                .unit = "voxels",
                                .min = 1,
                                .max = 1e9,
                                .level = OptionSpec::Level::advanced});
  return list;
}

Result<LandmarkSet> centres_of_mass(const Volume& vertebra_mask, const Volume& subregion_mask,
                                    const CentresOfMassOptions& options,
                                    const std::string& vertebra_name,
                                    const std::string& subregion_name) {
  const Grid& grid = vertebra_mask.grid();
  if (!grid.same_as(subregion_mask.grid(), 0.01 * grid.spacing_mm.minCoeff())) {
    return Error{vertebra_name + " (" + grid.description() + ") and " + subregion_name + " (" +
                     subregion_mask.grid().description() + ") lie on different grids.",
                 "Resample one onto the other's grid with nearest neighbour, or choose masks of "
                 "the same image."};
  }
  for (const auto& [mask, name] :
       {std::pair(&vertebra_mask, &vertebra_name), std::pair(&subregion_mask, &subregion_name)}) {
    if (auto sound = check_mask(*mask, *name); !sound) return sound.error();
  }
  if (!has_labels(vertebra_mask)) {
    return Error{vertebra_name + " is empty: no voxel has a label.",
                 "Check that it is the segmentation of this image."};
  }
  if (!has_labels(subregion_mask)) {
    return Error{subregion_name + " is empty: no voxel has a label.",
                 "Check that it is the subregion segmentation of this image."};
  }
  const Sums sums = summed(vertebra_mask, subregion_mask);
  LandmarkSet points;
  for (int v = 1; v <= kLastVertebra; ++v) {
    for (int s = subregion::kArcus; s <= subregion::kBody; ++s) {
      const Sum& sum =
          sums[static_cast<std::size_t>(v)][static_cast<std::size_t>(s - subregion::kArcus)];
      if (sum.voxels < std::max(1, options.min_voxels)) continue;
      if (!is_wanted(options.vertebrae, v) || !is_wanted(options.subregions, s)) continue;
      points[{v, s}] = grid.point_from_index(sum.index / static_cast<double>(sum.voxels));
    }
  }
  if (points.empty()) {
    return Error{vertebra_name + " and " + subregion_name +
                     " have no vertebra with a subregion of those asked for.",
                 "Vertebra ids must be 1 to 28 and subregion ids 41 to 50 (VerSe)."};
  }
  return points;
}

}  // namespace transpine

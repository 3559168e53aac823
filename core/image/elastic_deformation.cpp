// SPDX-License-Identifier: Apache-2.0
#include "core/image/elastic_deformation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/image/bspline.h"
#include "core/image/resample_rows.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

/// The control displacements as coefficients of their spline, evaluated row by row.
class DenseField {
 public:
  DenseField(const ElasticField& field, const Index3& size)
      : points_(field.points), coefficients_(field.displacement_voxels) {
    const auto count = static_cast<std::size_t>(points_[0] * points_[1] * points_[2]);
    for (std::size_t part = 0; part < 3; ++part) {
      bspline_prefilter(std::span(coefficients_).subspan(part * count, count), points_);
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int64_t n = size[axis];
      for (std::int64_t i = 0; i < n; ++i) {
        const double share = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0;
        taps_[axis].push_back(
            bspline_taps(share * static_cast<double>(points_[axis] - 1), points_[axis]));
      }
    }
  }

  /// row[i] = (i, j, k) + displacement.
  void displaced_row(std::int64_t j, std::int64_t k, std::span<Vector3d> row) const {
    const std::vector<Vector3d> along = coefficients_of_row(j, k);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const BsplineTaps& x = taps_[0][i];
      row[i] = Vector3d(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
      for (std::size_t a = 0; a < 4; ++a) {
        row[i] += x.weight[a] * along[static_cast<std::size_t>(x.at[a])];
      }
    }
  }

 private:
  /// What is left of the spline along axis 0 when the other two are fixed.
  std::vector<Vector3d> coefficients_of_row(std::int64_t j, std::int64_t k) const {
    const BsplineTaps& y = taps_[1][static_cast<std::size_t>(j)];
    const BsplineTaps& z = taps_[2][static_cast<std::size_t>(k)];
    const std::int64_t count = points_[0] * points_[1] * points_[2];
    std::vector<Vector3d> along(static_cast<std::size_t>(points_[0]), Vector3d::Zero());
    for (std::size_t c = 0; c < 4; ++c) {
      for (std::size_t b = 0; b < 4; ++b) {
        const double weight = y.weight[b] * z.weight[c];
        const std::int64_t first = points_[0] * (y.at[b] + points_[1] * z.at[c]);
        for (std::size_t i = 0; i < along.size(); ++i) {
          for (Eigen::Index part = 0; part < 3; ++part) {
            along[i][part] +=
                weight * coefficients_[static_cast<std::size_t>(part * count + first) + i];
          }
        }
      }
    }
    return along;
  }

  Index3 points_;
  std::vector<double> coefficients_;
  std::array<std::vector<BsplineTaps>, 3> taps_;
};

double mirrored(double index, std::int64_t n) {
  const auto last = static_cast<double>(n - 1);
  if (last == 0) return 0;
  const double folded = std::fmod(std::abs(index), 2 * last);
  return folded <= last ? folded : 2 * last - folded;
}

}  // namespace

ElasticField random_elastic_field(const Index3& points, double sigma_voxels, RandomStream& random) {
  ElasticField field{points, {}};
  field.displacement_voxels.resize(static_cast<std::size_t>(3 * points[0] * points[1] * points[2]));
  for (double& value : field.displacement_voxels) value = random.normal(0, sigma_voxels);
  return field;
}

ElasticStrength paper_elastic_strength(RandomStream& random) {
  // Up to which strength how many points are drawn at most.
  constexpr std::array<std::pair<double, int>, 10> limits{{{2.1, 15},
                                                           {2.3, 14},
                                                           {2.5, 13},
                                                           {2.6, 12},
                                                           {2.7, 11},
                                                           {2.8, 10},
                                                           {3, 9},
                                                           {3.5, 8},
                                                           {4, 7},
                                                           {4.3, 6}}};
  constexpr int kFewest = 3, kStrongest = 5;
  constexpr double kShrink = 0.8;
  const double sigma = random.uniform(2, 4.5);
  const auto limit = std::find_if(limits.begin(), limits.end(),
                                  [&](const auto& entry) { return sigma < entry.first; });
  const int most = limit == limits.end() ? kStrongest : limit->second;
  const auto points = static_cast<double>(random.uniform_int(kFewest, most));
  return {kShrink * sigma, static_cast<std::int64_t>(std::lround(kShrink * points))};
}

Result<Volume> deformed(const Volume& volume, const ElasticField& field,
                        Interpolation interpolation, ElasticBorder border, double outside_value,
                        JobContext& job) {
  const Index3 size = volume.grid().size;
  const DenseField dense(field, size);
  RowMap map;
  map.edge_voxels = 0;
  map.indices_of = [&](const Index3& begin, const Index3&, std::span<Vector3d> row) {
    dense.displaced_row(begin[1], begin[2], row);
    if (border == ElasticBorder::constant) return;
    for (Vector3d& index : row) {
      for (std::size_t axis = 0; axis < 3; ++axis) {
        double& at = index[static_cast<Eigen::Index>(axis)];
        at = mirrored(at, size[axis]);
      }
    }
  };
  return resample_rows(volume, volume.grid(), map, interpolation, outside_value, job);
}

Volume mirror_padded(const Volume& volume, std::int64_t voxels) {
  Grid grid = volume.grid();
  std::array<std::vector<std::int64_t>, 3> source;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::int64_t n = grid.size[axis];
    grid.size[axis] += 2 * voxels;
    for (std::int64_t i = -voxels; i < n + voxels; ++i) {
      source[axis].push_back(std::llround(mirrored(static_cast<double>(i), n)));
    }
  }
  grid.origin_mm = grid.point_from_index(Vector3d::Constant(-static_cast<double>(voxels)));
  Volume padded(grid, volume.type());
  visit_values(volume, [&](auto from) {
    using T = std::remove_const_t<typename decltype(from)::element_type>;
    auto to = padded.values<T>();
    std::size_t next = 0;
    for (const std::int64_t k : source[2]) {
      for (const std::int64_t j : source[1]) {
        for (const std::int64_t i : source[0]) {
          to[next++] = from[static_cast<std::size_t>(volume.grid().offset(i, j, k))];
        }
      }
    }
  });
  return padded;
}

}  // namespace transpine

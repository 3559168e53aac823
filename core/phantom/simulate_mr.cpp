// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/simulate_mr.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/base/parallel.h"
#include "core/image/input_checks.h"
#include "core/image/resample.h"
#include "core/landmarks/spine_labels.h"
#include "core/phantom/pose.h"
#include "core/phantom/scan.h"
#include "core/phantom/tissue.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

constexpr int kSubSlices = 3;
constexpr double kMrBrightest = 1000;
constexpr double kDiscSpan_mm = 22;        // Longest way from one body to the next through a disc.
constexpr double kCanalSpan_mm = 40;       // From a body's rear wall to the lamina.
constexpr double kCanalSmoothing_mm = 14;  // Along the spine, to bridge the gaps between arches.
constexpr double kCanalHalfWidth_mm = 10;
constexpr double kCanalHalfDepth_mm = 7;
constexpr double kBodyDepthShare = 0.42;  // Of a vertebra's depth, where no body mask is given.

enum class Place : std::uint8_t { elsewhere, disc, canal };

// All three in LPS axis order, so that index axes are patient axes.
struct Anatomy {
  Volume ct;         ///< float32.
  Volume vertebrae;  ///< uint8.
  Volume bodies;     ///< uint8, 1 in bodies.
};

Volume anterior_parts(const Volume& vertebrae) {
  const Grid& grid = vertebrae.grid();
  const auto ids = vertebrae.values<std::uint8_t>();
  std::array<std::int64_t, 256> first, last;
  first.fill(grid.size[1]);
  last.fill(-1);
  const auto row_of = [&](std::size_t v) {
    return static_cast<std::int64_t>(v) / grid.size[0] % grid.size[1];
  };
  for (std::size_t v = 0; v < ids.size(); ++v) {
    first[ids[v]] = std::min(first[ids[v]], row_of(v));
    last[ids[v]] = std::max(last[ids[v]], row_of(v));
  }
  Volume bodies(grid, ScalarType::uint8);
  auto out = bodies.values<std::uint8_t>();
  for (std::size_t v = 0; v < ids.size(); ++v) {
    const double depth = static_cast<double>(last[ids[v]] - first[ids[v]]);
    out[v] =
        ids[v] != 0 && static_cast<double>(row_of(v) - first[ids[v]]) < kBodyDepthShare * depth;
  }
  return bodies;
}

Result<Anatomy> in_patient_axes(const Volume& ct_hu, const Volume& vertebrae,
                                const Volume& bodies) {
  auto ct = reorient(ct_hu.as(ScalarType::float32), "LPS");
  if (!ct) return ct.error();
  auto ids = reorient(vertebrae.as(ScalarType::uint8), "LPS");
  if (!ids) return ids.error();
  if (bodies.empty()) return Anatomy{*ct, *ids, anterior_parts(*ids)};
  auto parts = reorient(bodies.as(ScalarType::uint8), "LPS");
  if (!parts) return parts.error();
  return Anatomy{*ct, *ids, *parts};
}

// Marks gaps along one axis between voxels where `from` holds before and `to` after, no longer than
// `span_mm`.
template <class From, class To>
void mark_gaps(const Grid& grid, int axis, double span_mm, From from, To to, Place place,
               std::vector<Place>& places) {
  const std::int64_t strides[3] = {1, grid.size[0], grid.size[0] * grid.size[1]};
  const std::int64_t stride = strides[axis];
  const std::int64_t n = grid.size[static_cast<std::size_t>(axis)];
  const auto span = static_cast<std::int64_t>(span_mm / grid.spacing_mm[axis]);
  for (std::int64_t line = 0; line < grid.voxel_count() / n; ++line) {
    const std::int64_t start = line / stride * stride * n + line % stride;
    std::int64_t previous = -1;
    for (std::int64_t i = 0; i < n; ++i) {
      const auto v = static_cast<std::size_t>(start + i * stride);
      if (previous >= 0 && to(v) && i - previous > 1 && i - previous <= span) {
        for (auto m = previous + 1; m < i; ++m)
          places[static_cast<std::size_t>(start + m * stride)] = place;
      }
      if (from(v)) {
        previous = i;
      } else if (to(v)) {
        previous = -1;
      }
    }
  }
}

// Replaces the canal's marks, which gape between arches, by a tube along their middle.
void make_tube(const Grid& grid, std::vector<Place>& places) {
  const auto plane = static_cast<std::size_t>(grid.size[0] * grid.size[1]);
  struct Middle {
    double x = 0, y = 0, count = 0;
  };
  std::vector<Middle> middles(static_cast<std::size_t>(grid.size[2]));
  for (std::size_t v = 0; v < places.size(); ++v) {
    if (places[v] != Place::canal) continue;
    auto& m = middles[v / plane];
    m.x += static_cast<double>(v % plane % static_cast<std::size_t>(grid.size[0]));
    m.y += static_cast<double>(v % plane / static_cast<std::size_t>(grid.size[0]));
    m.count += 1;
    places[v] = Place::elsewhere;
  }
  const auto reach = static_cast<std::int64_t>(kCanalSmoothing_mm / grid.spacing_mm[2]);
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    Middle mean;
    for (auto n = std::max<std::int64_t>(0, k - reach); n <= std::min(grid.size[2] - 1, k + reach);
         ++n) {
      const auto& m = middles[static_cast<std::size_t>(n)];
      mean = {mean.x + m.x, mean.y + m.y, mean.count + m.count};
    }
    if (mean.count == 0) continue;
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        const double dx = (static_cast<double>(i) - mean.x / mean.count) * grid.spacing_mm[0];
        const double dy = (static_cast<double>(j) - mean.y / mean.count) * grid.spacing_mm[1];
        if (std::hypot(dx / kCanalHalfWidth_mm, dy / kCanalHalfDepth_mm) < 1) {
          places[static_cast<std::size_t>(grid.offset(i, j, k))] = Place::canal;
        }
      }
    }
  }
}

std::vector<Place> places_of(const Anatomy& anatomy) {
  const auto ids = anatomy.vertebrae.values<std::uint8_t>();
  const auto bodies = anatomy.bodies.values<std::uint8_t>();
  const auto body = [&](std::size_t v) { return ids[v] != 0 && bodies[v] != 0; };
  const auto arch = [&](std::size_t v) { return ids[v] != 0 && bodies[v] == 0; };
  std::vector<Place> places(ids.size(), Place::elsewhere);
  mark_gaps(anatomy.ct.grid(), 1, kCanalSpan_mm, body, arch, Place::canal, places);
  make_tube(anatomy.ct.grid(), places);
  mark_gaps(anatomy.ct.grid(), 2, kDiscSpan_mm, body, body, Place::disc, places);
  return places;
}

// Signal of a voxel by its HU between the pure tissues, so that partial volume stays partial.
double signal_by_hu(double hu, const TissueValues& mr, Tissue soft) {
  struct Anchor {
    double hu;
    double signal;
  };
  const Anchor anchors[] = {
      {-900, value_of(mr, Tissue::air)},   {-120, value_of(mr, Tissue::fat)},
      {-70, value_of(mr, Tissue::fat)},    {20, value_of(mr, soft)},
      {110, value_of(mr, soft)},           {180, value_of(mr, Tissue::marrow)},
      {320, value_of(mr, Tissue::marrow)}, {900, value_of(mr, Tissue::cortical)}};
  if (hu <= anchors[0].hu) return anchors[0].signal;
  for (std::size_t i = 1; i < std::size(anchors); ++i) {
    if (hu > anchors[i].hu) continue;
    const double t = (hu - anchors[i - 1].hu) / (anchors[i].hu - anchors[i - 1].hu);
    return anchors[i - 1].signal + t * (anchors[i].signal - anchors[i - 1].signal);
  }
  return std::end(anchors)[-1].signal;
}

Volume signal_of(const Anatomy& anatomy, const TissueValues& mr) {
  Volume signal(anatomy.ct.grid(), ScalarType::float32);
  const auto hu = anatomy.ct.values<float>();
  const auto ids = anatomy.vertebrae.values<std::uint8_t>();
  const auto places = places_of(anatomy);
  auto out = signal.values<float>();
  parallel_for(signal.voxel_count(), [&](std::int64_t begin, std::int64_t end) {
    for (auto v = static_cast<std::size_t>(begin); v < static_cast<std::size_t>(end); ++v) {
      double value;
      if (ids[v] != 0) {
        const double cortical = std::clamp((hu[v] - 320.0) / 580, 0.0, 1.0);
        value = (1 - cortical) * value_of(mr, Tissue::marrow) +
                cortical * value_of(mr, Tissue::cortical);
      } else if (places[v] == Place::disc) {
        value = signal_by_hu(hu[v], mr, Tissue::degenerated_nucleus);
      } else {
        value = signal_by_hu(hu[v], mr, places[v] == Place::canal ? Tissue::csf : Tissue::muscle);
      }
      out[v] = static_cast<float>(value);
    }
  });
  return signal;
}

// Bounds of the mask in LPS mm.
bool mask_bounds(const Volume& mask, Vector3d& low, Vector3d& high) {
  const Grid& grid = mask.grid();
  const auto ids = mask.values<std::uint8_t>();
  low.setConstant(1e9);
  high.setConstant(-1e9);
  bool any = false;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        if (!ids[static_cast<std::size_t>(grid.offset(i, j, k))]) continue;
        const Vector3d p = grid.point_from_index(
            {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
        low = low.cwiseMin(p);
        high = high.cwiseMax(p);
        any = true;
      }
    }
  }
  return any;
}

// Thick slices as the mean of thin ones.
Result<Volume> scan_thick(const Volume& signal, const Grid& grid, const Rigid3& ct_from_mr,
                          JobContext& job) {
  Grid thin = grid;
  thin.size[2] *= kSubSlices;
  thin.spacing_mm[2] /= kSubSlices;
  thin.origin_mm = grid.point_from_index(Vector3d(0, 0, 0.5 / kSubSlices - 0.5));
  auto fine = resample(signal, thin, ct_from_mr, Interpolation::linear, 0, job);
  if (!fine) return fine.error();
  Volume mr(grid, ScalarType::float32);
  const auto from = fine->values<float>();
  auto to = mr.values<float>();
  const auto plane = static_cast<std::size_t>(grid.size[0] * grid.size[1]);
  for (std::size_t v = 0; v < to.size(); ++v) {
    const std::size_t first = v / plane * plane * kSubSlices + v % plane;
    for (std::size_t s = 0; s < kSubSlices; ++s) to[v] += from[first + s * plane] / kSubSlices;
  }
  return mr;
}

}  // namespace

OptionList options_of(SimulateMrOptions& o) {
  OptionList list;
  list.add(o.seed,
           {.key = "seed", .label = "Seed", .help = "Equal seeds give equal voxels.", .min = 0});
  list.add(o.contrast, {.key = "contrast",
                        .label = "MR contrast",
                        .help = "Weighting of the simulated spin echo.",
                        .choices = {"t1", "t2"}});
  const auto real = [&list](double& field, const char* key, const char* label, const char* help,
                            const char* unit, double min, double max) {
    list.add(field,
             {.key = key, .label = label, .help = help, .unit = unit, .min = min, .max = max});
  };
  real(o.in_plane_mm, "in_plane_mm", "Pixel", "Pixel size of the sagittal slices.", "mm", 0.3, 5);
  real(o.slice_mm, "slice_mm", "Slice", "Thickness of the sagittal slices.", "mm", 0.3, 10);
  real(o.width_mm, "width_mm", "Width", "Left-right extent about the vertebrae.", "mm", 10, 400);
  real(o.margin_mm, "margin_mm", "Margin", "Kept around the vertebrae in the sagittal plane.", "mm",
       0, 200);
  real(o.rotation_deg, "rotation_deg", "Pose rotation",
       "Largest rotation between the poses; 0 for none.", "deg", 0, 45);
  real(o.shift_mm, "shift_mm", "Pose shift", "Largest shift between the poses.", "mm", 0, 200);
  real(o.noise, "noise", "Noise", "Rician noise relative to the brightest tissue.", "", 0, 0.3);
  real(o.bias, "bias", "Bias", "Largest relative deviation of the bias field.", "", 0, 0.9);
  return list;
}

Result<SimulatedMr> simulate_mr(const Volume& ct_hu, const Volume& vertebra_mask,
                                const Volume& body_mask, const SimulateMrOptions& options,
                                JobContext& job) {
  const auto same =
      check_same_grid(ct_hu.grid(), vertebra_mask.grid(), "The CT and the vertebra mask");
  if (!same) return same.error();
  if (!body_mask.empty()) {
    const auto fits = check_same_grid(ct_hu.grid(), body_mask.grid(), "The CT and the body mask");
    if (!fits) return fits.error();
  }
  if (!job.checkpoint(0.05, "Finding tissues")) return cancelled_error();
  auto found = in_patient_axes(ct_hu, vertebra_mask, body_mask);
  if (!found) return found.error();
  const Anatomy anatomy = std::move(found).value();
  Vector3d low, high;
  if (!mask_bounds(anatomy.vertebrae, low, high)) {
    return Error{"The vertebra mask is empty.",
                 "Give a mask of VerSe vertebra ids on the CT's grid."};
  }
  RandomStream random(options.seed, "simulate-mr/pose");
  const Vector3d center = (low + high) / 2;
  // random_pose brings the centre to the origin; here the MR stays near the CT's frame.
  const Rigid3 mr_from_ct = Rigid3(Eigen::Quaterniond::Identity(), center) *
                            random_pose(random, center, options.rotation_deg, options.shift_mm);
  Vector3d extent = high - low + Vector3d::Constant(2 * options.margin_mm);
  extent.x() = options.width_mm;
  const Grid grid =
      sagittal_grid(mr_from_ct * center, extent, options.in_plane_mm, options.slice_mm);

  SimulatedMr result;
  result.ct_from_mr = mr_from_ct.inverse();
  JobContext scan_job = job.part(0.2, 0.7);
  auto mr = scan_thick(signal_of(anatomy, mr_values(options.contrast)), grid, result.ct_from_mr,
                       scan_job);
  if (!mr) return mr.error();
  result.mr = *mr;
  apply_bias_field(result.mr, options.bias, options.seed);
  add_rician_noise(result.mr, options.noise * kMrBrightest,
                   derive_seed(options.seed, "simulate-mr"));

  JobContext mask_job = job.part(0.7, 0.95);
  auto vertebrae =
      resample(anatomy.vertebrae, grid, result.ct_from_mr, Interpolation::nearest, 0, mask_job);
  if (!vertebrae) return vertebrae.error();
  auto bodies =
      resample(anatomy.bodies, grid, result.ct_from_mr, Interpolation::nearest, 0, mask_job);
  if (!bodies) return bodies.error();
  result.vertebrae = *vertebrae;
  result.subregions = Volume(grid, ScalarType::uint8);
  const auto ids = result.vertebrae.values<std::uint8_t>();
  const auto in_body = bodies->values<std::uint8_t>();
  auto parts = result.subregions.values<std::uint8_t>();
  for (std::size_t v = 0; v < parts.size(); ++v) {
    if (ids[v] != 0)
      parts[v] = static_cast<std::uint8_t>(in_body[v] ? subregion::kBody : subregion::kArcus);
  }
  if (!job.checkpoint(1, "Simulated")) return cancelled_error();
  return result;
}

Volume bodies_of(const Volume& subregion_mask) {
  Volume bodies = subregion_mask.as(ScalarType::uint8).clone();
  for (auto& id : bodies.values<std::uint8_t>()) id = subregion::is_body(id) ? 1 : 0;
  return bodies;
}

Result<void> name_subregions(SimulatedMr& simulated, const Grid& ct_grid,
                             const Volume& subregion_mask, JobContext& job) {
  const auto same =
      check_same_grid(ct_grid, subregion_mask.grid(), "The CT and the subregion mask");
  if (!same) return same;
  const auto parts = resample(subregion_mask.as(ScalarType::uint8), simulated.mr.grid(),
                              simulated.ct_from_mr, Interpolation::nearest, 0, job);
  if (!parts) return parts.error();
  const auto ids = parts->values<std::uint8_t>();
  const auto vertebrae = simulated.vertebrae.values<std::uint8_t>();
  if (simulated.subregions.empty()) {
    simulated.subregions = Volume(simulated.mr.grid(), ScalarType::uint8);
  }
  const auto named = simulated.subregions.values<std::uint8_t>();
  bool any = false;
  for (std::size_t i = 0; i < named.size(); ++i) {
    const bool is_part = subregion::is_body(ids[i]) || subregion::is_posterior(ids[i]);
    if (vertebrae[i] == 0 || !is_part) continue;
    named[i] = subregion::is_body(ids[i]) ? std::uint8_t{subregion::kBody} : ids[i];
    any = true;
  }
  if (any) return {};
  return Error{"The subregion mask has no subregion ids (41 to 50) in the vertebrae.",
               "Give the mask that belongs to this vertebra mask, or leave it out."};
}

}  // namespace transpine

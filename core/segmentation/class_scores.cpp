// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/class_scores.h"

#include <ATen/Functions.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/memory.h"
#include "core/base/parallel.h"
#include "core/image/resample.h"
#include "core/nn/device.h"
#include "core/nn/memory.h"
#include "core/nn/tiling.h"

namespace transpine {
namespace {

using Sides = std::array<std::int64_t, 3>;

constexpr double kAir_hu = -1000;
constexpr double kShareOfFreeMemory = 0.7;
constexpr double kBytesPerValue = 4;
constexpr double kDeviationShare = 1.0 / 8;  // Of the Gaussian, of a tile's side.
constexpr double kLeastWeight = 1e-3;
constexpr const char* kMemoryRemedy = "Choose a smaller tile, or crop the CT.";

double voxels_of(const Sides& sides) {
  return static_cast<double>(sides[0]) * static_cast<double>(sides[1]) *
         static_cast<double>(sides[2]);
}

std::int64_t rounded_up(std::int64_t value, std::int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// The CT on the network's grid.
Result<Volume> on_network_grid(const ClassNetwork& network, const Volume& ct_hu, JobContext& job) {
  const auto turned = reoriented_grid(ct_hu.grid(), network.needs.orientation);
  if (!turned) return turned.error();
  const auto& mm = network.needs.spacing_mm;
  auto moved = resample(ct_hu, respaced(*turned, {mm[0], mm[1], mm[2]}), Rigid3(),
                        Interpolation::cubic_bspline, kAir_hu, job);
  if (!moved) return moved.error();
  return moved->as(ScalarType::float32);
}

/// [D, H, W], D being the volume's first axis, padded with air at the ends up to `size`.
torch::Tensor padded_image(const Volume& ct, const Sides& size) {
  const Index3 own = ct.grid().size;
  const auto values = ct.values<float>();
  const torch::Tensor image =
      torch::from_blob(const_cast<float*>(values.data()), {own[2], own[1], own[0]})
          .permute({2, 1, 0});
  torch::Tensor padded = at::full({size[0], size[1], size[2]}, kAir_hu, image.options());
  padded.narrow(0, 0, own[0]).narrow(1, 0, own[1]).narrow(2, 0, own[2]).copy_(image);
  return padded;
}

torch::Tensor gaussian_weights(const Sides& sides) {
  torch::Tensor weights = at::ones({1, 1, 1});
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double middle = static_cast<double>(sides[axis] - 1) / 2;
    const double deviation = kDeviationShare * static_cast<double>(sides[axis]);
    Sides shape{1, 1, 1};
    shape[axis] = sides[axis];
    const torch::Tensor at = (at::arange(sides[axis], weights.options()) - middle) / deviation;
    weights = weights * at::exp(at.square() / -2).view(shape);
  }
  return weights.clamp_min(kLeastWeight);
}

class ScoreRun {
 public:
  ScoreRun(const ClassNetwork& network, const Volume& ct, const ScoreLimits& limits)
      : network_(network),
        ct_(ct),
        limits_(limits),
        classes_(static_cast<std::int64_t>(network.needs.classes.size())) {}

  Result<ClassScores> run(JobContext& job) {
    if (auto planned = plan(); !planned) return planned.error();
    while (true) {
      try {
        return scored(job);
      } catch (const std::exception& exception) {
        if (!is_out_of_memory(exception) || !halve_longest()) {
          return error_from(exception, "The segmentation", kMemoryRemedy);
        }
        job.log("Memory was short: beginning again with smaller tiles.");
      }
    }
  }

 private:
  std::int64_t least_side() const {
    return rounded_up(network_.smallest_side, network_.needs.size_multiple);
  }

  /// As large as the patch, and no larger than the image.
  Result<void> plan() {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int64_t multiple = network_.needs.size_multiple;
      std::int64_t side = network_.needs.patch[axis];
      if (limits_.tile > 0) side = std::min(side, limits_.tile);
      side = std::min(side, ct_.grid().size[axis]);
      tile_[axis] = std::max(least_side(), rounded_up(side, multiple));
    }
    const auto limit = memory_limit();
    while (limit && bytes() > *limit) {
      if (halve_longest()) continue;
      return Error{"The segmentation needs about " +
                       bytes_text(static_cast<std::uint64_t>(bytes())) +
                       " of memory even in its smallest tiles, more than the " +
                       bytes_text(static_cast<std::uint64_t>(*limit)) + " that it may use.",
                   limits_.memory_gb > 0 ? "Allow it more memory, or crop the CT."
                                         : "Close other programs, or crop the CT."};
    }
    return {};
  }

  double bytes() const {
    const double values_per_voxel = static_cast<double>(classes_) + 3;
    return kBytesPerValue * (values_per_voxel * voxels_of(padded()) +
                             network_.needs.feature_maps * voxels_of(tile_)) +
           static_cast<double>(classes_ * ct_.voxel_count());
  }

  std::optional<double> memory_limit() const {
    if (limits_.memory_gb > 0) return limits_.memory_gb * 1e9;
    const auto available = available_memory_bytes();
    if (!available) return std::nullopt;
    return kShareOfFreeMemory * static_cast<double>(*available);
  }

  bool halve_longest() {
    constexpr std::int64_t smallest = 16;
    const auto longest = std::max_element(tile_.begin(), tile_.end());
    const std::int64_t shorter = std::max(
        least_side(), rounded_up(std::max(*longest / 2, smallest), network_.needs.size_multiple));
    if (shorter >= *longest) return false;
    *longest = shorter;
    return true;
  }

  Sides padded() const {
    Sides size{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      size[axis] = std::max(ct_.grid().size[axis], tile_[axis]);
    }
    return size;
  }

  std::vector<Sides> places(const Sides& size) const {
    std::array<std::vector<std::int64_t>, 3> begins;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      begins[axis] = tile_begins(size[axis], tile_[axis], tile_[axis] / 2);
    }
    std::vector<Sides> all;
    for (const auto d : begins[0]) {
      for (const auto h : begins[1]) {
        for (const auto w : begins[2]) all.push_back({d, h, w});
      }
    }
    return all;
  }

  torch::Tensor scaled(const torch::Tensor& hu) const {
    const auto& from = network_.needs.clip_hu;
    const auto& to = network_.needs.input_range;
    const double scale = (to[1] - to[0]) / (from[1] - from[0]);
    return (hu.clamp(from[0], from[1]) - from[0]) * scale + to[0];
  }

  /// Probabilities [classes, D, H, W] of one tile.
  torch::Tensor probabilities(const torch::Tensor& hu) const {
    torch::Tensor out = network_.run(scaled(hu).unsqueeze(0).unsqueeze(0).to(network_.device));
    const std::vector<std::int64_t> wanted{1, classes_, tile_[0], tile_[1], tile_[2]};
    if (out.sizes() != wanted) {
      throw std::runtime_error("the network does not give " + std::to_string(classes_) +
                               " classes of an image of the size it got");
    }
    out = out.to(torch::kCPU, torch::kFloat32);
    return (network_.needs.gives_scores ? at::softmax(out, 1) : out)[0];
  }

  Result<ClassScores> scored(JobContext& job) const {
    const torch::NoGradGuard no_grad;
    const FreedMemoryKeeper keeper;
    const Sides size = padded();
    const torch::Tensor image = padded_image(ct_, size);
    torch::Tensor sum = at::zeros({classes_, size[0], size[1], size[2]});
    torch::Tensor total = at::zeros({size[0], size[1], size[2]});
    const torch::Tensor weights = gaussian_weights(tile_);
    const auto cut = [&](const torch::Tensor& of, std::int64_t first_axis, const Sides& at) {
      torch::Tensor part = of;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        part = part.narrow(first_axis + static_cast<std::int64_t>(axis), at[axis], tile_[axis]);
      }
      return part;
    };
    const std::vector<Sides> all = places(size);
    double done = 0;
    for (const Sides& at : all) {
      if (!job.checkpoint(done++ / static_cast<double>(all.size()), "Looking for parts")) {
        return cancelled_error();
      }
      const torch::Tensor hu = cut(image, 0, at);
      cut(total, 0, at).add_(weights);
      if (hu.max().item<double>() <= network_.air_hu) {
        cut(sum[0], 0, at).add_(weights);
      } else {
        cut(sum, 1, at).add_(probabilities(hu) * weights);
      }
    }
    sum.div_(total).mul_(255).round_();
    const Index3 own = ct_.grid().size;
    ClassScores scores{ct_.grid(), classes_, {}};
    scores.values.resize(static_cast<std::size_t>(classes_ * ct_.voxel_count()));
    torch::from_blob(scores.values.data(), {classes_, own[2], own[1], own[0]}, torch::kUInt8)
        .copy_(sum.narrow(1, 0, own[0])
                   .narrow(2, 0, own[1])
                   .narrow(3, 0, own[2])
                   .permute({0, 3, 2, 1}));
    return scores;
  }

  const ClassNetwork& network_;
  const Volume& ct_;
  ScoreLimits limits_;
  std::int64_t classes_;
  Sides tile_{};
};

}  // namespace

Volume ClassScores::likeliest() const {
  return likeliest_on(grid);
}

Volume ClassScores::likeliest_on(const Grid& target) const {
  Volume labels(target, ScalarType::uint8);
  const auto out = labels.values<std::uint8_t>();
  const auto voxels = static_cast<std::size_t>(grid.voxel_count());
  // Straight from index to index: both grids are right-angled.
  const Eigen::Vector3d first = grid.index_from_point(target.origin_mm);
  Eigen::Matrix3d step;
  for (int axis = 0; axis < 3; ++axis) {
    const Eigen::Vector3d one = Eigen::Vector3d::Unit(axis);
    step.col(axis) = grid.index_from_point(target.point_from_index(one)) - first;
  }
  parallel_for(target.size[2], [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> likelihood(static_cast<std::size_t>(classes));
    for (std::int64_t k = begin; k < end; ++k) {
      for (std::int64_t j = 0; j < target.size[1]; ++j) {
        for (std::int64_t i = 0; i < target.size[0]; ++i) {
          const Eigen::Vector3d at =
              first + step * Eigen::Vector3d(static_cast<double>(i), static_cast<double>(j),
                                             static_cast<double>(k));
          std::fill(likelihood.begin(), likelihood.end(), 0.0f);
          const Eigen::Vector3d low = at.array().floor();
          for (int corner = 0; corner < 8; ++corner) {
            float weight = 1;
            Index3 place{};
            for (int axis = 0; axis < 3; ++axis) {
              const int side = corner >> axis & 1;
              const double share = at[axis] - low[axis];
              weight *= static_cast<float>(side ? share : 1 - share);
              place[static_cast<std::size_t>(axis)] = static_cast<std::int64_t>(low[axis]) + side;
            }
            if (weight == 0 || !grid.contains(place[0], place[1], place[2])) continue;
            const auto v = static_cast<std::size_t>(grid.offset(place[0], place[1], place[2]));
            for (std::size_t c = 0; c < likelihood.size(); ++c) {
              likelihood[c] += weight * values[c * voxels + v];
            }
          }
          const auto best = std::max_element(likelihood.begin(), likelihood.end());
          out[static_cast<std::size_t>(target.offset(i, j, k))] =
              static_cast<std::uint8_t>(best - likelihood.begin());
        }
      }
    }
  });
  return labels;
}

Result<ClassScores> class_scores(const ClassNetwork& network, const Volume& ct_hu,
                                 const ScoreLimits& limits, JobContext& job) {
  JobContext preparing = job.part(0, 0.05, "The CT at the network's spacing");
  const auto ct = on_network_grid(network, ct_hu, preparing);
  if (!ct) return ct.error();
  JobContext running = job.part(0.05, 1);
  return ScoreRun(network, *ct, limits).run(running);
}

}  // namespace transpine

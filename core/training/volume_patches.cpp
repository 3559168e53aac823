// SPDX-License-Identifier: Apache-2.0
#include "core/training/volume_patches.h"

#include <algorithm>
#include <optional>

#include "core/training/ct_variation.h"

namespace transpine {
namespace {

/// Where a patch lies along one axis of a volume that is mirrored at its borders until the patch
/// fits.
struct Span {
  std::int64_t length = 0;  ///< Of the volume.
  std::int64_t padded = 0;
  std::int64_t begin = 0;  ///< In the padded volume.
  std::int64_t size = 0;
  bool flipped = false;

  bool needs_padding() const { return padded > length; }
};
using Spans = std::array<Span, 3>;

torch::Tensor cut_axis(const torch::Tensor& image, std::int64_t axis, const Span& span) {
  if (!span.needs_padding()) return image.narrow(axis, span.begin, span.size);
  const std::int64_t before = (span.padded - span.length) / 2;
  return image.index_select(axis, mirrored_indices(span.length, span.begin - before, span.size));
}

torch::Tensor cut(torch::Tensor image, const Spans& spans) {
  std::vector<std::int64_t> flipped;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    image = cut_axis(image, static_cast<std::int64_t>(axis), spans[axis]);
    if (spans[axis].flipped) flipped.push_back(static_cast<std::int64_t>(axis));
  }
  return flipped.empty() ? image : image.flip(flipped);
}

/// Positions of the patch's voxels along one axis, 0 to 1 over the padded volume.
torch::Tensor ramp(const Span& span, const torch::TensorOptions& options) {
  const double last = static_cast<double>(std::max<std::int64_t>(1, span.padded - 1));
  const torch::Tensor at = (torch::arange(span.size, options) + span.begin) / last;
  return span.flipped ? at.flip(0) : at;
}

/// Into three channels [3, D, H, W].
void write_ramps(const Spans& spans, torch::Tensor channels) {
  channels[0].copy_(ramp(spans[0], channels.options()).view({-1, 1, 1}));
  channels[1].copy_(ramp(spans[1], channels.options()).view({1, -1, 1}));
  channels[2].copy_(ramp(spans[2], channels.options()));
}

VolumePatch patch_of(const VolumeSample& sample, const Spans& spans, torch::Tensor mr) {
  VolumePatch patch;
  if (mr.defined()) {
    patch.condition =
        torch::empty({1, 4, spans[0].size, spans[1].size, spans[2].size}, mr.options());
    patch.condition[0][0].copy_(mr).mul_(2).sub_(1);
    write_ramps(spans, patch.condition[0].narrow(0, 1, 3));
  }
  patch.ct = cut(sample.ct, spans).unsqueeze(0).unsqueeze(0);
  if (sample.mask.defined()) patch.mask = cut(sample.mask, spans).unsqueeze(0);
  return patch;
}

Spans spans_of(const torch::Tensor& image, const PatchSides& sides) {
  Spans spans;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::int64_t length = image.size(static_cast<std::int64_t>(axis));
    spans[axis] = {length, std::max(length, sides[axis]), 0, sides[axis], false};
  }
  return spans;
}

/// A voxel with one of the labels, all of which are equally likely; none where the few that are
/// looked at have another.
std::optional<PatchSides> labelled_voxel(const torch::Tensor& mask, RandomStream& random) {
  constexpr int looked_at = 2000;
  const auto label = random.uniform_int(1, std::max<std::int64_t>(1, mask.max().item<int>()));
  const auto labels = mask.accessor<std::uint8_t, 3>();
  for (int i = 0; i < looked_at; ++i) {
    PatchSides at{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      at[axis] = random.uniform_int(0, mask.size(static_cast<std::int64_t>(axis)) - 1);
    }
    if (labels[at[0]][at[1]][at[2]] == label) return at;
  }
  return std::nullopt;
}

/// Moves the patch so that the voxel of the volume is as near to its middle as can be.
void centre_at(const PatchSides& voxel, Spans& spans) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Span& span = spans[axis];
    const std::int64_t before = (span.padded - span.length) / 2;
    span.begin =
        std::clamp<std::int64_t>(voxel[axis] + before - span.size / 2, 0, span.padded - span.size);
  }
}

}  // namespace

torch::Tensor mirrored_indices(std::int64_t length, std::int64_t begin, std::int64_t size) {
  const std::int64_t period = std::max<std::int64_t>(1, 2 * (length - 1));
  std::vector<std::int64_t> indices;
  for (std::int64_t k = begin; k < begin + size; ++k) {
    const std::int64_t within = (k % period + period) % period;
    indices.push_back(std::min(within, period - within));
  }
  return torch::tensor(indices, torch::kInt64);
}

torch::Tensor position_ramps(const PatchSides& size, const torch::TensorOptions& options) {
  Spans spans;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    spans[axis] = {size[axis], size[axis], 0, size[axis], false};
  }
  torch::Tensor channels = torch::empty({1, 3, size[0], size[1], size[2]}, options);
  write_ramps(spans, channels[0]);
  return channels;
}

torch::Tensor jittered_volume(const torch::Tensor& mr, double strength, RandomStream& random) {
  // In place: one pass over the patch after another is bound by memory.
  torch::Tensor bright = (mr * random.uniform(1 - strength, 1 + strength)).clamp_(0, 1);
  const double factor = random.uniform(1 - strength, 1 + strength);
  const torch::Tensor mean = bright.mean();
  return bright.sub_(mean).mul_(factor).add_(mean).clamp_(0, 1);
}

VolumePatch random_patch(const VolumeSample& sample, const VolumeAugmentOptions& options,
                         RandomStream& random) {
  Spans spans = spans_of(sample.ct, options.sides);
  for (Span& span : spans) {
    if (span.padded > span.size) span.begin = random.uniform_int(0, span.padded - span.size);
  }
  if (random.uniform() < options.flip_probability && random.uniform() < 0.5) {
    spans[random.uniform() < 0.5 ? 1 : 2].flipped = true;
  }
  if (!sample.mr.defined()) {
    if (sample.mask.defined() && random.uniform() < options.labelled_share) {
      if (const auto voxel = labelled_voxel(sample.mask, random)) centre_at(*voxel, spans);
    }
    VolumePatch patch = patch_of(sample, spans, {});
    torch::Tensor ct = patch.ct[0][0];
    if (patch.mask.defined()) {
      ct = with_foreign_objects(ct, patch.mask[0], options.colour_jitter, random);
    }
    patch.ct = varied_ct(ct, options.colour_jitter, random).unsqueeze(0).unsqueeze(0);
    return patch;
  }
  return patch_of(sample, spans,
                  jittered_volume(cut(sample.mr, spans), options.colour_jitter, random));
}

VolumePatch centred_patch(const VolumeSample& sample, const PatchSides& sides) {
  Spans spans = spans_of(sample.ct, sides);
  for (Span& span : spans) span.begin = (span.padded - span.size) / 2;
  return patch_of(sample, spans, sample.mr.defined() ? cut(sample.mr, spans) : torch::Tensor());
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/training/batches.h"

#include <algorithm>
#include <numeric>

namespace transpine {
namespace {

constexpr double air = -1;

torch::Tensor brightness(const torch::Tensor& mr, double factor) {
  return (mr * factor).clamp(0, 1);
}

torch::Tensor contrast(const torch::Tensor& mr, double factor) {
  const torch::Tensor mean = mr.mean();
  return (mean + (mr - mean) * factor).clamp(0, 1);
}

torch::Tensor jittered(const torch::Tensor& mr, double strength, RandomStream& random) {
  const double bright = random.uniform(1 - strength, 1 + strength);
  const double contrasted = random.uniform(1 - strength, 1 + strength);
  if (random.uniform() < 0.5) return contrast(brightness(mr, bright), contrasted);
  return brightness(contrast(mr, contrasted), bright);
}

/// The window [top, top + size) x [left, left + size) of an image; what lies outside is air.
torch::Tensor window(const torch::Tensor& image, std::int64_t top, std::int64_t left,
                     std::int64_t size) {
  torch::Tensor out = torch::full({1, 1, size, size}, air);
  const std::int64_t row = std::max<std::int64_t>(0, top);
  const std::int64_t column = std::max<std::int64_t>(0, left);
  const std::int64_t rows = std::min(image.size(0), top + size) - row;
  const std::int64_t columns = std::min(image.size(1), left + size) - column;
  out[0][0]
      .narrow(0, row - top, rows)
      .narrow(1, column - left, columns)
      .copy_(image.narrow(0, row, rows).narrow(1, column, columns));
  return out;
}

/// Where a crop of `size` begins: random where there is a choice, centred where it must be padded.
std::int64_t crop_begin(std::int64_t length, std::int64_t size, RandomStream& random) {
  return length > size ? random.uniform_int(0, length - size) : (length - size) / 2;
}

/// Which sample comes when: all of them once in every epoch, in a new order each time.
class EpochOrder {
 public:
  EpochOrder(const std::vector<std::size_t>& samples, std::uint64_t seed, std::string stream)
      : samples_(samples), seed_(seed), stream_(std::move(stream)) {}

  std::size_t at(std::int64_t sample) {
    const auto count = static_cast<std::int64_t>(samples_.size());
    if (sample / count != epoch_) {
      epoch_ = sample / count;
      shuffle();
    }
    return samples_[order_[static_cast<std::size_t>(sample % count)]];
  }

 private:
  void shuffle() {
    order_.resize(samples_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    RandomStream random(seed_, stream_ + std::to_string(epoch_));
    for (std::size_t i = order_.size(); i > 1; --i) {
      const auto other = random.uniform_int(0, static_cast<std::int64_t>(i) - 1);
      std::swap(order_[i - 1], order_[static_cast<std::size_t>(other)]);
    }
  }

  const std::vector<std::size_t>& samples_;
  std::uint64_t seed_;
  std::string stream_;
  std::int64_t epoch_ = -1;
  std::vector<std::size_t> order_;
};

VolumeSample volume_of(const TrainingSet& set, std::size_t sample) {
  return {set.mr(sample), set.ct(sample), set.mask(sample)};
}

Batch as_batch(const VolumePatch& patch) {
  Batch batch;
  batch.mr = patch.condition;
  batch.ct = patch.ct;
  batch.mask = patch.mask;
  return batch;
}

Batch augmented_sample(const TrainingSet& set, std::size_t sample, const AugmentOptions& options,
                       RandomStream& random) {
  if (set.dimensions() == 2) return augmented(set.mr(sample), set.ct(sample), options, random);
  // What a segmenter looks for is a small part of a CT.
  const double labelled_share = set.has_mr() ? 0 : 0.5;
  return as_batch(random_patch(
      volume_of(set, sample),
      {options.patch_sides(), options.colour_jitter, options.flip_probability, labelled_share},
      random));
}

}  // namespace

Batch augmented(const torch::Tensor& mr, const torch::Tensor& ct, const AugmentOptions& options,
                RandomStream& random) {
  const torch::Tensor changed = jittered(mr, options.colour_jitter, random);
  const std::int64_t top = crop_begin(mr.size(0), options.patch_size, random);
  const std::int64_t left = crop_begin(mr.size(1), options.patch_size, random);
  Batch sample;
  sample.mr = window(changed * 2 - 1, top, left, options.patch_size);
  sample.ct = window(ct, top, left, options.patch_size);
  if (random.uniform() < options.flip_probability) {
    sample.mr = sample.mr.flip(-1);
    sample.ct = sample.ct.flip(-1);
  }
  return sample;
}

Batch centred(const torch::Tensor& mr, const torch::Tensor& ct, std::int64_t size) {
  const std::int64_t top = (mr.size(0) - size) / 2;
  const std::int64_t left = (mr.size(1) - size) / 2;
  Batch sample;
  sample.mr = window(mr * 2 - 1, top, left, size);
  sample.ct = window(ct, top, left, size);
  return sample;
}

Batch centred_sample(const TrainingSet& set, std::size_t sample, const AugmentOptions& options) {
  if (set.dimensions() == 2) return centred(set.mr(sample), set.ct(sample), options.patch_size);
  return as_batch(centred_patch(volume_of(set, sample), options.patch_sides()));
}

Batch batch_of_step(const TrainingSet& set, const std::vector<std::size_t>& slices,
                    std::int64_t batch_size, const AugmentOptions& options, std::uint64_t seed,
                    std::int64_t step, const BatchRows& rows) {
  std::vector<torch::Tensor> mr, ct, mask;
  EpochOrder mr_order(slices, seed, "order of epoch ");
  EpochOrder ct_order(slices, seed, "order of CTs of epoch ");
  const std::int64_t first = step * batch_size + rows.first;
  const std::int64_t count = rows.count < 0 ? batch_size - rows.first : rows.count;
  for (std::int64_t sample = first; sample < first + count; ++sample) {
    RandomStream random(seed, "sample " + std::to_string(sample));
    Batch one = augmented_sample(set, mr_order.at(sample), options, random);
    if (options.unpaired) {
      RandomStream other(seed, "CT of sample " + std::to_string(sample));
      one.ct = augmented_sample(set, ct_order.at(sample), options, other).ct;
    }
    if (one.mr.defined()) mr.push_back(one.mr);
    ct.push_back(one.ct);
    if (one.mask.defined()) mask.push_back(one.mask);
  }
  Batch batch;
  batch.offset = rows.first;
  batch.step_samples = batch_size;
  if (!mr.empty()) batch.mr = torch::cat(mr);
  batch.ct = torch::cat(ct);
  if (mask.size() == ct.size() && !options.unpaired) batch.mask = torch::cat(mask);
  return batch;
}

std::vector<Batch> parts_of(const Batch& batch, std::int64_t parts) {
  if (parts == 1) return {batch};
  const std::int64_t size = batch.ct.size(0) / parts;
  std::vector<Batch> all;
  for (std::int64_t i = 0; i < parts; ++i) {
    const auto rows = [&](const torch::Tensor& tensor) {
      return tensor.defined() ? tensor.narrow(0, i * size, size) : tensor;
    };
    Batch part;
    part.mr = rows(batch.mr);
    part.ct = rows(batch.ct);
    part.mask = rows(batch.mask);
    part.offset = batch.offset + i * size;
    part.step_samples = batch.whole();
    all.push_back(part);
  }
  return all;
}

}  // namespace transpine

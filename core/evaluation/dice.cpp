// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/dice.h"

#include <array>
#include <cstring>
#include <mutex>

#include "core/base/parallel.h"
#include "core/evaluation/label_shift.h"
#include "core/image/input_checks.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

using Counts = std::vector<std::uint32_t>;

std::uint64_t eight_bytes(const std::uint8_t* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

// Label volumes are mostly runs: eight equal pairs at a time are one comparison. Elsewhere two
// tables take turns, so that an increment need not wait for the one before.
void count_range(const std::uint8_t* a, const std::uint8_t* b, std::int64_t n, Counts& counts,
                 Counts& other) {
  constexpr std::uint64_t ones = 0x0101010101010101ULL;
  std::int64_t i = 0;
  while (i + 8 <= n) {
    const std::uint64_t run_a = ones * a[i];
    const std::uint64_t run_b = ones * b[i];
    const std::size_t pair = static_cast<std::size_t>(a[i]) * 256 + b[i];
    std::uint32_t run = 0;
    while (i + 8 <= n && eight_bytes(a + i) == run_a && eight_bytes(b + i) == run_b) {
      run += 8;
      i += 8;
    }
    counts[pair] += run;
    if (run > 0) continue;
    for (int k = 0; k < 8; k += 2) {
      ++counts[static_cast<std::size_t>(a[i + k]) * 256 + b[i + k]];
      ++other[static_cast<std::size_t>(a[i + k + 1]) * 256 + b[i + k + 1]];
    }
    i += 8;
  }
  for (; i < n; ++i) ++counts[static_cast<std::size_t>(a[i]) * 256 + b[i]];
}

bool labels_fit(const Volume& volume) {
  return visit_values(volume, [](auto values) {
    for (const auto v : values) {
      if (!(v >= 0 && v <= 255)) return false;
    }
    return true;
  });
}

}  // namespace

std::int64_t LabelConfusion::predicted_count(int label) const {
  std::int64_t sum = 0;
  for (int other = 0; other < 256; ++other) sum += count(label, other);
  return sum;
}

std::int64_t LabelConfusion::reference_count(int label) const {
  std::int64_t sum = 0;
  for (int other = 0; other < 256; ++other) sum += count(other, label);
  return sum;
}

std::vector<int> LabelConfusion::labels() const {
  std::vector<int> result;
  for (int label = 1; label < 256; ++label) {
    if (predicted_count(label) > 0 || reference_count(label) > 0) result.push_back(label);
  }
  return result;
}

Result<LabelConfusion> count_labels(const Volume& predicted, const Volume& reference) {
  const auto same = check_same_grid(predicted.grid(), reference.grid(), "The masks");
  if (!same) return same.error();
  for (const Volume* volume : {&predicted, &reference}) {
    if (volume->type() != ScalarType::uint8 && !labels_fit(*volume)) {
      return Error{"A mask holds labels outside 0 to 255.", "Give a mask of VerSe vertebra ids."};
    }
  }
  const Volume a = predicted.as(ScalarType::uint8);
  const Volume b = reference.as(ScalarType::uint8);
  const std::uint8_t* pa = a.values<std::uint8_t>().data();
  const std::uint8_t* pb = b.values<std::uint8_t>().data();
  LabelConfusion confusion;
  std::mutex mutex;
  // Parts of 2^30 voxels at most, so that 32-bit counters suffice.
  constexpr std::int64_t part = std::int64_t{1} << 30;
  parallel_for(a.voxel_count(), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t first = begin; first < end; first += part) {
      Counts counts(256 * 256, 0), other(256 * 256, 0);
      count_range(pa + first, pb + first, std::min(part, end - first), counts, other);
      const std::scoped_lock lock(mutex);
      for (int pair = 0; pair < 256 * 256; ++pair) {
        const auto index = static_cast<std::size_t>(pair);
        const std::int64_t n = std::int64_t{counts[index]} + other[index];
        if (n > 0) confusion.add(pair / 256, pair % 256, n);
      }
    }
  });
  return confusion;
}

std::optional<double> dice(std::int64_t overlap, std::int64_t predicted, std::int64_t reference) {
  if (predicted + reference == 0) return std::nullopt;
  return 2 * static_cast<double>(overlap) / static_cast<double>(predicted + reference);
}

DiceScores dice_scores(const LabelConfusion& confusion) {
  return dice_scores(confusion, LabelShift());
}

DiceScores dice_scores(const LabelConfusion& confusion, const LabelShift& shift) {
  DiceScores scores;
  std::int64_t overlap = 0, predicted = 0, reference = 0;
  double sum = 0;
  const auto labels = confusion.labels();
  for (const int label : labels) {
    const std::int64_t in_predicted = confusion.predicted_count(label);
    const std::int64_t in_reference = confusion.reference_count(label);
    predicted += in_predicted;
    reference += in_reference;
    for (const int other : labels) overlap += confusion.count(label, other);
    if (in_reference == 0) continue;
    const int other = shift.predicted_label(label);
    const bool known = other >= 1 && other <= 255;
    const auto score = dice(known ? confusion.count(other, label) : 0,
                            known ? confusion.predicted_count(other) : 0, in_reference);
    scores.per_vertebra[label] = score;
    sum += *score;
    ++scores.vertebrae;
  }
  scores.global = dice(overlap, predicted, reference);
  if (scores.vertebrae > 0) scores.mean_vertebra = sum / scores.vertebrae;
  return scores;
}

Result<Volume> posterior_only(const Volume& vertebrae, const Volume& subregions) {
  const auto same = check_same_grid(vertebrae.grid(), subregions.grid(), "The masks");
  if (!same) return same.error();
  Volume result = vertebrae.as(ScalarType::uint8).clone();
  const Volume parts = subregions.as(ScalarType::uint8);
  auto labels = result.values<std::uint8_t>();
  const auto ids = parts.values<std::uint8_t>();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!subregion::is_posterior(ids[i])) labels[i] = 0;
  }
  return result;
}

}  // namespace transpine

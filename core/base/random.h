// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

namespace transpine {

/// A seeded stream of random numbers with a name. Equal (seed, name) give equal numbers on every
/// platform to the bit of the engine: the distributions are written here because the standard
/// library leaves theirs to the implementation. Distinct names give independent streams, so adding
/// a consumer does not change the numbers of another.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view name);

  std::uint64_t next() { return engine_(); }
  /// Uniform in [0, 1) with 53 random bits.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform integer in [low, high], both included. Without modulo bias.
  std::int64_t uniform_int(std::int64_t low, std::int64_t high);
  /// Normal with the given mean and standard deviation (Box-Muller).
  double normal(double mean = 0, double sd = 1);

 private:
  std::mt19937_64 engine_;
  bool has_spare_ = false;
  double spare_ = 0;
};

/// A 64-bit seed for a named purpose, derived from a run's seed (FNV-1a, then SplitMix64).
std::uint64_t derive_seed(std::uint64_t seed, std::string_view name);

}  // namespace transpine

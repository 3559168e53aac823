// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

namespace transpine {

/// The factor that keeps the small gradients of half precision from vanishing: halved whenever a
/// gradient overflows, doubled after `growth_interval` steps without one.
class LossScale {
 public:
  static constexpr double start = 65536;
  static constexpr std::int64_t growth_interval = 2000;

  /// A factor that stays 1 where `dynamic` is not set.
  explicit LossScale(bool dynamic) : factor_(dynamic ? start : 1), dynamic_(dynamic) {}

  bool is_dynamic() const { return dynamic_; }
  double factor() const { return factor_; }
  /// Whether gradients overflow although nothing is scaled up any more.
  bool is_exhausted() const { return dynamic_ && factor_ < 1; }
  void note(bool overflowed);

  nlohmann::json state() const;
  /// Throws nlohmann::json::exception when something is missing.
  void restore(const nlohmann::json& state);

 private:
  double factor_;
  bool dynamic_;
  std::int64_t clean_steps_ = 0;
};

}  // namespace transpine

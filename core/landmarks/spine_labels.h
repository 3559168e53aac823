// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace transpine {

/// VerSe vertebra ids: 1-7 C1-C7, 8-19 T1-T12, 20-25 L1-L6, 26 sacrum, 27 coccyx, 28 T13
/// (paper-facts 2.7).
namespace vertebra {
inline constexpr int kC1 = 1;
inline constexpr int kT1 = 8;
inline constexpr int kT12 = 19;
inline constexpr int kL1 = 20;
inline constexpr int kL6 = 25;
inline constexpr int kSacrum = 26;
inline constexpr int kT13 = 28;
}  // namespace vertebra

/// Subregion ids within a vertebra (paper-facts 2.8). L/R are the patient's.
namespace subregion {
inline constexpr int kArcus = 41;
inline constexpr int kSpinousProcess = 42;
inline constexpr int kTransverseLeft = 43;
inline constexpr int kTransverseRight = 44;
inline constexpr int kSuperiorArticularLeft = 45;
inline constexpr int kSuperiorArticularRight = 46;
inline constexpr int kInferiorArticularLeft = 47;
inline constexpr int kInferiorArticularRight = 48;
inline constexpr int kBodyBorder = 49;  ///< In MR masks: the body itself.
inline constexpr int kBody = 50;

/// 41-48: everything of a vertebra but its body.
constexpr bool is_posterior(int id) {
  return id >= kArcus && id <= kInferiorArticularRight;
}
constexpr bool is_body(int id) {
  return id == kBody || id == kBodyBorder;
}
}  // namespace subregion

/// "L3", "T13", "S"; "#300" for an id outside the scheme.
std::string vertebra_name(int id);
/// The id of "L3", "l3", "T13", "S", "sacrum"; also "Th5". Absent for anything else.
std::optional<int> vertebra_from_name(std::string_view name);
/// "spinous process"; "#99" for an unknown id.
std::string subregion_name(int id);

/// Order from head to foot: T13 lies between T12 and L1. Ids outside the scheme come last.
bool is_cranial_to(int vertebra_a, int vertebra_b);

/// The ids of a range such as "T10-L5", "C1-C7" or "L1-L5,S", from head to foot. Absent when a name
/// is unknown or a range runs upwards.
std::optional<std::vector<int>> vertebrae_in_range(std::string_view text);

}  // namespace transpine

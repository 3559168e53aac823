// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace transpine {

/// Ids of the classes that a segmenter of CT tells apart.
namespace part_class {
inline constexpr std::uint8_t kBackground = 0;
inline constexpr std::uint8_t kBody = 1;
inline constexpr std::uint8_t kArcus = 2;
inline constexpr std::uint8_t kSpinous = 3;
inline constexpr std::uint8_t kTransverse = 4;
inline constexpr std::uint8_t kArticular = 5;
inline constexpr std::uint8_t kSacrum = 6;

constexpr bool is_posterior(std::uint8_t part) {
  return part >= kArcus && part <= kArticular;
}
}  // namespace part_class

/// What a segmenter of CT tells apart, whatever the level and the side: 0 background, 1 body,
/// 2 arcus, 3 spinous, 4 transverse and 5 articular processes, 6 sacrum.
const std::vector<std::string>& part_class_names();

/// The class of a voxel with a vertebra id (0 where it has none) and a subregion id: any part of
/// the sacrum is sacrum; 0 for ids that are no part of a vertebra.
std::uint8_t part_class_of(int vertebra, int subregion);

}  // namespace transpine

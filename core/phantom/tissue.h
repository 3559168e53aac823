// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace transpine {

/// What a place in the body is made of, as far as CT and MR tell it apart.
enum class Tissue : std::uint8_t {
  air,
  lung,
  skin,
  fat,
  muscle,
  organ,
  vessel,
  csf,
  cord,
  nerve,
  nucleus,
  degenerated_nucleus,
  annulus,
  cartilage,
  ligament,
  marrow,
  edema,
  cortical,
  count
};

/// The image value of each tissue in one modality.
using TissueValues = std::array<double, static_cast<std::size_t>(Tissue::count)>;

/// Hounsfield units at 120 kV; marrow is the mean of a middle-aged adult.
const TissueValues& ct_values_hu();
/// Signal of a turbo spin echo without fat suppression, brightest tissue near 1000.
/// `contrast` is "t1" or "t2".
const TissueValues& mr_values(const std::string& contrast);

inline double value_of(const TissueValues& values, Tissue tissue) {
  return values[static_cast<std::size_t>(tissue)];
}

}  // namespace transpine

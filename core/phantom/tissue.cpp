// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/tissue.h"

namespace transpine {

// Order: air, lung, skin, fat, muscle, organ, vessel, csf, cord, nerve, nucleus,
// degenerated_nucleus, annulus, cartilage, ligament, marrow, edema, cortical.

const TissueValues& ct_values_hu() {
  static const TissueValues values = {-1000, -830, 40, -100, 55, 35, 45,  5,   38,
                                      32,    85,   95, 105,  85, 75, 170, 230, 1050};
  return values;
}

const TissueValues& mr_values(const std::string& contrast) {
  static const TissueValues t1 = {0,   25,  260, 760, 270, 300, 60,  110, 330,
                                  300, 270, 240, 230, 240, 90,  430, 210, 35};
  static const TissueValues t2 = {0,   20,  170, 640, 140, 260, 45,  940, 360,
                                  340, 560, 210, 110, 260, 60,  330, 560, 25};
  return contrast == "t1" ? t1 : t2;
}

}  // namespace transpine

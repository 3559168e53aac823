// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/volume.h"

namespace transpine {

/// For each voxel of the part [begin, begin + size) of a label map: the distance in mm from its
/// centre to the centre of the nearest voxel of `label` in that part, 0 in the label; infinity
/// where the part has none. Exact, by lower envelopes of parabolas axis by axis (Felzenszwalb &
/// Huttenlocher 2012). float32.
Volume distance_map_mm(const Volume& labels, int label, const Index3& begin, const Index3& size);

}  // namespace transpine

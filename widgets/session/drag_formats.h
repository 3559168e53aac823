// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace transpine {

/// What rows of the window carry when they are dragged: the id of a subject, the key of a layer.
inline constexpr char kSubjectDrag[] = "application/x-transpine-subject";
inline constexpr char kLayerDrag[] = "application/x-transpine-layer";

}  // namespace transpine

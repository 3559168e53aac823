// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "core/project/roles.h"

namespace transpine {

/// What people call a role: "MR", "Vertebrae on CT".
QString role_text(Role role);

}  // namespace transpine

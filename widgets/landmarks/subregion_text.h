// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace transpine {

/// subregion_name in the user's language.
QString subregion_text(int subregion);

}  // namespace transpine

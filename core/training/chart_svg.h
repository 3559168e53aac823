// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/training/chart.h"

namespace transpine {

/// Charts one below the other as an SVG document on white ground.
std::string charts_svg(const std::vector<ChartPicture>& charts);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <string>

namespace transpine {

/// What a series of a run measures, as people read it: "Validation PSNR".
QString series_text(const std::string& series);

/// What can share a y axis: quantity with its unit, which is the axis' title.
QString series_axis(const std::string& series);

}  // namespace transpine

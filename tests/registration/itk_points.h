// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <vector>

namespace transpine::testing {

using ItkPoint = std::array<double, 3>;

/// Where ITK's reader and transform take a point. (No Eigen here: ITK's headers bring their own.)
ItkPoint through_itk_transform(const std::filesystem::path& file, const ItkPoint& p);
/// The same through a displacement field image, point by point.
std::vector<ItkPoint> through_itk_field(const std::filesystem::path& file,
                                        const std::vector<ItkPoint>& points);

}  // namespace transpine::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace transpine {

/// What a person judged of a subject in a review.
enum class Verdict { none, good, bad_points, bad_segmentation, image_issue, skip };

/// The word in the study file: "good", "bad_points", ...; empty for none.
std::string verdict_key(Verdict verdict);
std::optional<Verdict> verdict_from_key(const std::string& key);
/// All but none, in the order of their keys 1 to 5.
const std::vector<Verdict>& all_verdicts();

}  // namespace transpine

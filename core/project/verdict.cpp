// SPDX-License-Identifier: Apache-2.0
#include "core/project/verdict.h"

namespace transpine {

std::string verdict_key(Verdict verdict) {
  switch (verdict) {
    case Verdict::good:
      return "good";
    case Verdict::bad_points:
      return "bad_points";
    case Verdict::bad_segmentation:
      return "bad_segmentation";
    case Verdict::image_issue:
      return "image_issue";
    case Verdict::skip:
      return "skip";
    case Verdict::none:
      break;
  }
  return {};
}

std::optional<Verdict> verdict_from_key(const std::string& key) {
  if (key.empty() || key == "none") return Verdict::none;
  for (const Verdict verdict : all_verdicts()) {
    if (verdict_key(verdict) == key) return verdict;
  }
  return std::nullopt;
}

const std::vector<Verdict>& all_verdicts() {
  static const std::vector<Verdict> verdicts{Verdict::good, Verdict::bad_points,
                                             Verdict::bad_segmentation, Verdict::image_issue,
                                             Verdict::skip};
  return verdicts;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/project/study.h"

namespace transpine {

/// What a table of subjects shows of one beside what the study file says; it needs the disk.
struct SubjectOverview {
  std::set<Role> missing;  ///< Files that are not where the study says.
  int landmark_pairs = 0;  ///< Points that both images have and that take part.
  std::optional<double> fre_mm;
  std::optional<double> tre_loo_mm;
  std::vector<std::string> runs;  ///< With a synthetic CT of this subject.
};

/// Never fails: what cannot be read is absent.
SubjectOverview overview_of(const Study& study, const std::string& subject);

}  // namespace transpine

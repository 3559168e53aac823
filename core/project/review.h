// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "core/project/study.h"
#include "core/project/verdict.h"

namespace transpine {

/// How many subjects have which verdict; those of words that this version does not know count as
/// judged but under no verdict.
struct ReviewSummary {
  std::map<Verdict, int> counts;
  int judged = 0;
  int subjects = 0;
};

ReviewSummary review_summary(const Study& study);

/// subject,split,verdict,note with a line for each subject, quoted as RFC 4180 says.
std::string review_csv(const Study& study);

}  // namespace transpine

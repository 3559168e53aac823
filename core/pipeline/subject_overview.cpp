// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/subject_overview.h"

#include <algorithm>

#include "core/pipeline/result_files.h"
#include "core/pipeline/steps.h"

namespace transpine {

SubjectOverview overview_of(const Study& study, const std::string& subject) {
  SubjectOverview overview;
  if (const Subject* entry = study.find(subject)) {
    for (const auto& [role, file] : entry->files) {
      std::error_code code;
      if (!std::filesystem::exists(file.path, code)) overview.missing.insert(role);
    }
  }
  overview.runs = runs_with_results(study, subject);
  const auto document = subject_landmarks(study, subject);
  if (!document) return overview;
  const LandmarkSet mr = active_points(document->mr);
  const LandmarkSet ct = active_points(document->ct);
  overview.landmark_pairs = static_cast<int>(std::count_if(
      mr.begin(), mr.end(), [&](const auto& point) { return ct.contains(point.first); }));
  if (overview.landmark_pairs < 3) return overview;
  if (const auto result = register_landmarks(mr, ct)) {
    overview.fre_mm = result->fre_mm;
    overview.tre_loo_mm = result->tre_loo_mm;
  }
  return overview;
}

}  // namespace transpine

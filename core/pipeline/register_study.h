// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/project/study.h"
#include "core/registration/register_vertebrae.h"

namespace transpine {

struct RegisterStudyOptions {
  std::string points = "2";     ///< "1", "2" or "all" points of each vertebra.
  std::string model = "rigid";  ///< "rigid" or "polyrigid".
  double trim_fraction = 0;
  std::vector<std::string> subjects;  ///< Empty = all that have landmarks.
  bool again = false;                 ///< Also subjects whose points have not changed since.
};

OptionList options_of(RegisterStudyOptions& options);

/// What became of one subject.
struct RegistrationRow {
  std::string subject;
  std::string error;  ///< Why there is no registration; empty otherwise.
  int points = 0;
  int outliers = 0;
  double fre_mm = 0;
  std::optional<double> tre_loo_mm;
  double max_mm = 0;
  double condition = 0;
  double posterior_mm = 0;
  std::vector<std::string> warnings;
  std::string made_from;  ///< Hash of the points and the options.
  bool kept = false;      ///< From the table of an earlier run; not saved.

  /// "failed"; "check" with a warning, an outlier, a leave-one-out error over 3 mm or a condition
  /// over 10; else "good".
  std::string verdict() const;
};

nlohmann::json to_json(const RegistrationRow& row);
std::string registration_csv(const std::vector<RegistrationRow>& rows);

/// Registers the subjects of a study one by one, writes their transforms (and *_ct-from-mr.json for
/// polyrigid) and after each one the table reports/registration.json and .csv, so that a run that
/// was ended goes on where it was. A subject that fails is a row and the next one follows. `on_row`
/// is called on this thread.
Result<std::vector<RegistrationRow>> register_study(
    const Study& study, const RegisterStudyOptions& options, JobContext& job,
    const std::function<void(const RegistrationRow&)>& on_row = {});

}  // namespace transpine

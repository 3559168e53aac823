// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/pipeline/registration_table.h"
#include "core/project/study.h"

namespace transpine {

struct RegisterStudyOptions {
  std::string points = "2";     ///< "1", "2" or "all" points of each vertebra.
  std::string model = "rigid";  ///< "rigid" or "polyrigid".
  double trim_fraction = 0;
  std::vector<std::string> subjects;  ///< Empty = all that have landmarks.
  bool again = false;                 ///< Also subjects whose points have not changed since.
};

OptionList options_of(RegisterStudyOptions& options);

/// Registers the subjects of a study one by one and writes their transforms (and *_ct-from-mr.json
/// for polyrigid) and the table of them (RegistrationTable), so that a run that was ended goes on
/// where it was: a subject whose points, mask, options and transform files are as they were keeps
/// its row. A subject that fails is a row and the next one follows. `on_row` is called on this
/// thread. `dry_run` calculates all and writes nothing.
Result<std::vector<RegistrationRow>> register_study(
    const Study& study, const RegisterStudyOptions& options, JobContext& job,
    const std::function<void(const RegistrationRow&)>& on_row = {}, bool dry_run = false);

}  // namespace transpine

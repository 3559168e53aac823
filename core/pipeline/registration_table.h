// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/project/study.h"

namespace transpine {

/// What became of one subject.
struct RegistrationRow {
  std::string subject;
  std::string model;         ///< "rigid" or "polyrigid".
  std::string points;        ///< "1", "2" or "all" of each vertebra.
  double trim_fraction = 0;  ///< The largest share that may be set aside.
  std::string error;         ///< Why there is no registration; empty otherwise.
  int pairs = 0;
  int outliers = 0;
  double fre_mm = 0;
  std::optional<double> tre_loo_mm;
  double max_mm = 0;
  double condition = 0;
  double posterior_mm = 0;
  std::vector<std::string> warnings;
  std::string made_from;  ///< Hashes of the points and the mask, and the options.
  std::string written;    ///< Hashes of the transform files.
  bool kept = false;      ///< From the table of an earlier run; not saved.

  /// "failed"; "check" with a warning, an outlier, a leave-one-out error over 3 mm or a condition
  /// over 10; else "good".
  std::string verdict() const;
};

nlohmann::json to_json(const RegistrationRow& row);
std::string registration_csv(const std::vector<RegistrationRow>& rows);

/// The rows of all runs over a study: reports/registration.json and .csv.
class RegistrationTable {
 public:
  /// With the rows of earlier runs; none where there is no table that can be read.
  explicit RegistrationTable(const Study& study);

  /// Null where there is no row of the subject.
  const RegistrationRow* find(const std::string& subject) const;
  /// Takes a row, and writes the files unless they were written within the last second: a cohort
  /// would else write as many rows as the square of its subjects.
  Result<void> put(const RegistrationRow& row);
  /// Writes what put left unwritten.
  Result<void> save();

 private:
  std::filesystem::path json_, csv_;
  std::map<std::string, RegistrationRow> rows_;
  bool is_saved_ = true;
  std::optional<std::chrono::steady_clock::time_point> saved_at_;
};

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/project/study.h"

namespace transpine {

/// Where a run's results for a subject lie (DESIGN 4). All are on the MR's grid but those
/// named iso.
struct ResultFiles {
  std::filesystem::path sct;          ///< Synthetic CT, native MR grid.
  std::filesystem::path sct_iso;      ///< Synthetic CT, isotropic.
  std::filesystem::path uncertainty;  ///< Deviation of several samples in HU, native MR grid.
  std::filesystem::path uncertainty_iso;
  std::filesystem::path vertebrae;      ///< Vertebra masks of the synthetic CT.
  std::filesystem::path subregions;     ///< Body and posterior masks of the synthetic CT.
  std::filesystem::path sidecar;        ///< Provenance of the synthetic CT.
  std::filesystem::path masks_sidecar;  ///< Provenance of both masks.
  std::filesystem::path scores;  ///< Figures against the real CT and masks, and their provenance.
  std::filesystem::path vertebrae_iso;  ///< Vertebra masks of `sct_iso`, on its grid.
};

ResultFiles result_files(const Study& study, const std::string& run, const std::string& subject);

/// Names of the runs that hold a checkpoint of a translator, sorted.
std::vector<std::string> trained_runs(const Study& study);

/// Names of the runs with results of this subject, sorted.
std::vector<std::string> runs_with_results(const Study& study, const std::string& subject);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/options.h"
#include "core/evaluation/image_metrics.h"
#include "core/pipeline/report.h"
#include "core/project/study.h"

namespace transpine {

/// The paper's Table 1 on phantoms: every model trained on the same cohort, small enough for two
/// cores, and judged on the same held-out subject.
struct ModelTableOptions {
  std::filesystem::path out;
  std::uint64_t seed = 1;
  int subjects = 6;               ///< One validates, one tests, the others train.
  std::int64_t train_steps = 0;   ///< Of every model; 0 takes those of its small preset.
  int sampling_steps = 5;         ///< DDIM steps of the diffusion models.
  std::string size = "small";     ///< Or "paper": the published settings, for a GPU.
  std::vector<std::string> rows;  ///< Of model_table_rows(); empty for all.
  std::string device = "auto";
};

OptionList options_of(ModelTableOptions& options);

/// The ten rows of the paper's table, by the names of their runs: "ddim-noise", "cut-resnet" ...
std::vector<std::string> model_table_rows();

/// The names of the rows that the options ask for. Fails for one that is unknown.
Result<std::vector<std::string>> wanted_table_rows(const ModelTableOptions& options);

struct ModelTableRow {
  std::string run;
  std::string title;  ///< As the paper calls it.
  std::int64_t parameters = 0;
  std::int64_t steps = 0;
  ImageQuality quality;
  double training_seconds = 0;
  double translation_seconds = 0;
};

struct ModelTable {
  std::vector<ModelTableRow> rows;
  ReportTable table;  ///< Title, L1, MSE, PSNR, SSIM, VIFp; the best of each column is marked.
  std::filesystem::path csv;
  std::string subject;  ///< The held-out one.
};

/// The phantoms of the table as a registered study; those of an earlier call with the same options
/// are kept. Errors: an unknown row, another study in the folder.
Result<Study> make_table_cohort(const ModelTableOptions& options, JobContext& job);

/// Makes the cohort of the demo, registers it, prepares slices and volumes, trains each row anew,
/// translates and evaluates the held-out phantom, and writes <out>/reports/table1.csv. Errors as of
/// the steps; an unknown row.
Result<ModelTable> make_model_table(const ModelTableOptions& options, JobContext& job);

}  // namespace transpine

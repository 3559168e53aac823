// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "core/training/train_run.h"

namespace transpine {

/// A validation's previews in a run folder: previews/step-00000800.safetensors.
struct PreviewFile {
  std::int64_t step = 0;
  std::filesystem::path path;
};

/// So many validations of a run keep their previews.
inline constexpr std::size_t kKeptPreviews = 64;

/// Writes the previews of one validation; a file of the same step is replaced. Where there are more
/// than kKeptPreviews, those go that leave the smallest gaps; the first and the last stay.
Result<void> write_previews(const std::filesystem::path& run_folder,
                            const TrainValidation& validation);

/// The run's previews by step; none where the folder is missing.
std::vector<PreviewFile> list_previews(const std::filesystem::path& run_folder);

/// Step, scores and pictures of one validation. Fails for a file that is not whole.
Result<TrainValidation> read_previews(const std::filesystem::path& path);

}  // namespace transpine

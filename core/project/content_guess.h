// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/grid.h"

namespace transpine {

/// What the values of an image say about what it is.
struct ContentGuess {
  enum class Kind { mr, ct, vertebrae, subregions };

  Kind kind = Kind::mr;
  Grid grid;
  std::string reason;
};

/// Reads the image: Hounsfield units make a CT; few whole numbers that are label ids make a mask;
/// all else is an MR. Errors as read_image's.
Result<ContentGuess> guess_from_content(const std::filesystem::path& path, JobContext& job);

}  // namespace transpine

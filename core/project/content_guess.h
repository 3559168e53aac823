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
  /// Why it is likely no image of a patient at all; empty otherwise.
  std::string doubt;
};

/// Reads the image: Hounsfield units make a CT; few whole numbers that are label ids make a mask;
/// all else is an MR, with a doubt where it has few whole numbers that are no such ids, one value
/// alone or none. Errors as read_image's.
Result<ContentGuess> guess_from_content(const std::filesystem::path& path, JobContext& job);

}  // namespace transpine

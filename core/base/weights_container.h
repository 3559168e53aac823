// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace transpine {

/// How a file keeps weights, by its first bytes and, of zip archives, by the names within.
enum class WeightsContainer {
  torchscript,  ///< torch.jit.save: weights with the program that uses them.
  pickle,       ///< torch.save, Lightning's checkpoints: a Python program that makes the weights.
  other,        ///< safetensors, or no weights at all.
};

/// `other` also for a file that cannot be read.
WeightsContainer weights_container(const std::filesystem::path& path);

/// Why a pickle is not read, and the script that converts it.
Error pickle_error(const std::filesystem::path& path);

}  // namespace transpine

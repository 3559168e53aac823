// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/translation/tile_model.h"

namespace transpine {

inline constexpr const char* kMemoryRemedy = "Choose a smaller tile or fewer tiles at once.";

/// Slice by slice, for models of slices.
std::unique_ptr<SliceTranslator> make_tiled_translator(std::unique_ptr<TileModel> model,
                                                       const std::filesystem::path& checkpoint,
                                                       const TranslateOptions& options,
                                                       torch::Device device);
/// All slices at once, for models of volumes.
std::unique_ptr<SliceTranslator> make_volume_translator(std::unique_ptr<TileModel> model,
                                                        const std::filesystem::path& checkpoint,
                                                        const TranslateOptions& options,
                                                        torch::Device device);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/nn/diffusion.h"

namespace transpine {

/// Where tiles of side `tile` begin so that they cover [0, length) and neighbours overlap by at
/// least `overlap`; evenly spread. `length` must be at least `tile`, `overlap` less than `tile`.
std::vector<std::int64_t> tile_begins(std::int64_t length, std::int64_t tile, std::int64_t overlap);

struct TileSize {
  std::int64_t tile = 0;   ///< Side in pixels.
  std::int64_t batch = 1;  ///< Tiles at once.
};

/// What to try when memory is short: half as many tiles at once, which changes no result; from one
/// on tiles of half the side, a multiple of `multiple` and at least 64 px. Absent when there is
/// nothing smaller.
std::optional<TileSize> next_smaller(TileSize size, std::int64_t multiple);

/// A denoiser of whole images that runs `denoiser` on square tiles, `batch` at a time, and blends
/// their outputs with weights that fall smoothly to the tiles' edges. Used at every step of a
/// sampler all tiles share one state and one noise, so that no seams can arise. Images must be at
/// least `tile` high and wide. `checkpoint` is asked between the batches; when it answers false
/// the rest is left out, and the caller must discard the result.
Denoiser tiled(Denoiser denoiser, std::int64_t tile, std::int64_t overlap, std::int64_t batch,
               std::function<bool()> checkpoint = {});

}  // namespace transpine

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

/// How images are cut into tiles.
struct TilePlan {
  std::vector<std::int64_t> sides;     ///< One per axis: H, W or D, H, W.
  std::vector<std::int64_t> overlaps;  ///< At least this much of each.
  std::int64_t batch = 1;              ///< At once.
};

/// The plan of square tiles, of `dimensions` axes.
TilePlan square_tiles(int dimensions, std::int64_t side, std::int64_t overlap, std::int64_t batch);

/// A denoiser of whole images that runs `denoiser` on tiles, some at a time, and blends their
/// outputs with weights that fall smoothly to the tiles' edges. Used at every step of a sampler all
/// tiles share one state and one noise, so that no seams can arise. Images must be at least as
/// large as a tile. `checkpoint` is asked between the batches; when it answers false
/// the rest is left out, and the caller must discard the result.
Denoiser tiled(Denoiser denoiser, TilePlan plan, std::function<bool()> checkpoint = {});

}  // namespace transpine

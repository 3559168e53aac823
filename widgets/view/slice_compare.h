// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>
#include <vector>

#include "widgets/view/slice_pixels.h"

namespace transpine {

/// Ways to see whether two images lie on each other.
enum class CompareMode {
  stacked,       ///< The layers as they are, each with its own opacity.
  blend,         ///< The second over the first with `amount` of opacity.
  checkerboard,  ///< Alternating squares.
  two_colours,   ///< First in yellow, second in blue: no colour where they agree.
  contours,      ///< Lines of the second at `contour_level` on the first.
  difference,    ///< First minus second, blue to red around nothing.
  wipe,          ///< The second to the right of (below, or beyond) the cursor.
  reveal,        ///< The second in a circle around the cursor.
  flicker,       ///< In turn, 300 ms each.
  rock           ///< Fading to and fro.
};

const std::vector<CompareMode>& all_compare_modes();
QString compare_mode_key(CompareMode mode);
CompareMode compare_mode_from_key(const QString& key);
QString compare_mode_name(CompareMode mode);
/// Whether the picture changes by itself: who shows it moves `phase_s`.
bool is_moving(CompareMode mode);

struct SliceCompare {
  enum class Wipe { vertical, horizontal, both };

  CompareMode mode = CompareMode::stacked;
  std::size_t first = 0;  ///< Layers of the view; both images.
  std::size_t second = 1;
  double amount = 0.5;
  int squares = 8;  ///< Across the picture's longer side.
  Wipe wipe = Wipe::vertical;
  double contour_level = 200;     ///< In the second image's unit.
  double difference_range = 500;  ///< Where the colours end, when both have one unit.
  double phase_s = 0;
};

/// Paints two layers as one. The painter's unit is a pixel of `pose`; `cursor` is in it.
void paint_comparison(QPainter& painter, const SliceCompare& compare,
                      const std::vector<SliceLayer>& layers, std::vector<SlicePixels>& pixels,
                      const SlicePose& pose, const QPointF& cursor);

/// The signed difference that is drawn: of the values where both have the same unit, else of the
/// places in their windows (-1 to 1).
double shown_difference(const SliceLayer& first, double first_value, const SliceLayer& second,
                        double second_value);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/label_pixels.h"

#include <vtkImageData.h>

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"
#include "widgets/view/label_colours.h"

namespace transpine {
namespace {

constexpr std::size_t kSmallTable = 256;
constexpr std::size_t kLargeTable = 65536;

QRgb faded(QRgb colour, double opacity) {
  const auto part = [&](int value) { return static_cast<int>(std::lround(opacity * value)); };
  return qRgba(part(qRed(colour)), part(qGreen(colour)), part(qBlue(colour)), part(qAlpha(colour)));
}

template <typename T>
std::size_t table_index(T value, std::size_t table_size) {
  const auto label = static_cast<std::int64_t>(value);
  if (label <= 0) return 0;
  const auto at = static_cast<std::size_t>(label);
  return at < table_size ? at : (at - 1) % (table_size - 1) + 1;
}

/// Whether another label, or the picture's edge, lies within `reach` along the axes.
template <typename T>
bool is_at_edge(const T* row, int x, int y, int reach, const QSize& size) {
  const T own = row[x];
  const std::ptrdiff_t width = size.width();
  for (int step = 1; step <= reach; ++step) {
    if (x - step >= 0 && row[x - step] != own) return true;
    if (x + step < size.width() && row[x + step] != own) return true;
    if (y - step >= 0 && row[x - step * width] != own) return true;
    if (y + step < size.height() && row[x + step * width] != own) return true;
  }
  return false;
}

template <typename T>
void colour_rows(const T* values, const SliceLayer& layer, const std::vector<QRgb>& fill,
                 const std::vector<QRgb>& line, QRgb* out, const QSize& size) {
  const bool has_outline = layer.labels.draw != LabelStyle::Draw::fill;
  const bool has_fill = layer.labels.draw != LabelStyle::Draw::outline;
  const int reach = std::max(1, layer.labels.outline_px);
  parallel_for(size.height(), [&](std::int64_t begin, std::int64_t end) {
    for (auto y = static_cast<int>(begin); y < static_cast<int>(end); ++y) {
      const T* row = values + static_cast<std::ptrdiff_t>(y) * size.width();
      QRgb* to = out + static_cast<std::ptrdiff_t>(y) * size.width();
      for (int x = 0; x < size.width(); ++x) {
        const std::size_t at = table_index(row[x], fill.size());
        if (at == 0) {
          to[x] = 0;
        } else if (has_outline && is_at_edge(row, x, y, reach, size)) {
          to[x] = line[at];
        } else {
          to[x] = has_fill ? fill[at] : 0;
        }
      }
    }
  });
}

}  // namespace

std::vector<QRgb> label_colour_table(const SliceLayer& layer) {
  const std::size_t count = size_of(layer.volume.type()) == 1 ? kSmallTable : kLargeTable;
  std::vector<QRgb> table(count);
  for (std::size_t i = 1; i < count; ++i) table[i] = colour_of_label(static_cast<int>(i)).rgba();
  const auto in_table = [&](int label) {
    return label > 0 && static_cast<std::size_t>(label) < count;
  };
  for (const auto& [label, colour] : layer.labels.colours) {
    if (in_table(label)) table[static_cast<std::size_t>(label)] = colour.rgb();
  }
  for (const int label : layer.labels.hidden) {
    if (in_table(label)) table[static_cast<std::size_t>(label)] = 0;
  }
  return table;
}

void colour_label_pixels(vtkImageData* labels, const SliceLayer& layer,
                         const std::vector<QRgb>& table, QRgb* out, const QSize& size) {
  // Outlines alone take the opacity themselves; beside a fill they stay readable.
  const bool only_outline = layer.labels.draw == LabelStyle::Draw::outline;
  std::vector<QRgb> fill(table.size());
  std::transform(table.begin(), table.end(), fill.begin(),
                 [&](QRgb colour) { return faded(colour, layer.opacity); });
  const std::vector<QRgb>& line = only_outline ? fill : table;
  switch (labels->GetScalarType()) {
    vtkTemplateMacro(colour_rows(static_cast<const VTK_TT*>(labels->GetScalarPointer()), layer,
                                 fill, line, out, size));
  }
}

}  // namespace transpine

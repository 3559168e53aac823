// SPDX-License-Identifier: Apache-2.0
#include "core/surfaces/surface_nets.h"

#include <bit>

namespace transpine {
namespace {

// Two neighbouring slices of a label's box as 0 and 1, with a rim of one voxel of 0: surfaces stay
// closed at the image's edge.
class MaskSlices {
 public:
  MaskSlices(const Volume& labels, int label, const LabelBox& box)
      : labels_(labels),
        label_(label),
        box_(box),
        width_(box.high[0] - box.low[0] + 3),
        height_(box.high[1] - box.low[1] + 3),
        lower_(static_cast<std::size_t>(width_ * height_), 0),
        upper_(lower_) {}

  std::int64_t width() const { return width_; }
  std::int64_t height() const { return height_; }
  const std::uint8_t* lower() const { return lower_.data(); }
  const std::uint8_t* upper() const { return upper_.data(); }

  /// The upper slice becomes the lower one; `k` of the volume the upper, 0 outside of the box.
  void advance(std::int64_t k) {
    std::swap(lower_, upper_);
    std::fill(upper_.begin(), upper_.end(), std::uint8_t(0));
    if (k > box_.high[2]) return;
    visit_values(labels_, [&](auto values) {
      for (std::int64_t j = box_.low[1]; j <= box_.high[1]; ++j) {
        const auto* from = values.data() + labels_.grid().offset(box_.low[0], j, k);
        std::uint8_t* to = upper_.data() + (j - box_.low[1] + 1) * width_ + 1;
        for (std::int64_t i = 0; i < width_ - 2; ++i) to[i] = label_of(from[i]) == label_;
      }
    });
  }

 private:
  const Volume& labels_;
  int label_;
  const LabelBox& box_;
  std::int64_t width_, height_;
  std::vector<std::uint8_t> lower_, upper_;
};

// Corner c of a cell lies at (c & 1, c >> 1 & 1, c >> 2): the middles of the cut edges, averaged.
std::array<Eigen::Vector3f, 256> make_node_offsets() {
  std::array<Eigen::Vector3f, 256> offsets;
  for (int corners = 0; corners < 256; ++corners) {
    Eigen::Vector3f sum = Eigen::Vector3f::Zero();
    int cuts = 0;
    for (int a = 0; a < 8; ++a) {
      for (const int axis : {1, 2, 4}) {
        const int b = a | axis;
        if (b == a || (corners >> a & 1) == (corners >> b & 1)) continue;
        sum += Eigen::Vector3f(static_cast<float>((a & 1) + (b & 1)),
                               static_cast<float>((a >> 1 & 1) + (b >> 1 & 1)),
                               static_cast<float>((a >> 2) + (b >> 2))) /
               2;
        ++cuts;
      }
    }
    offsets[static_cast<std::size_t>(corners)] = cuts > 0 ? (sum / cuts).eval() : sum;
  }
  return offsets;
}

class NetBuilder {
 public:
  NetBuilder(const Volume& labels, int label, const LabelBox& box)
      : box_(box),
        slices_(labels, label, box),
        nodes_here_(static_cast<std::size_t>(slices_.width() * slices_.height()), -1),
        nodes_below_(nodes_here_) {
    net_.quads.reserve(static_cast<std::size_t>(box.faces));
    // Euler: a closed surface has about as many nodes as quads.
    net_.points_index.reserve(static_cast<std::size_t>(box.faces) + 2);
    net_.neighbours.reserve(static_cast<std::size_t>(box.faces) + 2);
  }

  QuadNet build() {
    for (std::int64_t layer = box_.low[2] - 1; layer <= box_.high[2]; ++layer) {
      slices_.advance(layer + 1);
      std::swap(nodes_here_, nodes_below_);
      for (std::int64_t row = 0; row + 1 < slices_.height(); ++row) add_row(row, layer);
    }
    return std::move(net_);
  }

 private:
  void add_row(std::int64_t row, std::int64_t layer) {
    const std::int64_t width = slices_.width();
    const std::uint8_t* low = slices_.lower() + row * width;
    const std::uint8_t* high = slices_.upper() + row * width;
    // Bits 0, 2, 4 and 6 are the left column of corners; the rim is 0.
    int left = 0;
    for (std::int64_t column = 0; column + 1 < width; ++column) {
      const int right = low[column + 1] | low[column + 1 + width] << 2 | high[column + 1] << 4 |
                        high[column + 1 + width] << 6;
      const int corners = left | right << 1;
      const std::int64_t at = row * width + column;
      left = right;
      if (corners == 0 || corners == 255) continue;
      nodes_here_[static_cast<std::size_t>(at)] = add_node(corners, column, row, layer);
      add_quads(corners, at, width);
    }
  }

  std::int32_t add_node(int corners, std::int64_t column, std::int64_t row, std::int64_t layer) {
    static const auto offsets = make_node_offsets();
    const Eigen::Vector3f cell(static_cast<float>(box_.low[0] - 1 + column),
                               static_cast<float>(box_.low[1] - 1 + row),
                               static_cast<float>(layer));
    net_.points_index.push_back(cell + offsets[static_cast<std::size_t>(corners)]);
    net_.neighbours.push_back({-1, -1, -1, -1, -1, -1});
    return static_cast<std::int32_t>(net_.points_index.size()) - 1;
  }

  // The quads of the three voxel edges that leave the cell's first corner. All four cells around
  // such an edge have been visited by then.
  void add_quads(int corners, std::int64_t at, std::int64_t width) {
    const bool first = corners & 1;
    const auto here = [&](std::int64_t cell) {
      return nodes_here_[static_cast<std::size_t>(cell)];
    };
    const auto below = [&](std::int64_t cell) {
      return nodes_below_[static_cast<std::size_t>(cell)];
    };
    if (first != bool(corners & 2)) {
      add_quad({below(at - width), below(at), here(at), here(at - width)}, 1, 2, first);
    }
    if (first != bool(corners & 4)) {
      add_quad({below(at - 1), here(at - 1), here(at), below(at)}, 2, 0, first);
    }
    if (first != bool(corners & 16)) {
      add_quad({here(at - 1 - width), here(at - width), here(at), here(at - 1)}, 0, 1, first);
    }
  }

  // `nodes` go along `axis`, then along `next`, and back. They face along the third axis.
  void add_quad(std::array<std::int32_t, 4> nodes, std::size_t axis, std::size_t next,
                bool inside_first) {
    connect(nodes[0], nodes[1], axis);
    connect(nodes[3], nodes[2], axis);
    connect(nodes[1], nodes[2], next);
    connect(nodes[0], nodes[3], next);
    if (!inside_first) std::swap(nodes[1], nodes[3]);
    net_.quads.push_back(nodes);
  }

  void connect(std::int32_t low, std::int32_t high, std::size_t axis) {
    net_.neighbours[static_cast<std::size_t>(low)][2 * axis + 1] = high;
    net_.neighbours[static_cast<std::size_t>(high)][2 * axis] = low;
  }

  const LabelBox& box_;
  MaskSlices slices_;
  std::vector<std::int32_t> nodes_here_, nodes_below_;
  QuadNet net_;
};

}  // namespace

QuadNet surface_net(const Volume& labels, int label, const LabelBox& box) {
  return NetBuilder(labels, label, box).build();
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/mask_edit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "core/image/input_checks.h"
#include "core/landmarks/spine_labels.h"
#include "core/segmentation/edit_pieces.h"

namespace transpine {
namespace {

using Eigen::Vector3d;
using Table = std::array<std::uint8_t, 256>;

Vector3d centre_of(const Volume& labels, int label) {
  Vector3d sum = Vector3d::Zero();
  double count = 0;
  const Grid& grid = labels.grid();
  const auto values = labels.values<std::uint8_t>();
  std::size_t v = 0;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i, ++v) {
        if (values[v] != label) continue;
        sum += Vector3d(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
        count += 1;
      }
    }
  }
  return grid.point_from_index(sum / count);
}

std::string counted_voxels(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " voxel" : " voxels");
}

/// One edit of a copy of the masks.
class Edit {
 public:
  Edit(const Segmentation& masks, const MaskEdit& edit, JobContext& job)
      : edit_(edit), job_(job), result_{masks.vertebrae.as(ScalarType::uint8).clone(), {}, {}} {
    if (!masks.subregions.empty()) {
      result_.subregions = masks.subregions.as(ScalarType::uint8).clone();
    }
    result_.vertebrae.set_nifti_forms(masks.vertebrae.nifti_forms());
    result_.subregions.set_nifti_forms(masks.subregions.nifti_forms());
    boxes_ = boxes_of(result_.vertebrae);
  }

  Result<Segmentation> run() {
    if (auto possible = check(); !possible) return possible.error();
    if (auto done = apply(); !done) return done.error();
    if (!job_.checkpoint(1, "Editing the mask")) return cancelled_error();
    return std::move(result_);
  }

 private:
  Result<void> check() const {
    std::vector<int> wanted = edit_.labels;
    if (edit_.kind == MaskEdit::Kind::split && wanted.size() == 2) wanted.pop_back();
    for (const auto& [from, to] : edit_.names) {
      wanted.push_back(from);
      if (to < 1 || to > 255) return unknown(to);
    }
    for (const int label : wanted) {
      if (!boxes_.contains(label)) return absent(label);
    }
    return {};
  }

  Error absent(int label) const {
    std::vector<int> there;
    for (const auto& [id, box] : boxes_) there.push_back(id);
    return {"The mask has no " + vertebra_name(label) + ".", "It has: " + names_of(there) + "."};
  }
  static Error unknown(int label) {
    return {std::to_string(label) + " is no label of a vertebra.", "Labels are C1 to L6 and S."};
  }

  Result<void> apply() {
    switch (edit_.kind) {
      case MaskEdit::Kind::keep_largest:
        return keep_largest();
      case MaskEdit::Kind::fill_holes:
        return fill_holes();
      case MaskEdit::Kind::remove:
        remove(edit_.labels);
        return {};
      case MaskEdit::Kind::remove_partial:
        remove(partly_visible(result_.vertebrae, result_.subregions));
        return {};
      case MaskEdit::Kind::relabel:
        return relabel(edit_.names);
      case MaskEdit::Kind::merge:
        return merge();
      case MaskEdit::Kind::split:
        return split();
      case MaskEdit::Kind::shift:
        break;
    }
    return shift();
  }

  std::vector<int> chosen() const {
    if (!edit_.labels.empty()) return edit_.labels;
    std::vector<int> all;
    for (const auto& [id, box] : boxes_) all.push_back(id);
    return all;
  }

  Result<void> keep_largest() {
    for (const int label : chosen()) {
      if (!job_.checkpoint()) return cancelled_error();
      const auto removed = keep_largest_piece(result_.vertebrae, label, boxes_.at(label));
      if (removed > 0) {
        note("Of " + vertebra_name(label) + " " + counted_voxels(removed) +
             " beside its largest piece went.");
      }
    }
    drop_subregions_outside();
    return {};
  }

  Result<void> fill_holes() {
    for (const int label : chosen()) {
      if (!job_.checkpoint()) return cancelled_error();
      const auto filled = fill_label_holes(result_.vertebrae, label, boxes_.at(label));
      if (filled.empty()) continue;
      note("In " + vertebra_name(label) + " " + counted_voxels(std::ssize(filled)) +
           " of holes were filled.");
      fill_subregions(filled);
    }
    return {};
  }

  /// Holes get the subregion beside them.
  void fill_subregions(const std::vector<std::size_t>& filled) {
    if (result_.subregions.empty()) return;
    const auto parts = result_.subregions.values<std::uint8_t>();
    std::uint8_t beside = 0;
    for (const std::size_t v : filled) {
      // In order of the voxels: the one before is bone, or was filled.
      if (v > 0 && parts[v - 1]) beside = parts[v - 1];
      if (!parts[v]) parts[v] = beside;
    }
  }

  void drop_subregions_outside() {
    if (result_.subregions.empty()) return;
    const auto ids = result_.vertebrae.values<std::uint8_t>();
    const auto parts = result_.subregions.values<std::uint8_t>();
    for (std::size_t v = 0; v < ids.size(); ++v) {
      if (!ids[v]) parts[v] = 0;
    }
  }

  void apply_table(const Table& table) {
    for (std::uint8_t& id : result_.vertebrae.values<std::uint8_t>()) id = table[id];
  }
  static Table unchanged() {
    Table table;
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i);
    return table;
  }

  void remove(const std::vector<int>& labels) {
    if (labels.empty()) return;
    Table table = unchanged();
    for (const int label : labels) table[static_cast<std::size_t>(label)] = 0;
    apply_table(table);
    drop_subregions_outside();
    note("Left out: " + names_of(labels) + ".");
  }

  Result<void> relabel(const std::map<int, int>& names) {
    std::set<int> taken;
    Table table = unchanged();
    for (const auto& [id, box] : boxes_) {
      const auto renamed = names.find(id);
      const int to = renamed == names.end() ? id : renamed->second;
      if (!taken.insert(to).second) {
        return Error{"Two vertebrae would become " + vertebra_name(to) + ".",
                     "Rename the other one too, or merge them."};
      }
      table[static_cast<std::size_t>(id)] = static_cast<std::uint8_t>(to);
    }
    apply_table(table);
    std::string text;
    for (const auto& [from, to] : names) {
      text += (text.empty() ? "" : ", ") + vertebra_name(from) + " is now " + vertebra_name(to);
    }
    note(text + ".");
    return {};
  }

  Result<void> merge() {
    if (edit_.labels.size() < 2) {
      return Error{"Two vertebrae at least are needed to merge.", "Choose them."};
    }
    Table table = unchanged();
    for (const int label : edit_.labels) {
      table[static_cast<std::size_t>(label)] = static_cast<std::uint8_t>(edit_.labels.front());
    }
    apply_table(table);
    note("Merged into " + vertebra_name(edit_.labels.front()) + ": " + names_of(edit_.labels) +
         ".");
    return {};
  }

  /// The column's direction at a label, from foot to head.
  Vector3d up_at(int label) const {
    std::vector<int> order;
    for (const auto& [id, box] : boxes_) order.push_back(id);
    std::sort(order.begin(), order.end(), is_cranial_to);
    const auto at = std::find(order.begin(), order.end(), label);
    const int above = at == order.begin() ? *at : *(at - 1);
    const int below = at + 1 == order.end() ? *at : *(at + 1);
    if (above == below) return Vector3d::UnitZ();
    const Vector3d up = centre_of(result_.vertebrae, above) - centre_of(result_.vertebrae, below);
    return up.z() > 0.3 * up.norm() ? Vector3d(up.normalized()) : Vector3d(Vector3d::UnitZ());
  }

  Result<void> split() {
    if (edit_.labels.size() != 2) {
      return Error{"A split needs the vertebra and the name of its lower part.", "Give both."};
    }
    const int label = edit_.labels[0], lower = edit_.labels[1];
    if (lower < 1 || lower > 255) return unknown(lower);
    if (boxes_.contains(lower)) {
      return Error{"There is a " + vertebra_name(lower) + " already.",
                   "Shift or rename it first, or give the lower part another name."};
    }
    const Vector3d up = up_at(label);
    const Grid& grid = result_.vertebrae.grid();
    const auto values = result_.vertebrae.values<std::uint8_t>();
    std::int64_t moved = 0, kept = 0;
    const LabelBox& box = boxes_.at(label);
    for (std::int64_t k = box.low[2]; k <= box.high[2]; ++k) {
      for (std::int64_t j = box.low[1]; j <= box.high[1]; ++j) {
        for (std::int64_t i = box.low[0]; i <= box.high[0]; ++i) {
          auto& id = values[static_cast<std::size_t>(grid.offset(i, j, k))];
          if (id != label) continue;
          const Vector3d p = grid.point_from_index(
              {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
          const bool is_below = (p - edit_.p_mm).dot(up) < 0;
          if (is_below) id = static_cast<std::uint8_t>(lower);
          ++(is_below ? moved : kept);
        }
      }
    }
    if (moved == 0 || kept == 0) {
      return Error{"The place of the split does not cut " + vertebra_name(label) + ".",
                   "Choose a place between its two parts."};
    }
    note(vertebra_name(label) + " was split: what lies below is now " + vertebra_name(lower) + ".");
    return {};
  }

  Result<void> shift() {
    std::vector<int> order;
    for (int id = vertebra::kC1; id < vertebra::kSacrum; ++id) {
      if (id == vertebra::kL1 && boxes_.contains(vertebra::kT13)) order.push_back(vertebra::kT13);
      order.push_back(id);
    }
    std::map<int, int> names;
    for (const auto& [id, box] : boxes_) {
      const auto at = std::find(order.begin(), order.end(), id);
      if (at == order.end()) continue;  // The sacrum stays what it is.
      const auto place = (at - order.begin()) + edit_.levels;
      if (place < 0 || place >= std::ssize(order)) {
        return Error{vertebra_name(id) + " cannot be shifted by " + std::to_string(edit_.levels) +
                         " level(s).",
                     "Shift by fewer levels."};
      }
      names[id] = order[static_cast<std::size_t>(place)];
    }
    if (names.empty() || edit_.levels == 0) return {};
    return relabel(names);
  }

  void note(const std::string& text) { result_.notes.push_back(text); }

  const MaskEdit& edit_;
  JobContext& job_;
  Segmentation result_;
  std::map<int, LabelBox> boxes_;
};

}  // namespace

std::string names_of(const std::vector<int>& vertebrae) {
  std::string text;
  for (const int id : vertebrae) text += (text.empty() ? "" : ", ") + vertebra_name(id);
  return text;
}

std::vector<int> partly_visible(const Volume& vertebrae, const Volume& subregions) {
  const Volume ids_volume = vertebrae.as(ScalarType::uint8);
  const Volume parts = subregions.empty() ? Volume() : subregions.as(ScalarType::uint8);
  const Grid& grid = vertebrae.grid();
  const auto up_axis = static_cast<std::size_t>(grid.nearest_index_axes()[2]);
  const auto ids = ids_volume.values<std::uint8_t>();
  std::set<int> cut;
  std::size_t v = 0;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i, ++v) {
        if (!ids[v]) continue;
        const Index3 at{i, j, k};
        const bool is_body = !parts.empty() && subregion::is_body(parts.values<std::uint8_t>()[v]);
        for (std::size_t a = 0; a < 3; ++a) {
          const bool at_face = at[a] == 0 || at[a] == grid.size[a] - 1;
          if (at_face && (a == up_axis || is_body)) cut.insert(ids[v]);
        }
      }
    }
  }
  std::vector<int> found(cut.begin(), cut.end());
  std::sort(found.begin(), found.end(), is_cranial_to);
  return found;
}

namespace {

/// Labels that uint8 cannot hold would be merged.
Result<void> check_labels(const Volume& vertebrae) {
  if (vertebrae.type() == ScalarType::uint8) return {};
  const Volume wide = vertebrae.as(ScalarType::float64);
  for (const double label : wide.values<double>()) {
    if (label >= 0 && label <= 255) continue;
    return Error{"The mask holds the label " + std::to_string(std::llround(label)) +
                     ", which is none of a vertebra.",
                 "Give a mask with VerSe labels, 1 to 28."};
  }
  return {};
}

}  // namespace

Result<Segmentation> edited(const Segmentation& masks, const MaskEdit& edit, JobContext& job) {
  if (!masks.subregions.empty()) {
    auto same = check_same_grid(masks.vertebrae.grid(), masks.subregions.grid(), "The masks");
    if (!same) return same.error();
  }
  if (auto sound = check_labels(masks.vertebrae); !sound) return sound.error();
  return Edit(masks, edit, job).run();
}

}  // namespace transpine

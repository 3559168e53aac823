// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/group_files.h"
#include "core/segmentation/mask_edit.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

Result<int> vertebra_of(const std::string& name) {
  if (const auto id = vertebra_from_name(name)) return *id;
  return Error{name + " is no vertebra.", "Name vertebrae as L3, T12 or S."};
}

Result<std::vector<int>> vertebrae_of(const std::vector<std::string>& names) {
  std::vector<int> ids;
  for (const std::string& name : names) {
    const auto id = vertebra_of(name);
    if (!id) return id.error();
    ids.push_back(*id);
  }
  return ids;
}

class EditMaskVerb : public Verb {
 public:
  std::string name() const override { return "edit-mask"; }
  std::string summary() const override {
    return "Corrects a mask of vertebrae: split, merge, rename, shift all levels, leave out, "
           "largest "
           "pieces, holes; in this order.";
  }
  std::vector<Positional> positionals() override {
    return {{"MASK", "The vertebra mask, in VerSe ids.", &mask_},
            {"OUTPUT", "The mask to write, NAME.nii.gz.", &output_}};
  }
  OptionList options() override {
    OptionList list;
    list.add(subregions_, {.key = "subregions",
                           .label = "Subregions",
                           .help = "The mask of subregions on the same grid: it is changed alike "
                                   "and written to NAME_subreg.nii.gz beside the output."});
    list.add(split_, {.key = "split",
                      .label = "Split",
                      .help = "A vertebra and the name of its lower part, L3,L4; at the place "
                              "--at."});
    list.add(at_, {.key = "at",
                   .label = "Place of the split",
                   .help = "Three coordinates between the two, in LPS: x,y,z.",
                   .unit = "mm"});
    list.add(merge_, {.key = "merge",
                      .label = "Merge",
                      .help = "Vertebrae that become the first of them, L3,L4."});
    list.add(relabel_, {.key = "relabel",
                        .label = "Rename",
                        .help = "Old and new names, all at once: L3=L4,L4=L5."});
    list.add(shift_, {.key = "shift",
                      .label = "Shift all levels",
                      .help = "By so many levels towards the foot (negative: the head); the sacrum "
                              "stays.",
                      .min = -24,
                      .max = 24});
    list.add(exclude_, {.key = "exclude", .label = "Leave out", .help = "Vertebrae, L1,S."});
    list.add(exclude_partial_, {.key = "exclude_partial",
                                .label = "Leave out what is cut off",
                                .help = "Vertebrae that the image shows only in part."});
    list.add(largest_, {.key = "largest",
                        .label = "Largest piece",
                        .help = "Keeps of each vertebra its largest piece."});
    list.add(
        fill_holes_,
        {.key = "fill_holes", .label = "Fill holes", .help = "Fills what a vertebra encloses."});
    return list;
  }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto possible = check_image_output(output_); !possible) return possible.error();
    if (auto distinct = check_distinct({mask_, subregions_}, outputs()); !distinct) {
      return distinct.error();
    }
    const auto edits = edits_asked();
    if (!edits) return edits.error();
    auto masks = load(context);
    if (!masks) return masks.error();
    std::vector<std::string> notes;
    for (const MaskEdit& edit : *edits) {
      auto changed = edited(*masks, edit, context.job);
      if (!changed) return about(mask_.string(), changed.error());
      notes.insert(notes.end(), changed->notes.begin(), changed->notes.end());
      *masks = std::move(*changed);
    }
    for (const std::string& note : notes) context.out.text(note);
    if (notes.empty()) context.out.text("Nothing had to be changed.");
    if (!context.dry_run) {
      if (auto written = write(*masks, context.job); !written) return written.error();
    }
    nlohmann::json files = nlohmann::json::array();
    for (const fs::path& file : outputs()) {
      context.out.text((context.dry_run ? "Would write " : "Wrote ") + file.string());
      files.push_back(file.string());
    }
    return nlohmann::json{{"files", files}, {"notes", notes}};
  }

 private:
  std::vector<fs::path> outputs() const {
    if (subregions_.empty()) return {output_};
    const std::string name = output_.filename().string();
    return {output_,
            output_.parent_path() / (name.substr(0, name.find(".nii")) + "_subreg.nii.gz")};
  }

  Result<Segmentation> load(VerbContext& context) const {
    Segmentation masks;
    auto mask = load_mask(mask_, context);
    if (!mask) return mask.error();
    masks.vertebrae = mask->volume;
    if (subregions_.empty()) return masks;
    auto parts = load_mask(subregions_, context);
    if (!parts) return parts.error();
    masks.subregions = parts->volume;
    return masks;
  }

  Result<void> write(const Segmentation& masks, JobContext& job) const {
    const std::vector<fs::path> files = outputs();
    std::vector<FileInGroup> group{nifti_in_group(files[0], masks.vertebrae, {}, &job)};
    if (files.size() > 1) group.push_back(nifti_in_group(files[1], masks.subregions, {}, &job));
    return write_files_together(group);
  }

  Result<std::vector<MaskEdit>> edits_asked() const {
    std::vector<MaskEdit> edits;
    if (auto added = add_split(edits); !added) return added.error();
    for (const auto& [names, kind] : {std::pair{&merge_, MaskEdit::Kind::merge},
                                      std::pair{&exclude_, MaskEdit::Kind::remove}}) {
      if (names->empty()) continue;
      const auto ids = vertebrae_of(*names);
      if (!ids) return ids.error();
      edits.push_back({.kind = kind, .labels = *ids});
    }
    if (auto added = add_renaming(edits); !added) return added.error();
    if (shift_ != 0) edits.push_back({.kind = MaskEdit::Kind::shift, .levels = shift_});
    // Names to leave out are those of the result.
    std::stable_partition(edits.begin(), edits.end(),
                          [](const MaskEdit& edit) { return edit.kind != MaskEdit::Kind::remove; });
    if (exclude_partial_) edits.push_back({.kind = MaskEdit::Kind::remove_partial});
    if (largest_) edits.push_back({.kind = MaskEdit::Kind::keep_largest});
    if (fill_holes_) edits.push_back({.kind = MaskEdit::Kind::fill_holes});
    if (edits.empty()) {
      return Error{"Nothing is to be changed.", "Choose a change: see transpine edit-mask --help."};
    }
    return edits;
  }

  Result<void> add_split(std::vector<MaskEdit>& edits) const {
    if (split_.empty() && at_.empty()) return {};
    const auto ids = vertebrae_of(split_);
    if (!ids) return ids.error();
    if (ids->size() != 2 || at_.size() != 3) {
      return Error{"A split needs two names and a place.", "Give --split L3,L4 --at x,y,z."};
    }
    edits.push_back(
        {.kind = MaskEdit::Kind::split, .labels = *ids, .p_mm = {at_[0], at_[1], at_[2]}});
    return {};
  }

  Result<void> add_renaming(std::vector<MaskEdit>& edits) const {
    MaskEdit edit{.kind = MaskEdit::Kind::relabel};
    for (const std::string& text : relabel_) {
      const auto equals = text.find('=');
      const std::string to = equals == std::string::npos ? "" : text.substr(equals + 1);
      const auto ids = vertebrae_of({text.substr(0, equals), to});
      if (!ids) return Error{text + " does not rename a vertebra.", "Give --relabel L3=L4."};
      edit.names[ids->front()] = ids->back();
    }
    if (!edit.names.empty()) edits.push_back(edit);
    return {};
  }

  fs::path mask_, output_, subregions_;
  std::vector<std::string> split_, merge_, relabel_, exclude_;
  std::vector<double> at_;
  int shift_ = 0;
  bool exclude_partial_ = false, largest_ = false, fill_holes_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_edit_mask_verb() {
  return std::make_unique<EditMaskVerb>();
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/project/import_plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/atomic_file.h"
#include "core/base/safetensors.h"
#include "core/image/dicom_io.h"
#include "core/image/image_io.h"
#include "core/landmarks/landmark_files.h"
#include "core/project/content_guess.h"
#include "core/project/name_guess.h"
#include "core/registration/transform_direction.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

bool ends_with_one_of(const fs::path& path, std::initializer_list<const char*> ends) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::any_of(ends.begin(), ends.end(),
                     [&](const char* end) { return name.ends_with(end); });
}

bool is_volume_name(const fs::path& path) {
  return ends_with_one_of(path, {".nii", ".nii.gz", ".hdr", ".nrrd", ".nhdr", ".mha", ".mhd"});
}

bool is_second_half(const fs::path& path) {
  return ends_with_one_of(path, {".img", ".img.gz", ".raw", ".zraw"});
}

/// The files below the paths, DICOM folders and studies as one entry each.
struct Found {
  std::vector<fs::path> files;
  std::set<fs::path> dicom_folders;
  std::set<fs::path> studies;
};

/// Of files that a folder holds beside images: text only where it is a matrix.
bool is_worth_a_line(const fs::path& file) {
  if (ends_with_one_of(file, {".csv", ".png"})) return false;
  std::error_code code;
  constexpr std::uintmax_t kMatrixBytes = 4096;
  return !ends_with_one_of(file, {".txt"}) ||
         (fs::file_size(file, code) <= kMatrixBytes && !code && read_transform(file));
}

Result<void> look_at(const fs::path& file, bool was_named, Found& found) {
  if (is_second_half(file)) return {};
  const bool has_other_use =
      is_volume_name(file) ||
      ends_with_one_of(file, {".tfm", ".txt", ".mat", ".h5", ".json", ".fcsv", ".safetensors",
                              ".pt", ".csv", ".png"});
  if (!has_other_use && is_dicom_file(file)) {
    found.dicom_folders.insert(file.parent_path());
  } else if (was_named || (has_other_use && is_worth_a_line(file))) {
    found.files.push_back(file);
  }
  return {};
}

Result<Found> find_files(const std::vector<fs::path>& paths, JobContext& job) {
  Found found;
  for (const fs::path& named : paths) {
    const fs::path path = fs::absolute(named).lexically_normal();
    std::error_code code;
    if (fs::exists(path / "transpine.json", code)) {
      found.studies.insert(path);
      continue;
    }
    if (!fs::is_directory(path, code)) {
      if (!fs::exists(path, code)) return file_error("could not be opened", path, ENOENT);
      if (path.filename() == "transpine.json") {
        found.studies.insert(path.parent_path());
      } else if (auto looked = look_at(path, true, found); !looked) {
        return looked.error();
      }
      continue;
    }
    fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, code);
    if (code) return file_error("could not be read", path, code.value());
    for (; it != fs::recursive_directory_iterator(); it.increment(code)) {
      if (code) return file_error("could not be read", path, code.value());
      if (!job.checkpoint(0, "Listing files")) return cancelled_error();
      const bool is_hidden = it->path().filename().string().starts_with('.');
      if (is_hidden && it->is_directory(code)) it.disable_recursion_pending();
      if (is_hidden || !it->is_regular_file(code)) continue;
      if (auto looked = look_at(it->path(), false, found); !looked) return looked.error();
    }
  }
  std::sort(found.files.begin(), found.files.end());
  found.files.erase(std::unique(found.files.begin(), found.files.end()), found.files.end());
  return found;
}

ImportItem unknown_item(const fs::path& path, const std::string& reason) {
  ImportItem item;
  item.path = path;
  item.reason = reason;
  return item;
}

/// In the metadata of every checkpoint (core/nn/diffusion_model.h).
constexpr const char* kModelKey = "transpine.model";

/// Of a run's checkpoints, which have equal digits in their names, the last is taken.
void leave_older_checkpoints(std::vector<ImportItem>& items) {
  std::map<fs::path, ImportItem*> newest;
  for (ImportItem& item : items) {
    if (item.kind != ImportKind::checkpoint) continue;
    const fs::path folder = item.path.parent_path();
    if (folder.filename() != "checkpoints") continue;
    const auto [other, is_first] = newest.try_emplace(folder, &item);
    if (is_first) continue;
    ImportItem* older = &item;
    if (other->second->path.filename() < item.path.filename()) std::swap(older, other->second);
    older->take = false;
    older->reason = "an older step of the same run";
  }
}

/// Grids of images whose role is known, to find what a mask belongs to.
class Proposer {
 public:
  Proposer(const Study* study, std::string fallback_subject)
      : study_(study), fallback_(std::move(fallback_subject)) {}

  ImportItem propose(const fs::path& path, JobContext& job) {
    if (ends_with_one_of(path, {".safetensors", ".pt", ".pth", ".ckpt"})) return checkpoint(path);
    if (ends_with_one_of(path, {".tfm", ".txt", ".mat", ".h5"})) return transform(path);
    if (ends_with_one_of(path, {".json", ".fcsv", ".csv"})) return landmarks(path);
    if (const auto named = recognise_file(path)) {
      // BIDS masks without a space lie on their image: on which, the grid says.
      const bool says_space = path.filename().string().find("space-") != std::string::npos;
      if (is_label_map(named->role) && !says_space) {
        if (const auto header = read_image_header(path)) {
          unplaced_[path.string()] = header->grid;
        }
      }
      return subject_file(path, named->subject, named->role, "by its name");
    }
    return image(path, job);
  }

  /// Masks that no name places go to the image of their subject with the same grid.
  void place_masks(std::vector<ImportItem>& items) const {
    for (ImportItem& item : items) {
      const auto mask = unplaced_.find(item.path.string());
      if (mask == unplaced_.end() || !has_image(items, item.subject, Role::mr, mask->second) ||
          has_image(items, item.subject, Role::ct, mask->second)) {
        continue;
      }
      item.role = item.role == Role::ct_subregions ? Role::mr_subregions : Role::mr_vertebrae;
      item.reason += "; on the grid of the MR";
    }
  }

 private:
  ImportItem subject_file(const fs::path& path, const std::string& subject, Role role,
                          const std::string& reason) const {
    ImportItem item;
    item.path = path;
    item.kind = ImportKind::subject_file;
    item.subject = subject.empty() ? fallback_ : subject;
    item.role = role;
    item.reason = reason;
    item.take = true;
    return item;
  }

  ImportItem checkpoint(const fs::path& path) const {
    const auto file = SafetensorsFile::open(path);
    if (!file) return unknown_item(path, file.error().message());
    if (!file->metadata().contains(kModelKey)) {
      return unknown_item(path,
                          "no weights of a model: a training set's slices, previews or "
                          "another program's file");
    }
    ImportItem item;
    item.path = path;
    item.kind = ImportKind::checkpoint;
    item.reason = "weights of a model";
    item.take = true;
    return item;
  }

  ImportItem transform(const fs::path& path) const {
    std::vector<std::string> notes;
    const auto transform = read_ct_from_mr(path, &notes);
    if (!transform) return unknown_item(path, transform.error().message());
    // The notes tell when the name says the other direction: it is then used inverted.
    return subject_file(path, guess_from_name(path).subject, Role::ct_from_mr,
                        notes.empty() ? "a rigid transform, taken as CT from MR" : notes.front());
  }

  ImportItem landmarks(const fs::path& path) const {
    if (read_landmark_document(path)) {
      return subject_file(path, guess_from_name(path).subject, Role::landmarks, "landmarks");
    }
    const auto points = read_landmarks(path, Grid{});
    if (points) {
      return unknown_item(path,
                          "It holds the points of one image: import them in the Register "
                          "workspace, where the image is known.");
    }
    return unknown_item(path, "It holds no landmarks of both images.");
  }

  ImportItem image(const fs::path& path, JobContext& job) {
    const NameGuess name = guess_from_name(path);
    using Word = NameGuess::Word;
    if (name.word == Word::mr || name.word == Word::ct) {
      const auto header = read_image_header(path);
      if (!header) return unknown_item(path, header.error().message());
      return subject_file(path, name.subject, name.word == Word::mr ? Role::mr : Role::ct,
                          "by its name");
    }
    const auto content = guess_from_content(path, job);
    if (!content) return unknown_item(path, content.error().message());
    using Kind = ContentGuess::Kind;
    if (!content->doubt.empty() && name.word != Word::mask) {
      return unknown_item(path, content->doubt);
    }
    if (content->kind == Kind::mr || content->kind == Kind::ct) {
      if (name.word == Word::mask) return mask(path, name, content->grid, "by its name");
      return subject_file(path, name.subject, content->kind == Kind::mr ? Role::mr : Role::ct,
                          content->reason);
    }
    NameGuess as_mask = name;
    as_mask.subregions = content->kind == Kind::subregions;
    return mask(path, as_mask, content->grid, content->reason);
  }

  ImportItem mask(const fs::path& path, const NameGuess& name, const Grid& grid,
                  const std::string& reason) {
    Role role = name.subregions ? Role::ct_subregions : Role::ct_vertebrae;
    if (name.on_mr && !name.on_ct) {
      role = name.subregions ? Role::mr_subregions : Role::mr_vertebrae;
    } else if (!name.on_ct) {
      unplaced_[path.string()] = grid;
    }
    return subject_file(path, name.subject, role, reason);
  }

  bool has_image(const std::vector<ImportItem>& items, const std::string& subject, Role role,
                 const Grid& grid) const {
    for (const ImportItem& item : items) {
      if (item.subject == subject && item.role == role && has_grid(item.path, grid)) return true;
    }
    const Subject* known = study_ ? study_->find(subject) : nullptr;
    return known && has_grid(known->path_of(role), grid);
  }

  static bool has_grid(const fs::path& path, const Grid& grid) {
    if (path.empty()) return false;
    const auto header = read_image_header(path);
    return header && header->grid.same_as(grid);
  }

  const Study* study_;
  std::string fallback_;
  std::map<std::string, Grid> unplaced_;
};

bool is_taken_already(const ImportItem& item, const Study* study) {
  const Subject* subject = study ? study->find(item.subject) : nullptr;
  return subject && item.role && subject->path_of(*item.role) == item.path;
}

}  // namespace

void find_replaced(std::vector<ImportItem>& items, const Study* study) {
  std::map<std::pair<std::string, Role>, fs::path> first;
  for (ImportItem& item : items) {
    item.replaces.clear();
    if (item.kind != ImportKind::subject_file || !item.role) continue;
    const Subject* subject = study ? study->find(item.subject) : nullptr;
    const fs::path present = subject ? subject->path_of(*item.role) : fs::path();
    const auto [other, is_first] = first.try_emplace({item.subject, *item.role}, item.path);
    if (!present.empty() && present != item.path) {
      item.replaces = present;
    } else if (!is_first) {
      item.replaces = other->second;
    }
  }
}

Result<std::vector<ImportItem>> propose_import(const std::vector<fs::path>& paths,
                                               const Study* study,
                                               const std::string& fallback_subject,
                                               JobContext& job) {
  const auto found = find_files(paths, job);
  if (!found) return found.error();
  std::vector<ImportItem> items;
  for (const fs::path& path : found->studies) {
    items.push_back(unknown_item(path, "a study: open it by itself"));
    items.back().kind = ImportKind::study;
  }
  for (const fs::path& path : found->dicom_folders) {
    items.push_back(unknown_item(path, "DICOM files: choose the series"));
    items.back().kind = ImportKind::dicom;
  }
  Proposer proposer(study, fallback_subject.empty() ? "sub-01" : fallback_subject);
  const std::size_t count = found->files.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double begin = static_cast<double>(i) / static_cast<double>(count);
    if (!job.checkpoint(begin, "Looking at " + found->files[i].filename().string())) {
      return cancelled_error();
    }
    JobContext part = job.part(begin, static_cast<double>(i + 1) / static_cast<double>(count));
    items.push_back(proposer.propose(found->files[i], part));
  }
  if (job.stop_requested()) return cancelled_error();
  proposer.place_masks(items);
  leave_older_checkpoints(items);
  find_replaced(items, study);
  for (ImportItem& item : items) {
    if (is_taken_already(item, study)) {
      item.take = false;
      item.reason = "in the study already";
    } else if (!item.replaces.empty()) {
      item.take = false;
    }
  }
  return items;
}

}  // namespace transpine

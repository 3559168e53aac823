// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/prepare.h"

#include <unistd.h>

#include <Eigen/Core>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/base/random.h"
#include "core/base/safetensors.h"
#include "core/base/version.h"
#include "core/dataset/sagittal_slices.h"
#include "core/landmarks/part_classes.h"
#include "core/registration/image_checks.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// Volumes came with the second; what reads only slices must not take them for some.
constexpr int kSliceFormatVersion = 1;
constexpr int kVolumeFormatVersion = 2;
constexpr int kCtFormatVersion = 3;

/// A folder beside the target that is removed unless it was moved onto it.
class FolderInTheMaking {
 public:
  explicit FolderInTheMaking(const fs::path& target)
      : target_(target),
        path_(target.parent_path() /
              (".tmp-" + std::to_string(::getpid()) + "-" + target.filename().string())),
        old_(target.parent_path() /
             (".old-" + std::to_string(::getpid()) + "-" + target.filename().string())) {}
  ~FolderInTheMaking() {
    std::error_code code;
    fs::remove_all(path_, code);
  }
  FolderInTheMaking(const FolderInTheMaking&) = delete;
  FolderInTheMaking& operator=(const FolderInTheMaking&) = delete;

  const fs::path& path() const { return path_; }
  Result<void> move_to_target() {
    // The old set goes when the new one stands in its place, not before.
    std::error_code code;
    const bool replaces = fs::exists(target_, code);
    if (replaces) fs::rename(target_, old_, code);
    if (code) return file_error("could not be replaced", target_, code.value());
    fs::rename(path_, target_, code);
    std::error_code ignored;
    if (code) {
      if (replaces) fs::rename(old_, target_, ignored);
      return file_error("could not be made", target_, code.value());
    }
    fs::remove_all(old_, ignored);
    return {};
  }

 private:
  fs::path target_;
  fs::path path_;
  fs::path old_;
};

Result<void> check_target(const fs::path& folder, const PrepareOptions& options) {
  std::error_code code;
  if (!fs::exists(folder, code)) return {};
  if (!fs::is_directory(folder, code)) return file_error("is not a folder", folder, ENOTDIR);
  if (fs::is_empty(folder, code)) return {};
  // Never remove what is no training set, whatever was asked for.
  if (!fs::exists(folder / "index.json", code)) {
    return Error{folder.string() + " holds other files.", "Choose an empty or a new folder."};
  }
  if (!options.overwrite) {
    return Error{folder.string() + " already holds a training set.",
                 "Choose another folder, or allow it to be replaced (--overwrite)."};
  }
  return {};
}

/// Pixels as bytes of the stored type.
std::vector<std::byte> stored(const std::vector<float>& pixels, bool half) {
  std::vector<std::byte> bytes(pixels.size() * (half ? 2 : 4));
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (half) {
      const std::uint16_t bits = Eigen::numext::bit_cast<std::uint16_t>(Eigen::half(pixels[i]));
      std::memcpy(bytes.data() + 2 * i, &bits, 2);
    } else {
      std::memcpy(bytes.data() + 4 * i, &pixels[i], 4);
    }
  }
  return bytes;
}

/// Writes one subject's slices and returns their entries of the index.
/// `copy` is 0 for the images themselves, else the number of the deformed copy.
Result<json> write_shard(const fs::path& folder, const std::string& shard,
                         const PrepareSubject& subject, const std::string& split, int copy,
                         const std::vector<SagittalSlice>& slices, const PrepareOptions& options) {
  const bool half = options.storage == "float16";
  std::vector<std::vector<std::byte>> kept;
  kept.reserve(2 * slices.size());
  std::vector<SafetensorsEntry> entries;
  json index = json::array();
  for (const auto& slice : slices) {
    const std::string copied = copy == 0 ? "" : "elastic-" + std::to_string(copy) + "/";
    const std::string prefix = subject.id + "/" + copied + std::to_string(slice.index) + "/";
    std::vector<std::int64_t> shape{slice.height, slice.width};
    if (slice.depth > 0) shape.insert(shape.begin(), slice.depth);
    const std::string type = half ? "F16" : "F32";
    if (!slice.mr.empty()) {
      kept.push_back(stored(slice.mr, half));
      entries.push_back({prefix + "mr", type, shape, kept.back()});
    }
    kept.push_back(stored(slice.ct, half));
    entries.push_back({prefix + "ct", type, shape, kept.back()});
    entries.push_back({prefix + "mask", "U8", shape, std::as_bytes(std::span(slice.mask))});
    index.push_back({{"subject", subject.id},
                     {"split", split},
                     {"shard", shard},
                     {"mr", slice.mr.empty() ? "" : prefix + "mr"},
                     {"ct", prefix + "ct"},
                     {"mask", prefix + "mask"},
                     {"depth", slice.depth},
                     {"height", slice.height},
                     {"width", slice.width},
                     {"slice_index", slice.index},
                     {"elastic_copy", copy}});
  }
  auto written = write_safetensors(folder / shard, entries, {{"subject", subject.id}});
  if (!written) return written.error();
  return index;
}

std::string shard_name(std::size_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
  return "shard-" + digits + ".safetensors";
}

struct SubjectInSplit {
  const PrepareSubject& subject;
  const std::string& split;
};

Result<void> check_images(const SubjectImages& images, const std::string& name,
                          PrepareSummary& summary) {
  if (!images.mr.empty()) {
    if (auto sound = check_not_swapped(images.mr, images.ct, name); !sound) return sound;
  }
  if (const auto warning = ct_warning(images.ct)) {
    summary.warnings.push_back(name + ": " + *warning);
  }
  return {};
}

/// A training set on its way.
struct SetInTheMaking {
  const fs::path& folder;
  const PrepareOptions& options;
  json index;
  PrepareSummary summary = {};
  /// Of the first subject that could not be prepared.
  std::optional<Error> failure = {};

  void leave_out(const std::string& subject, const Error& why) {
    if (!failure) failure = why;
    summary.warnings.push_back("The subject " + subject + " is left out: " + why.message());
  }
};

Result<SubjectSlices> slices_of(const AlignedImages& aligned, const std::string& subject, int copy,
                                const PrepareOptions& options, JobContext& job) {
  auto shown = Result<AlignedImages>(aligned);
  if (copy > 0) {
    RandomStream random(options.seed, "elastic/" + subject + "/" + std::to_string(copy));
    shown = elastically_deformed(aligned, random, job);
    if (!shown) return shown.error();
  }
  return options.dimensions == "3d" ? sagittal_volume(*shown, subject, options)
                                    : sagittal_slices(*shown, subject, options);
}

Result<void> add_shard(const SubjectInSplit& of, int copy, const SubjectSlices& cut,
                       SetInTheMaking& set) {
  PrepareSummary& summary = set.summary;
  summary.dropped_slices += cut.dropped;
  if (cut.slices.empty()) {
    if (copy == 0) {
      summary.warnings.push_back(of.subject.id + ": no slice has enough segmented pixels.");
    }
    return {};
  }
  const auto entries = write_shard(set.folder, shard_name(summary.shards++), of.subject, of.split,
                                   copy, cut.slices, set.options);
  if (!entries) return entries.error();
  const auto slices = static_cast<std::int64_t>(entries->size());
  summary.slices += slices;
  (of.split == "val" ? summary.val : of.split == "test" ? summary.test : summary.train) += slices;
  for (const auto& entry : *entries) set.index["slices"].push_back(entry);
  return {};
}

/// The images of a subject that is sound.
Result<AlignedImages> images_of(const PrepareSubject& subject, SetInTheMaking& set,
                                JobContext& job) {
  auto images = subject.load(job);
  if (!images) return images.error();
  if (auto sound = check_images(*images, subject.id, set.summary); !sound) return sound.error();
  return aligned_images(*images, subject.id, set.options, job);
}

/// Writes the slices of a subject and of its deformed copies, and counts them. One that cannot be
/// prepared is left out; errors are of writing alone, or that the job was stopped.
Result<void> add_subject(const SubjectInSplit& of, SetInTheMaking& set, JobContext& job) {
  const int copies = of.split == "train" ? set.options.elastic_copies : 0;
  const auto share = [&](int parts) { return static_cast<double>(parts) / (copies + 1); };
  JobContext align_job = job.part(0, share(1));
  const auto aligned = images_of(of.subject, set, align_job);
  const auto failed = [&](const Error& error) -> Result<void> {
    if (error.is_cancelled()) return error;
    set.leave_out(of.subject.id, error);
    return {};
  };
  if (!aligned) return failed(aligned.error());
  for (int copy = 0; copy <= copies; ++copy) {
    JobContext part = copy == 0 ? job.part(share(1), share(1))
                                : job.part(share(copy), share(copy + 1), "Deforming");
    const auto cut = slices_of(*aligned, of.subject.id, copy, set.options, part);
    if (!cut) return failed(cut.error());
    if (auto written = add_shard(of, copy, *cut, set); !written) return written;
  }
  return {};
}

Result<void> check_subjects(const std::vector<PrepareSubject>& subjects) {
  if (subjects.empty()) {
    return Error{"There is no subject to prepare.",
                 "Each subject needs an MR, a CT and their registration."};
  }
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (subjects[i].id == subjects[j].id) {
        return Error{"Two subjects are called " + subjects[i].id + ".", "Rename one of them."};
      }
    }
  }
  return {};
}

int format_version(const PrepareOptions& options) {
  if (options.images == "ct") return kCtFormatVersion;
  return options.dimensions == "3d" ? kVolumeFormatVersion : kSliceFormatVersion;
}

json first_index(const PrepareOptions& options) {
  json index{{"format_version", format_version(options)},
             {"program", std::string("Transpine ") + kVersion},
             {"spacing_mm", options.spacing_mm},
             {"slices", json::array()}};
  if (options.images == "ct") index["classes"] = part_class_names();
  PrepareOptions used = options;
  index["options"] = options_of(used).to_json();
  return index;
}

}  // namespace

OptionList options_of(PrepareOptions& options) {
  using Level = OptionSpec::Level;
  OptionList list;
  list.add(options.images,
           {.key = "images",
            .label = "Images",
            .help = "Registered pairs of MR and CT for translation, or for segmenters CTs with "
                    "masks of vertebrae and their parts.",
            .choices = {"pair", "ct"}});
  list.add(options.dimensions,
           {.key = "dimensions",
            .label = "Dimensions",
            .help = "Sagittal slices for the 2D models, or whole volumes with equal spacing in all "
                    "directions for the 3D models.",
            .choices = {"2d", "3d"}});
  list.add(options.spacing_mm,
           {.key = "spacing_mm",
            .label = "Pixel spacing",
            .help = "Of the sagittal slices, whose distance is kept; of volumes in all directions.",
            .unit = "mm",
            .min = 0.1,
            .max = 10});
  list.add(options.mr_max, {.key = "mr_max",
                            .label = "MR scale",
                            .help = "What becomes 1: the image's maximum, as in the paper, or a "
                                    "percentile, which one bright voxel cannot move.",
                            .choices = {"max", "percentile"}});
  list.add(options.mr_percentile, {.key = "mr_percentile",
                                   .label = "MR percentile",
                                   .help = "Used when the MR scale is a percentile.",
                                   .unit = "%",
                                   .min = 50,
                                   .max = 100,
                                   .level = Level::advanced});
  list.add(options.elastic_copies,
           {.key = "elastic_copies",
            .label = "Elastic copies",
            .help = "Deformed copies of each training subject beside the subject itself. The paper "
                    "uses 9; the set grows as many times.",
            .min = 0,
            .max = 100});
  list.add(options.min_mask_pixels,
           {.key = "min_mask_pixels",
            .label = "Least segmented pixels",
            .help = "Slices with fewer are left out (paper: slices without segmentation).",
            .unit = "pixels",
            .min = 0,
            .max = 1e6,
            .level = Level::advanced});
  list.add(options.storage, {.key = "storage",
                             .label = "Storage",
                             .help = "Element type on disk; float16 keeps HU to within 0.5.",
                             .choices = {"float16", "float32"},
                             .level = Level::advanced});
  list.add(options.val_fraction, {.key = "val_fraction",
                                  .label = "Validation part",
                                  .help = "Part of the subjects that have no split yet.",
                                  .min = 0,
                                  .max = 0.5});
  list.add(options.test_fraction, {.key = "test_fraction",
                                   .label = "Test part",
                                   .help = "Part of the subjects that have no split yet.",
                                   .min = 0,
                                   .max = 0.5});
  list.add(options.seed,
           {.key = "seed", .label = "Seed", .help = "Of the split into parts.", .min = 0});
  list.add(options.overwrite, {.key = "overwrite",
                               .label = "Replace",
                               .help = "Replaces a training set in the output folder."});
  return list;
}

std::vector<std::string> splits_of(const std::vector<PrepareSubject>& subjects,
                                   const PrepareOptions& options) {
  std::vector<std::string> splits;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    splits.push_back(subjects[i].split);
    if (subjects[i].split.empty()) open.push_back(i);
  }
  RandomStream random(options.seed, "prepare/split");
  for (std::size_t i = open.size(); i > 1; --i) {
    const auto j = random.uniform_int(0, static_cast<std::int64_t>(i) - 1);
    std::swap(open[i - 1], open[static_cast<std::size_t>(j)]);
  }
  const auto part = [&](double fraction) -> std::size_t {
    if (open.size() < 3 || fraction <= 0) return 0;
    return std::max<std::size_t>(
        1, static_cast<std::size_t>(std::lround(fraction * static_cast<double>(open.size()))));
  };
  const std::size_t val = part(options.val_fraction);
  const std::size_t test = part(options.test_fraction);
  for (std::size_t i = 0; i < open.size(); ++i) {
    splits[open[i]] = i < val ? "val" : i < val + test ? "test" : "train";
  }
  return splits;
}

Result<PrepareSummary> prepare_training_set(const std::vector<PrepareSubject>& subjects,
                                            const fs::path& folder, const PrepareOptions& options,
                                            JobContext& job) {
  if (auto valid = check_subjects(subjects); !valid) return valid.error();
  if (options.images == "ct" && options.dimensions != "3d") {
    return Error{"A training set of CTs has volumes only.",
                 "Give --dimensions 3d with --images ct."};
  }
  const fs::path target = fs::absolute(folder).lexically_normal();
  if (auto usable = check_target(target, options); !usable) return usable.error();
  FolderInTheMaking making(target.has_filename() ? target : target.parent_path());
  if (auto ready = ensure_writable_folder(making.path()); !ready) return ready.error();

  const auto splits = splits_of(subjects, options);
  SetInTheMaking set{making.path(), options, first_index(options)};
  set.summary.folder = folder;
  const auto count = static_cast<double>(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto done = static_cast<double>(i);
    JobContext part = job.part(done / count, (done + 1) / count, subjects[i].id);
    if (!part.checkpoint(0, "Reading")) return cancelled_error();
    if (auto added = add_subject({subjects[i], splits[i]}, set, part); !added) return added.error();
  }
  if (set.summary.slices == 0) {
    if (set.failure) return *set.failure;
    return Error{"No slice is left for " + folder.string() + ".",
                 "Check the segmentation masks, or lower the least number of segmented pixels."};
  }
  auto written =
      write_text_atomically(making.path() / "index.json", json_text(set.index, 1) + "\n");
  if (!written) return written.error();
  if (auto moved = making.move_to_target(); !moved) return moved.error();
  return set.summary;
}

}  // namespace transpine

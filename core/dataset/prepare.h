// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/geometry/rigid3.h"
#include "core/image/volume.h"

namespace transpine {

/// How a study becomes a training set; the defaults are the paper's (paper-facts 1.12).
struct PrepareOptions {
  std::string images = "pair";    ///< MR and CT, or for segmenters CT and parts: "ct".
  std::string dimensions = "2d";  ///< Sagittal slices, or for the 3D models whole volumes: "3d".
  double spacing_mm = 1;  ///< Of the slices' pixels, whose distance is kept; of a volume's voxels.
  std::string mr_max = "max";  ///< What becomes 1: the MR's "max", or a "percentile".
  double mr_percentile = 99.9;
  int elastic_copies = 0;           ///< Deformed copies of each training subject; the paper's: 9.
  int min_mask_pixels = 10;         ///< Slices with fewer segmented pixels are left out.
  std::string storage = "float16";  ///< Of MR and CT: "float16" or "float32".
  double val_fraction = 0.1;        ///< Of the subjects without a given split.
  double test_fraction = 0.1;
  std::uint64_t seed = 1;
  bool overwrite = false;  ///< Replaces a training set that stands in the output folder.
};

OptionList options_of(PrepareOptions& options);

struct SubjectImages {
  Volume mr;    ///< Empty in a set of CTs.
  Volume ct;    ///< HU.
  Volume mask;  ///< Labels, in a set of CTs part_class_of(); an empty volume keeps every slice.
  bool mask_is_on_ct = false;
  Rigid3 ct_from_mr;
};

/// One person of the training set. The images are asked for when they are needed, so that one
/// subject is in memory at a time.
struct PrepareSubject {
  std::string id;
  std::string split;  ///< "train", "val", "test"; empty = by the options' fractions and seed.
  std::function<Result<SubjectImages>(JobContext&)> load;
};

struct PrepareSummary {
  std::filesystem::path folder;
  std::int64_t slices = 0;                    ///< Or volumes.
  std::int64_t dropped_slices = 0;            ///< For want of segmented pixels.
  std::int64_t train = 0, val = 0, test = 0;  ///< Slices by split.
  std::size_t shards = 0;
  std::vector<std::string> warnings;
};

/// The split of each subject: given ones stay, the others are drawn by seed, persons not slices.
/// With fewer than three subjects to draw for, all go to training.
std::vector<std::string> splits_of(const std::vector<PrepareSubject>& subjects,
                                   const PrepareOptions& options);

/// Writes a training set: index.json and one safetensors shard for each subject, and for each of
/// the elastically deformed copies of those for training (section 6.2). Slices are
/// sagittal, rows toward inferior, columns toward posterior; MR in [0, 1], CT in [-1, 1] (HU/1000,
/// clamped), mask uint8. The CT is resampled once, from its own grid onto the MR's slices, by cubic
/// B-spline. Slices are cropped to the box where the MR is above 0 and the CT exists. A set of CTs
/// has volumes only, of the labelled part of each CT and 40 mm around it. The folder appears whole
/// or not at all. A subject that cannot be prepared (an unreadable file, NaN in an image, swapped
/// images, images that do not overlap) is left out with a warning; where none is left its error is
/// the result. Other errors: no subjects, an output folder in use, what cannot be written.
Result<PrepareSummary> prepare_training_set(const std::vector<PrepareSubject>& subjects,
                                            const std::filesystem::path& folder,
                                            const PrepareOptions& options, JobContext& job);

}  // namespace transpine

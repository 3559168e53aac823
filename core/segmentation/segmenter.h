// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/landmarks/landmark_set.h"
#include "core/segmentation/segment_bone.h"
#include "core/segmentation/segmentation.h"

namespace transpine {

/// How vertebrae are found in a CT, and what is done with them then.
struct SegmentOptions {
  std::string method = "landmarks";  ///< Or "network", "script", "command".
  BoneOptions bone;                  ///< Of the method "landmarks".
  std::filesystem::path model;       ///< A segmenter's run or checkpoint; a TorchScript file.
  std::string command = "totalsegmentator";  ///< A preset's name, or a template file.
  std::vector<std::string> command_values;   ///< "name=value" for {name} in the template.
  double timeout_min = 120;                  ///< Of the command; 0 = none.
  std::string level;                         ///< The vertebra at the place `at`, "L3".
  std::vector<double> at;                    ///< LPS mm in the CT.
  bool largest = false;                      ///< Keeps of each vertebra its largest piece.
  bool fill_holes = false;
  bool exclude_partial = false;
  std::vector<std::string> exclude;  ///< Vertebrae to leave out, "L1".
  std::int64_t tile = 0;             ///< Voxels; 0 = the patch of the training.
  double memory_gb = 0;              ///< What a network may use; 0 takes most of what is free.
  std::string device = "auto";
};

OptionList options_of(SegmentOptions& options);

/// Whether the method has the option of this key.
bool applies_to_method(const std::string& key, const std::string& method);

/// One way to find vertebrae in CTs.
class SpineSegmenter {
 public:
  virtual ~SpineSegmenter() = default;
  /// Whether it finds nothing without landmarks; for the others they only say the levels.
  virtual bool needs_landmarks() const { return false; }
  /// `landmarks` are in the frame of the CT, which is in HU. The result lies on its grid.
  virtual Result<Segmentation> segment(const Volume& ct_hu, const LandmarkSet& landmarks,
                                       JobContext& job) = 0;
  /// What belongs into a result's provenance.
  virtual nlohmann::json description() const = 0;
};

/// The segmenter that the options name. Errors: no such model, one that is no segmenter, a
/// description or template that cannot be understood, a command that is not installed, a level
/// without its place.
Result<std::unique_ptr<SpineSegmenter>> make_spine_segmenter(const SegmentOptions& options);

/// Segments with it, then leaves out and cleans what the options say (mask_edit.h); each change is
/// in the notes. Notes go to the job's log as well.
Result<Segmentation> segment_spine(SpineSegmenter& segmenter, const SegmentOptions& options,
                                   const Volume& ct_hu, const LandmarkSet& landmarks,
                                   JobContext& job);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// Whether a point takes part, and whether a person has looked at it.
enum class LandmarkState { automatic, placed, confirmed, excluded };

/// Where a point came from.
enum class LandmarkSource { automatic, manual, propagated, imported };

struct Landmark {
  Eigen::Vector3d p_mm = Eigen::Vector3d::Zero();  ///< LPS.
  LandmarkState state = LandmarkState::automatic;
  LandmarkSource source = LandmarkSource::automatic;
  double weight = 1;  ///< How much its pair counts; the lesser of the two points' is the pair's.
  bool locked = false;
  bool visible = true;
  std::string unknown = {};  ///< JSON of fields of later versions, kept.

  bool operator==(const Landmark&) const = default;
};

/// How the pairs of a document are registered, as chosen for this subject.
struct RegistrationChoice {
  std::vector<int> subregions;  ///< Empty = all.
  bool by_vertebra = false;     ///< Polyrigid, else one rigid transform.
  double trim_fraction = 0;

  bool operator==(const RegistrationChoice&) const = default;
};

/// The points of a subject's two images, each in its own image's frame: our landmarks JSON.
struct LandmarkDocument {
  std::map<LandmarkKey, Landmark> mr;
  std::map<LandmarkKey, Landmark> ct;
  std::optional<RegistrationChoice> choice = {};
  std::string unknown = {};  ///< JSON of fields of later versions, kept.

  bool operator==(const LandmarkDocument&) const = default;
};

/// The points that take part in registration: all but the excluded ones.
LandmarkSet active_points(const std::map<LandmarkKey, Landmark>& landmarks);
std::map<LandmarkKey, Landmark> with_state(const LandmarkSet& points, LandmarkState state);
/// The weights of pairs that are not 1.
std::map<LandmarkKey, double> pair_weights(const LandmarkDocument& document);

/// Files of version 1 by older programs lack source, weight and the like: these get defaults
/// (source: automatic, or manual where the state says that a person placed the point).
Result<LandmarkDocument> read_landmark_document(const std::filesystem::path& path);
Result<void> write_landmark_document(const std::filesystem::path& path,
                                     const LandmarkDocument& document);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
// The format: teem.sourceforge.net/nrrd/format.html.
#include <Eigen/Geometry>
#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "core/image/file_checks.h"
#include "core/image/raster_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

Error damaged(const fs::path& path, const std::string& field) {
  return {path.string() + " has a NRRD header whose \"" + field + "\" is missing or wrong.",
          "The file is damaged: copy or export it again."};
}

std::optional<ScalarType> type_from_name(const std::string& name) {
  using enum ScalarType;
  static const std::map<std::string, ScalarType> names{{"signed char", int8},
                                                       {"int8", int8},
                                                       {"int8_t", int8},
                                                       {"uchar", uint8},
                                                       {"unsigned char", uint8},
                                                       {"uint8", uint8},
                                                       {"uint8_t", uint8},
                                                       {"short", int16},
                                                       {"short int", int16},
                                                       {"signed short", int16},
                                                       {"signed short int", int16},
                                                       {"int16", int16},
                                                       {"int16_t", int16},
                                                       {"ushort", uint16},
                                                       {"unsigned short", uint16},
                                                       {"unsigned short int", uint16},
                                                       {"uint16", uint16},
                                                       {"uint16_t", uint16},
                                                       {"int", int32},
                                                       {"signed int", int32},
                                                       {"int32", int32},
                                                       {"int32_t", int32},
                                                       {"uint", uint32},
                                                       {"unsigned int", uint32},
                                                       {"uint32", uint32},
                                                       {"uint32_t", uint32},
                                                       {"longlong", int64},
                                                       {"long long", int64},
                                                       {"long long int", int64},
                                                       {"signed long long", int64},
                                                       {"signed long long int", int64},
                                                       {"int64", int64},
                                                       {"int64_t", int64},
                                                       {"ulonglong", uint64},
                                                       {"unsigned long long", uint64},
                                                       {"unsigned long long int", uint64},
                                                       {"uint64", uint64},
                                                       {"uint64_t", uint64},
                                                       {"float", float32},
                                                       {"double", float64}};
  const auto it = names.find(lower_case(name));
  return it == names.end() ? std::nullopt : std::optional(it->second);
}

/// What turns a point of the header's space to LPS; absent for a space of no patient.
std::optional<Eigen::Vector3d> lps_from_space(const std::string& name) {
  const std::string space = lower_case(name);
  if (space == "left-posterior-superior" || space == "lps") return Eigen::Vector3d(1, 1, 1);
  if (space == "right-anterior-superior" || space == "ras") return Eigen::Vector3d(-1, -1, 1);
  if (space == "left-anterior-superior" || space == "las") return Eigen::Vector3d(1, -1, 1);
  return std::nullopt;
}

struct Axis {
  std::int64_t size = 0;
  double spacing_mm = 1;                     ///< Where there is no direction.
  std::optional<Eigen::Vector3d> direction;  ///< With the spacing as its length.
};

/// A vector of the header's space; that of a single picture has two components.
std::optional<Eigen::Vector3d> vector_of(const std::string& text, const TextHeader& header) {
  const bool is_flat = header.value("space dimension") == "2";
  auto values = numbers_in(text);
  if (!values || values->size() != (is_flat ? 2 : 3)) return std::nullopt;
  values->resize(3, 0);
  return Eigen::Vector3d(values->data());
}

/// "(0,0,1) none (1, 0, 0)" at its words; brackets keep blanks together.
std::vector<std::string> vectors_in(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(' '); at != std::string::npos;) {
    auto end = text.find(text[at] == '(' ? ')' : ' ', at);
    if (end == std::string::npos) end = text.size() - 1;
    words.push_back(text.substr(at, end + 1 - at));
    while (words.back().ends_with(' ')) words.back().pop_back();
    at = text.find_first_not_of(' ', end + 1);
  }
  return words;
}

Result<std::vector<Axis>> axes_of(const TextHeader& header, const fs::path& path) {
  const auto sizes = whole_numbers_in(header.value("sizes"));
  const auto dimension = whole_numbers_in(header.value("dimension"));
  if (!sizes || sizes->empty()) return damaged(path, "sizes");
  if (!dimension || dimension->size() != 1 ||
      dimension->front() != static_cast<std::int64_t>(sizes->size())) {
    return damaged(path, "dimension");
  }
  std::vector<Axis> axes(sizes->size());
  const auto spacings = numbers_in(header.value("spacings"));
  for (std::size_t i = 0; i < axes.size(); ++i) {
    axes[i].size = (*sizes)[i];
    if (spacings && i < spacings->size() && (*spacings)[i] > 0) axes[i].spacing_mm = (*spacings)[i];
  }
  const std::string* directions = header.find("space directions");
  if (!directions) return axes;
  const auto words = vectors_in(*directions);
  if (words.size() != axes.size()) return damaged(path, "space directions");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (lower_case(words[i]) == "none") continue;
    axes[i].direction = vector_of(words[i], header);
    if (!axes[i].direction) return damaged(path, "space directions");
  }
  return axes;
}

/// Leaves the axes of space: an axis of one entry that is none of them is dropped.
Result<void> keep_axes_of_space(std::vector<Axis>& axes, const TextHeader& header,
                                const fs::path& path) {
  const bool has_directions = header.find("space directions") != nullptr;
  std::istringstream kinds(lower_case(header.value("kinds")));
  std::vector<bool> is_space(axes.size(), true);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::string kind;
    kinds >> kind;
    is_space[i] = has_directions ? axes[i].direction.has_value()
                                 : kind.empty() || kind == "domain" || kind == "space" ||
                                       kind == "???" || kind == "none";
  }
  std::vector<Axis> kept;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (is_space[i]) {
      kept.push_back(axes[i]);
    } else if (axes[i].size != 1) {
      return Error{path.string() + " holds " + std::to_string(axes[i].size) +
                       " values for each voxel (vectors, colours, a series of volumes or segments "
                       "that overlap), not one volume.",
                   "Extract one component or volume first, for example with 3D Slicer."};
    }
  }
  axes = std::move(kept);
  return {};
}

Result<Grid> grid_of(const std::vector<Axis>& axes, const TextHeader& header, const fs::path& path,
                     std::vector<std::string>& warnings) {
  std::vector<std::int64_t> dims;
  for (const Axis& axis : axes) dims.push_back(axis.size);
  const auto size = volume_size(dims, path, kRasterTools);
  if (!size) return size.error();
  Eigen::Matrix4d lps = Eigen::Matrix4d::Identity();
  if (axes.empty() || !axes.front().direction) {
    for (std::size_t i = 0; i < std::min<std::size_t>(3, axes.size()); ++i) {
      lps(static_cast<int>(i), static_cast<int>(i)) = axes[i].spacing_mm;
    }
    warnings.push_back(
        "The header says nothing about position and orientation: left, right, front and back may "
        "be wrong. The indices were taken to grow toward left, posterior and superior.");
    return grid_of_header(lps, *size, path, warnings);
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(3, axes.size()); ++i) {
    lps.col(static_cast<int>(i)).head<3>() = *axes[i].direction;
  }
  if (axes.size() < 3) {
    lps.col(2).head<3>() = lps.col(0).head<3>().cross(lps.col(1).head<3>()).normalized();
    warnings.push_back("The image has 2 dimensions; it is read as one slice.");
  }
  if (const std::string* origin = header.find("space origin")) {
    const auto place = vector_of(*origin, header);
    if (!place) return damaged(path, "space origin");
    lps.topRightCorner<3, 1>() = *place;
  } else {
    warnings.push_back("The header has no origin: position 0 was taken.");
  }
  if (const auto turn = lps_from_space(header.value("space"))) {
    lps.topRows<3>() = turn->asDiagonal() * lps.topRows<3>().eval();
  } else {
    warnings.push_back("The header does not say what its axes mean in the patient (space \"" +
                       header.value("space") +
                       "\"); left, posterior and superior were taken, as ITK does.");
  }
  return grid_of_header(lps, *size, path, warnings);
}

Result<void> find_voxels(const TextHeader& header, const fs::path& path, RasterInfo& info) {
  const std::string encoding = lower_case(header.value("encoding"));
  info.is_compressed = encoding == "gzip" || encoding == "gz";
  if (!info.is_compressed && encoding != "raw") {
    return Error{path.string() + " stores its voxels as \"" + encoding + "\", which is not read.",
                 "Save it again with the encoding raw or gzip."};
  }
  const auto number = [&](const char* spaced, const char* joined) {
    const std::string* text = header.find(spaced);
    if (!text) text = header.find(joined);
    const auto values = text ? whole_numbers_in(*text) : std::vector<std::int64_t>{0};
    return values && values->size() == 1 ? std::optional(values->front()) : std::nullopt;
  };
  const auto line_skip = number("line skip", "lineskip");
  const auto byte_skip = number("byte skip", "byteskip");
  if (!line_skip || *line_skip != 0) {
    return Error{path.string() + " has lines of text before its voxels (\"line skip\").",
                 "Save it again as one .nrrd file."};
  }
  constexpr std::int64_t kMostSkipped = std::int64_t{1} << 56;
  if (!byte_skip || *byte_skip < -1 || *byte_skip > kMostSkipped ||
      (*byte_skip == -1 && info.is_compressed)) {
    return damaged(path, "byte skip");
  }
  const std::string* file = header.find("data file");
  if (!file) file = header.find("datafile");
  if (file && (file->starts_with("LIST") || file->find('%') != std::string::npos)) {
    return Error{path.string() + " has its voxels in several files.",
                 "Save it again as one .nrrd file."};
  }
  info.data_path = file ? path.parent_path() / *file : path;
  info.data_offset = file ? 0 : header.end;
  if (*byte_skip == -1) {
    info.data_offset = -1;
  } else {
    (info.is_compressed ? info.skipped_bytes : info.data_offset) += *byte_skip;
  }
  return {};
}

}  // namespace

Result<RasterInfo> nrrd_info(const TextHeader& header, const fs::path& path) {
  RasterInfo info;
  const auto type = type_from_name(header.value("type"));
  if (!type) return damaged(path, "type");
  info.type = *type;
  const std::string endian = lower_case(header.value("endian"));
  if (endian != "little" && endian != "big" && size_of(info.type) > 1) {
    return damaged(path, "endian");
  }
  info.big_endian = endian == "big";
  auto axes = axes_of(header, path);
  if (!axes) return axes.error();
  if (auto kept = keep_axes_of_space(*axes, header, path); !kept) return kept.error();
  auto grid = grid_of(*axes, header, path, info.warnings);
  if (!grid) return grid.error();
  info.grid = *grid;
  if (const std::string units = header.value("space units");
      !units.empty() && units.find("mm") == std::string::npos) {
    info.warnings.push_back("The header counts in " + units + "; millimetres were taken.");
  }
  if (auto found = find_voxels(header, path, info); !found) return found.error();
  return info;
}

}  // namespace transpine

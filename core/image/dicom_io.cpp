// SPDX-License-Identifier: Apache-2.0
#include "core/image/dicom_io.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>

#include "core/base/atomic_file.h"
#include "core/geometry/rotation.h"
#include "core/image/dicom_file.h"
#include "core/image/scalar_types.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

/// One file of a series with its own grid (one slice, or the frames of a multi-frame file).
struct Slice {
  DicomFile file;
  Grid grid;
  ScalarType type = ScalarType::int16;

  const fs::path& path() const { return file.path; }
};

Result<Slice> read_slice_info(const fs::path& path) {
  auto file = read_dicom_header(path);
  if (!file) return file.error();
  Slice slice;
  slice.type = scalar_type_from_name(file->type).value();
  slice.grid.size = file->size;
  slice.grid.spacing_mm = Eigen::Vector3d(file->spacing_mm.data());
  slice.grid.origin_mm = Eigen::Vector3d(file->origin_mm.data());
  using RowMajor = Eigen::Matrix<double, 3, 3, Eigen::RowMajor>;
  slice.grid.direction = nearest_orthonormal(Eigen::Map<const RowMajor>(file->direction.data()));
  slice.file = std::move(*file);
  return slice;
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    if (entry.is_regular_file(code)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

struct Scan {
  std::map<std::string, std::vector<Slice>> slices;  ///< By series UID.
  std::vector<Error> failures;
};

Result<Scan> scan(const fs::path& folder, JobContext* job) {
  Scan result;
  const auto files = files_in(folder);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (job && !job->checkpoint(0.5 * static_cast<double>(i) / static_cast<double>(files.size()),
                                "Looking through " + folder.filename().string())) {
      return cancelled_error();
    }
    if (!is_dicom_file(files[i])) continue;
    auto slice = read_slice_info(files[i]);
    if (slice) {
      result.slices[slice->file.series_uid].push_back(std::move(*slice));
    } else {
      result.failures.push_back(slice.error());
    }
  }
  return result;
}

DicomSeries series_of(const std::vector<Slice>& slices) {
  DicomSeries series{slices.front().file.series_uid,
                     slices.front().file.description,
                     slices.front().file.modality,
                     {}};
  for (const auto& slice : slices) series.files.push_back(slice.path());
  return series;
}

Error several_series_error(const fs::path& folder, const Scan& found) {
  std::string list;
  for (const auto& [uid, slices] : found.slices) {
    list += "\n  " + uid + "  " + std::to_string(slices.size()) + " files  " +
            slices.front().file.modality + " " + slices.front().file.description;
  }
  return {
      folder.string() + " holds " + std::to_string(found.slices.size()) + " DICOM series:" + list,
      "Name one file of the series you want instead of the folder."};
}

Result<std::vector<Slice>> chosen_slices(const fs::path& path, const std::string& wanted_uid,
                                         JobContext* job) {
  std::string uid = wanted_uid;
  const bool is_folder = fs::is_directory(path);
  if (!is_folder) {
    // The file itself must be readable, whatever lies beside it.
    auto slice = read_slice_info(path);
    if (!slice) return slice.error();
    uid = slice->file.series_uid;
    if (uid.empty() || slice->grid.size[2] > 1) return std::vector{*slice};
  }
  const fs::path folder = is_folder ? path : path.has_parent_path() ? path.parent_path() : ".";
  auto found = scan(folder, job);
  if (!found) return found.error();
  if (is_folder && !found->failures.empty()) return found->failures.front();
  if (found->slices.empty()) {
    return Error{folder.string() + " holds no DICOM images.",
                 "Choose the folder that directly holds the files of the series."};
  }
  if (uid.empty()) {
    if (found->slices.size() > 1) return several_series_error(folder, *found);
    return found->slices.begin()->second;
  }
  const auto chosen = found->slices.find(uid);
  if (chosen == found->slices.end()) return several_series_error(folder, *found);
  return chosen->second;
}

Error mixed_error(const Slice& slice, const std::string& what) {
  return {slice.path().string() + " differs from the other slices of its series in " + what + ".",
          "Keep only the slices of one acquisition in the folder."};
}

Result<void> check_alike(const std::vector<Slice>& slices) {
  const Slice& first = slices.front();
  for (const auto& slice : slices) {
    if (slice.file.components != 1) {
      return Error{slice.path().string() + " holds colour pixels, not one number per voxel.",
                   "Choose a grey-scale series."};
    }
    if (slice.grid.size != first.grid.size) return mixed_error(slice, "size");
    if (slice.type != first.type) return mixed_error(slice, "voxel type");
    if ((slice.grid.direction - first.grid.direction).cwiseAbs().maxCoeff() > 1e-3) {
      return mixed_error(slice, "orientation");
    }
    const auto spacing = slice.grid.spacing_mm.head<2>() - first.grid.spacing_mm.head<2>();
    if (spacing.cwiseAbs().maxCoeff() > 1e-3) return mixed_error(slice, "pixel size");
    if (slices.size() > 1 && slice.grid.size[2] > 1) return mixed_error(slice, "number of frames");
  }
  return {};
}

std::string millimetres(double mm) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g mm", mm);
  return text;
}

/// Sorts the slices by position and gives the grid they fill.
Result<Grid> stacked_grid(std::vector<Slice>& slices, std::vector<std::string>& warnings) {
  Grid grid = slices.front().grid;
  if (slices.size() == 1) {
    if (grid.size[2] == 1 && slices.front().file.thickness_mm > 0) {
      grid.spacing_mm[2] = slices.front().file.thickness_mm;
    }
    if (grid.size[2] == 1) warnings.push_back("The series has one slice only.");
    if (!slices.front().file.has_position && grid.size[2] == 1) {
      warnings.push_back(
          "The file does not say where the slice lies: left, right, front and back "
          "may be wrong.");
    }
    return grid;
  }
  const Eigen::Vector3d normal = grid.direction.col(2);
  const auto height = [&](const Slice& slice) { return normal.dot(slice.grid.origin_mm); };
  std::sort(slices.begin(), slices.end(),
            [&](const Slice& a, const Slice& b) { return height(a) < height(b); });
  grid = slices.front().grid;
  std::vector<double> gaps_mm;
  for (std::size_t i = 1; i < slices.size(); ++i) {
    gaps_mm.push_back(height(slices[i]) - height(slices[i - 1]));
    if (gaps_mm.back() < 1e-4) {
      return Error{slices[i].path().string() + " lies at the same place as " +
                       slices[i - 1].path().filename().string() + ".",
                   "Keep one slice for each place: the folder mixes time points or echoes."};
    }
  }
  std::vector<double> sorted = gaps_mm;
  std::sort(sorted.begin(), sorted.end());
  const double spacing_mm = sorted[(sorted.size() - 1) / 2];
  for (std::size_t i = 0; i < gaps_mm.size(); ++i) {
    if (std::abs(gaps_mm[i] - spacing_mm) <= std::max(0.01, 0.02 * spacing_mm)) continue;
    return Error{slices[i + 1].path().string() + " lies " + millimetres(gaps_mm[i]) +
                     " from the slice before it, but the slices are " + millimetres(spacing_mm) +
                     " apart: a slice is missing.",
                 "Export the series again with all its slices."};
  }
  // Origins must rise along the normal; a sideways drift is a tilted gantry.
  const Eigen::Vector3d drift = slices.back().grid.origin_mm - slices.front().grid.origin_mm;
  const double sideways_mm = (drift - normal * normal.dot(drift)).norm();
  if (sideways_mm > 0.5 * grid.spacing_mm.head<2>().minCoeff()) {
    return Error{slices.front().path().parent_path().string() +
                     " was taken with a tilted gantry: the slices shift sideways by " +
                     millimetres(sideways_mm) + " in all.",
                 "Correct the tilt first, for example with dcm2niix, and open the result."};
  }
  grid.size[2] = static_cast<std::int64_t>(slices.size());
  grid.spacing_mm[2] = normal.dot(drift) / static_cast<double>(slices.size() - 1);
  return grid;
}

}  // namespace

bool is_dicom_file(const fs::path& path) {
  std::error_code code;
  if (!fs::is_regular_file(path, code)) return false;
  std::array<char, 132> bytes{};
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), bytes.size());
  if (file.gcount() == 132 && std::memcmp(bytes.data() + 128, "DICM", 4) == 0) return true;
  // Without preamble: an element of group 0002 or 0008, little or big endian, with a plausible
  // length or a two-letter VR.
  if (file.gcount() < 16) return false;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned group = byte(0) | byte(1) ? (byte(0) ? byte(0) : byte(1)) : 0;
  const bool known_group = (group == 2 || group == 8) && (byte(0) == 0 || byte(1) == 0);
  const bool explicit_vr = std::isupper(byte(4)) && std::isupper(byte(5));
  const bool implicit_vr = byte(6) == 0 && byte(7) == 0 && byte(5) == 0 && byte(4) > 0;
  return known_group && byte(3) < 0x20 && (explicit_vr || implicit_vr);
}

Result<std::vector<DicomSeries>> list_dicom_series(const fs::path& folder) {
  std::error_code code;
  if (!fs::is_directory(folder, code)) return file_error("is not a folder", folder, ENOTDIR);
  auto found = scan(folder, nullptr);
  if (!found) return found.error();
  std::vector<DicomSeries> series;
  for (const auto& [uid, slices] : found->slices) series.push_back(series_of(slices));
  return series;
}

Result<std::uint64_t> dicom_volume_bytes(const fs::path& path, const std::string& series_uid) {
  const auto slices = chosen_slices(path, series_uid, nullptr);
  if (!slices) return slices.error();
  std::uint64_t bytes = 0;
  for (const Slice& slice : *slices) {
    bytes += static_cast<std::uint64_t>(slice.grid.voxel_count()) * size_of(slice.type);
  }
  return bytes;
}

Result<LoadedDicom> read_dicom(const fs::path& path, const std::string& series_uid,
                               JobContext* job) {
  auto slices = chosen_slices(path, series_uid, job);
  if (!slices) return slices.error();
  if (auto alike = check_alike(*slices); !alike) return alike.error();
  LoadedDicom loaded;
  auto grid = stacked_grid(*slices, loaded.warnings);
  if (!grid) return grid.error();
  loaded.series = series_of(*slices);
  try {
    loaded.volume = Volume(*grid, slices->front().type);
  } catch (const std::bad_alloc&) {
    return Error{path.string() + " does not fit into memory (" + grid->description() + ").",
                 "Close other programs, or export a part of the series."};
  }
  const std::size_t slice_bytes = loaded.volume.byte_size() / slices->size();
  for (std::size_t i = 0; i < slices->size(); ++i) {
    const double done = static_cast<double>(i) / static_cast<double>(slices->size());
    if (job && !job->checkpoint(0.5 + 0.5 * done, "Reading slices")) return cancelled_error();
    auto read =
        read_dicom_pixels((*slices)[i].path(), loaded.volume.data() + i * slice_bytes, slice_bytes);
    if (!read) return read.error();
  }
  return loaded;
}

}  // namespace transpine

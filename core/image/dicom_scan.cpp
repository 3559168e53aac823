// SPDX-License-Identifier: Apache-2.0
#include "core/image/dicom_scan.h"

#include <Eigen/Core>
#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "core/base/atomic_file.h"
#include "core/image/dicom_file.h"
#include "core/image/dicom_io.h"
#include "core/image/dicom_scan_cache.h"
#include "core/image/scalar_types.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

Result<std::vector<fs::path>> files_below(const fs::path& folder, JobContext& job) {
  std::error_code code;
  if (!fs::is_directory(folder, code)) return file_error("is not a folder", folder, ENOTDIR);
  std::vector<fs::path> files;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, code);
  for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
    if (!job.checkpoint(0, "Listing files")) return cancelled_error();
    std::error_code ignored;
    if (it->is_regular_file(ignored)) files.push_back(it->path());
  }
  if (code) return file_error("could not be read", folder, code.value());
  std::sort(files.begin(), files.end());
  return files;
}

FoundSeries series_of(const DicomFile& file) {
  FoundSeries series;
  series.uid = file.series_uid;
  series.patient_id = file.patient_id;
  series.patient_name = file.patient_name;
  series.study_description = file.study_description;
  series.study_date = file.study_date;
  series.series_number = file.series_number;
  series.description = file.description;
  series.modality = file.modality;
  series.size = file.size;
  series.spacing_mm = {file.spacing_mm[0], file.spacing_mm[1],
                       file.size[2] > 1 ? file.spacing_mm[2] : file.thickness_mm};
  return series;
}

/// Where a slice lies along its normal.
double place_along_normal_mm(const DicomFile& file) {
  const Eigen::Matrix3d axes =
      Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>>(file.direction.data());
  return axes.col(2).dot(Eigen::Vector3d(file.origin_mm.data()));
}

/// A series with the ends of its stack of slices.
struct Stack {
  FoundSeries series;
  double first_mm = std::numeric_limits<double>::infinity();
  double last_mm = -std::numeric_limits<double>::infinity();

  void add(const DicomFile& file) {
    series.files.push_back(file.path);
    if (!file.has_position || file.size[2] != 1) return;
    first_mm = std::min(first_mm, place_along_normal_mm(file));
    last_mm = std::max(last_mm, place_along_normal_mm(file));
  }
  /// The slices' thickness says little where they have gaps or overlap.
  FoundSeries with_slice_distance() const {
    FoundSeries found = series;
    if (last_mm > first_mm) {
      found.spacing_mm[2] = (last_mm - first_mm) / static_cast<double>(found.files.size() - 1);
    }
    return found;
  }
};

/// What the file is, by the cache where it knows.
DicomScanEntry look_at(const fs::path& path, DicomScanCache& cache) {
  if (const DicomScanEntry* known = cache.find(path)) return *known;
  DicomScanEntry entry;
  if (is_dicom_file(path)) {
    auto file = read_dicom_header(path);
    if (file) {
      entry.image = std::move(*file);
    } else {
      entry.damage = file.error();
    }
  }
  cache.put(path, entry);
  return entry;
}

}  // namespace

Result<DicomScan> scan_dicom(const fs::path& folder, JobContext& job,
                             const fs::path& cache_folder) {
  const auto files = files_below(folder, job);
  if (!files) return files.error();
  DicomScanCache cache(cache_folder, folder);
  DicomScan found;
  // By folder and series; a file without a series is one of its own.
  std::map<std::pair<fs::path, std::string>, Stack> series;
  for (std::size_t i = 0; i < files->size(); ++i) {
    const fs::path& path = (*files)[i];
    const double done = static_cast<double>(i) / static_cast<double>(files->size());
    if (!job.checkpoint(done, "Looking at " + path.filename().string())) return cancelled_error();
    const DicomScanEntry entry = look_at(path, cache);
    if (entry.damage) found.damaged.push_back(*entry.damage);
    if (!entry.damage && !entry.image) ++found.other_files;
    if (!entry.image) continue;
    const DicomFile* file = &*entry.image;
    const std::string key = file->series_uid.empty() ? path.string() : file->series_uid;
    const auto [place, is_new] = series.try_emplace({path.parent_path(), key});
    if (is_new) place->second.series = series_of(*file);
    if (!is_new && file->size[2] == 1) ++place->second.series.size[2];
    place->second.add(*file);
  }
  found.known_files = cache.hits();
  cache.save();
  for (const auto& [key, stack] : series) found.series.push_back(stack.with_slice_distance());
  std::stable_sort(found.series.begin(), found.series.end(),
                   [](const FoundSeries& a, const FoundSeries& b) {
                     const auto order = [](const FoundSeries& s) {
                       return std::make_tuple(s.patient_id, s.study_date, s.series_number.size(),
                                              s.series_number);
                     };
                     return order(a) < order(b);
                   });
  return found;
}

Result<Thumbnail> series_thumbnail(const FoundSeries& series, int longest_side) {
  const fs::path& path = series.files[series.files.size() / 2];
  const auto file = read_dicom_header(path);
  if (!file) return file.error();
  if (file->components != 1) {
    return Error{path.string() + " holds colour pixels.", "Choose a grey-scale series."};
  }
  Grid grid;
  grid.size = file->size;
  grid.spacing_mm = Eigen::Vector3d(file->spacing_mm.data());
  Volume volume(grid, scalar_type_from_name(file->type).value());
  if (auto read = read_dicom_pixels(path, volume.data(), volume.byte_size()); !read) {
    return read.error();
  }
  return first_slice(volume, summarised(volume), longest_side);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/image/dicom_file.h"

namespace transpine {

/// What a look at one file found: an image, a damaged one, or no DICOM at all (neither).
struct DicomScanEntry {
  std::optional<DicomFile> image;
  std::optional<Error> damage;
};

/// What scans of one folder found before, kept in a cache folder by the folder's place. A file of
/// another size or time of change counts as new. Patients' names are in it: only the user may read
/// it. Whatever is wrong with the cache makes a scan slower, never wrong.
class DicomScanCache {
 public:
  /// Reads what there is; with an empty `cache_folder` nothing is found or kept.
  DicomScanCache(const std::filesystem::path& cache_folder, const std::filesystem::path& scanned);

  /// What was found in this file before; null when it is new or has changed.
  const DicomScanEntry* find(const std::filesystem::path& file);
  void put(const std::filesystem::path& file, DicomScanEntry entry);
  /// Keeps what was found or put since this object was made; files that are gone are forgotten.
  void save() const;

  /// Files that were not looked at again.
  int hits() const { return hits_; }

 private:
  struct Kept {
    std::uintmax_t bytes = 0;
    std::int64_t changed_ns = 0;
    DicomScanEntry entry;
    bool is_used = false;
  };

  static std::optional<Kept> stamp_of(const std::filesystem::path& file);
  void read();

  std::filesystem::path file_;
  std::unordered_map<std::string, Kept> kept_;
  int hits_ = 0;
  bool has_news_ = false;
};

/// Where scans are kept below a cache folder: a folder with a name that is nobody else's.
std::filesystem::path dicom_scans_folder(const std::filesystem::path& cache_folder);
/// Removes what DicomScanCache has written there, and nothing else: a cache folder may be one that
/// holds other files.
Result<void> remove_dicom_scans(const std::filesystem::path& scans_folder);

}  // namespace transpine

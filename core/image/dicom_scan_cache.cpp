// SPDX-License-Identifier: Apache-2.0
#include "core/image/dicom_scan_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/json_text.h"
#include "core/base/utf8.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// Another number where entries mean something else.
constexpr int kFormat = 1;
constexpr std::size_t kHashDigits = 32;

json to_json(const DicomFile& file) {
  return {{"series_uid", file.series_uid},
          {"description", file.description},
          {"modality", file.modality},
          {"patient_id", file.patient_id},
          {"patient_name", file.patient_name},
          {"study_description", file.study_description},
          {"study_date", file.study_date},
          {"series_number", file.series_number},
          {"size", file.size},
          {"spacing_mm", file.spacing_mm},
          {"origin_mm", file.origin_mm},
          {"direction", file.direction},
          {"has_position", file.has_position},
          {"thickness_mm", file.thickness_mm},
          {"components", file.components},
          {"type", file.type}};
}

DicomFile file_from(const json& entry, const fs::path& path) {
  DicomFile file;
  file.path = path;
  entry.at("series_uid").get_to(file.series_uid);
  entry.at("description").get_to(file.description);
  entry.at("modality").get_to(file.modality);
  entry.at("patient_id").get_to(file.patient_id);
  entry.at("patient_name").get_to(file.patient_name);
  entry.at("study_description").get_to(file.study_description);
  entry.at("study_date").get_to(file.study_date);
  entry.at("series_number").get_to(file.series_number);
  entry.at("size").get_to(file.size);
  entry.at("spacing_mm").get_to(file.spacing_mm);
  entry.at("origin_mm").get_to(file.origin_mm);
  entry.at("direction").get_to(file.direction);
  entry.at("has_position").get_to(file.has_position);
  entry.at("thickness_mm").get_to(file.thickness_mm);
  entry.at("components").get_to(file.components);
  entry.at("type").get_to(file.type);
  return file;
}

/// Names of old scanners need not be UTF-8: then the file is looked at again each time.
bool can_be_kept(const DicomScanEntry& entry, const std::string& path) {
  if (!is_utf8(path)) return false;
  if (entry.damage) return is_utf8(entry.damage->title) && is_utf8(entry.damage->remedy);
  if (!entry.image) return true;
  const DicomFile& file = *entry.image;
  const std::string* texts[] = {&file.series_uid, &file.description,  &file.modality,
                                &file.patient_id, &file.patient_name, &file.study_description,
                                &file.study_date, &file.series_number};
  return std::all_of(std::begin(texts), std::end(texts),
                     [](const std::string* text) { return is_utf8(*text); });
}

fs::path cache_file(const fs::path& cache_folder, const fs::path& scanned) {
  if (cache_folder.empty()) return {};
  std::error_code code;
  const std::string place = fs::weakly_canonical(scanned, code).string();
  ContentHasher hasher;
  hasher.add(std::as_bytes(std::span(place)));
  return dicom_scans_folder(cache_folder) / (hasher.digest() + ".json");
}

/// A content hash and .json, as cache_file() names them.
bool is_scan(const fs::path& file) {
  const std::string name = file.stem().string();
  return file.extension() == ".json" && name.size() == kHashDigits &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// At no time can anybody but the user read the file.
Result<void> write_private(const fs::path& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return file_error("could not be made", path, errno);
  ::close(file);
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) return file_error("could not be written", path, EIO);
  return {};
}

}  // namespace

fs::path dicom_scans_folder(const fs::path& cache_folder) {
  return cache_folder / "transpine-dicom-scans";
}

Result<void> remove_dicom_scans(const fs::path& scans_folder) {
  std::error_code code;
  if (!fs::exists(scans_folder, code)) return {};
  for (const auto& entry : fs::directory_iterator(scans_folder, code)) {
    std::error_code ignored;
    if (!entry.is_regular_file(ignored) || !is_scan(entry.path())) continue;
    if (!fs::remove(entry.path(), code)) {
      return file_error("could not be removed", entry.path(), code.value());
    }
  }
  if (code) return file_error("could not be read", scans_folder, code.value());
  // It stays where something else lies in it.
  fs::remove(scans_folder, code);
  return {};
}

std::optional<DicomScanCache::Kept> DicomScanCache::stamp_of(const fs::path& file) {
  Kept kept;
  std::error_code code;
  kept.bytes = fs::file_size(file, code);
  if (code) return std::nullopt;
  kept.changed_ns = fs::last_write_time(file, code).time_since_epoch().count();
  if (code) return std::nullopt;
  return kept;
}

DicomScanCache::DicomScanCache(const fs::path& cache_folder, const fs::path& scanned)
    : file_(cache_file(cache_folder, scanned)) {
  if (!file_.empty()) read();
}

void DicomScanCache::read() {
  const auto text = read_text(file_);
  if (!text) return;
  const json document = json::parse(*text, nullptr, false);
  try {
    if (!document.is_object() || document.at("version") != kFormat) return;
    for (const auto& [path, entry] : document.at("files").items()) {
      Kept kept;
      entry.at("bytes").get_to(kept.bytes);
      entry.at("changed_ns").get_to(kept.changed_ns);
      if (entry.contains("image")) kept.entry.image = file_from(entry["image"], path);
      if (entry.contains("damage")) {
        kept.entry.damage = Error{entry["damage"].at("title"), entry["damage"].at("remedy")};
      }
      kept_[path] = std::move(kept);
    }
  } catch (const json::exception&) {
    kept_.clear();
  }
}

const DicomScanEntry* DicomScanCache::find(const fs::path& file) {
  const auto it = kept_.find(file.string());
  if (it == kept_.end()) return nullptr;
  const auto now = stamp_of(file);
  if (!now || now->bytes != it->second.bytes || now->changed_ns != it->second.changed_ns) {
    return nullptr;
  }
  it->second.is_used = true;
  ++hits_;
  return &it->second.entry;
}

void DicomScanCache::put(const fs::path& file, DicomScanEntry entry) {
  if (file_.empty() || !can_be_kept(entry, file.string())) return;
  auto kept = stamp_of(file);
  if (!kept) return;
  kept->entry = std::move(entry);
  kept->is_used = true;
  kept_[file.string()] = std::move(*kept);
  has_news_ = true;
}

void DicomScanCache::save() const {
  const bool forgets = std::any_of(kept_.begin(), kept_.end(),
                                   [](const auto& entry) { return !entry.second.is_used; });
  if (file_.empty() || (!has_news_ && !forgets)) return;
  json files = json::object();
  for (const auto& [path, kept] : kept_) {
    if (!kept.is_used) continue;
    json entry{{"bytes", kept.bytes}, {"changed_ns", kept.changed_ns}};
    if (kept.entry.image) entry["image"] = to_json(*kept.entry.image);
    if (kept.entry.damage) {
      entry["damage"] = {{"title", kept.entry.damage->title},
                         {"remedy", kept.entry.damage->remedy}};
    }
    files[path] = std::move(entry);
  }
  const std::string text = json_text({{"version", kFormat}, {"files", std::move(files)}});
  // A cache that cannot be written is none; names of patients are for their user alone.
  const auto written = write_file_atomically(
      file_, [&](const fs::path& temporary) { return write_private(temporary, text); });
  (void)written;
}

}  // namespace transpine

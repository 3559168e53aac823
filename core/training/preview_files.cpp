// SPDX-License-Identifier: Apache-2.0
#include "core/training/preview_files.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "core/base/safetensors.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr const char* kPrefix = "step-";
constexpr const char* kSuffix = ".safetensors";

std::string number(std::int64_t value) {
  std::string digits = std::to_string(value);
  return std::string(digits.size() < 8 ? 8 - digits.size() : 0, '0') + digits;
}

SafetensorsEntry entry_of(const std::string& name, const FloatImage& image) {
  return {name, "F32", {image.height, image.width}, std::as_bytes(std::span(image.pixels))};
}

bool read_image(const SafetensorsFile& file, const std::string& name, FloatImage& image) {
  const SafetensorsEntry* entry = file.find(name);
  if (!entry || entry->dtype != "F32" || entry->shape.size() != 2) return false;
  image.height = static_cast<int>(entry->shape[0]);
  image.width = static_cast<int>(entry->shape[1]);
  image.pixels.resize(entry->bytes.size() / sizeof(float));
  std::memcpy(image.pixels.data(), entry->bytes.data(), entry->bytes.size());
  return true;
}

/// Where the history is densest: of an inner file whose neighbours are closest to one another.
std::size_t most_dispensable(const std::vector<PreviewFile>& files) {
  std::size_t best = 1;
  for (std::size_t i = 2; i + 1 < files.size(); ++i) {
    const auto gap = [&](std::size_t at) { return files[at + 1].step - files[at - 1].step; };
    if (gap(i) < gap(best)) best = i;
  }
  return best;
}

void thin_out(const fs::path& run_folder) {
  std::vector<PreviewFile> files = list_previews(run_folder);
  while (files.size() > kKeptPreviews) {
    const std::size_t index = most_dispensable(files);
    std::error_code ignored;
    fs::remove(files[index].path, ignored);
    files.erase(files.begin() + static_cast<std::ptrdiff_t>(index));
  }
}

}  // namespace

Result<void> write_previews(const fs::path& run_folder, const TrainValidation& validation) {
  std::vector<SafetensorsEntry> entries;
  std::map<std::string, std::string> metadata{{"step", std::to_string(validation.step)}};
  if (validation.psnr_db) metadata["psnr_db"] = std::to_string(*validation.psnr_db);
  if (validation.ssim) metadata["ssim"] = std::to_string(*validation.ssim);
  if (validation.dice) metadata["dice"] = std::to_string(*validation.dice);
  for (std::size_t i = 0; i < validation.previews.size(); ++i) {
    const TrainPreview& preview = validation.previews[i];
    const std::string at = std::to_string(i);
    entries.push_back(entry_of("mr." + at, preview.mr));
    entries.push_back(entry_of("synthetic_ct." + at, preview.synthetic_ct));
    entries.push_back(entry_of("ct." + at, preview.ct));
    metadata["subject." + at] = preview.subject;
  }
  auto written = write_safetensors(
      run_folder / "previews" / (kPrefix + number(validation.step) + kSuffix), entries, metadata);
  if (written) thin_out(run_folder);
  return written;
}

std::vector<PreviewFile> list_previews(const fs::path& run_folder) {
  std::vector<PreviewFile> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(run_folder / "previews", missing)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
    files.push_back({std::atoll(name.c_str() + std::strlen(kPrefix)), entry.path()});
  }
  std::ranges::sort(files, {}, &PreviewFile::step);
  return files;
}

Result<TrainValidation> read_previews(const fs::path& path) {
  auto file = SafetensorsFile::open(path);
  if (!file) return file.error();
  TrainValidation validation;
  for (const auto& [key, value] : file->metadata()) {
    if (key == "step") validation.step = std::atoll(value.c_str());
    if (key == "psnr_db") validation.psnr_db = std::atof(value.c_str());
    if (key == "ssim") validation.ssim = std::atof(value.c_str());
    if (key == "dice") validation.dice = std::atof(value.c_str());
    if (!key.starts_with("subject.")) continue;
    const std::string at = key.substr(std::strlen("subject."));
    TrainPreview preview;
    preview.subject = value;
    if (!read_image(*file, "mr." + at, preview.mr) ||
        !read_image(*file, "synthetic_ct." + at, preview.synthetic_ct) ||
        !read_image(*file, "ct." + at, preview.ct)) {
      return Error{path.string() + " is not a file of previews.", "Delete it; it is not needed."};
    }
    validation.previews.push_back(std::move(preview));
  }
  return validation;
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/session/image_store.h"

#include <algorithm>

#include "core/base/memory.h"
#include "core/image/memory_estimate.h"
#include "widgets/backend/backend.h"

namespace transpine {
namespace {

/// Where the system does not say how much memory is free.
constexpr std::uint64_t kDefaultCap_bytes = std::uint64_t{3} << 30;

std::string key_of(const std::filesystem::path& path, ImageKind kind) {
  return std::to_string(static_cast<int>(kind)) + ":" + path.string();
}

VoxelUse use_of(ImageKind kind) {
  return kind == ImageKind::labels ? VoxelUse::labels : VoxelUse::values;
}

}  // namespace

ImageStore::ImageStore(Backend* backend, QObject* parent) : QObject(parent), backend_(backend) {
  set_cap_bytes(0);
}

void ImageStore::set_cap_bytes(std::uint64_t cap_bytes) {
  if (cap_bytes == 0) cap_bytes = available_memory_bytes().value_or(2 * kDefaultCap_bytes) / 2;
  cap_bytes_ = cap_bytes;
}

std::uint64_t ImageStore::in_use_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [key, image] : images_) bytes += image->volume().byte_size();
  return bytes;
}

bool ImageStore::has(const std::filesystem::path& path, ImageKind kind) const {
  const std::string key = key_of(path, kind);
  return std::any_of(images_.begin(), images_.end(),
                     [&](const auto& entry) { return entry.first == key; });
}

void ImageStore::drop(const std::filesystem::path& path) {
  images_.remove_if([&](const auto& entry) { return entry.second->path == path; });
}

void ImageStore::remember(const std::string& key, const ShownImagePtr& image) {
  images_.emplace_front(key, image);
  std::uint64_t bytes = 0;
  for (auto it = images_.begin(); it != images_.end();) {
    bytes += it->second->volume().byte_size();
    it = bytes > cap_bytes_ && it != images_.begin() ? images_.erase(it) : std::next(it);
  }
}

void ImageStore::with_image(const std::filesystem::path& path, ImageKind kind, QObject* receiver,
                            std::function<void(ShownImagePtr)> done) {
  const std::string key = key_of(path, kind);
  const auto it = std::find_if(images_.begin(), images_.end(),
                               [&](const auto& entry) { return entry.first == key; });
  if (it != images_.end()) {
    images_.splice(images_.begin(), images_, it);
    const ShownImagePtr image = images_.front().second;
    done(image);
    return;
  }
  const auto [waiting, is_first] = waiting_.try_emplace(key);
  waiting->second.emplace_back(receiver, std::move(done));
  if (is_first) load(path, kind, false);
}

void ImageStore::prefetch(const std::filesystem::path& path, ImageKind kind) {
  if (path.empty() || has(path, kind)) return;
  if (waiting_.try_emplace(key_of(path, kind)).second) load(path, kind, true);
}

void ImageStore::load(const std::filesystem::path& path, ImageKind kind, bool is_prefetch) {
  // An image that is asked for may take the place of others; one that is not, only free room.
  const std::uint64_t in_use = is_prefetch ? in_use_bytes() : 0;
  backend_->run<ShownImagePtr>(
      tr("Open %1").arg(QString::fromStdString(path.filename().string())), JobLane::processor,
      [path, kind, is_prefetch, in_use,
       cap = cap_bytes_](JobContext& job) -> Result<ShownImagePtr> {
        const auto fits = check_memory_to_open(path, use_of(kind), cap, in_use);
        auto image = fits ? load_shown_image(path, kind, job) : Result<ShownImagePtr>(fits.error());
        if (!image && is_prefetch) return ShownImagePtr();
        return image;
      },
      this,
      [this, path, kind, is_prefetch](const Result<ShownImagePtr>& image) {
        const bool is_open = image.ok() && *image;
        if (is_prefetch && !is_open && !waiting_[key_of(path, kind)].empty()) {
          // Someone has asked for it since: this time the failure is told.
          load(path, kind, false);
          return;
        }
        finish(path, kind, is_open ? *image : nullptr);
      },
      is_prefetch ? JobListing::when_failed : JobListing::while_active);
}

void ImageStore::finish(const std::filesystem::path& path, ImageKind kind,
                        const ShownImagePtr& image) {
  const std::string key = key_of(path, kind);
  const auto receivers = std::move(waiting_[key]);
  waiting_.erase(key);
  if (!image) return;
  remember(key, image);
  for (const auto& [guard, done] : receivers) {
    if (guard) done(image);
  }
}

}  // namespace transpine

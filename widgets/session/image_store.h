// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "widgets/session/shown_image.h"

namespace transpine {

class Backend;

/// The opened images of a session, by path and kind: read once in the background, shared by all
/// views, given up when others need the room. Before a volume is opened its header is asked how
/// much memory it takes. Lives in the UI thread.
class ImageStore : public QObject {
  Q_OBJECT

 public:
  explicit ImageStore(Backend* backend, QObject* parent = nullptr);

  /// Calls `done` with the image, at once when it is open already. A failure is the backend's to
  /// tell; `done` is not called then.
  void with_image(const std::filesystem::path& path, ImageKind kind, QObject* receiver,
                  std::function<void(ShownImagePtr)> done);
  /// Opens what a user will probably look at next, where it fits beside what is open; silent about
  /// failures.
  void prefetch(const std::filesystem::path& path, ImageKind kind);
  bool has(const std::filesystem::path& path, ImageKind kind) const;

  /// Forgets an opened file whose content has changed.
  void drop(const std::filesystem::path& path);
  void clear() { images_.clear(); }

  /// Most bytes of voxels that are kept, and that one image may take; 0 = half of what was free at
  /// the start.
  void set_cap_bytes(std::uint64_t cap_bytes);
  std::uint64_t cap_bytes() const { return cap_bytes_; }
  std::uint64_t in_use_bytes() const;

 private:
  using Receiver = std::pair<QPointer<QObject>, std::function<void(ShownImagePtr)>>;

  void load(const std::filesystem::path& path, ImageKind kind, bool is_prefetch);
  void finish(const std::filesystem::path& path, ImageKind kind, const ShownImagePtr& image);
  void remember(const std::string& key, const ShownImagePtr& image);

  Backend* backend_;
  std::uint64_t cap_bytes_ = 0;
  /// The last used first.
  std::list<std::pair<std::string, ShownImagePtr>> images_;
  std::map<std::string, std::vector<Receiver>> waiting_;
};

}  // namespace transpine

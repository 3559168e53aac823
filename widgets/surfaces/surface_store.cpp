// SPDX-License-Identifier: Apache-2.0
#include "widgets/surfaces/surface_store.h"

#include <algorithm>

#include "core/surfaces/coarse_mesh.h"
#include "widgets/backend/backend.h"
#include "widgets/view3d/mesh_data.h"

namespace transpine {
namespace {

constexpr std::size_t kKept = 8;
constexpr float kCoarse_mm = 3;

}  // namespace

LabelSurfaces SurfaceSet::meshes() const {
  LabelSurfaces result;
  for (const auto& [label, surface] : surfaces) result.meshes[label] = surface.mesh;
  result.left_out = left_out;
  return result;
}

SurfaceStore::SurfaceStore(Backend* backend) : QObject(backend), backend_(backend) {}

SurfaceStore* SurfaceStore::of(Backend* backend) {
  if (auto* store = backend->findChild<SurfaceStore*>({}, Qt::FindDirectChildrenOnly)) return store;
  return new SurfaceStore(backend);
}

SurfaceStore::EntryPtr SurfaceStore::find(const Volume& labels, double smoothing) {
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    const Entry& entry = **it;
    if (entry.bytes.lock() != labels.shared_bytes() || entry.smoothing != smoothing ||
        !entry.grid.same_as(labels.grid(), 1e-9)) {
      continue;
    }
    entries_.splice(entries_.begin(), entries_, it);
    return entries_.front();
  }
  return nullptr;
}

void SurfaceStore::request(const Volume& labels, double smoothing, const QString& title,
                           QObject* receiver, OnSurface on_surface, OnDone on_done) {
  EntryPtr entry = find(labels, smoothing);
  drop(receiver, entry);
  if (!entry) {
    entry = std::make_shared<Entry>();
    entry->bytes = labels.shared_bytes();
    entry->grid = labels.grid();
    entry->smoothing = smoothing;
    entries_.push_front(entry);
    start(entry, labels, title);
  }
  if (!entry->complete) entry->waiting.push_back({receiver, on_surface, on_done});
  const auto ready = entry->set->surfaces;
  for (const auto& [label, surface] : ready) on_surface(label, surface);
  if (entry->complete) on_done(SurfaceSetPtr(entry->set));
}

void SurfaceStore::cancel(QObject* receiver) {
  drop(receiver, nullptr);
}

void SurfaceStore::drop(QObject* receiver, const EntryPtr& keep) {
  std::vector<int> unwanted;
  entries_.remove_if([&](const EntryPtr& entry) {
    const auto count = std::erase_if(
        entry->waiting, [&](const Waiting& waiting) { return waiting.receiver == receiver; });
    if (count == 0 || entry == keep || !entry->waiting.empty()) return false;
    unwanted.push_back(entry->job);
    return true;
  });
  for (const int job : unwanted) backend_->cancel(job);
}

void SurfaceStore::start(const EntryPtr& entry, const Volume& labels, const QString& title) {
  const std::weak_ptr<Entry> weak = entry;
  entry->job = backend_->run<LabelSurfaces>(
      title, JobLane::processor,
      [labels, smoothing = entry->smoothing, weak, this](JobContext& job) {
        return build_label_surfaces(
            labels, {smoothing}, job, {}, [&](int label, const MeshPtr& mesh) {
              const auto data = poly_data_of(*mesh);
              const ShownSurface surface{mesh, data, poly_data_of(coarse_mesh(*mesh, kCoarse_mm)),
                                         locator_of(data)};
              // The backend joins its workers before this goes.
              QMetaObject::invokeMethod(
                  this,
                  [this, weak, label, surface] {
                    if (const EntryPtr target = weak.lock()) {
                      take(target, label, surface);
                    }
                  },
                  Qt::QueuedConnection);
            });
      },
      this,
      [this, weak](const Result<LabelSurfaces>& result) {
        if (const EntryPtr target = weak.lock()) finish(target, result);
      },
      JobListing::while_active);
}

void SurfaceStore::take(const EntryPtr& entry, int label, const ShownSurface& surface) {
  entry->set->surfaces[label] = surface;
  const auto waiting = entry->waiting;
  for (const Waiting& one : waiting) {
    if (one.receiver) one.on_surface(label, surface);
  }
}

void SurfaceStore::finish(const EntryPtr& entry, const Result<LabelSurfaces>& result) {
  if (result) {
    entry->complete = true;
    entry->set->left_out = result->left_out;
  } else {
    entries_.remove(entry);
  }
  const auto waiting = std::exchange(entry->waiting, {});
  for (const Waiting& one : waiting) {
    if (!one.receiver) continue;
    one.on_done(result ? Result<SurfaceSetPtr>(SurfaceSetPtr(entry->set)) : result.error());
  }
  entries_.remove_if([](const EntryPtr& old) { return old->complete && old->bytes.expired(); });
  while (entries_.size() > kKept && entries_.back()->complete) entries_.pop_back();
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkAbstractCellLocator.h>
#include <vtkPolyData.h>
#include <vtkSmartPointer.h>

#include <QObject>
#include <QPointer>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/image/volume.h"
#include "core/surfaces/label_surfaces.h"

namespace transpine {

class Backend;

/// A label's surface as it is computed with, and as VTK shows it at rest and in motion and picks
/// from it.
struct ShownSurface {
  MeshPtr mesh;
  vtkSmartPointer<vtkPolyData> data, coarse;
  vtkSmartPointer<vtkAbstractCellLocator> locator;
};

/// All surfaces of one label map.
struct SurfaceSet {
  std::map<int, ShownSurface> surfaces;
  std::vector<int> left_out;

  LabelSurfaces meshes() const;
};
using SurfaceSetPtr = std::shared_ptr<const SurfaceSet>;

/// Builds surfaces in the background, each label map and smoothing once for all views that ask. The
/// last few are kept while their voxels are. (A second suffices for any of them: there is nothing
/// to be gained from keeping them on disk.) Lives in the UI thread.
class SurfaceStore : public QObject {
  Q_OBJECT

 public:
  /// The one that all views of a window share.
  static SurfaceStore* of(Backend* backend);

  using OnSurface = std::function<void(int label, const ShownSurface&)>;
  using OnDone = std::function<void(const Result<SurfaceSetPtr>&)>;
  /// Calls `on_surface` with each surface as soon as it is ready, then `on_done`, both in the UI
  /// thread and not after `receiver` has gone; at once for what is there already. A request
  /// replaces the receiver's former one, whose building ends unless others wait for it.
  void request(const Volume& labels, double smoothing, const QString& title, QObject* receiver,
               OnSurface on_surface, OnDone on_done);
  /// Drops the receiver's request.
  void cancel(QObject* receiver);

 private:
  struct Waiting {
    QPointer<QObject> receiver;
    OnSurface on_surface;
    OnDone on_done;
  };
  struct Entry {
    std::weak_ptr<std::byte[]> bytes;
    Grid grid;
    double smoothing = 0;
    int job = 0;
    std::shared_ptr<SurfaceSet> set = std::make_shared<SurfaceSet>();
    bool complete = false;
    std::vector<Waiting> waiting;
  };
  using EntryPtr = std::shared_ptr<Entry>;

  explicit SurfaceStore(Backend* backend);
  EntryPtr find(const Volume& labels, double smoothing);
  /// Takes the receiver out of all entries but `keep`, and ends what nobody waits for.
  void drop(QObject* receiver, const EntryPtr& keep);
  void start(const EntryPtr& entry, const Volume& labels, const QString& title);
  void take(const EntryPtr& entry, int label, const ShownSurface& surface);
  void finish(const EntryPtr& entry, const Result<LabelSurfaces>& result);

  Backend* backend_;
  std::list<EntryPtr> entries_;  ///< The last used first.
};

}  // namespace transpine

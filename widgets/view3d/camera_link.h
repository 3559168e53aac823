// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <vector>

namespace transpine {

class SurfaceView;

/// Makes 3D views look from the same place: when the camera of one moves, the others follow. They
/// show one frame.
class CameraLink : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// Takes part from now on and follows those that are there already.
  void add(SurfaceView* view);
  void remove(SurfaceView* view);
  /// Off: each view keeps its own camera. On again: all follow the first.
  void set_linked(bool linked);
  bool is_linked() const { return linked_; }

 private:
  void follow(SurfaceView* leader);

  std::vector<SurfaceView*> views_;
  bool linked_ = true;
  bool busy_ = false;
};

}  // namespace transpine

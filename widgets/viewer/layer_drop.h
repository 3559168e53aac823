// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include "widgets/viewer/viewer_image.h"

class QMimeData;

namespace transpine {

class LayerStack;
class StudySession;

/// Takes what is dropped on a widget with views: image files, a subject of the table, a row of the
/// layer list. Folders go on to the window, which imports them, and so does all while the views
/// show nothing.
class LayerDrop : public QObject {
  Q_OBJECT

 public:
  LayerDrop(StudySession* session, const LayerStack* stack, QWidget* target);

  bool eventFilter(QObject* watched, QEvent* event) override;

 Q_SIGNALS:
  void image_dropped(const ViewerImage& image);
  void layer_dropped(const QString& key);

 private:
  bool can_take(const QMimeData* data) const;
  void take(const QMimeData* data);
  void take_subject(const QString& id);
  void take_file(const std::filesystem::path& path);

  StudySession* session_;
  const LayerStack* stack_;
  bool takes_ = false;  ///< What is being dragged.
};

}  // namespace transpine

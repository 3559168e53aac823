// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/mouse_gestures.h"

#include <QCoreApplication>

namespace transpine {

std::vector<std::pair<QString, QString>> mouse_gestures() {
  const auto text = [](const char* words) {
    return QCoreApplication::translate("MouseGestures", words);
  };
  return {
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Wheel")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Next or previous slice"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Ctrl+wheel, right drag")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Zoom"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Left drag")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Move the cursor in all views"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Middle drag, Shift+left drag")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Pan"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "W held + drag")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Window and level"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Ctrl+double-click on a slice")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Window and level that fit the image"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Shift+move")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Crosshair in all views"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Left and right arrow")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Next or previous slice"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Double-click on a slice")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Show one view alone, or all again"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Drag in 3D")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Rotate"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Wheel or right drag in 3D")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Zoom"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Click in 3D")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Bring all views there and name the vertebra"))},
      {text(QT_TRANSLATE_NOOP("MouseGestures", "Click on the cube in 3D")),
       text(QT_TRANSLATE_NOOP("MouseGestures", "Look from that side"))},
  };
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/actions/key_action.h"
#include "widgets/view3d/surface_view.h"

namespace transpine {

void SurfaceView::make_actions() {
  setProperty(kTakesKeysFirst, true);
  const auto side = [this](const char* name, const QString& text, char letter) {
    add_key_action(this, name, text, QKeySequence(QChar(letter)),
                   [this, letter] { look_from(letter); });
  };
  side("view3d.anterior", tr("From the Front"), 'A');
  side("view3d.posterior", tr("From Behind"), 'P');
  side("view3d.left", tr("From the Left"), 'L');
  side("view3d.right", tr("From the Right"), 'R');
  side("view3d.superior", tr("From Above"), 'S');
  side("view3d.inferior", tr("From Below"), 'I');
  add_key_action(this, "view3d.reset", tr("Fit Everything"), QKeySequence(Qt::Key_Home),
                 [this] { fit(); });
  add_key_action(this, "view3d.fit_vertebra", tr("Fit the Vertebra That Was Clicked"),
                 QKeySequence(Qt::Key_F), [this] {
                   if (selected_) fit(selected_);
                 });
  auto* orthographic = add_key_action(this, "view3d.orthographic", tr("Orthographic"),
                                      QKeySequence(Qt::Key_O), [] {});
  orthographic->setCheckable(true);
  connect(orthographic, &QAction::triggered, this, &SurfaceView::set_orthographic);
  connect(this, &SurfaceView::camera_moved, orthographic,
          [this, orthographic] { orthographic->setChecked(camera().orthographic); });
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/subregion_text.h"

#include <QCoreApplication>

#include "core/landmarks/spine_labels.h"

namespace transpine {

QString subregion_text(int subregion) {
  // The names are core's; lupdate reads them here.
  [[maybe_unused]] static const char* const names[] = {
      QT_TRANSLATE_NOOP("Subregions", "whole vertebra"),
      QT_TRANSLATE_NOOP("Subregions", "arch"),
      QT_TRANSLATE_NOOP("Subregions", "spinous process"),
      QT_TRANSLATE_NOOP("Subregions", "left transverse process"),
      QT_TRANSLATE_NOOP("Subregions", "right transverse process"),
      QT_TRANSLATE_NOOP("Subregions", "left superior articular process"),
      QT_TRANSLATE_NOOP("Subregions", "right superior articular process"),
      QT_TRANSLATE_NOOP("Subregions", "left inferior articular process"),
      QT_TRANSLATE_NOOP("Subregions", "right inferior articular process"),
      QT_TRANSLATE_NOOP("Subregions", "body border"),
      QT_TRANSLATE_NOOP("Subregions", "body"),
      QT_TRANSLATE_NOOP("Subregions", "dens"),
      QT_TRANSLATE_NOOP("Subregions", "spinal cord"),
      QT_TRANSLATE_NOOP("Subregions", "spinal canal"),
      QT_TRANSLATE_NOOP("Subregions", "end plate"),
      QT_TRANSLATE_NOOP("Subregions", "disc"),
  };
  return QCoreApplication::translate("Subregions", subregion_name(subregion).c_str());
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/role_text.h"

#include <QCoreApplication>

namespace transpine {

QString role_text(Role role) {
  const auto text = [](const char* name) { return QCoreApplication::translate("Roles", name); };
  switch (role) {
    case Role::mr:
      return text(QT_TRANSLATE_NOOP("Roles", "MR"));
    case Role::ct:
      return text(QT_TRANSLATE_NOOP("Roles", "CT"));
    case Role::mr_vertebrae:
      return text(QT_TRANSLATE_NOOP("Roles", "Vertebrae on MR"));
    case Role::mr_subregions:
      return text(QT_TRANSLATE_NOOP("Roles", "Subregions on MR"));
    case Role::ct_vertebrae:
      return text(QT_TRANSLATE_NOOP("Roles", "Vertebrae on CT"));
    case Role::ct_subregions:
      return text(QT_TRANSLATE_NOOP("Roles", "Subregions on CT"));
    case Role::landmarks:
      return text(QT_TRANSLATE_NOOP("Roles", "Landmarks"));
    case Role::ct_from_mr:
      break;
  }
  return text(QT_TRANSLATE_NOOP("Roles", "Transform"));
}

}  // namespace transpine

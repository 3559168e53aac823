// SPDX-License-Identifier: Apache-2.0
#include "app/window/recent_studies.h"

#include <QFileInfo>
#include <QSettings>

namespace transpine {
namespace {

constexpr int kMost = 5;
const char* const kKey = "recent_studies";

}  // namespace

QStringList recent_studies() {
  QStringList folders = QSettings().value(kKey).toStringList();
  folders.removeIf(
      [](const QString& folder) { return !QFileInfo::exists(folder + "/transpine.json"); });
  return folders.mid(0, kMost);
}

void add_recent_study(const QString& folder) {
  QStringList folders = QSettings().value(kKey).toStringList();
  folders.removeAll(folder);
  folders.prepend(folder);
  QSettings().setValue(kKey, folders.mid(0, 2 * kMost));
}

}  // namespace transpine

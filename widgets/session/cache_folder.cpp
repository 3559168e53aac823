// SPDX-License-Identifier: Apache-2.0
#include "widgets/session/cache_folder.h"

#include <QStandardPaths>

namespace transpine {
namespace {

std::filesystem::path& chosen() {
  static std::filesystem::path folder;
  return folder;
}

}  // namespace

std::filesystem::path cache_folder() {
  if (!chosen().empty()) return chosen();
  return QStandardPaths::writableLocation(QStandardPaths::CacheLocation).toStdString();
}

void set_cache_folder(const std::filesystem::path& folder) {
  chosen() = folder;
}

}  // namespace transpine

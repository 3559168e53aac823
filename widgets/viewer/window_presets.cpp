// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/window_presets.h"

#include <QCoreApplication>
#include <QSettings>

namespace transpine {
namespace {

const char* const kArray = "viewer/window_presets";

}  // namespace

std::vector<WindowPreset> default_window_presets() {
  const auto text = [](const char* name) { return QCoreApplication::translate("Presets", name); };
  return {{text(QT_TRANSLATE_NOOP("Presets", "Bone")), 1800, 400},
          {text(QT_TRANSLATE_NOOP("Presets", "Soft tissue")), 400, 40},
          {text(QT_TRANSLATE_NOOP("Presets", "Spine")), 1000, 250},
          {text(QT_TRANSLATE_NOOP("Presets", "Whole range")), 2000, 0}};
}

std::vector<WindowPreset> window_presets() {
  QSettings settings;
  std::vector<WindowPreset> presets;
  const int count = settings.beginReadArray(kArray);
  for (int i = 0; i < count; ++i) {
    settings.setArrayIndex(i);
    presets.push_back({settings.value("name").toString(), settings.value("window").toDouble(),
                       settings.value("level").toDouble()});
  }
  settings.endArray();
  return presets.empty() ? default_window_presets() : presets;
}

void save_window_presets(const std::vector<WindowPreset>& presets) {
  QSettings settings;
  settings.remove(kArray);
  if (presets == default_window_presets()) return;
  settings.beginWriteArray(kArray);
  for (int i = 0; i < static_cast<int>(presets.size()); ++i) {
    const WindowPreset& preset = presets[static_cast<std::size_t>(i)];
    settings.setArrayIndex(i);
    settings.setValue("name", preset.name);
    settings.setValue("window", preset.window);
    settings.setValue("level", preset.level);
  }
  settings.endArray();
}

}  // namespace transpine

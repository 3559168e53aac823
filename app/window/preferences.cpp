// SPDX-License-Identifier: Apache-2.0
#include "app/window/preferences.h"

#include <QApplication>
#include <QSettings>
#include <algorithm>

#include "app/cli/threads.h"
#include "app/window/appearance.h"
#include "widgets/session/cache_folder.h"
#include "widgets/session/image_store.h"
#include "widgets/session/study_session.h"

namespace transpine {

Preferences load_preferences() {
  const QSettings settings;
  Preferences preferences;
  preferences.theme = settings.value("theme", preferences.theme).toString();
  preferences.language = settings.value("language").toString();
  preferences.scale_percent = std::clamp(settings.value("scale_percent", 100).toInt(), 50, 400);
  preferences.threads = std::max(0, settings.value("threads", 0).toInt());
  preferences.memory_cap_gb = std::max(0.0, settings.value("memory_cap_gb", 0).toDouble());
  preferences.cache_folder = settings.value("cache_folder").toString();
  DisplayDefaults& display = preferences.display;
  display.ct_window = settings.value("display/ct_window", display.ct_window).toDouble();
  display.ct_level = settings.value("display/ct_level", display.ct_level).toDouble();
  display.label_opacity = settings.value("display/label_opacity", display.label_opacity).toDouble();
  return preferences;
}

void save_preferences(const Preferences& preferences) {
  QSettings settings;
  settings.setValue("theme", preferences.theme);
  settings.setValue("language", preferences.language);
  settings.setValue("scale_percent", preferences.scale_percent);
  settings.setValue("threads", preferences.threads);
  settings.setValue("memory_cap_gb", preferences.memory_cap_gb);
  settings.setValue("cache_folder", preferences.cache_folder);
  settings.setValue("display/ct_window", preferences.display.ct_window);
  settings.setValue("display/ct_level", preferences.display.ct_level);
  settings.setValue("display/label_opacity", preferences.display.label_opacity);
}

void apply_preferences(const Preferences& preferences, StudySession* session) {
  apply_theme(*qApp, preferences.theme);
  // Not at every change: a running training counts its threads too.
  static int threads_in_force = 0;
  if (preferences.threads != threads_in_force) {
    threads_in_force = preferences.threads;
    set_thread_counts(preferences.threads);
  }
  session->images()->set_cap_bytes(static_cast<std::uint64_t>(preferences.memory_cap_gb * 1e9));
  set_cache_folder(preferences.cache_folder.toStdString());
  set_display_defaults(session->has_study()
                           ? display_for_study(session->study().settings(), preferences.display)
                           : preferences.display);
}

DisplayDefaults display_for_study(const nlohmann::json& study_settings,
                                  const DisplayDefaults& machine) {
  DisplayDefaults display = machine;
  const nlohmann::json own = study_settings.value("display", nlohmann::json::object());
  const auto take = [&](const char* key, double& value) {
    if (own.is_object() && own.contains(key) && own[key].is_number())
      value = own[key].get<double>();
  };
  take("ct_window", display.ct_window);
  take("ct_level", display.ct_level);
  take("label_opacity", display.label_opacity);
  return display;
}

nlohmann::json to_json(const DisplayDefaults& display) {
  return {{"ct_window", display.ct_window},
          {"ct_level", display.ct_level},
          {"label_opacity", display.label_opacity}};
}

}  // namespace transpine

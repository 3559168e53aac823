// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <nlohmann/json.hpp>

#include "widgets/session/shown_image.h"

namespace transpine {

class StudySession;

/// What a user prefers on this machine, whatever study is open (QSettings).
struct Preferences {
  QString theme = "dark";    ///< "dark", "light" or "system".
  QString language;          ///< "en", "de"; empty follows the system. From the next start on.
  int scale_percent = 100;   ///< Of texts and controls; from the next start on.
  int threads = 0;           ///< 0 = all.
  double memory_cap_gb = 0;  ///< For images; 0 = half of what is free.
  QString cache_folder;      ///< Empty: the system's (cache_folder.h).
  DisplayDefaults display;   ///< How images are first shown, unless the study says otherwise.

  bool operator==(const Preferences&) const = default;
};

Preferences load_preferences();
void save_preferences(const Preferences& preferences);

/// Puts all in force that can change while the program runs.
void apply_preferences(const Preferences& preferences, StudySession* session);

/// The study's own display defaults (settings "display") over those of the machine.
DisplayDefaults display_for_study(const nlohmann::json& study_settings,
                                  const DisplayDefaults& machine);
nlohmann::json to_json(const DisplayDefaults& display);

}  // namespace transpine

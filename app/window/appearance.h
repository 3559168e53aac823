// SPDX-License-Identifier: Apache-2.0
#pragma once

class QApplication;
class QString;

namespace transpine {

/// Fusion in dark greys, which leave the images' contrast alone.
void apply_dark_theme(QApplication& application);

/// "dark", "light", or "system" for what the desktop asks for. Can change while windows are open.
void apply_theme(QApplication& application, const QString& theme);

/// Installs the translation of the chosen language, else of the system's.
void install_translation(QApplication& application);

}  // namespace transpine

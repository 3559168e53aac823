// SPDX-License-Identifier: Apache-2.0
#pragma once

class QApplication;

namespace transpine {

/// Fusion in dark greys, which leave the images' contrast alone.
void apply_dark_theme(QApplication& application);

/// Installs the translation of the chosen language, else of the system's.
void install_translation(QApplication& application);

}  // namespace transpine

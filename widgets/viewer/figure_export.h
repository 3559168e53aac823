// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QWidget>
#include <filesystem>

#include "core/base/result.h"

namespace transpine {

/// The view, or all views below the widget in their places, drawn anew at `scale` times the
/// resolution, with letters, scale bar and read-out. Widgets that are no views are left out.
QImage figure_of(QWidget* widget, double scale);

/// Writes a PNG (whole or not at all) whose text fields say what is shown and by which version.
Result<void> write_figure(const std::filesystem::path& path, QImage figure,
                          const QString& description);

}  // namespace transpine

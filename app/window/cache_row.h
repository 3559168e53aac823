// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <filesystem>
#include <functional>

class QLabel;

namespace transpine {

class Backend;

/// How much a cache folder holds, and a button that empties it; both in the background.
class CacheRow : public QWidget {
  Q_OBJECT

 public:
  /// `folder` gives what is emptied: an empty path for nothing. `name` begins the names of the
  /// label ("<name>_size") and of the button ("<name>_clear").
  CacheRow(Backend* backend, std::function<std::filesystem::path()> folder, const QString& name,
           QWidget* parent = nullptr);

  void measure();

 private:
  void clear();

  Backend* backend_;
  std::function<std::filesystem::path()> folder_;
  QLabel* size_;
};

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <filesystem>
#include <functional>

#include "core/base/result.h"

class QLabel;

namespace transpine {

class Backend;

/// How much a cache folder holds, and a button that empties it; both in the background.
class CacheRow : public QWidget {
  Q_OBJECT

 public:
  /// What is measured and emptied, and how. An empty path for nothing.
  struct Cache {
    std::function<std::filesystem::path()> folder;
    std::function<Result<void>(const std::filesystem::path& folder)> clear;
  };

  /// `name` begins the names of the label ("<name>_size") and of the button ("<name>_clear").
  CacheRow(Backend* backend, Cache cache, const QString& name, QWidget* parent = nullptr);

  void measure();

 private:
  void clear();

  Backend* backend_;
  Cache cache_;
  QLabel* size_;
};

}  // namespace transpine

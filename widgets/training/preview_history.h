// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <filesystem>
#include <vector>

#include "core/training/preview_files.h"

class QLabel;
class QSlider;

namespace transpine {

class PreviewStrip;

/// The previews of a run's validations, with a slider through their history. They stay on the disk:
/// a long run has more of them than memory.
class PreviewHistory : public QWidget {
  Q_OBJECT

 public:
  explicit PreviewHistory(QWidget* parent = nullptr);

  /// Lists a run's previews and shows the newest, or keeps the shown one while somebody looks back.
  void load(const std::filesystem::path& run_folder);
  void clear();

 private:
  void show_previews(int index);

  PreviewStrip* strip_;
  QSlider* slider_;
  QLabel* label_;
  std::filesystem::path run_folder_;
  std::vector<PreviewFile> files_;
};

}  // namespace transpine

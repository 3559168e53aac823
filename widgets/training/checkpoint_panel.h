// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <filesystem>
#include <vector>

#include "core/training/checkpoint_list.h"
#include "widgets/training/model_choice.h"

class QPushButton;
class QTableWidget;

namespace transpine {

/// A run's checkpoints: the best, the newest and the one before, each with its moving average where
/// there is one. They can be opened in Translate, one or several to compare, and exported.
class CheckpointPanel : public QWidget {
  Q_OBJECT

 public:
  explicit CheckpointPanel(QWidget* parent = nullptr);

  void show_checkpoints(const QString& run, const std::vector<CheckpointInfo>& checkpoints);
  int row_count() const;
  std::vector<ModelChoice> chosen() const;
  /// Asks for a copy of the chosen checkpoint in a file.
  void export_chosen(const std::filesystem::path& to);

 Q_SIGNALS:
  void translate_wanted(const QList<transpine::ModelChoice>& models);
  void export_wanted(const std::filesystem::path& checkpoint, const std::filesystem::path& to);

 private:
  void add_row(const CheckpointInfo& checkpoint, bool ema);
  void update_buttons();
  void ask_for_file();

  QString run_;
  QTableWidget* table_;
  std::vector<ModelChoice> models_;  ///< One a row.
  QPushButton* translate_;
  QPushButton* export_;
};

}  // namespace transpine

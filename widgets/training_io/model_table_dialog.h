// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "core/pipeline/model_table.h"

class QLineEdit;

namespace transpine {

/// Asks for the folder and the options of the paper's table on phantoms.
class ModelTableDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ModelTableDialog(QWidget* parent = nullptr);

 Q_SIGNALS:
  /// The options are complete; the dialog closes.
  void wanted(const transpine::ModelTableOptions& options);

 private:
  void choose_folder();
  void finish();

  ModelTableOptions options_;
  QLineEdit* folder_;
};

}  // namespace transpine

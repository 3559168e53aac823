// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QString>
#include <functional>

#include "core/training/weights_export.h"
#include "core/training/weights_import.h"

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace transpine {

class OptionForm;
class StudySession;

/// What the dialogs of weights share: a file to read, a place to write, options, and a button that
/// does it in the background.
class WeightsDialog : public QDialog {
  Q_OBJECT

 public:
  WeightsDialog(StudySession* session, QWidget* parent);

 Q_SIGNALS:
  /// What was written is on disk.
  void done(const QString& path);

 protected:
  /// A row with a line and a button that fills it by `choose`.
  QLineEdit* add_path(const QString& label, const char* name,
                      std::function<QString(const QString&)> choose);
  void add_options(OptionForm* form);
  void add_start(const QString& text);
  void show_result(const Result<QString>& written);
  virtual void start() = 0;

  StudySession* session_;
  QLabel* state_;
  QPushButton* start_;

 private:
  QFormLayout* layout_;
};

/// Writes a model's generator as safetensors under the reference's names.
class ExportWeightsDialog : public WeightsDialog {
  Q_OBJECT

 public:
  ExportWeightsDialog(StudySession* session, QWidget* parent);

 protected:
  void start() override;

 private:
  WeightsExportOptions options_;
  QLineEdit* from_;
  QLineEdit* out_;
};

/// Makes a run of the study from weights of another program.
class ImportWeightsDialog : public WeightsDialog {
  Q_OBJECT

 public:
  ImportWeightsDialog(StudySession* session, QWidget* parent);

 protected:
  void start() override;

 private:
  WeightsImportOptions options_;
  QLineEdit* from_;
  QLineEdit* out_;
};

}  // namespace transpine

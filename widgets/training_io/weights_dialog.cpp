// SPDX-License-Identifier: Apache-2.0
#include "widgets/training_io/weights_dialog.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "widgets/backend/backend.h"
#include "widgets/forms/option_form.h"
#include "widgets/session/study_session.h"

namespace transpine {
namespace {

/// Of the network lane: torch belongs to one thread alone.
template <class Work>
void run_and_show(StudySession* session, const QString& title, QObject* receiver, Work work,
                  std::function<void(const Result<QString>&)> show) {
  session->backend()->run<QString>(
      title, JobLane::network, [work](JobContext&) -> Result<QString> { return work(); }, receiver,
      std::move(show));
}

}  // namespace

WeightsDialog::WeightsDialog(StudySession* session, QWidget* parent)
    : QDialog(parent),
      session_(session),
      state_(new QLabel(this)),
      start_(new QPushButton(this)),
      layout_(new QFormLayout(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  resize(640, sizeHint().height());
  state_->setObjectName("weights_state");
  state_->setWordWrap(true);
  state_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

QLineEdit* WeightsDialog::add_path(const QString& label, const char* name,
                                   std::function<QString(const QString&)> choose) {
  auto* line = new QLineEdit(this);
  line->setObjectName(name);
  auto* browse = new QPushButton(tr("Choose…"), this);
  browse->setAutoDefault(false);
  connect(browse, &QPushButton::clicked, this, [line, choose = std::move(choose)] {
    const QString chosen = choose(line->text());
    if (!chosen.isEmpty()) line->setText(chosen);
  });
  auto* row = new QHBoxLayout;
  row->addWidget(line, 1);
  row->addWidget(browse);
  layout_->addRow(label, row);
  return line;
}

void WeightsDialog::add_options(OptionForm* form) {
  layout_->addRow(form);
}

void WeightsDialog::add_start(const QString& text) {
  start_->setObjectName("weights_start");
  start_->setText(text);
  start_->setDefault(true);
  connect(start_, &QPushButton::clicked, this, [this] {
    start_->setEnabled(false);
    state_->setText(tr("At work…"));
    start();
  });
  layout_->addRow(start_);
  layout_->addRow(state_);
}

void WeightsDialog::show_result(const Result<QString>& written) {
  start_->setEnabled(true);
  if (!written) {
    state_->setText(QString::fromStdString(written.error().message()));
    return;
  }
  state_->setText(tr("Wrote %1.").arg(*written));
  Q_EMIT done(*written);
}

ExportWeightsDialog::ExportWeightsDialog(StudySession* session, QWidget* parent)
    : WeightsDialog(session, parent) {
  setObjectName("export_weights");
  setWindowTitle(tr("Export Weights"));
  from_ = add_path(tr("Run or checkpoint:"), "weights_from", [this](const QString& now) {
    return QFileDialog::getExistingDirectory(this, tr("Run"), now);
  });
  if (session->has_study()) {
    from_->setText(QString::fromStdString(session->study().runs_folder().string()));
  }
  out_ = add_path(tr("Safetensors file:"), "weights_out", [this](const QString& now) {
    return QFileDialog::getSaveFileName(this, tr("Export Weights"), now,
                                        tr("Weights (*.safetensors)"));
  });
  add_options(new OptionForm(options_of(options_), {}, this));
  add_start(tr("Export"));
}

void ExportWeightsDialog::start() {
  options_.from = from_->text().toStdString();
  options_.out = out_->text().toStdString();
  if (options_.out.extension() != ".safetensors") options_.out += ".safetensors";
  run_and_show(
      session_, tr("Export weights"), this,
      [options = options_]() -> Result<QString> {
        const auto exported = export_weights(options);
        if (!exported) return exported.error();
        return QString::fromStdString(options.out.string());
      },
      [this](const Result<QString>& written) { show_result(written); });
}

ImportWeightsDialog::ImportWeightsDialog(StudySession* session, QWidget* parent)
    : WeightsDialog(session, parent) {
  setObjectName("import_weights");
  setWindowTitle(tr("Import Weights"));
  from_ = add_path(tr("Weights:"), "weights_from", [this](const QString& now) {
    // Pickles are offered too: the message says how they are converted.
    return QFileDialog::getOpenFileName(
        this, tr("Weights of Another Program"), now,
        tr("Weights (*.safetensors *.ckpt *.pt *.pth);;All files (*)"));
  });
  out_ = add_path(tr("New run:"), "weights_out", [this](const QString& now) {
    return QFileDialog::getSaveFileName(this, tr("Folder of the New Run"), now, {}, nullptr,
                                        QFileDialog::ShowDirsOnly);
  });
  connect(from_, &QLineEdit::textChanged, this, [this](const QString& file) {
    if (!session_->has_study()) return;
    const auto name = QFileInfo(file).completeBaseName().toStdString();
    out_->setText(QString::fromStdString((session_->study().runs_folder() / name).string()));
  });
  add_options(new OptionForm(options_of(options_), {}, this));
  add_start(tr("Import"));
}

void ImportWeightsDialog::start() {
  options_.from = from_->text().toStdString();
  options_.out = out_->text().toStdString();
  run_and_show(
      session_, tr("Import weights"), this,
      [options = options_]() -> Result<QString> {
        const auto imported = import_weights(options);
        if (!imported) return imported.error();
        return QString::fromStdString(imported->checkpoint.string());
      },
      [this](const Result<QString>& written) { show_result(written); });
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/training/runs_panel.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/training/config_diff.h"
#include "widgets/backend/backend.h"
#include "widgets/session/study_session.h"

namespace transpine {
namespace {

constexpr int save_after_ms = 400;

QTableWidgetItem* cell(const QString& text) {
  auto* item = new QTableWidgetItem(text);
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  return item;
}

QString number(const std::optional<double>& value, int digits) {
  return value ? QLocale().toString(*value, 'f', digits) : QString();
}

QString duration(double seconds) {
  return RunsPanel::tr("%1 min").arg(QLocale().toString(seconds / 60, 'f', 1));
}

}  // namespace

RunsPanel::RunsPanel(StudySession* session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      table_(new QTableWidget(0, 8, this)),
      differences_(new QTableWidget(this)),
      tags_(new QLineEdit(this)),
      note_(new QPlainTextEdit(this)),
      rename_(new QPushButton(tr("Rename…"), this)),
      remove_(new QPushButton(tr("Delete…"), this)) {
  setObjectName("runs_panel");
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  splitter->addWidget(make_table());
  splitter->addWidget(make_details());
  splitter->setStretchFactor(0, 1);
  splitter->setSizes({700, 320});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addWidget(splitter);
  save_timer_.setSingleShot(true);
  save_timer_.setInterval(save_after_ms);
  connect(&save_timer_, &QTimer::timeout, this, &RunsPanel::save_notes);
  connect(tags_, &QLineEdit::textEdited, &save_timer_, qOverload<>(&QTimer::start));
  connect(note_, &QPlainTextEdit::textChanged, &save_timer_, qOverload<>(&QTimer::start));
  connect(rename_, &QPushButton::clicked, this, &RunsPanel::rename);
  connect(remove_, &QPushButton::clicked, this, &RunsPanel::remove);
  show_details();
}

RunsPanel::~RunsPanel() {
  if (save_timer_.isActive()) save_notes();
}

QWidget* RunsPanel::make_table() {
  auto* side = new QWidget(this);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
  table_->setObjectName("run_table");
  table_->setHorizontalHeaderLabels({tr("Run"), tr("Model"), tr("Steps"), tr("Loss"),
                                     tr("PSNR (dB)"), tr("Dice"), tr("Time"), tr("Tags")});
  for (const int column : {4, 5}) {
    table_->horizontalHeaderItem(column)->setToolTip(tr("The best of the run's validations."));
  }
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->setToolTip(tr("The curves of checked runs are drawn over one another."));
  connect(table_, &QTableWidget::itemChanged, this, [this](QTableWidgetItem* item) {
    if (item->column() != 0) return;
    if (item->checkState() == Qt::Checked) {
      overlaid_.insert(item->text());
    } else {
      overlaid_.erase(item->text());
    }
    show_differences();
    Q_EMIT drawn_runs_changed();
  });
  connect(table_, &QTableWidget::itemSelectionChanged, this, [this] {
    const int row = table_->currentRow();
    if (row < 0 || table_->item(row, 0)->text() == chosen_) return;
    choose(table_->item(row, 0)->text());
    Q_EMIT run_chosen(chosen_);
  });
  auto* buttons = new QHBoxLayout;
  rename_->setObjectName("run_rename");
  remove_->setObjectName("run_delete");
  buttons->addWidget(rename_);
  buttons->addWidget(remove_);
  buttons->addStretch();
  layout->addWidget(table_, 1);
  layout->addLayout(buttons);
  return side;
}

QWidget* RunsPanel::make_details() {
  auto* side = new QWidget(this);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* form = new QFormLayout;
  tags_->setObjectName("run_tags");
  tags_->setPlaceholderText(tr("Separated by commas"));
  note_->setObjectName("run_note");
  note_->setAccessibleName(tr("Note on the run"));
  note_->setMaximumHeight(70);
  form->addRow(tr("Tags:"), tags_);
  form->addRow(tr("Note:"), note_);
  differences_->setObjectName("run_differences");
  differences_->verticalHeader()->hide();
  differences_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  differences_->setToolTip(tr("Settings in which the runs that are drawn differ."));
  layout->addLayout(form);
  layout->addWidget(new QLabel(tr("Differences of the checked runs:"), side));
  layout->addWidget(differences_, 1);
  return side;
}

const RunInfo* RunsPanel::find(const QString& run) const {
  const auto found = std::ranges::find(runs_, run.toStdString(), &RunInfo::name);
  return found == runs_.end() ? nullptr : &*found;
}

void RunsPanel::show_runs(const std::vector<RunInfo>& runs) {
  runs_ = runs;
  std::erase_if(overlaid_, [this](const QString& run) { return !find(run); });
  fill_table();
  // What is being typed is newer than the file.
  if (!save_timer_.isActive()) show_details();
  show_differences();
}

void RunsPanel::fill_table() {
  const QSignalBlocker blocker(table_);
  table_->setRowCount(static_cast<int>(runs_.size()));
  for (int row = 0; row < table_->rowCount(); ++row) {
    const RunInfo& run = runs_[static_cast<std::size_t>(row)];
    auto* name = cell(QString::fromStdString(run.name));
    name->setFlags(name->flags() | Qt::ItemIsUserCheckable);
    name->setCheckState(overlaid_.contains(name->text()) ? Qt::Checked : Qt::Unchecked);
    table_->setItem(row, 0, name);
    table_->setItem(row, 1, cell(QString::fromStdString(run.model)));
    table_->setItem(
        row, 2,
        cell(run.planned_steps > 0 ? tr("%1 of %2").arg(run.steps).arg(run.planned_steps)
                                   : QString::number(run.steps)));
    table_->setItem(row, 3, cell(number(run.loss, 4)));
    table_->setItem(row, 4, cell(number(run.best_psnr_db, 2)));
    table_->setItem(row, 5, cell(number(run.best_dice, 3)));
    table_->setItem(row, 6, cell(duration(run.elapsed_s)));
    table_->setItem(row, 7, cell(QString::fromStdString(tags_text(run.notes.tags))));
    if (name->text() == chosen_) table_->selectRow(row);
  }
}

void RunsPanel::choose(const QString& run) {
  if (run == chosen_) return;
  if (save_timer_.isActive()) save_notes();
  chosen_ = run;
  {
    const QSignalBlocker blocker(table_);
    table_->clearSelection();
    for (int row = 0; row < table_->rowCount(); ++row) {
      if (table_->item(row, 0)->text() == run) table_->selectRow(row);
    }
  }
  show_details();
  show_differences();
}

void RunsPanel::set_training_run(const QString& run) {
  training_ = run;
  show_details();
}

QStringList RunsPanel::drawn_runs() const {
  QStringList runs;
  if (!chosen_.isEmpty()) runs << chosen_;
  for (const QString& run : overlaid_) {
    if (run != chosen_) runs << run;
  }
  return runs;
}

QString RunsPanel::reason_against_change() const {
  if (!find(chosen_)) return tr("Select a run of the list first.");
  return chosen_ == training_ ? tr("This run is being trained.") : QString();
}

void RunsPanel::show_details() {
  const RunInfo* run = find(chosen_);
  const QString reason = reason_against_change();
  for (QPushButton* button : {rename_, remove_}) {
    button->setEnabled(reason.isEmpty());
    button->setToolTip(reason);
  }
  tags_->setEnabled(run);
  note_->setEnabled(run);
  const QSignalBlocker tags_blocker(tags_);
  const QSignalBlocker note_blocker(note_);
  tags_->setText(run ? QString::fromStdString(tags_text(run->notes.tags)) : QString());
  note_->setPlainText(run ? QString::fromStdString(run->notes.note) : QString());
}

void RunsPanel::show_differences() {
  const QStringList runs = drawn_runs();
  std::vector<nlohmann::json> options;
  QStringList titles{tr("Setting")};
  for (const QString& name : runs) {
    const RunInfo* run = find(name);
    if (!run) continue;
    options.push_back(run->options);
    titles << name;
  }
  const auto rows = config_differences(options);
  differences_->setColumnCount(static_cast<int>(titles.size()));
  differences_->setHorizontalHeaderLabels(titles);
  differences_->setRowCount(static_cast<int>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int row = static_cast<int>(i);
    differences_->setItem(row, 0, cell(QString::fromStdString(rows[i].key)));
    for (std::size_t k = 0; k < rows[i].values.size(); ++k) {
      differences_->setItem(row, static_cast<int>(k) + 1,
                            cell(QString::fromStdString(value_text(rows[i].values[k]))));
    }
  }
}

void RunsPanel::save_notes() {
  save_timer_.stop();
  const auto run = std::ranges::find(runs_, chosen_.toStdString(), &RunInfo::name);
  if (run == runs_.end()) return;
  run->notes = {note_->toPlainText().toStdString(), tags_from_text(tags_->text().toStdString())};
  session_->write_later([folder = run->folder, notes = run->notes]() -> Result<void> {
    // Damaged notes are for a person to rescue.
    if (const auto readable = read_run_notes(folder); !readable) return readable.error();
    return write_run_notes(folder, notes);
  });
  fill_table();
}

void RunsPanel::rename() {
  const RunInfo* run = find(chosen_);
  if (!run || !reason_against_change().isEmpty()) return;
  if (save_timer_.isActive()) save_notes();
  const QString name = ask_for_name
                           ? ask_for_name(chosen_)
                           : QInputDialog::getText(this, tr("Rename Run"),
                                                   tr("New name of the run %1:").arg(chosen_),
                                                   QLineEdit::Normal, chosen_);
  if (name.trimmed().isEmpty() || name.trimmed() == chosen_) return;
  const QString new_name = name.trimmed();
  change(
      tr("Rename %1").arg(chosen_),
      [folder = run->folder, text = new_name.toStdString()] { return rename_run(folder, text); },
      new_name);
}

void RunsPanel::remove() {
  const RunInfo* run = find(chosen_);
  if (!run || !reason_against_change().isEmpty()) return;
  const QString question =
      tr("Delete the run %1 with all its checkpoints, curves and notes? This cannot be undone. "
         "Results that were made with it stay.")
          .arg(chosen_);
  const bool sure =
      confirm ? confirm(question)
              : QMessageBox::question(this, tr("Delete Run"), question) == QMessageBox::Yes;
  if (!sure) return;
  save_timer_.stop();
  change(tr("Delete %1").arg(chosen_), [folder = run->folder] { return delete_run(folder); }, {});
}

// After the notes that are on their way to the disk.
void RunsPanel::change(const QString& title, std::function<Result<void>()> work,
                       const QString& new_name) {
  const QString changed = chosen_;
  session_->backend()->run<bool>(
      title, JobLane::processor,
      [work, wait = session_->wait_for_writes()](JobContext&) -> Result<bool> {
        wait();
        if (auto done = work(); !done) return done.error();
        return true;
      },
      this,
      [this, changed, new_name](const Result<bool>& done) {
        if (!done) return;
        overlaid_.erase(changed);
        if (chosen_ == changed && !new_name.isEmpty()) {
          choose(new_name);
          Q_EMIT run_chosen(new_name);
        }
        Q_EMIT runs_changed();
      },
      JobListing::when_failed);
}

}  // namespace transpine

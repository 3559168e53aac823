// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/review_panel.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/base/atomic_file.h"
#include "widgets/actions/key_action.h"
#include "widgets/data/verdict_text.h"

namespace transpine {

ReviewPanel::ReviewPanel(StudySession* session, QWidget* parent)
    : QWidget(parent), session_(session), queue_(session) {
  setObjectName("review_panel");
  auto* layout = new QVBoxLayout(this);
  auto* top = new QHBoxLayout;
  on_ = new QPushButton(tr("Review"), this);
  on_->setObjectName("review_on");
  on_->setCheckable(true);
  on_->setToolTip(tr("Judge the subjects of the table with the keys 1 to 5"));
  connect(on_, &QPushButton::toggled, this, &ReviewPanel::set_on);
  skip_judged_ = new QCheckBox(tr("Only without a verdict"), this);
  skip_judged_->setObjectName("review_skip_judged");
  skip_judged_->setChecked(true);
  queue_.set_skips_judged(true);
  connect(skip_judged_, &QCheckBox::toggled, this,
          [this](bool skips) { queue_.set_skips_judged(skips); });
  top->addWidget(on_);
  top->addWidget(skip_judged_, 1);
  layout->addLayout(top);
  subject_ = new QLabel(this);
  subject_->setObjectName("review_subject");
  layout->addWidget(subject_);

  auto* verdicts = new QGridLayout;
  for (std::size_t i = 0; i < all_verdicts().size(); ++i) {
    const Verdict verdict = all_verdicts()[i];
    auto* button =
        new QPushButton(tr("%1: %2").arg(i + 1).arg(verdict_text(verdict_key(verdict))), this);
    button->setObjectName("review_" + QString::fromStdString(verdict_key(verdict)));
    connect(button, &QPushButton::clicked, this, [this, verdict] {
      keep_note();
      queue_.judge(verdict);
    });
    verdicts->addWidget(button, static_cast<int>(i / 2), static_cast<int>(i % 2));
    buttons_ << button;
  }
  layout->addLayout(verdicts);
  note_ = new QPlainTextEdit(this);
  note_->setObjectName("review_note");
  note_->setPlaceholderText(tr("Note"));
  note_->setAccessibleName(tr("Note on the subject"));
  note_->setTabChangesFocus(true);
  note_->setMaximumHeight(3 * note_->fontMetrics().lineSpacing() + 12);
  layout->addWidget(note_);
  progress_ = new QProgressBar(this);
  progress_->setObjectName("review_progress");
  progress_->setFormat(tr("%v of %m judged"));
  layout->addWidget(progress_);
  counts_ = new QLabel(this);
  counts_->setObjectName("review_counts");
  counts_->setWordWrap(true);
  layout->addWidget(counts_);
  auto* to_csv = new QPushButton(tr("Export Verdicts…"), this);
  to_csv->setObjectName("review_export");
  connect(to_csv, &QPushButton::clicked, this, [this] {
    const QString file = QFileDialog::getSaveFileName(this, tr("Export Verdicts"), "review.csv",
                                                      tr("Tables (*.csv)"));
    if (!file.isEmpty()) export_csv(file);
  });
  layout->addWidget(to_csv, 0, Qt::AlignLeft);
  layout->addStretch(1);

  connect(session, &StudySession::subject_changed, this, &ReviewPanel::show_subject);
  connect(session, &StudySession::study_changed, this, &ReviewPanel::show_progress);
  connect(session, &StudySession::study_closing, this, [this] {
    keep_note();
    // The next study may have a subject of the same name.
    note_subject_.clear();
  });
  connect(&queue_, &ReviewQueue::changed, this, [this] {
    show_subject();
    show_progress();
  });
  set_on(false);
}

void ReviewPanel::add_keys(QWidget* owner) {
  for (std::size_t i = 0; i < all_verdicts().size(); ++i) {
    const Verdict verdict = all_verdicts()[i];
    const std::string name = "review." + verdict_key(verdict);
    keys_ << add_key_action(owner, name.c_str(),
                            tr("Verdict: %1").arg(verdict_text(verdict_key(verdict))),
                            QKeySequence(QString::number(i + 1)), [this, verdict] {
                              keep_note();
                              queue_.judge(verdict);
                            });
  }
  keys_ << add_key_action(owner, "review.next", tr("Next Subject of the Review"),
                          QKeySequence("Alt+Down"), [this] { queue_.step(1); });
  keys_ << add_key_action(owner, "review.previous", tr("Previous Subject of the Review"),
                          QKeySequence("Alt+Up"), [this] { queue_.step(-1); });
  keys_ << add_key_action(owner, "review.undo", tr("Undo Verdict"), QKeySequence::Undo,
                          [this] { queue_.undo_stack()->undo(); });
  keys_ << add_key_action(owner, "review.redo", tr("Redo Verdict"), QKeySequence::Redo,
                          [this] { queue_.undo_stack()->redo(); });
  set_on(is_on());
}

bool ReviewPanel::is_on() const {
  return on_->isChecked();
}

void ReviewPanel::set_on(bool on) {
  on_->setChecked(on);
  if (on && source_) queue_.set_subjects(source_());
  for (QAction* key : keys_) key->setEnabled(on);
  for (QPushButton* button : buttons_) button->setEnabled(on);
  show_subject();
  show_progress();
}

void ReviewPanel::keep_note() {
  const QString text = note_->toPlainText();
  if (note_subject_.isEmpty() || !session_->has_study()) return;
  const Subject* subject = session_->study().find(note_subject_.toStdString());
  if (subject && QString::fromStdString(subject->note) != text) {
    session_->set_note(note_subject_, text);
  }
}

void ReviewPanel::show_subject() {
  const QString id = session_->current_subject();
  const Subject* subject =
      session_->has_study() ? session_->study().find(id.toStdString()) : nullptr;
  if (id != note_subject_) {
    keep_note();
    note_subject_ = subject ? id : QString();
    note_->setPlainText(subject ? QString::fromStdString(subject->note) : QString());
  }
  const QString verdict = subject ? verdict_text(subject->verdict) : QString();
  subject_->setText(verdict.isEmpty() ? id : tr("%1 – %2").arg(id, verdict));
}

void ReviewPanel::show_progress() {
  const ReviewSummary summary = queue_.summary();
  progress_->setRange(0, std::max(1, summary.subjects));
  progress_->setValue(summary.judged);
  QStringList counts;
  for (const auto& [verdict, count] : summary.counts) {
    counts << tr("%1: %2").arg(verdict_text(verdict_key(verdict))).arg(count);
  }
  counts_->setText(counts.join("   "));
}

void ReviewPanel::export_csv(const QString& file) {
  if (!session_->has_study()) return;
  keep_note();
  session_->write_later([path = file.toStdString(), csv = review_csv(session_->study())] {
    return write_text_atomically(path, csv);
  });
}

}  // namespace transpine

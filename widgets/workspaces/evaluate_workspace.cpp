// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/evaluate_workspace.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>
#include <cmath>
#include <set>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/evaluation/statistics.h"
#include "core/landmarks/spine_labels.h"
#include "widgets/backend/backend.h"
#include "widgets/forms/command_text.h"

namespace transpine {
namespace {

using Score = std::optional<double>;

/// A figure of a case: its title, digits, and how to get it.
struct Metric {
  const char* title;
  int digits;
  Score (*value)(const CaseScores&);
};

template <double ImageQuality::*field>
Score quality(const CaseScores& scores) {
  if (!scores.quality || !std::isfinite((*scores.quality).*field)) return std::nullopt;
  return (*scores.quality).*field;
}

const Metric kMetrics[] = {
    {QT_TRANSLATE_NOOP("EvaluateWorkspace", "PSNR (dB)"), 2, &quality<&ImageQuality::psnr_db>},
    {"SSIM", 4, &quality<&ImageQuality::ssim>},
    {"VIFp", 4, &quality<&ImageQuality::vifp>},
    {"L1", 4, &quality<&ImageQuality::l1>},
    {"MSE", 4, &quality<&ImageQuality::mse>},
    {QT_TRANSLATE_NOOP("EvaluateWorkspace", "Dice"), 3,
     [](const CaseScores& s) { return s.dice ? s.dice->global : Score(); }},
    {QT_TRANSLATE_NOOP("EvaluateWorkspace", "Dice Posterior"), 3,
     [](const CaseScores& s) { return s.dice_posterior; }},
    {QT_TRANSLATE_NOOP("EvaluateWorkspace", "Mean Vertebra Dice"), 3,
     [](const CaseScores& s) { return s.dice ? s.dice->mean_vertebra : Score(); }}};

QString number(const Score& value, int digits) {
  return value ? QLocale().toString(*value, 'f', digits) : QStringLiteral("–");
}

QTableWidgetItem* cell(const QString& text, bool right = false) {
  auto* item = new QTableWidgetItem(text);
  if (right) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  return item;
}

QTableWidget* make_table(const char* name, QWidget* parent) {
  auto* table = new QTableWidget(parent);
  table->setObjectName(name);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->verticalHeader()->hide();
  return table;
}

/// The scores of a study, and the files that hold none although they should.
struct ReadScores {
  std::vector<CaseScores> scores;
  std::vector<std::filesystem::path> unreadable;
};

ReadScores read_scores(const Study& study) {
  ReadScores read;
  for (const Subject& subject : study.subjects()) {
    for (const std::string& run : runs_with_results(study, subject.id)) {
      const auto path = result_files(study, run, subject.id).scores;
      if (!std::filesystem::exists(path)) continue;
      const auto text = read_text(path);
      auto scores = text ? case_scores_from_json(nlohmann::json::parse(*text, nullptr, false))
                         : Result<CaseScores>(text.error());
      if (scores) {
        read.scores.push_back(std::move(scores).value());
      } else {
        read.unreadable.push_back(path);
      }
    }
  }
  return read;
}

}  // namespace

EvaluateWorkspace::EvaluateWorkspace(StudySession* session, QWidget* parent)
    : Workspace(session, parent) {
  setObjectName("evaluate_workspace");
  auto* layout = new QVBoxLayout(this);
  auto* bar = new QHBoxLayout;
  auto* evaluate = new QPushButton(tr("Evaluate All Results"), this);
  evaluate->setObjectName("evaluate_all");
  connect(evaluate, &QPushButton::clicked, this, &EvaluateWorkspace::evaluate_all);
  auto* csv = new QPushButton(tr("Export CSV…"), this);
  csv->setObjectName("export_csv");
  connect(csv, &QPushButton::clicked, this, &EvaluateWorkspace::export_csv);
  bar->addWidget(evaluate);
  bar->addWidget(csv);
  bar->addStretch();
  layout->addLayout(bar);

  auto* splitter = new QSplitter(Qt::Vertical, this);
  cases_ = make_table("case_table", splitter);
  cases_->setSelectionBehavior(QAbstractItemView::SelectRows);
  connect(cases_, &QTableWidget::cellDoubleClicked, this, [this](int row) { choose_row(row, 0); });
  vertebra_table_ = make_table("vertebra_table", splitter);
  connect(vertebra_table_, &QTableWidget::cellDoubleClicked, this, [this](int row, int column) {
    choose_row(row, column < 2 ? 0 : vertebrae_[static_cast<std::size_t>(column - 2)]);
  });
  splitter->addWidget(cases_);
  splitter->addWidget(vertebra_table_);
  layout->addWidget(splitter, 1);

  auto* test = new QHBoxLayout;
  run_a_ = new QComboBox(this);
  run_b_ = new QComboBox(this);
  metric_ = new QComboBox(this);
  for (const Metric& metric : kMetrics) metric_->addItem(tr(metric.title));
  test_result_ = new QLabel(this);
  test_result_->setObjectName("test_result");
  test->addWidget(new QLabel(tr("Paired t-test:"), this));
  test->addWidget(run_a_);
  test->addWidget(new QLabel(tr("against"), this));
  test->addWidget(run_b_);
  test->addWidget(metric_);
  test->addWidget(test_result_, 1);
  layout->addLayout(test);
  for (QComboBox* box : {run_a_, run_b_, metric_}) {
    box->setMinimumWidth(140);
    connect(box, &QComboBox::currentIndexChanged, this, &EvaluateWorkspace::compare_runs);
  }
  connect(session, &StudySession::results_changed, this, [this] {
    if (isVisible()) load_scores();
  });
  connect(session, &StudySession::study_changed, this, [this] {
    scores_.clear();
    fill();
    if (isVisible()) load_scores();
  });
}

void EvaluateWorkspace::activate() {
  load_scores();
}

void EvaluateWorkspace::load_scores() {
  if (!session()->has_study()) return;
  session()->backend()->run<ReadScores>(
      tr("Read the scores"), JobLane::processor,
      [study = session()->study()](JobContext&) { return read_scores(study); }, this,
      [this, folder = session()->study().folder()](const Result<ReadScores>& read) {
        if (!read || folder != session()->study().folder()) return;
        scores_ = read->scores;
        fill();
        if (read->unreadable.empty()) return;
        QStringList names;
        for (const auto& path : read->unreadable) names << QString::fromStdString(path.string());
        Q_EMIT session()->warned(
            tr("These scores cannot be read and are left out: %1. Evaluate all results again to "
               "replace them.")
                .arg(names.join(", ")));
      },
      JobListing::when_failed);
}

void EvaluateWorkspace::evaluate_all() {
  if (!session()->has_study()) return;
  session()->backend()->run<bool>(
      tr("Evaluate all results"), JobLane::processor,
      [study = session()->study(), options = options_](JobContext& job) -> Result<bool> {
        std::vector<std::pair<std::string, std::string>> cases;
        for (const Subject& subject : study.subjects()) {
          if (subject.path_of(Role::mr_vertebrae).empty()) continue;
          for (const std::string& run : runs_with_results(study, subject.id)) {
            cases.emplace_back(run, subject.id);
          }
        }
        if (cases.empty()) {
          return Error{"There is nothing to evaluate.",
                       "Translate a subject that has a vertebra mask on its MR first."};
        }
        const double n = static_cast<double>(cases.size());
        for (std::size_t i = 0; i < cases.size(); ++i) {
          const double begin = static_cast<double>(i);
          JobContext part = job.part(begin / n, (begin + 1) / n, cases[i].second);
          auto scores = evaluate_subject(study, cases[i].first, cases[i].second, options, part);
          if (!scores) return scores.error();
        }
        return true;
      },
      this, [this](const Result<bool>&) { load_scores(); });
}

void EvaluateWorkspace::fill() {
  QStringList titles{tr("Subject"), tr("Model")};
  for (const Metric& metric : kMetrics) titles << tr(metric.title);
  cases_->setColumnCount(static_cast<int>(titles.size()));
  cases_->setHorizontalHeaderLabels(titles);
  cases_->setRowCount(case_count());
  std::set<QString> runs;
  for (int row = 0; row < case_count(); ++row) {
    const CaseScores& scores = scores_[static_cast<std::size_t>(row)];
    const QString run = QString::fromStdString(scores.run);
    runs.insert(run);
    cases_->setItem(row, 0, cell(QString::fromStdString(scores.subject)));
    cases_->setItem(row, 1, cell(run));
    int column = 2;
    for (const Metric& metric : kMetrics) {
      cases_->setItem(row, column++, cell(number(metric.value(scores), metric.digits), true));
    }
  }
  cases_->resizeColumnsToContents();
  fill_vertebrae();
  for (QComboBox* box : {run_a_, run_b_}) {
    const QSignalBlocker blocker(box);
    const QString chosen = box->currentText();
    box->clear();
    for (const QString& run : runs) box->addItem(run);
    box->setCurrentText(chosen);
  }
  compare_runs();
}

void EvaluateWorkspace::fill_vertebrae() {
  const auto from_head = [](int a, int b) { return is_cranial_to(a, b); };
  std::set<int, decltype(from_head)> ids(from_head);
  for (const CaseScores& scores : scores_) {
    if (!scores.dice) continue;
    for (const auto& entry : scores.dice->per_vertebra) ids.insert(entry.first);
  }
  vertebrae_.assign(ids.begin(), ids.end());
  QStringList titles{tr("Subject"), tr("Model")};
  for (const int id : vertebrae_) titles << QString::fromStdString(vertebra_name(id));
  vertebra_table_->setColumnCount(static_cast<int>(titles.size()));
  vertebra_table_->setHorizontalHeaderLabels(titles);
  vertebra_table_->setRowCount(case_count());
  for (int row = 0; row < case_count(); ++row) {
    const CaseScores& scores = scores_[static_cast<std::size_t>(row)];
    vertebra_table_->setItem(row, 0, cell(QString::fromStdString(scores.subject)));
    vertebra_table_->setItem(row, 1, cell(QString::fromStdString(scores.run)));
    for (std::size_t i = 0; i < vertebrae_.size(); ++i) {
      Score value;
      if (scores.dice) {
        const auto it = scores.dice->per_vertebra.find(vertebrae_[i]);
        if (it != scores.dice->per_vertebra.end()) value = it->second;
      }
      auto* item = cell(number(value, 3), true);
      // From orange (0) to blue (1): told apart without red and green.
      if (value) {
        item->setBackground(
            QColor::fromHslF(*value < 0.5 ? 0.09F : 0.57F, 0.65F,
                             static_cast<float>(0.3 + 0.25 * std::abs(*value - 0.5))));
        item->setForeground(Qt::white);
      }
      vertebra_table_->setItem(row, static_cast<int>(i) + 2, item);
    }
  }
  vertebra_table_->resizeColumnsToContents();
}

void EvaluateWorkspace::compare_runs() {
  if (run_a_->currentText() == run_b_->currentText()) {
    test_result_->setText(tr("Choose two models."));
    return;
  }
  const Metric& metric = kMetrics[metric_->currentIndex()];
  std::vector<double> a, b;
  for (const CaseScores& first : scores_) {
    if (QString::fromStdString(first.run) != run_a_->currentText()) continue;
    for (const CaseScores& second : scores_) {
      if (QString::fromStdString(second.run) != run_b_->currentText()) continue;
      if (first.subject != second.subject) continue;
      const Score value_a = metric.value(first);
      const Score value_b = metric.value(second);
      if (!value_a || !value_b) continue;
      a.push_back(*value_a);
      b.push_back(*value_b);
    }
  }
  const auto test = paired_t_test(a, b);
  if (!test) {
    test_result_->setText(QString::fromStdString(test.error().message()));
    return;
  }
  const QLocale locale;
  test_result_->setText(tr("%n case(s): mean difference %1, t = %2, p = %3", "", test->n)
                            .arg(locale.toString(test->mean_difference, 'g', 4),
                                 locale.toString(test->t, 'f', 3),
                                 locale.toString(test->p, 'g', 3)));
}

void EvaluateWorkspace::choose_row(int row, int vertebra) {
  const CaseScores& scores = scores_.at(static_cast<std::size_t>(row));
  if (scores.vertebra_centres_mm.empty()) return;
  const auto it = scores.vertebra_centres_mm.find(vertebra);
  // A row without a vertebra shows the worst one.
  auto chosen = it;
  if (chosen == scores.vertebra_centres_mm.end() && scores.dice) {
    double worst = 2;
    for (const auto& [label, value] : scores.dice->per_vertebra) {
      if (value.value_or(0) >= worst) continue;
      worst = value.value_or(0);
      chosen = scores.vertebra_centres_mm.find(label);
    }
  }
  if (chosen == scores.vertebra_centres_mm.end()) chosen = scores.vertebra_centres_mm.begin();
  Q_EMIT place_chosen(QString::fromStdString(scores.subject), chosen->second);
}

void EvaluateWorkspace::export_csv() {
  const QString name =
      QFileDialog::getSaveFileName(this, tr("Export CSV"), "scores.csv", tr("CSV (*.csv)"));
  if (name.isEmpty()) return;
  std::ostringstream text;
  text << "subject,model,psnr_db,ssim,vifp,l1,mse,dice,dice_posterior,dice_mean_vertebra";
  for (const int id : vertebrae_) text << ",dice_" << vertebra_name(id);
  text << '\n';
  for (const CaseScores& scores : scores_) {
    text << scores.subject << ',' << scores.run;
    const auto write = [&](const Score& value) {
      text << ',';
      if (value) text << *value;
    };
    for (const Metric& metric : kMetrics) write(metric.value(scores));
    for (const int id : vertebrae_) {
      Score value;
      if (scores.dice && scores.dice->per_vertebra.contains(id)) {
        value = scores.dice->per_vertebra.at(id);
      }
      write(value);
    }
    text << '\n';
  }
  const std::filesystem::path path = name.toStdString();
  session()->write_later([path, csv = text.str()] { return write_text_atomically(path, csv); });
}

QString EvaluateWorkspace::command() const {
  if (scores_.empty()) return {};
  const CaseScores& first = scores_.front();
  const Study& study = session()->study();
  const Subject* subject = study.find(first.subject);
  if (!subject) return {};
  const ResultFiles files = result_files(study, first.run, first.subject);
  return QStringList{"transpine evaluate", shell_quoted(files.vertebrae),
                     shell_quoted(subject->path_of(Role::mr_vertebrae)), "--kind segmentation"}
      .join(' ');
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/evaluate_workspace.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "core/base/atomic_file.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/compare_runs.h"
#include "core/pipeline/evaluate_study.h"
#include "core/pipeline/result_files.h"
#include "widgets/backend/backend.h"
#include "widgets/forms/command_text.h"
#include "widgets/forms/option_form.h"

namespace transpine {
namespace {

using Score = std::optional<double>;

// The titles of core's figures, for lupdate.
[[maybe_unused]] const char* const kFigureTitles[] = {
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "PSNR (dB)"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "MAE in mask (HU)"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "MAE (HU)"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "Dice global"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "Dice posterior"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "Dice mean of vertebrae"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "Dice posterior, mean of vertebrae"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "HD95 posterior (mm)"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "ASSD posterior (mm)"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "NSD posterior"),
    QT_TRANSLATE_NOOP("EvaluateWorkspace", "Missing vertebrae")};

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

/// The tests of one figure as a sentence.
QString text_of(const RunComparison& one) {
  const QLocale locale;
  const auto short_number = [&](double value) { return locale.toString(value, 'g', 3); };
  QString text = EvaluateWorkspace::tr("%n case(s): mean difference %1", "", one.pairs)
                     .arg(locale.toString(one.mean_difference, 'g', 4));
  if (!one.test) return text + ". " + QString::fromStdString(one.test.error().message());
  text += EvaluateWorkspace::tr(", t = %1, p = %2, dz = %3")
              .arg(locale.toString(one.test->t, 'f', 3), short_number(one.test->p),
                   short_number(one.test->cohens_dz));
  if (one.wilcoxon) {
    text += EvaluateWorkspace::tr("; signed rank p = %1").arg(short_number(one.wilcoxon->p));
  }
  if (one.bootstrap) {
    text += EvaluateWorkspace::tr("; bootstrap 95 % %1 to %2")
                .arg(short_number(one.bootstrap->low), short_number(one.bootstrap->high));
  }
  return text;
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

QWidget* EvaluateWorkspace::make_options() {
  auto* side = new QWidget(this);
  auto* layout = new QVBoxLayout(side);
  auto* preset = new QComboBox(side);
  preset->setObjectName("evaluate_preset");
  preset->addItem(tr("As in the paper"), "paper");
  preset->addItem(tr("As SynthRAD"), "synthrad");
  connect(preset, &QComboBox::activated, this,
          [this, preset] { apply_preset(preset->currentData().toString().toStdString()); });
  form_ = new OptionForm(options_of(options_), {}, side);
  form_->setObjectName("evaluate_options");
  auto* scroll = new QScrollArea(side);
  scroll->setWidget(form_);
  scroll->setWidgetResizable(true);
  layout->addWidget(preset);
  layout->addWidget(scroll, 1);
  return side;
}

void EvaluateWorkspace::apply_preset(const std::string& name) {
  (void)options_of(options_.images).apply(image_quality_presets().at(name));
  form_->refresh();
}

QSplitter* EvaluateWorkspace::make_tables() {
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
  return splitter;
}

QHBoxLayout* EvaluateWorkspace::make_test() {
  auto* test = new QHBoxLayout;
  run_a_ = new QComboBox(this);
  run_a_->setObjectName("test_run_a");
  run_b_ = new QComboBox(this);
  run_b_->setObjectName("test_run_b");
  metric_ = new QComboBox(this);
  metric_->setObjectName("test_figure");
  for (const CaseFigure& figure : case_figures()) metric_->addItem(tr(figure.title));
  test_result_ = new QLabel(this);
  test_result_->setObjectName("test_result");
  test_result_->setWordWrap(true);
  test->addWidget(new QLabel(tr("Paired tests:"), this));
  test->addWidget(run_a_);
  test->addWidget(new QLabel(tr("against"), this));
  test->addWidget(run_b_);
  test->addWidget(metric_);
  test->addWidget(test_result_, 1);
  return test;
}

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
  grid_ = new QComboBox(this);
  grid_->setObjectName("shown_grid");
  grid_->addItems({tr("MR grid"), tr("1 mm grid")});
  grid_->setToolTip(
      tr("The grid of the figures shown. Figures on the 1 mm grid are there after an "
         "evaluation with that option."));
  connect(grid_, &QComboBox::currentIndexChanged, this, &EvaluateWorkspace::fill);
  bar->addWidget(evaluate);
  bar->addWidget(csv);
  bar->addWidget(grid_);
  bar->addStretch();
  layout->addLayout(bar);

  auto* sides = new QSplitter(Qt::Horizontal, this);
  sides->addWidget(make_options());
  sides->addWidget(make_tables());
  sides->setStretchFactor(1, 1);
  layout->addWidget(sides, 1);
  layout->addLayout(make_test());
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
  struct Failures {
    int count = 0;
    std::string first;
  };
  session()->backend()->run<Failures>(
      tr("Evaluate all results"), JobLane::processor,
      [study = session()->study(), options = options_](JobContext& job) -> Result<Failures> {
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
        Failures failures;
        const double n = static_cast<double>(cases.size());
        for (std::size_t i = 0; i < cases.size(); ++i) {
          const double begin = static_cast<double>(i);
          JobContext part = job.part(begin / n, (begin + 1) / n, cases[i].second);
          auto scores = evaluate_subject(study, cases[i].first, cases[i].second, options, part);
          if (scores) continue;
          if (scores.error().is_cancelled()) return scores.error();
          if (failures.count++ == 0) failures.first = scores.error().message();
        }
        return failures;
      },
      this,
      [this](const Result<Failures>& failures) {
        load_scores();
        if (!failures || failures->count == 0) return;
        Q_EMIT session()->warned(
            tr("%n result(s) could not be evaluated. The first: %1", "", failures->count)
                .arg(QString::fromStdString(failures->first)));
      });
}

const CaseFigures* EvaluateWorkspace::shown_figures(const CaseScores& scores) const {
  if (grid_->currentIndex() == 0) return &scores;
  return scores.isotropic ? &*scores.isotropic : nullptr;
}

void EvaluateWorkspace::fill() {
  QStringList titles{tr("Subject"), tr("Model")};
  for (const CaseFigure& figure : case_figures()) titles << tr(figure.title);
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
    const CaseFigures* figures = shown_figures(scores);
    for (const CaseFigure& figure : case_figures()) {
      const Score value = figures ? figure.value(*figures) : Score();
      cases_->setItem(row, column++, cell(number(value, figure.digits), true));
    }
    if (!figures || figures->notes.empty()) continue;
    QStringList notes;
    for (const auto& note : figures->notes) notes << QString::fromStdString(note);
    cases_->item(row, 0)->setToolTip(notes.join('\n'));
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
    const CaseFigures* figures = shown_figures(scores);
    if (!figures || !figures->dice) continue;
    for (const auto& entry : figures->dice->per_vertebra) ids.insert(entry.first);
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
      const CaseFigures* figures = shown_figures(scores);
      if (figures && figures->dice) {
        const auto it = figures->dice->per_vertebra.find(vertebrae_[i]);
        if (it != figures->dice->per_vertebra.end()) value = it->second;
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
  std::vector<CaseScores> first, second;
  for (const CaseScores& scores : scores_) {
    if (QString::fromStdString(scores.run) == run_a_->currentText()) first.push_back(scores);
    if (QString::fromStdString(scores.run) == run_b_->currentText()) second.push_back(scores);
  }
  if (first.empty() || second.empty()) return test_result_->clear();
  CompareRunsOptions options;
  options.isotropic = grid_->currentIndex() == 1;
  const CaseFigure& figure = case_figures()[static_cast<std::size_t>(metric_->currentIndex())];
  options.only = figure.key;
  const auto contrast = transpine::compare_runs(first, second, options);
  if (!contrast) {
    test_result_->setText(QString::fromStdString(contrast.error().message()));
    return;
  }
  const auto one = std::find_if(contrast->figures.begin(), contrast->figures.end(),
                                [&](const RunComparison& c) { return c.key == figure.key; });
  test_result_->setText(one == contrast->figures.end() ? tr("Neither model has this figure.")
                                                       : text_of(*one));
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
  const std::filesystem::path path = name.toStdString();
  session()->write_later(
      [path, csv = scores_csv(scores_)] { return write_text_atomically(path, csv); });
}

QString EvaluateWorkspace::command() const {
  if (scores_.empty()) return {};
  const Study& study = session()->study();
  return QStringList{"transpine evaluate", shell_quoted(study.folder()),
                     shell_quoted(QString::fromStdString(scores_.front().run)), "--kind study"}
      .join(' ');
}

}  // namespace transpine

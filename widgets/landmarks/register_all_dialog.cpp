// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/register_all_dialog.h"

#include <QHeaderView>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/backend/backend.h"
#include "widgets/forms/option_form.h"
#include "widgets/session/study_session.h"

namespace transpine {
namespace {

QString verdict_text(const std::string& verdict) {
  if (verdict == "good") return RegisterAllDialog::tr("✓ good");
  if (verdict == "check") return RegisterAllDialog::tr("⚠ check");
  return RegisterAllDialog::tr("✗ failed");
}

QTableWidgetItem* number_item(std::optional<double> value, int digits) {
  auto* item = new QTableWidgetItem;
  // Numbers sort as numbers.
  if (value) item->setData(Qt::DisplayRole, QString::number(*value, 'f', digits).toDouble());
  item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  return item;
}

}  // namespace

RegisterAllDialog::RegisterAllDialog(StudySession* session, QWidget* parent)
    : QDialog(parent),
      session_(session),
      form_(new OptionForm(options_of(options_), {"points", "model", "trim", "again"}, this)),
      table_(new QTableWidget(0, 9, this)),
      state_(new QLabel(this)),
      start_(new QPushButton(tr("Register"), this)) {
  setObjectName("register_all");
  setWindowTitle(tr("Register All Subjects"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(980, 560);
  table_->setObjectName("registration_table");
  table_->setHorizontalHeaderLabels({tr("Subject"), tr("Verdict"), tr("Pairs"), tr("Set Aside"),
                                     tr("FRE (mm)"), tr("Leave-One-Out (mm)"), tr("Largest (mm)"),
                                     tr("Condition"), tr("Remarks")});
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setStretchLastSection(true);
  connect(table_, &QTableWidget::cellClicked, this,
          [this](int row) { Q_EMIT subject_chosen(table_->item(row, 0)->text()); });
  start_->setObjectName("start_registration");
  connect(start_, &QPushButton::clicked, this, &RegisterAllDialog::start);
  state_->setText(
      tr("Subjects whose points and options have not changed keep their row. The table is "
         "written to reports/registration.csv. A click on a row opens the subject."));
  state_->setWordWrap(true);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(form_);
  layout->addWidget(start_, 0, Qt::AlignLeft);
  layout->addWidget(table_, 1);
  layout->addWidget(state_);
}

void RegisterAllDialog::start() {
  start_->setEnabled(false);
  table_->setSortingEnabled(false);
  table_->setRowCount(0);
  // A row as soon as its subject is done; the dialog may be closed by then.
  const QPointer<RegisterAllDialog> here(this);
  const auto on_row = [here](const RegistrationRow& row) {
    QMetaObject::invokeMethod(
        here,
        [here, row] {
          if (here) here->add_row(row);
        },
        Qt::QueuedConnection);
  };
  using Rows = std::vector<RegistrationRow>;
  session_->backend()->run<Rows>(
      tr("Register all subjects"), JobLane::processor,
      [study = session_->study(), options = options_, on_row,
       wait = session_->wait_for_writes()](JobContext& job) {
        wait();
        return register_study(study, options, job, on_row);
      },
      this,
      [this](const Result<Rows>& rows) {
        start_->setEnabled(true);
        table_->setSortingEnabled(true);
        table_->resizeColumnsToContents();
        if (!rows) {
          state_->setText(QString::fromStdString(rows.error().message()));
          return;
        }
        const auto failed = std::count_if(
            rows->begin(), rows->end(), [](const auto& row) { return row.verdict() == "failed"; });
        state_->setText(
            tr("%n subject(s) registered", "", static_cast<int>(rows->size() - failed)) + ", " +
            tr("%n failed", "", static_cast<int>(failed)) + ".");
        Q_EMIT finished_all();
      });
}

void RegisterAllDialog::add_row(const RegistrationRow& row) {
  const int at = table_->rowCount();
  table_->insertRow(at);
  const auto put = [&](int column, QTableWidgetItem* item) { table_->setItem(at, column, item); };
  put(0, new QTableWidgetItem(QString::fromStdString(row.subject)));
  put(1, new QTableWidgetItem(verdict_text(row.verdict())));
  const bool ok = row.error.empty();
  const auto shown = [&](double value) { return ok ? std::optional(value) : std::nullopt; };
  put(2, number_item(shown(row.pairs), 0));
  put(3, number_item(shown(row.outliers), 0));
  put(4, number_item(shown(row.fre_mm), 2));
  put(5, number_item(ok ? row.tre_loo_mm : std::nullopt, 2));
  put(6, number_item(shown(row.max_mm), 2));
  put(7, number_item(shown(row.condition), 1));
  QStringList remarks;
  if (!ok) remarks << QString::fromStdString(row.error);
  for (const auto& warning : row.warnings) remarks << QString::fromStdString(warning);
  auto* text = new QTableWidgetItem(remarks.join(" "));
  text->setToolTip(remarks.join("\n"));
  put(8, text);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/backend/jobs_panel.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/backend/backend.h"

namespace transpine {
namespace {

class ProgressDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    QStyledItemDelegate::paint(painter, option, QModelIndex());
    QStyleOptionProgressBar bar;
    bar.rect = option.rect.adjusted(2, 3, -2, -3);
    bar.minimum = 0;
    bar.maximum = 1000;
    bar.progress = qRound(index.data(JobTableModel::kFractionRole).toDouble() * 1000);
    bar.text = index.data(Qt::DisplayRole).toString();
    bar.textVisible = true;
    bar.textAlignment = Qt::AlignCenter;
    bar.state = option.state | QStyle::State_Horizontal;
    QApplication::style()->drawControl(QStyle::CE_ProgressBar, &bar, painter);
  }
};

QString state_text(JobState state) {
  switch (state) {
    case JobState::queued:
      return JobTableModel::tr("Queued");
    case JobState::running:
      return JobTableModel::tr("Running");
    case JobState::paused:
      return JobTableModel::tr("Paused");
    case JobState::finished:
      return JobTableModel::tr("Finished");
    case JobState::failed:
      return JobTableModel::tr("Failed");
    case JobState::cancelled:
      break;
  }
  return JobTableModel::tr("Cancelled");
}

/// "3 min left", as coarse as an estimate deserves.
QString remaining_text(double seconds) {
  const int minutes = qRound(seconds / 60);
  if (seconds < 60) return JobTableModel::tr("%1 s left").arg(qRound(seconds));
  if (minutes < 60) return JobTableModel::tr("%1 min left").arg(minutes);
  return JobTableModel::tr("%1 h %2 min left").arg(minutes / 60).arg(minutes % 60);
}

QString stage_text(const JobInfo& job) {
  if (job.error && !job.error->is_cancelled()) return QString::fromStdString(job.error->title);
  QStringList parts;
  if (!job.stage.isEmpty()) parts << job.stage;
  if (job.remaining_s) parts << remaining_text(*job.remaining_s);
  return parts.join(QStringLiteral(" · "));
}

}  // namespace

JobTableModel::JobTableModel(Backend* backend, QObject* parent)
    : QAbstractTableModel(parent), backend_(backend) {
  const auto reset = [this] {
    beginResetModel();
    endResetModel();
  };
  connect(backend, &Backend::job_added, this, reset);
  connect(backend, &Backend::jobs_reset, this, reset);
  connect(backend, &Backend::job_changed, this, [this](int id) {
    const auto& order = backend_->order();
    const auto row = static_cast<int>(std::find(order.begin(), order.end(), id) - order.begin());
    if (row < rowCount()) Q_EMIT dataChanged(index(row, 0), index(row, kColumnCount - 1));
  });
}

int JobTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(backend_->order().size());
}

int JobTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(kColumnCount);
}

int JobTableModel::job_at(int row) const {
  const auto& order = backend_->order();
  return row >= 0 && row < static_cast<int>(order.size()) ? order[static_cast<std::size_t>(row)]
                                                          : 0;
}

QVariant JobTableModel::data(const QModelIndex& index, int role) const {
  const JobInfo* job = backend_->find(job_at(index.row()));
  if (!job) return {};
  if (role == kFractionRole) return job->fraction;
  if (role == Qt::ToolTipRole && job->error) return QString::fromStdString(job->error->message());
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case kTitle:
      return job->title;
    case kState:
      return state_text(job->state);
    case kProgress:
      return tr("%1 %").arg(qRound(job->fraction * 100));
    case kStage:
      return stage_text(*job);
    default:
      return {};
  }
}

QVariant JobTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  const QString titles[] = {tr("Job"), tr("State"), tr("Progress"), tr("Stage")};
  return titles[section];
}

JobsPanel::JobsPanel(Backend* backend, QWidget* parent)
    : QWidget(parent),
      backend_(backend),
      model_(new JobTableModel(backend, this)),
      table_(new QTableView(this)) {
  setObjectName("jobs_panel");
  table_->setObjectName("jobs_table");
  table_->setModel(model_);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setItemDelegateForColumn(JobTableModel::kProgress, new ProgressDelegate(table_));
  table_->verticalHeader()->hide();
  table_->setShowGrid(false);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->setWordWrap(false);
  table_->setTextElideMode(Qt::ElideMiddle);
  table_->verticalHeader()->setDefaultSectionSize(24);
  table_->setColumnWidth(JobTableModel::kTitle, 460);
  table_->setColumnWidth(JobTableModel::kProgress, 180);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  auto* buttons = new QHBoxLayout;
  layout->addWidget(table_);
  layout->addLayout(buttons);
  const auto add_button = [&](const QString& text, const char* name) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setObjectName(name);
    buttons->addWidget(button);
    return button;
  };
  cancel_ = add_button(tr("Cancel"), "job_cancel");
  pause_ = add_button(tr("Pause"), "job_pause");
  retry_ = add_button(tr("Retry"), "job_retry");
  up_ = add_button(tr("Run earlier"), "job_up");
  auto* clear = add_button(tr("Clear ended"), "job_clear");
  buttons->addStretch();

  connect(cancel_, &QToolButton::clicked, this, [this] { backend_->cancel(selected_job()); });
  connect(pause_, &QToolButton::clicked, this, [this] {
    const JobInfo* job = backend_->find(selected_job());
    if (job) backend_->set_paused(job->id, job->state != JobState::paused);
  });
  connect(retry_, &QToolButton::clicked, this, [this] { backend_->retry(selected_job()); });
  connect(up_, &QToolButton::clicked, this, [this] { backend_->move(selected_job(), -1); });
  connect(clear, &QToolButton::clicked, this, [this] { backend_->clear_ended(); });
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &JobsPanel::update_buttons);
  connect(backend, &Backend::job_changed, this, &JobsPanel::update_buttons);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (current.isValid()) chosen_job_ = model_->job_at(current.row());
          });
  connect(model_, &QAbstractItemModel::modelReset, this, [this] {
    table_->selectRow(row_to_select());
    update_buttons();
  });
  update_buttons();
}

int JobsPanel::row_to_select() const {
  const JobInfo* chosen = backend_->find(chosen_job_);
  const bool keeps = chosen && chosen->state != JobState::finished;
  for (int row = 0; keeps && row < model_->rowCount(); ++row) {
    if (model_->job_at(row) == chosen_job_) return row;
  }
  return model_->rowCount() - 1;
}

int JobsPanel::selected_job() const {
  return model_->job_at(table_->currentIndex().row());
}

void JobsPanel::update_buttons() {
  const JobInfo* job = backend_->find(selected_job());
  cancel_->setEnabled(job && job->is_active());
  pause_->setEnabled(job && (job->state == JobState::running || job->state == JobState::paused));
  pause_->setText(job && job->state == JobState::paused ? tr("Resume") : tr("Pause"));
  retry_->setEnabled(job && (job->state == JobState::failed || job->state == JobState::cancelled));
  up_->setEnabled(job && job->state == JobState::queued);
}

}  // namespace transpine

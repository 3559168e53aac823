// SPDX-License-Identifier: Apache-2.0
#include "widgets/backend/job_summary.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include "widgets/backend/backend.h"

namespace transpine {
namespace {

constexpr int kTitle_px = 320;
constexpr int kProgress_px = 140;

/// The first that runs, else the first that waits.
const JobInfo* job_to_show(const Backend& backend) {
  const JobInfo* waiting = nullptr;
  for (const int id : backend.order()) {
    const JobInfo* job = backend.find(id);
    if (!job->is_active()) continue;
    if (job->state != JobState::queued) return job;
    if (!waiting) waiting = job;
  }
  return waiting;
}

}  // namespace

JobSummary::JobSummary(Backend* backend, QAction* show_list, QWidget* parent)
    : QWidget(parent),
      backend_(backend),
      text_(new QLabel(this)),
      progress_(new QProgressBar(this)) {
  setObjectName("job_summary");
  text_->setObjectName("job_summary_text");
  progress_->setObjectName("job_summary_progress");
  progress_->setMaximumHeight(fontMetrics().height() + 2);
  progress_->setFixedWidth(kProgress_px);
  auto* button = new QToolButton(this);
  button->setDefaultAction(show_list);
  button->setAutoRaise(true);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(text_);
  layout->addWidget(progress_);
  layout->addWidget(button);
  connect(backend, &Backend::job_added, this, &JobSummary::refresh);
  connect(backend, &Backend::job_changed, this, &JobSummary::refresh);
  connect(backend, &Backend::jobs_reset, this, &JobSummary::refresh);
  refresh();
}

void JobSummary::refresh() {
  const JobInfo* job = job_to_show(*backend_);
  progress_->setVisible(job != nullptr);
  if (!job) {
    text_->setText(tr("No jobs"));
    text_->setToolTip({});
    return;
  }
  const int others = backend_->listed_active_count() - 1;
  const QString title = fontMetrics().elidedText(job->title, Qt::ElideMiddle, kTitle_px);
  text_->setText(others == 0 ? title : title + tr(", %n more", "", others));
  text_->setToolTip(job->title);
  progress_->setValue(qRound(job->fraction * 100));
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "app/window/cache_row.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/base/memory.h"
#include "widgets/backend/backend.h"

namespace transpine {
namespace {

constexpr int kWidth_px = 420;

}  // namespace

CacheRow::CacheRow(Backend* backend, Cache cache, const QString& name, QWidget* parent)
    : QWidget(parent), backend_(backend), cache_(std::move(cache)), size_(new QLabel(this)) {
  size_->setObjectName(name + "_size");
  size_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* clear_button = new QPushButton(tr("Clear Cache"), this);
  clear_button->setObjectName(name + "_clear");
  connect(clear_button, &QPushButton::clicked, this, &CacheRow::clear);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(size_);
  layout->addWidget(clear_button, 0, Qt::AlignLeft);
  measure();
}

void CacheRow::measure() {
  const std::filesystem::path folder = cache_.folder();
  if (folder.empty()) return;
  backend_->run<std::uint64_t>(
      tr("Measure the cache"), JobLane::processor,
      [folder](JobContext& job) -> Result<std::uint64_t> {
        std::uint64_t bytes = 0;
        std::error_code code;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, code)) {
          if (!job.checkpoint()) return cancelled_error();
          std::error_code ignored;
          if (entry.is_regular_file(ignored)) bytes += entry.file_size(ignored);
        }
        return bytes;
      },
      this,
      [this, folder](const Result<std::uint64_t>& bytes) {
        if (!bytes || folder != cache_.folder()) return;
        const QString text = tr("%1 in %2")
                                 .arg(QString::fromStdString(bytes_text(*bytes)),
                                      QString::fromStdString(folder.string()));
        size_->setText(fontMetrics().elidedText(text, Qt::ElideMiddle, kWidth_px));
        size_->setToolTip(text);
      });
}

void CacheRow::clear() {
  const std::filesystem::path folder = cache_.folder();
  if (folder.empty()) return;
  backend_->run<bool>(
      tr("Clear the cache"), JobLane::processor,
      [folder, remove = cache_.clear](JobContext&) -> Result<bool> {
        if (auto removed = remove(folder); !removed) return removed.error();
        return true;
      },
      this, [this](const Result<bool>&) { measure(); });
}

}  // namespace transpine

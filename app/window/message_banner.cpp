// SPDX-License-Identifier: Apache-2.0
#include "app/window/message_banner.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <utility>

namespace transpine {

MessageBanner::MessageBanner(QWidget* parent)
    : QFrame(parent), label_(new QLabel(this)), button_(new QPushButton(this)) {
  setObjectName("message_banner");
  label_->setWordWrap(true);
  label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* close = new QToolButton(this);
  close->setText(QStringLiteral("✕"));
  close->setAutoRaise(true);
  close->setAccessibleName(tr("Close the message"));
  connect(close, &QToolButton::clicked, this, &QWidget::hide);
  button_->setObjectName("banner_answer");
  connect(button_, &QPushButton::clicked, this, [this] {
    hide();
    if (const auto answer = std::exchange(answer_, {})) answer();
  });
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 4, 4, 4);
  layout->addWidget(label_, 1);
  layout->addWidget(button_);
  layout->addWidget(close);
  hide();
}

void MessageBanner::show_error(const QString& title, const QString& remedy) {
  show_text("<b>" + title.toHtmlEscaped() + "</b> " + remedy.toHtmlEscaped(), QColor(120, 40, 35));
}

void MessageBanner::show_warning(const QString& text) {
  show_text("⚠ " + text.toHtmlEscaped(), QColor(110, 80, 20));
}

void MessageBanner::show_question(const QString& text, const QString& button,
                                  std::function<void()> answer) {
  show_text(text.toHtmlEscaped(), QColor(40, 75, 110));
  answer_ = std::move(answer);
  button_->setText(button);
  button_->show();
}

QString MessageBanner::text() const {
  return label_->text();
}

void MessageBanner::show_text(const QString& html, const QColor& colour) {
  setStyleSheet(
      QString("#message_banner { background: %1; } #message_banner QLabel { color: white; }")
          .arg(colour.name()));
  label_->setText(html);
  answer_ = {};
  button_->hide();
  show();
}

}  // namespace transpine

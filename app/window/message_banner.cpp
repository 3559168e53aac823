// SPDX-License-Identifier: Apache-2.0
#include "app/window/message_banner.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace transpine {

MessageBanner::MessageBanner(QWidget* parent) : QFrame(parent), label_(new QLabel(this)) {
  setObjectName("message_banner");
  label_->setWordWrap(true);
  label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* close = new QToolButton(this);
  close->setText(QStringLiteral("✕"));
  close->setAutoRaise(true);
  close->setAccessibleName(tr("Close the message"));
  connect(close, &QToolButton::clicked, this, &QWidget::hide);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 4, 4, 4);
  layout->addWidget(label_, 1);
  layout->addWidget(close);
  hide();
}

void MessageBanner::show_error(const QString& title, const QString& remedy) {
  show_text("<b>" + title.toHtmlEscaped() + "</b> " + remedy.toHtmlEscaped(), QColor(120, 40, 35));
}

void MessageBanner::show_warning(const QString& text) {
  show_text("⚠ " + text.toHtmlEscaped(), QColor(110, 80, 20));
}

QString MessageBanner::text() const {
  return label_->text();
}

void MessageBanner::show_text(const QString& html, const QColor& colour) {
  setStyleSheet(
      QString("#message_banner { background: %1; } #message_banner QLabel { color: white; }")
          .arg(colour.name()));
  label_->setText(html);
  show();
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "app/window/appearance.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QPainter>
#include <QPalette>
#include <QProxyStyle>
#include <QSettings>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTranslator>

namespace transpine {
namespace {

/// Fusion, whose empty check boxes in lists cannot be seen on a dark ground.
class AppStyle : public QProxyStyle {
 public:
  AppStyle() : QProxyStyle(QStyleFactory::create("Fusion")) {}

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (element != PE_IndicatorItemViewItemCheck) return;
    QColor line = option->palette.color(QPalette::Text);
    line.setAlpha(150);
    painter->save();
    painter->setPen(line);
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
    painter->restore();
  }
};

}  // namespace

void apply_dark_theme(QApplication& application) {
  application.setStyle(new AppStyle);
  QPalette palette;
  const QColor window(43, 45, 49);
  const QColor base(30, 31, 34);
  const QColor text(223, 225, 229);
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, base);
  palette.setColor(QPalette::AlternateBase, QColor(36, 38, 42));
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::Button, QColor(57, 60, 65));
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::ToolTipBase, base);
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::PlaceholderText, QColor(140, 143, 150));
  palette.setColor(QPalette::Highlight, QColor(53, 116, 180));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, QColor(110, 175, 240));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, QColor(125, 128, 135));
  }
  application.setPalette(palette);
}

namespace {

QPalette light_palette() {
  QPalette palette;
  const QColor window(239, 240, 242);
  const QColor text(30, 32, 36);
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, Qt::white);
  palette.setColor(QPalette::AlternateBase, QColor(246, 247, 249));
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::Button, QColor(228, 230, 233));
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::ToolTipBase, Qt::white);
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::PlaceholderText, QColor(110, 114, 122));
  palette.setColor(QPalette::Highlight, QColor(48, 110, 175));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, QColor(20, 90, 170));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, QColor(140, 144, 152));
  }
  return palette;
}

}  // namespace

void apply_theme(QApplication& application, const QString& theme) {
  if (theme == "light") {
    application.setStyle(new AppStyle);
    application.setPalette(light_palette());
  } else if (theme == "system") {
    application.setStyle(new AppStyle);
    application.setPalette(application.style()->standardPalette());
  } else {
    apply_dark_theme(application);
  }
}

void install_translation(QApplication& application) {
  const QString chosen = QSettings().value("language").toString();
  QLocale locale = chosen.isEmpty() ? QLocale::system() : QLocale(chosen);
  if (locale.language() == QLocale::C) locale = QLocale(QLocale::English);
  QLocale::setDefault(locale);
  const auto install = [&](const QLocale& of, const QString& name, const QString& folder) {
    auto* translator = new QTranslator(&application);
    const bool found = translator->load(of, name, "_", folder);
    if (found) {
      application.installTranslator(translator);
    } else {
      delete translator;
    }
    return found;
  };
  install(locale, "qtbase", QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  if (!install(locale, "transpine", ":/translations")) {
    // English texts in the code have no plurals: "%n job(s)".
    install(QLocale(QLocale::English), "transpine", ":/translations");
  }
}

}  // namespace transpine

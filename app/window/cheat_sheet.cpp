// SPDX-License-Identifier: Apache-2.0
#include "app/window/cheat_sheet.h"

#include <QTextBrowser>
#include <QVBoxLayout>

#include "widgets/actions/action_catalogue.h"
#include "widgets/view/mouse_gestures.h"

namespace transpine {
namespace {

QString table(const QString& title, const QList<std::pair<QString, QString>>& rows) {
  QString html = "<h3>" + title.toHtmlEscaped() + "</h3><table cellspacing='0' cellpadding='3'>";
  for (const auto& [keys, effect] : rows) {
    html += "<tr><td><b>" + keys.toHtmlEscaped() + "</b>&nbsp;&nbsp;</td><td>" +
            effect.toHtmlEscaped() + "</td></tr>";
  }
  return html + "</table>";
}

/// The group of an action is the first part of its name: "review.next".
QString group_title(const QString& name) {
  const QString group = name.section('.', 0, 0);
  if (group == "file") return CheatSheet::tr("Study");
  if (group == "edit") return CheatSheet::tr("Editing");
  if (group == "view" || name.startsWith("place_")) return CheatSheet::tr("Window");
  if (group == "review") return CheatSheet::tr("Review");
  if (group == "register" || group == "landmarks") return CheatSheet::tr("Register");
  if (group == "viewer" || group == "slice") return CheatSheet::tr("Slices");
  return CheatSheet::tr("Other");
}

}  // namespace

CheatSheet::CheatSheet(ActionCatalogue* catalogue, QWidget* parent)
    : QDialog(parent), page_(new QTextBrowser(this)) {
  setObjectName("cheat_sheet");
  setWindowTitle(tr("Keys and Mouse"));
  setAttribute(Qt::WA_DeleteOnClose);
  resize(900, 760);
  QMap<QString, QList<std::pair<QString, QString>>> groups;
  for (const CatalogueEntry& entry : catalogue->entries()) {
    if (entry.action->shortcuts().isEmpty()) continue;
    groups[group_title(entry.name())].append(
        {QKeySequence::listToString(entry.action->shortcuts(), QKeySequence::NativeText),
         entry.text()});
  }
  QList<std::pair<QString, QString>> mouse;
  for (const auto& gesture : mouse_gestures()) mouse.append(gesture);
  // Two columns: the longer list of keys beside the mouse.
  QString left, right = table(tr("Mouse"), mouse);
  for (auto it = groups.begin(); it != groups.end(); ++it) {
    QString& column = left.size() <= right.size() ? left : right;
    column += table(it.key(), it.value());
  }
  page_->setHtml("<table width='100%'><tr><td width='50%'>" + left + "</td><td width='50%'>" +
                 right + "</td></tr></table>");
  page_->setAccessibleName(tr("Keys and mouse gestures"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(page_);
}

QString CheatSheet::text() const {
  return page_->toPlainText();
}

}  // namespace transpine

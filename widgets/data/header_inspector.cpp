// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/header_inspector.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>

namespace transpine {
namespace {

/// The names of header_report's fields, for translators.
[[maybe_unused]] constexpr const char* kFields[] = {
    QT_TRANSLATE_NOOP("HeaderFields", "File"),
    QT_TRANSLATE_NOOP("HeaderFields", "Format"),
    QT_TRANSLATE_NOOP("HeaderFields", "Size"),
    QT_TRANSLATE_NOOP("HeaderFields", "Spacing (mm)"),
    QT_TRANSLATE_NOOP("HeaderFields", "Orientation"),
    QT_TRANSLATE_NOOP("HeaderFields", "Values"),
    QT_TRANSLATE_NOOP("HeaderFields", "NaN or infinite"),
    QT_TRANSLATE_NOOP("HeaderFields", "Matrix used"),
    QT_TRANSLATE_NOOP("HeaderFields", "Dimensions in the header"),
    QT_TRANSLATE_NOOP("HeaderFields", "Type on disk"),
    QT_TRANSLATE_NOOP("HeaderFields", "Slope, intercept"),
    QT_TRANSLATE_NOOP("HeaderFields", "qform code, sform code"),
    QT_TRANSLATE_NOOP("HeaderFields", "qform (RAS)"),
    QT_TRANSLATE_NOOP("HeaderFields", "sform (RAS)"),
    QT_TRANSLATE_NOOP("HeaderFields", "Unit of lengths"),
    QT_TRANSLATE_NOOP("HeaderFields", "Byte order"),
    QT_TRANSLATE_NOOP("HeaderFields", "Description"),
    QT_TRANSLATE_NOOP("HeaderFields", "Affine (RAS)"),
};

/// Readable on dark and on light ground.
const QColor kAttention(214, 112, 52);

}  // namespace

HeaderInspector::HeaderInspector(QWidget* parent) : QTreeWidget(parent) {
  setObjectName("header_inspector");
  setAccessibleName(tr("Header of the image"));
  setColumnCount(2);
  setHeaderLabels({tr("Field"), tr("Value")});
  setRootIsDecorated(false);
  setAlternatingRowColors(true);
  setWordWrap(true);
  header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
  auto* copy = new QAction(tr("Copy"), this);
  copy->setObjectName("header.copy");
  copy->setShortcut(QKeySequence::Copy);
  copy->setShortcutContext(Qt::WidgetShortcut);
  connect(copy, &QAction::triggered, this, [this] { QApplication::clipboard()->setText(text_); });
  addAction(copy);
  setContextMenuPolicy(Qt::ActionsContextMenu);
}

void HeaderInspector::show_image(const ShownImagePtr& image) {
  if (image) {
    show_report(header_report(image->path, image->loaded));
  } else {
    show_report({});
  }
}

void HeaderInspector::show_report(const HeaderReport& report) {
  clear();
  text_ = QString::fromStdString(report.text());
  for (const std::string& flag : report.flags) {
    auto* item = new QTreeWidgetItem(this, {tr("⚠ Odd"), QString::fromStdString(flag)});
    item->setToolTip(1, QString::fromStdString(flag));
    item->setForeground(0, kAttention);
    item->setForeground(1, kAttention);
  }
  for (const auto& [name, value] : report.fields) {
    auto* item = new QTreeWidgetItem(
        this,
        {QCoreApplication::translate("HeaderFields", name.c_str()), QString::fromStdString(value)});
    item->setToolTip(1, QString::fromStdString(value));
  }
}

}  // namespace transpine

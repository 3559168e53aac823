// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/header_inspector.h"

#include <QHeaderView>
#include <QLocale>

namespace transpine {
namespace {

QString matrix_text(const Eigen::Matrix4d& matrix) {
  QStringList rows;
  for (int r = 0; r < 3; ++r) {
    QStringList cells;
    for (int c = 0; c < 4; ++c) cells << QString::number(matrix(r, c), 'f', 3);
    rows << cells.join("  ");
  }
  return rows.join('\n');
}

QString triple(const auto& values) {
  return QString("%1 × %2 × %3").arg(values[0]).arg(values[1]).arg(values[2]);
}

}  // namespace

HeaderInspector::HeaderInspector(QWidget* parent) : QTreeWidget(parent) {
  setObjectName("header_inspector");
  setColumnCount(2);
  setHeaderLabels({tr("Field"), tr("Value")});
  setRootIsDecorated(false);
  setAlternatingRowColors(true);
  setWordWrap(true);
  header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
}

void HeaderInspector::show_image(const ShownImagePtr& image) {
  clear();
  if (!image) return;
  const auto row = [this](const QString& field, const QString& value) {
    auto* item = new QTreeWidgetItem(this, {field, value});
    item->setToolTip(1, value);
    return item;
  };
  for (const std::string& warning : image->loaded.warnings) {
    auto* item = row(tr("Warning"), QString::fromStdString(warning));
    item->setForeground(0, QColor(230, 120, 60));
    item->setForeground(1, QColor(230, 120, 60));
  }
  const Grid& grid = image->volume().grid();
  const QLocale locale;
  row(tr("File"), QString::fromStdString(image->path.filename().string()));
  row(tr("Format"), QString::fromStdString(image->loaded.format));
  row(tr("Size"), triple(grid.size));
  row(tr("Spacing (mm)"), triple(grid.spacing_mm));
  row(tr("Orientation"), QString::fromStdString(grid.orientation()));
  row(tr("Type on disk"), QString::fromStdString(image->loaded.stored_type));
  row(tr("Values"), tr("%1 to %2")
                        .arg(locale.toString(image->statistics.minimum),
                             locale.toString(image->statistics.maximum)));
  if (image->statistics.non_finite_count > 0) {
    row(tr("NaN or infinite"), locale.toString(qlonglong(image->statistics.non_finite_count)));
  }
  if (const auto& nifti = image->loaded.nifti) {
    row(tr("Matrix used"), QString::fromStdString(nifti->matrix_used));
    row(tr("qform code, sform code"),
        QString("%1, %2").arg(nifti->forms.qform_code).arg(nifti->forms.sform_code));
    row(tr("Slope, intercept"), QString("%1, %2").arg(nifti->slope).arg(nifti->inter));
    row(tr("Byte order"), nifti->big_endian ? tr("big endian") : tr("little endian"));
    row(tr("Description"), QString::fromStdString(nifti->description));
    row(tr("qform (RAS)"), matrix_text(nifti->forms.qform_ras));
    row(tr("sform (RAS)"), matrix_text(nifti->forms.sform_ras));
  }
  row(tr("Affine (RAS)"), matrix_text(grid.ras_from_index()));
}

}  // namespace transpine

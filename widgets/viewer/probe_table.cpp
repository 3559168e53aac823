// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/probe_table.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableWidget>
#include <QVBoxLayout>
#include <cmath>

#include "core/image/probe.h"
#include "core/landmarks/spine_labels.h"
#include "widgets/view/place_text.h"

namespace transpine {
namespace {

QString voxel_text(const SliceLayer& layer, const Eigen::Vector3d& p_in_view_mm) {
  const Grid& grid = layer.volume.grid();
  const Eigen::Vector3d index =
      grid.index_from_point(layer.view_from_volume.inverse() * p_in_view_mm);
  const auto i = std::llround(index.x());
  const auto j = std::llround(index.y());
  const auto k = std::llround(index.z());
  return grid.contains(i, j, k) ? QString("%1 %2 %3").arg(i).arg(j).arg(k) : QString();
}

}  // namespace

QString probed_value_text(const SliceLayer& layer, const Eigen::Vector3d& p_in_view_mm) {
  const auto value = voxel_value_at(layer.volume, layer.view_from_volume.inverse() * p_in_view_mm);
  if (!value) return {};
  if (layer.kind == SliceLayer::Kind::labels) {
    const int label = static_cast<int>(*value);
    if (label == 0) return {};
    if (const auto own = layer.labels.names.find(label); own != layer.labels.names.end()) {
      return own->second;
    }
    const bool part = label >= subregion::kArcus && label <= subregion::kBody;
    return QString::fromStdString(part ? subregion_name(label) : vertebra_name(label));
  }
  const QString text = QLocale().toString(*value, 'f', layer.window < 10 ? 3 : 0);
  return layer.unit.isEmpty() ? text : text + " " + layer.unit;
}

QString probe_text(const std::vector<SliceLayer>& layers, const Eigen::Vector3d& p_in_view_mm) {
  QStringList texts{place_text(p_in_view_mm) + " mm"};
  for (const SliceLayer& layer : layers) {
    const QString value = probed_value_text(layer, p_in_view_mm);
    if (value.isEmpty()) continue;
    texts << layer.name + " [" + voxel_text(layer, p_in_view_mm) + "]: " + value;
  }
  return texts.join("    ");
}

ProbeTable::ProbeTable(QWidget* parent)
    : QWidget(parent), place_(new QLabel(this)), table_(new QTableWidget(this)) {
  place_->setObjectName("probe_place");
  place_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  table_->setObjectName("probe_table");
  table_->setAccessibleName(tr("Values under the mouse"));
  table_->setColumnCount(3);
  table_->setHorizontalHeaderLabels({tr("Layer"), tr("Value"), tr("Voxel")});
  table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  table_->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
  table_->verticalHeader()->hide();
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addWidget(place_);
  layout->addWidget(table_, 1);
}

void ProbeTable::show_place(const std::vector<SliceLayer>& layers,
                            const Eigen::Vector3d& p_in_view_mm) {
  place_->setText(place_text(p_in_view_mm) + " mm");
  table_->setRowCount(static_cast<int>(layers.size()));
  int row = 0;
  for (const SliceLayer& layer : layers) {
    const QString cells[] = {layer.name, probed_value_text(layer, p_in_view_mm),
                             voxel_text(layer, p_in_view_mm)};
    for (int column = 0; column < 3; ++column) {
      // Items are kept: the mouse moves often.
      auto* item = table_->item(row, column);
      if (!item) {
        item = new QTableWidgetItem;
        table_->setItem(row, column, item);
      }
      item->setText(cells[column]);
    }
    ++row;
  }
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/label_list.h"

#include <QColorDialog>
#include <QFileDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include "core/image/label_table.h"
#include "core/landmarks/spine_labels.h"
#include "widgets/backend/backend.h"
#include "widgets/session/study_session.h"
#include "widgets/view/label_colours.h"
#include "widgets/viewer/layer_stack.h"
#include "widgets/viewer/mask_editor.h"

namespace transpine {
namespace {

enum Column { kName, kId, kSize, kColumns };

// Subregion masks name parts of a vertebra, vertebra masks whole ones.
QString label_text(const QString& key, int label) {
  return QString::fromStdString(key.contains("subregion") ? subregion_name(label)
                                                          : vertebra_name(label));
}

}  // namespace

LabelList::LabelList(LayerStack* stack, StudySession* session, QWidget* parent)
    : QWidget(parent),
      stack_(stack),
      session_(session),
      filter_(new QLineEdit(this)),
      table_(new QTableWidget(this)),
      editor_(new MaskEditor(stack, session, this)) {
  filter_->setObjectName("label_filter");
  filter_->setPlaceholderText(tr("Find a label"));
  filter_->setClearButtonEnabled(true);
  connect(filter_, &QLineEdit::textChanged, this, &LabelList::apply_filter);
  table_->setObjectName("label_table");
  table_->setAccessibleName(tr("Labels"));
  table_->setColumnCount(kColumns);
  table_->setHorizontalHeaderLabels({tr("Label"), tr("Id"), tr("ml")});
  table_->horizontalHeader()->setSectionResizeMode(kName, QHeaderView::Stretch);
  table_->horizontalHeader()->setSectionResizeMode(kId, QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(kSize, QHeaderView::ResizeToContents);
  table_->verticalHeader()->hide();
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  connect(table_, &QTableWidget::itemChanged, this, &LabelList::item_changed);
  connect(table_, &QTableWidget::cellDoubleClicked, this, [this](int row, int column) {
    const int label = label_of_row(row);
    if (column == kId) {
      choose_colour(label);
      return;
    }
    const auto* layer = stack_->find(key_);
    const auto it = labels_.find(label);
    if (layer && it != labels_.end()) {
      Q_EMIT place_chosen(layer->source.view_from_image * it->second.centre_mm);
    }
  });
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addWidget(filter_);
  layout->addWidget(table_, 1);
  layout->addWidget(make_buttons());
  layout->addWidget(editor_);
  editor_->set_chosen([this] {
    const int label = label_of_row(table_->currentRow());
    return label == 0 ? std::vector<int>() : std::vector<int>{label};
  });
  connect(stack_, &LayerStack::changed, this, &LabelList::update_checks);
  connect(stack_, &LayerStack::images_changed, this, [this] { show_layer(key_); });
}

QWidget* LabelList::make_buttons() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  const auto button = [&](const QString& text, const char* name, auto act) {
    auto* made = new QPushButton(text, row);
    made->setObjectName(name);
    connect(made, &QPushButton::clicked, this, act);
    layout->addWidget(made);
  };
  button(tr("All"), "labels_all", [this] { set_all_visible(true); });
  button(tr("None"), "labels_none", [this] { set_all_visible(false); });
  button(tr("Only this"), "labels_only", [this] { show_only_current(); });
  button(tr("Table…"), "labels_table", [this] { import_table(); });
  return row;
}

int LabelList::row_count() const {
  return table_->rowCount();
}

QString LabelList::name_of(int label) const {
  if (const auto* layer = stack_->find(key_)) {
    const auto own = layer->slice.labels.names.find(label);
    if (own != layer->slice.labels.names.end()) return own->second;
  }
  return label_text(key_, label);
}

int LabelList::label_of_row(int row) const {
  const auto* item = table_->item(row, kName);
  return item ? item->data(Qt::UserRole).toInt() : 0;
}

void LabelList::show_layer(const QString& key) {
  key_ = key;
  editor_->set_layer(key);
  const auto* layer = stack_->find(key);
  if (!layer || !layer->is_labels() || !layer->is_open()) {
    counted_ = nullptr;
    labels_.clear();
    fill();
    return;
  }
  const Volume volume = layer->image->volume();
  if (volume.data() == counted_) return;
  counted_ = volume.data();
  session_->backend()->run<std::map<int, LabelSummary>>(
      tr("Count the labels of %1").arg(layer->source.name), JobLane::processor,
      [volume](JobContext&) -> Result<std::map<int, LabelSummary>> {
        return label_summaries(volume);
      },
      this,
      [this, bytes = volume.data()](const Result<std::map<int, LabelSummary>>& labels) {
        if (!labels || bytes != counted_) return;
        labels_ = *labels;
        fill();
      },
      JobListing::when_failed);
}

void LabelList::fill() {
  const QSignalBlocker blocker(table_);
  const auto* layer = stack_->find(key_);
  table_->setRowCount(static_cast<int>(labels_.size()));
  int row = 0;
  for (const auto& [label, summary] : labels_) {
    auto* name = new QTableWidgetItem(name_of(label));
    name->setData(Qt::UserRole, label);
    name->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    name->setToolTip(tr("Double-click: go there."));
    auto* id = new QTableWidgetItem(QString::number(label));
    id->setToolTip(tr("Double-click: choose a colour."));
    const Eigen::Vector3d spacing =
        layer ? layer->image->volume().grid().spacing_mm : Eigen::Vector3d::Ones();
    const double ml = static_cast<double>(summary.voxels) * spacing.prod() / 1000;
    auto* size = new QTableWidgetItem(QLocale().toString(ml, 'f', 1));
    size->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table_->setItem(row, kName, name);
    table_->setItem(row, kId, id);
    table_->setItem(row, kSize, size);
    ++row;
  }
  update_checks();
  apply_filter();
}

void LabelList::update_checks() {
  const QSignalBlocker blocker(table_);
  const auto* layer = stack_->find(key_);
  if (!layer) return;
  const LabelStyle& style = layer->slice.labels;
  for (int row = 0; row < table_->rowCount(); ++row) {
    const int label = label_of_row(row);
    const auto own = style.colours.find(label);
    table_->item(row, kName)
        ->setCheckState(style.hidden.contains(label) ? Qt::Unchecked : Qt::Checked);
    table_->item(row, kName)
        ->setData(Qt::DecorationRole,
                  own == style.colours.end() ? colour_of_label(label) : own->second);
  }
}

void LabelList::item_changed(QTableWidgetItem* item) {
  const auto* layer = stack_->find(key_);
  if (!layer || item->column() != kName) return;
  LabelStyle style = layer->slice.labels;
  const int label = item->data(Qt::UserRole).toInt();
  if (item->checkState() == Qt::Checked) {
    style.hidden.erase(label);
  } else {
    style.hidden.insert(label);
  }
  stack_->set_label_style(key_, style);
}

void LabelList::set_all_visible(bool visible) {
  const auto* layer = stack_->find(key_);
  if (!layer) return;
  LabelStyle style = layer->slice.labels;
  for (const auto& [label, summary] : labels_) {
    if (visible) {
      style.hidden.erase(label);
    } else {
      style.hidden.insert(label);
    }
  }
  stack_->set_label_style(key_, style);
}

void LabelList::show_only_current() {
  const auto* layer = stack_->find(key_);
  const int current = label_of_row(table_->currentRow());
  if (!layer || current == 0) return;
  LabelStyle style = layer->slice.labels;
  for (const auto& [label, summary] : labels_) style.hidden.insert(label);
  style.hidden.erase(current);
  stack_->set_label_style(key_, style);
}

void LabelList::choose_colour(int label) {
  const auto* layer = stack_->find(key_);
  if (!layer) return;
  const QColor colour =
      QColorDialog::getColor(colour_of_label(label), this, tr("Colour of %1").arg(name_of(label)));
  if (!colour.isValid()) return;
  LabelStyle style = layer->slice.labels;
  style.colours[label] = colour;
  stack_->set_label_style(key_, style);
}

void LabelList::import_table() {
  const QString file = QFileDialog::getOpenFileName(
      this, tr("Names and Colours of Labels"), {},
      tr("ITK-SNAP and 3D Slicer (*.label *.txt *.ctbl);;All files (*)"));
  if (!file.isEmpty()) apply_table(file.toStdString());
}

void LabelList::apply_table(const std::filesystem::path& path) {
  session_->backend()->run<LabelTable>(
      tr("Read %1").arg(QString::fromStdString(path.filename().string())), JobLane::processor,
      [path](JobContext&) { return read_label_table(path); }, this,
      [this, key = key_](const Result<LabelTable>& table) {
        const auto* layer = stack_->find(key);
        if (!table || !layer) return;
        LabelStyle style = layer->slice.labels;
        for (const auto& [label, entry] : *table) {
          style.names[label] = QString::fromStdString(entry.name);
          style.colours[label] = QColor(entry.rgb[0], entry.rgb[1], entry.rgb[2]);
          if (entry.visible) {
            style.hidden.erase(label);
          } else {
            style.hidden.insert(label);
          }
        }
        stack_->set_label_style(key, style);
        fill();
      },
      JobListing::while_active);
}

void LabelList::set_filter(const QString& text) {
  filter_->setText(text);
}

void LabelList::apply_filter() {
  const QString wanted = filter_->text().trimmed();
  for (int row = 0; row < table_->rowCount(); ++row) {
    const bool matches = wanted.isEmpty() ||
                         table_->item(row, kName)->text().contains(wanted, Qt::CaseInsensitive) ||
                         table_->item(row, kId)->text() == wanted;
    table_->setRowHidden(row, !matches);
  }
}

}  // namespace transpine

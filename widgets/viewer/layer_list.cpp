// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/layer_list.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "widgets/session/drag_formats.h"
#include "widgets/viewer/layer_stack.h"

namespace transpine {
namespace {

enum Column { kShown, kRow, kColumns };

QString key_of(const QTreeWidgetItem* item) {
  return item ? item->data(0, Qt::UserRole).toString() : QString();
}

/// Rows can be dragged onto a view.
class LayerTree : public QTreeWidget {
 public:
  using QTreeWidget::QTreeWidget;

 protected:
  QStringList mimeTypes() const override { return {kLayerDrag}; }
  QMimeData* mimeData(const QList<QTreeWidgetItem*>& items) const override {
    auto* carried = new QMimeData;
    if (!items.isEmpty()) carried->setData(kLayerDrag, key_of(items.front()).toUtf8());
    return carried;
  }
};

}  // namespace

LayerList::LayerList(LayerStack* stack, QWidget* parent)
    : QWidget(parent), stack_(stack), tree_(new LayerTree(this)) {
  tree_->setObjectName("layer_list");
  tree_->setAccessibleName(tr("Layers"));
  tree_->setColumnCount(kColumns);
  tree_->setHeaderLabels({tr("Layer"), tr("Row")});
  tree_->headerItem()->setToolTip(
      kRow, tr("Whether the image has a row of its own in the layout \"Rows\"."));
  tree_->setRootIsDecorated(false);
  tree_->setDragDropMode(QAbstractItemView::DragOnly);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(kShown, QHeaderView::Stretch);
  tree_->header()->setSectionResizeMode(kRow, QHeaderView::ResizeToContents);
  connect(tree_, &QTreeWidget::itemChanged, this, &LayerList::item_changed);
  connect(tree_, &QTreeWidget::currentItemChanged, this, [this] {
    if (filling_) return;
    update_form();
    Q_EMIT current_changed(current_key());
  });
  opacity_ = new QSlider(Qt::Horizontal, this);
  opacity_->setObjectName("layer_opacity");
  opacity_->setRange(0, 100);
  connect(opacity_, &QSlider::valueChanged, this,
          [this](int percent) { stack_->set_opacity(current_key(), percent / 100.0); });
  forms_ = new QStackedWidget(this);
  forms_->addWidget(make_image_form());
  forms_->addWidget(make_label_form());
  auto* opacity_row = new QFormLayout;
  opacity_row->addRow(tr("Opacity:"), opacity_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addWidget(tree_, 1);
  layout->addWidget(make_order_buttons());
  layout->addLayout(opacity_row);
  layout->addWidget(forms_);
  connect(stack_, &LayerStack::images_changed, this, &LayerList::refill);
  connect(stack_, &LayerStack::changed, this, [this] {
    const QSignalBlocker blocker(tree_);
    for (int i = 0; i < tree_->topLevelItemCount(); ++i) update_item(tree_->topLevelItem(i));
    update_form();
  });
  refill();
}

QWidget* LayerList::make_order_buttons() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  const auto button = [&](const QString& text, const char* name, int places) {
    auto* made = new QPushButton(text, row);
    made->setObjectName(name);
    connect(made, &QPushButton::clicked, this,
            [this, places] { stack_->move(current_key(), places); });
    layout->addWidget(made);
  };
  button(tr("Raise"), "layer_raise", 1);
  button(tr("Lower"), "layer_lower", -1);
  layout->addStretch(1);
  return row;
}

QWidget* LayerList::make_image_form() {
  auto* form = new QWidget(this);
  auto* layout = new QFormLayout(form);
  layout->setContentsMargins(0, 0, 0, 0);
  colours_ = new QComboBox(form);
  colours_->setObjectName("layer_colours");
  for (const ColourMap map : all_colour_maps()) {
    colours_->addItem(colour_map_name(map), static_cast<int>(map));
  }
  connect(colours_, &QComboBox::activated, this, [this] {
    stack_->set_colours(current_key(), static_cast<ColourMap>(colours_->currentData().toInt()));
  });
  mix_ = new QComboBox(form);
  mix_->setObjectName("layer_mix");
  mix_->addItems({tr("Over"), tr("Add"), tr("Lighten")});
  connect(mix_, &QComboBox::activated, this, [this](int index) {
    stack_->set_mix(current_key(), static_cast<SliceLayer::Mix>(index));
  });
  layout->addRow(tr("Colours:"), colours_);
  layout->addRow(tr("Mix:"), mix_);
  return form;
}

QWidget* LayerList::make_label_form() {
  auto* form = new QWidget(this);
  auto* layout = new QFormLayout(form);
  layout->setContentsMargins(0, 0, 0, 0);
  draw_ = new QComboBox(form);
  draw_->setObjectName("label_draw");
  draw_->addItems({tr("Filled"), tr("Outline"), tr("Both")});
  connect(draw_, &QComboBox::activated, this, &LayerList::apply_label_style);
  outline_ = new QSpinBox(form);
  outline_->setObjectName("label_outline");
  outline_->setRange(1, 8);
  outline_->setSuffix(tr(" px"));
  connect(outline_, &QSpinBox::valueChanged, this, &LayerList::apply_label_style);
  layout->addRow(tr("Draw:"), draw_);
  layout->addRow(tr("Outline:"), outline_);
  return form;
}

QString LayerList::current_key() const {
  return key_of(tree_->currentItem());
}

void LayerList::set_current_key(const QString& key) {
  for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
    if (key_of(tree_->topLevelItem(i)) == key) tree_->setCurrentItem(tree_->topLevelItem(i));
  }
}

void LayerList::refill() {
  const QString kept = current_key();
  filling_ = true;
  {
    const QSignalBlocker blocker(tree_);
    tree_->clear();
    const auto& layers = stack_->layers();
    for (auto it = layers.rbegin(); it != layers.rend(); ++it) {
      auto* item = new QTreeWidgetItem(tree_);
      item->setData(0, Qt::UserRole, it->source.key);
      item->setToolTip(0, QString::fromStdString(it->source.path.string()));
      item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
      update_item(item);
    }
  }
  set_current_key(kept);
  if (!tree_->currentItem() && tree_->topLevelItemCount() > 0) {
    tree_->setCurrentItem(tree_->topLevelItem(tree_->topLevelItemCount() - 1));
  }
  filling_ = false;
  update_form();
  if (current_key() != kept) Q_EMIT current_changed(current_key());
}

void LayerList::update_item(QTreeWidgetItem* item) {
  const auto* layer = stack_->find(key_of(item));
  if (!layer) return;
  item->setText(kShown, layer->source.name);
  item->setCheckState(kShown, layer->slice.visible ? Qt::Checked : Qt::Unchecked);
  if (!layer->is_labels()) {
    item->setCheckState(kRow, layer->has_row ? Qt::Checked : Qt::Unchecked);
  }
}

void LayerList::item_changed(QTreeWidgetItem* item, int column) {
  const bool checked = item->checkState(column) == Qt::Checked;
  if (column == kShown) stack_->set_visible(key_of(item), checked);
  if (column == kRow) stack_->set_has_row(key_of(item), checked);
}

void LayerList::update_form() {
  const auto* layer = stack_->find(current_key());
  opacity_->setEnabled(layer != nullptr);
  forms_->setEnabled(layer != nullptr);
  if (!layer) return;
  const QSignalBlocker opacity_blocker(opacity_);
  const QSignalBlocker outline_blocker(outline_);
  opacity_->setValue(qRound(layer->slice.opacity * 100));
  forms_->setCurrentIndex(layer->is_labels() ? 1 : 0);
  colours_->setCurrentIndex(colours_->findData(static_cast<int>(layer->slice.colours)));
  mix_->setCurrentIndex(static_cast<int>(layer->slice.mix));
  draw_->setCurrentIndex(static_cast<int>(layer->slice.labels.draw));
  outline_->setValue(layer->slice.labels.outline_px);
}

void LayerList::apply_label_style() {
  const auto* layer = stack_->find(current_key());
  if (!layer) return;
  LabelStyle style = layer->slice.labels;
  style.draw = static_cast<LabelStyle::Draw>(draw_->currentIndex());
  style.outline_px = outline_->value();
  stack_->set_label_style(current_key(), style);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QComboBox;
class QPushButton;
class QSlider;
class QSpinBox;
class QStackedWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace transpine {

class LayerStack;

/// The layers of a viewer, the uppermost first: shown or not, in a row of their own or not, their
/// order, and below it how the chosen one is drawn.
class LayerList : public QWidget {
  Q_OBJECT

 public:
  explicit LayerList(LayerStack* stack, QWidget* parent = nullptr);

  QString current_key() const;
  void set_current_key(const QString& key);

 Q_SIGNALS:
  void current_changed(const QString& key);

 private:
  QWidget* make_order_buttons();
  QWidget* make_image_form();
  QWidget* make_label_form();
  void refill();
  void update_item(QTreeWidgetItem* item);
  void update_form();
  void item_changed(QTreeWidgetItem* item, int column);
  void apply_label_style();

  LayerStack* stack_;
  QTreeWidget* tree_;
  QSlider* opacity_;
  QStackedWidget* forms_;
  QComboBox* colours_;
  QComboBox* mix_;
  QComboBox* draw_;
  QSpinBox* outline_;
  bool filling_ = false;
};

}  // namespace transpine

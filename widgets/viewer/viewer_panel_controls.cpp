// SPDX-License-Identifier: Apache-2.0
// The tool bars, menus and keys of ViewerPanel.
#include <QActionGroup>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolBar>
#include <QToolButton>

#include "core/landmarks/spine_labels.h"
#include "core/landmarks/vertebra_frame.h"
#include "widgets/actions/key_action.h"
#include "widgets/viewer/compare_bar.h"
#include "widgets/viewer/layer_stack.h"
#include "widgets/viewer/preset_dialog.h"
#include "widgets/viewer/viewer_panel.h"
#include "widgets/viewer/window_presets.h"

#include <QTabWidget>

namespace transpine {
namespace {

QComboBox* add_choice(QToolBar* bar, const QString& label, const char* name) {
  auto* choice = new QComboBox(bar);
  choice->setObjectName(QString::fromLatin1(name));
  choice->setAccessibleName(label);
  choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  bar->addWidget(new QLabel(label + ": ", bar));
  bar->addWidget(choice);
  return choice;
}

QToolButton* add_menu_button(QToolBar* bar, QMenu* menu, const char* name) {
  auto* button = new QToolButton(bar);
  button->setObjectName(QString::fromLatin1(name));
  button->setText(menu->title());
  button->setMenu(menu);
  button->setPopupMode(QToolButton::InstantPopup);
  bar->addWidget(button);
  return button;
}

}  // namespace

QToolBar* ViewerPanel::make_bar() {
  auto* bar = new QToolBar(this);
  bar->setObjectName("viewer_bar");
  add_layout_choice(bar);
  add_window_choice(bar);
  add_level_choice(bar);
  bar->addSeparator();
  add_tools(bar);
  bar->addSeparator();
  add_view_menu(bar);
  add_figure_menu(bar);
  return bar;
}

void ViewerPanel::add_layout_choice(QToolBar* bar) {
  layout_choice_ = add_choice(bar, tr("Layout"), "viewer_layout");
  layout_choice_->addItems({tr("2 × 2"), tr("One"), tr("Rows")});
  layout_choice_->setToolTip(
      tr("Three planes and 3D, one plane, or a row of three planes for each image"));
  plane_choice_ = new QComboBox(bar);
  plane_choice_->setObjectName("viewer_plane");
  plane_choice_->setAccessibleName(tr("Plane"));
  plane_choice_->addItems({tr("Axial"), tr("Sagittal"), tr("Coronal")});
  plane_choice_->setCurrentIndex(static_cast<int>(ViewPlane::sagittal));
  QAction* plane_action = bar->addWidget(plane_choice_);
  plane_action->setVisible(false);
  const auto apply = [this, plane_action] {
    const auto layout = static_cast<ViewerLayout>(layout_choice_->currentIndex());
    plane_action->setVisible(layout == ViewerLayout::one_up);
    grid_->set_viewer_layout(layout, static_cast<ViewPlane>(plane_choice_->currentIndex()),
                             grid_->row_count());
    open_needed();
    update_views();
  };
  connect(layout_choice_, &QComboBox::currentIndexChanged, this, apply);
  connect(plane_choice_, &QComboBox::currentIndexChanged, this, apply);
}

void ViewerPanel::set_viewer_layout(ViewerLayout layout) {
  layout_choice_->setCurrentIndex(static_cast<int>(layout));
}

void ViewerPanel::add_window_choice(QToolBar* bar) {
  preset_ = add_choice(bar, "  " + tr("Window"), "window_preset");
  fill_presets();
  connect(preset_, &QComboBox::activated, this, &ViewerPanel::preset_chosen);
}

void ViewerPanel::fill_presets() {
  const QSignalBlocker blocker(preset_);
  preset_->clear();
  preset_->addItem(tr("Automatic"));
  preset_->setItemData(0, tr("From the 0.1st to the 99.9th percentile"), Qt::ToolTipRole);
  for (const WindowPreset& preset : window_presets()) {
    preset_->addItem(preset.name);
    preset_->setItemData(preset_->count() - 1,
                         tr("Window %1, level %2").arg(preset.window).arg(preset.level),
                         Qt::ToolTipRole);
  }
  preset_->insertSeparator(preset_->count());
  preset_->addItem(tr("Apply to all images"), "all");
  preset_->addItem(tr("Edit…"), "edit");
}

void ViewerPanel::preset_chosen(int index) {
  const QString special = preset_->itemData(index).toString();
  const auto presets = window_presets();
  const auto* layer = stack_->find(current_layer());
  QString key = current_layer();
  // Labels have no window: the image they lie on is meant.
  if (!layer || layer->is_labels()) key = stack_->image_keys().value(0);
  if (special == "edit") {
    PresetDialog dialog(this);
    if (dialog.exec() == QDialog::Accepted) fill_presets();
  } else if (special == "all") {
    const auto* from = stack_->find(key);
    if (!from) return;
    const double window = from->slice.window;
    const double level = from->slice.level;
    for (const QString& image : stack_->image_keys()) stack_->set_window(image, window, level);
  } else if (index == 0) {
    stack_->set_automatic_window(key);
  } else if (index <= static_cast<int>(presets.size())) {
    const WindowPreset& preset = presets[static_cast<std::size_t>(index - 1)];
    stack_->set_window(key, preset.window, preset.level, grid_->links()->aspects().window_level);
  }
}

void ViewerPanel::add_level_choice(QToolBar* bar) {
  level_ = add_choice(bar, "  " + tr("Level"), "viewer_level");
  level_->setPlaceholderText(tr("Go to"));
  level_->setToolTip(tr("Goes to the body of a vertebra"));
  connect(level_, &QComboBox::activated, this,
          [this] { go_to_level(level_->currentData().toInt()); });
  axes_ = add_choice(bar, "  " + tr("Axes"), "viewer_axes");
  axes_->setToolTip(
      tr("The patient's axes, those of the image's own grid (an oblique image then shows its "
         "voxels as they are), or a cut through the centres of a vertebra's body and spinous "
         "process"));
  connect(axes_, &QComboBox::currentIndexChanged, this, [this] {
    update_axes();
    if (const auto id = vertebra_from_name(axes().toStdString())) go_to_level(*id);
  });
  fill_levels();
}

void ViewerPanel::fill_levels() {
  const QString kept = axes_->count() > 0 ? axes() : QString();
  const QSignalBlocker level_blocker(level_);
  const QSignalBlocker axes_blocker(axes_);
  level_->clear();
  axes_->clear();
  axes_->addItem(tr("Patient"), "world");
  axes_->addItem(tr("Image grid"), "image");
  for (const int id : vertebrae_with_body(landmarks_)) {
    const QString name = QString::fromStdString(vertebra_name(id));
    level_->addItem(name, id);
    if (vertebra_frame(landmarks_, id)) axes_->addItem(name, name);
  }
  level_->setEnabled(level_->count() > 0);
  level_->setCurrentIndex(-1);
  set_axes(kept);
}

void ViewerPanel::set_axes(const QString& axes) {
  axes_->setCurrentIndex(std::max(0, axes_->findData(axes)));
}

QString ViewerPanel::axes() const {
  return axes_->currentData().toString();
}

void ViewerPanel::add_tools(QToolBar* bar) {
  tools_ = new QActionGroup(this);
  const auto tool = [&](const QString& text, const QString& hint, const char* name, int kind) {
    QAction* action = bar->addAction(text);
    action->setObjectName(QString::fromLatin1(name));
    action->setToolTip(hint);
    action->setCheckable(true);
    action->setData(kind);
    tools_->addAction(action);
    connect(action, &QAction::triggered, this, [this, kind] {
      choose_tool(kind < 0 ? std::nullopt : std::optional(static_cast<Measure::Kind>(kind)));
    });
    return action;
  };
  tool(tr("Navigate"), tr("Left drag moves the cursor"), "viewer.navigate", -1)->setChecked(true);
  tool(tr("Ruler"), tr("Drag from end to end"), "viewer.ruler", int(Measure::Kind::ruler));
  tool(tr("Angle"), tr("Click an end, the corner, the other end"), "viewer.angle",
       int(Measure::Kind::angle));
  tool(tr("Region"), tr("Drag an ellipse: mean and deviation of each image"), "viewer.region",
       int(Measure::Kind::ellipse));
  tool(tr("Profile"), tr("Drag a line: the values of all images along it in one plot"),
       "viewer.profile", int(Measure::Kind::profile));
}

void ViewerPanel::choose_tool(std::optional<Measure::Kind> tool) {
  for (QAction* action : tools_->actions()) {
    if (action->data().toInt() == (tool ? static_cast<int>(*tool) : -1)) action->setChecked(true);
  }
  for (SliceView* shown : grid_->views()) {
    shown->set_mode(tool ? SliceView::Mode::measure : SliceView::Mode::navigate);
    if (tool) shown->set_measure_tool(*tool);
  }
}

void ViewerPanel::add_view_menu(QToolBar* bar) {
  auto* menu = new QMenu(tr("View"), this);
  const auto toggle = [&](const QString& text, const char* name, bool on, auto act) {
    QAction* action = menu->addAction(text);
    action->setObjectName(QString::fromLatin1(name));
    action->setCheckable(true);
    action->setChecked(on);
    connect(action, &QAction::toggled, this, act);
    return action;
  };
  radiological_ =
      toggle(tr("Patient right on the left"), "viewer.radiological", true, [this](bool on) {
        set_convention({on, convention_.anterior_left});
      });
  anterior_left_ =
      toggle(tr("Sagittal: anterior on the left"), "viewer.anterior_left", true, [this](bool on) {
        set_convention({convention_.radiological, on});
      });
  menu->addSeparator();
  landmarks_visible_ =
      toggle(tr("Landmarks"), "viewer.landmarks", false, [this] { update_markers(); });
  toggle(tr("Side panel"), "viewer.side_panel", true, [this](bool on) { side_->setVisible(on); });
  menu->addSeparator();
  add_link_menu(menu);
  menu->addSeparator();
  QAction* clear = menu->addAction(tr("Remove all measures"));
  clear->setObjectName("viewer.clear_measures");
  connect(clear, &QAction::triggered, &measures_, &MeasureSet::clear);
  add_menu_button(bar, menu, "view_menu");
}

void ViewerPanel::add_link_menu(QMenu* menu) {
  QMenu* links = menu->addMenu(tr("Link Rows"));
  struct Aspect {
    QString text;
    const char* name;
    bool LinkAspects::*field;
  };
  const Aspect aspects[] = {
      {tr("Cursor"), "viewer.link_cursor", &LinkAspects::cursor},
      {tr("Slice steps"), "viewer.link_slice", &LinkAspects::slice},
      {tr("Zoom"), "viewer.link_zoom", &LinkAspects::zoom},
      {tr("Pan"), "viewer.link_pan", &LinkAspects::pan},
      {tr("Window and level"), "viewer.link_window", &LinkAspects::window_level}};
  for (const Aspect& aspect : aspects) {
    QAction* action = links->addAction(aspect.text);
    action->setObjectName(QString::fromLatin1(aspect.name));
    action->setCheckable(true);
    action->setChecked(true);
    connect(action, &QAction::toggled, this, [this, field = aspect.field](bool on) {
      LinkAspects next = grid_->links()->aspects();
      next.*field = on;
      grid_->links()->set_aspects(next);
    });
  }
  links->addSeparator();
  QMenu* groups = links->addMenu(tr("Group of the Focused Row"));
  const QString names[] = {tr("None"), tr("Group 1"), tr("Group 2")};
  for (int group = 0; group < 3; ++group) {
    groups->addAction(names[group], this, [this, group] {
      if (SliceView* shown = focused_view()) grid_->links()->set_group(shown->cursor(), group);
    });
  }
}

void ViewerPanel::add_figure_menu(QToolBar* bar) {
  auto* menu = new QMenu(tr("Figure"), this);
  const auto item = [&](const QString& text, const char* name, auto act) {
    QAction* action = menu->addAction(text, this, act);
    action->setObjectName(QString::fromLatin1(name));
  };
  item(tr("Save all views…"), "viewer.save_figure", [this] { export_figure(true); });
  item(tr("Save this view…"), "viewer.save_view", [this] { export_figure(false); });
  item(tr("Copy all views"), "viewer.copy_figure", [this] { copy_figure(); });
  add_menu_button(bar, menu, "figure_menu");
}

void ViewerPanel::add_compare_choice() {
  compare_bar_->setObjectName("compare_bar");
  first_ = new QComboBox(compare_bar_);
  second_ = new QComboBox(compare_bar_);
  first_->setObjectName("compare_first");
  second_->setObjectName("compare_second");
  for (QComboBox* choice : {first_, second_}) {
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(choice, &QComboBox::activated, this, [this] {
      open_needed();
      update_views();
    });
  }
  first_->setAccessibleName(tr("First image"));
  second_->setAccessibleName(tr("Second image"));
  compare_bar_->addWidget(new QLabel("  " + tr("First:") + " ", compare_bar_));
  compare_bar_->addWidget(first_);
  compare_bar_->addWidget(new QLabel("  " + tr("Second:") + " ", compare_bar_));
  compare_bar_->addWidget(second_);
}

void ViewerPanel::fill_compare_choice() {
  const QString kept[] = {first_compared(), second_compared()};
  QComboBox* const choices[] = {first_, second_};
  for (int i = 0; i < 2; ++i) {
    const QSignalBlocker blocker(choices[i]);
    choices[i]->clear();
    for (const QString& key : stack_->image_keys()) {
      choices[i]->addItem(stack_->find(key)->source.name, key);
    }
    int at = choices[i]->findData(kept[i]);
    // While there was one image it stood for both.
    if (i == 1 && kept[0] == kept[1]) at = -1;
    choices[i]->setCurrentIndex(at >= 0 ? at : std::min(i, choices[i]->count() - 1));
  }
}

void ViewerPanel::set_compared(const QString& first, const QString& second) {
  first_->setCurrentIndex(first_->findData(first));
  second_->setCurrentIndex(second_->findData(second));
  open_needed();
  update_views();
}

QString ViewerPanel::first_compared() const {
  return first_->currentData().toString();
}

QString ViewerPanel::second_compared() const {
  return second_->currentData().toString();
}

SliceView* ViewerPanel::focused_view() const {
  auto* shown = qobject_cast<SliceView*>(focusWidget());
  return shown ? shown : grid_->view(0, ViewPlane::sagittal);
}

void ViewerPanel::add_keys() {
  const auto for_kind = [this](bool labels, const auto& act) {
    for (const auto& layer : std::vector(stack_->layers())) {
      if (layer.is_labels() == labels) act(layer);
    }
  };
  add_key_action(this, "viewer.labels", tr("Show or hide labels"), Qt::Key_G, [this, for_kind] {
    bool any = false;
    for_kind(true, [&](const LayerStack::Layer& layer) { any |= layer.slice.visible; });
    bool first = true;
    for_kind(true, [&](const LayerStack::Layer& layer) {
      // Shown again is one map, not all that there are.
      stack_->set_visible(layer.source.key, !any && first);
      first = false;
    });
  });
  add_key_action(this, "viewer.overlay", tr("Show or hide the upper image"), Qt::Key_T, [this] {
    const QString key = stack_->image_keys().value(stack_->image_keys().size() - 1);
    const auto* layer = stack_->find(key);
    if (layer) stack_->set_visible(key, !layer->slice.visible);
  });
  add_key_action(this, "viewer.outline", tr("Labels filled, as outlines, or both"), Qt::Key_O,
                 [this, for_kind] {
                   for_kind(true, [&](const LayerStack::Layer& layer) {
                     LabelStyle style = layer.slice.labels;
                     style.draw =
                         static_cast<LabelStyle::Draw>((static_cast<int>(style.draw) + 1) % 3);
                     stack_->set_label_style(layer.source.key, style);
                   });
                 });
  add_key_action(this, "viewer.interpolate", tr("Interpolate between voxels"), Qt::Key_I,
                 [this] { stack_->set_interpolate(!stack_->interpolates()); });
  add_key_action(this, "viewer.compare", tr("Next way to compare"), Qt::Key_C,
                 [this] { compare_bar_->cycle(); });
  add_key_action(this, "viewer.swap", tr("Swap the compared images"), Qt::Key_X,
                 [this] { set_compared(second_compared(), first_compared()); });
  add_key_action(this, "viewer.next_result", tr("Next image"), Qt::Key_BracketRight,
                 [this] { cycle_results(1); });
  add_key_action(this, "viewer.previous_result", tr("Previous image"), Qt::Key_BracketLeft,
                 [this] { cycle_results(-1); });
  add_key_action(this, "viewer.delete_measure", tr("Remove the chosen measure"), Qt::Key_Backspace,
                 [this] { measures_.remove(measures_.selected()); });
  for (int i = 0; i < 3; ++i) {
    static const char* const names[] = {"viewer.layout_four", "viewer.layout_one",
                                        "viewer.layout_rows"};
    const QString texts[] = {tr("Layout 2 × 2"), tr("Layout of one view"), tr("Layout of rows")};
    add_key_action(this, names[i], texts[i], QKeySequence(Qt::SHIFT | (Qt::Key_F1 + i)),
                   [this, i] { set_viewer_layout(static_cast<ViewerLayout>(i)); });
  }
}

}  // namespace transpine

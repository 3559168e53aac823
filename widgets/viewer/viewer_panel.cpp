// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/viewer_panel.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/landmarks/spine_labels.h"
#include "core/landmarks/vertebra_frame.h"
#include "widgets/session/study_session.h"
#include "widgets/view/label_colours.h"
#include "widgets/viewer/compare_bar.h"
#include "widgets/viewer/label_list.h"
#include "widgets/viewer/layer_drop.h"
#include "widgets/viewer/layer_list.h"
#include "widgets/viewer/layer_stack.h"
#include "widgets/viewer/mask_editor.h"
#include "widgets/viewer/measure_text.h"
#include "widgets/viewer/probe_table.h"
#include "widgets/viewer/profile_dialog.h"

namespace transpine {
namespace {

constexpr int kMostRows = 4;
constexpr int kSide_px = 250;

QString plane_title(ViewPlane plane) {
  const QString titles[] = {ViewerPanel::tr("Axial"), ViewerPanel::tr("Sagittal"),
                            ViewerPanel::tr("Coronal")};
  return titles[static_cast<std::size_t>(plane)];
}

}  // namespace

ViewerPanel::ViewerPanel(StudySession* session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      stack_(new LayerStack(this)),
      grid_(new SliceGrid(this)),
      compare_bar_(new CompareBar(this)),
      profile_(new ProfileDialog(this)) {
  setObjectName("viewer_panel");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(make_bar());
  add_compare_choice();
  layout->addWidget(compare_bar_);
  auto* split = new QSplitter(this);
  split->setObjectName("viewer_splitter");
  split->addWidget(grid_);
  split->addWidget(make_side());
  split->setStretchFactor(0, 1);
  split->setSizes({1000, kSide_px});
  layout->addWidget(split, 1);
  add_keys();
  for (SliceView* view : grid_->views()) connect_view(view, 0);
  connect(grid_, &SliceGrid::view_made, this, &ViewerPanel::connect_view);
  connect(stack_, &LayerStack::changed, this, [this] {
    open_needed();
    update_views();
  });
  connect(stack_, &LayerStack::images_changed, this, [this] {
    fill_compare_choice();
    open_needed();
    update_views();
  });
  connect(compare_bar_, &CompareBar::changed, this, [this] {
    // A comparison may need another row or an image that is not open yet.
    if (compare_bar_->compare().phase_s == 0) {
      open_needed();
      update_views();
    } else {
      update_compare();
    }
  });
  connect(&measures_, &MeasureSet::changed, this, &ViewerPanel::update_measures);
  auto* drop = new LayerDrop(session_, stack_, grid_);
  connect(drop, &LayerDrop::image_dropped, this, &ViewerPanel::add_layer);
  connect(drop, &LayerDrop::layer_dropped, this, &ViewerPanel::show_layer);
}

ViewerPanel::~ViewerPanel() = default;

QWidget* ViewerPanel::make_side() {
  side_ = new QTabWidget(this);
  side_->setObjectName("viewer_side");
  layer_list_ = new LayerList(stack_, side_);
  label_list_ = new LabelList(stack_, session_, side_);
  label_list_->editor()->set_place([this] { return cursor()->position_mm(); });
  probe_ = new ProbeTable(side_);
  side_->addTab(layer_list_, tr("Layers"));
  side_->addTab(label_list_, tr("Labels"));
  side_->addTab(probe_, tr("Values"));
  connect(layer_list_, &LayerList::current_changed, this, [this](const QString& key) {
    const auto* layer = stack_->find(key);
    if (layer && layer->is_labels()) label_list_->show_layer(key);
    update_views();
    Q_EMIT current_layer_changed(key);
  });
  connect(label_list_, &LabelList::place_chosen, this, &ViewerPanel::jump_to);
  return side_;
}

void ViewerPanel::connect_view(SliceView* view, int row) {
  view->set_measures(&measures_);
  view->set_convention(convention_);
  connect(view, &SliceView::hovered, this, [this, view](const Eigen::Vector3d& p_mm) {
    probe_->show_place(view->layers(), p_mm);
    Q_EMIT status(probe_text(view->layers(), p_mm));
  });
  const auto key_of = [this, row](std::size_t layer) {
    const QStringList keys = keys_of_rows_.at(static_cast<std::size_t>(row));
    return keys.value(static_cast<qsizetype>(layer));
  };
  connect(view, &SliceView::window_level_changed, this,
          [this, key_of](std::size_t layer, double window, double level) {
            stack_->set_window(key_of(layer), window, level,
                               grid_->links()->aspects().window_level);
          });
  connect(view, &SliceView::automatic_window_requested, this,
          [this, key_of](std::size_t layer) { stack_->set_automatic_window(key_of(layer)); });
}

QStringList ViewerPanel::stack_keys() const {
  const bool compares = compare_bar_->compare().mode != CompareMode::stacked;
  QStringList keys;
  for (const auto& layer : stack_->layers()) {
    const QString& key = layer.source.key;
    const bool compared = compares && (key == first_compared() || key == second_compared());
    if (layer.is_open() && (layer.slice.visible || compared)) keys << key;
  }
  return keys;
}

QStringList ViewerPanel::row_keys(const QString& image) const {
  QStringList keys{image};
  for (const auto& layer : stack_->layers()) {
    if (layer.is_labels() && layer.is_open() && layer.slice.visible &&
        (layer.source.labels_of == image || layer.source.labels_of.isEmpty())) {
      keys << layer.source.key;
    }
  }
  return keys;
}

void ViewerPanel::update_views() {
  keys_of_rows_.clear();
  const bool compares = compare_bar_->compare().mode != CompareMode::stacked;
  if (grid_->viewer_layout() != ViewerLayout::rows) {
    keys_of_rows_.push_back(stack_keys());
    show_row(0, keys_of_rows_[0], {}, compares);
  } else {
    QStringList titles;
    for (const QString& key : stack_->image_keys()) {
      const auto* layer = stack_->find(key);
      if (!layer->has_row || static_cast<int>(keys_of_rows_.size()) == kMostRows) continue;
      keys_of_rows_.push_back(layer->is_open() ? row_keys(key) : QStringList());
      titles << layer->source.name;
    }
    const bool has_comparison = compares && static_cast<int>(keys_of_rows_.size()) < kMostRows;
    if (has_comparison) {
      keys_of_rows_.push_back(stack_keys());
      titles << compare_mode_name(compare_bar_->compare().mode);
    }
    if (keys_of_rows_.empty()) keys_of_rows_.emplace_back();
    const int rows = static_cast<int>(keys_of_rows_.size());
    grid_->set_viewer_layout(ViewerLayout::rows, grid_->plane(), rows);
    for (int row = 0; row < rows; ++row) {
      const bool is_comparison = has_comparison && row == rows - 1;
      show_row(row, keys_of_rows_[static_cast<std::size_t>(row)], titles.value(row), is_comparison);
    }
  }
  update_compare();
  update_axes();
  update_markers();
  update_measures();
  Q_EMIT layers_changed();
}

void ViewerPanel::show_row(int row, const QStringList& keys, const QString& title, bool compares) {
  std::vector<SliceLayer> layers;
  for (const QString& key : keys) {
    layers.push_back(stack_->find(key)->slice);
    layers.back().visible = true;
  }
  // The mouse changes the window of the chosen layer, else of the uppermost image.
  std::size_t active = 0;
  for (qsizetype i = 0; i < keys.size(); ++i) {
    const bool is_image = layers[static_cast<std::size_t>(i)].kind == SliceLayer::Kind::image;
    if (is_image) active = static_cast<std::size_t>(i);
    if (is_image && keys[i] == current_layer()) break;
  }
  QString what = title;
  if (what.isEmpty() && compares) what = compare_mode_name(compare_bar_->compare().mode);
  if (what.isEmpty() && !layers.empty()) what = layers[active].name;
  for (const ViewPlane plane : {ViewPlane::axial, ViewPlane::sagittal, ViewPlane::coronal}) {
    SliceView* shown = grid_->view(row, plane);
    shown->set_title(what.isEmpty() ? plane_title(plane)
                                    : tr("%1, %2").arg(what, plane_title(plane)));
    shown->set_layers(layers);
    shown->set_active_layer(active);
    SliceCompare compare = compares ? compare_bar_->compare() : SliceCompare();
    compare.first =
        static_cast<std::size_t>(std::max<qsizetype>(0, keys.indexOf(first_compared())));
    compare.second =
        static_cast<std::size_t>(std::max<qsizetype>(0, keys.indexOf(second_compared())));
    shown->set_compare(compare);
  }
}

void ViewerPanel::update_compare() {
  for (SliceView* shown : grid_->views()) {
    if (shown->compare().mode == CompareMode::stacked) continue;
    SliceCompare compare = compare_bar_->compare();
    compare.first = shown->compare().first;
    compare.second = shown->compare().second;
    shown->set_compare(compare);
  }
}

void ViewerPanel::set_convention(const DisplayConvention& convention) {
  convention_ = convention;
  for (SliceView* shown : grid_->views()) shown->set_convention(convention);
}

void ViewerPanel::set_landmarks(const LandmarkSet& points) {
  landmarks_ = points;
  fill_levels();
  update_axes();
  update_markers();
}

void ViewerPanel::update_axes() {
  const QString wanted = axes();
  Eigen::Matrix3d turned = Eigen::Matrix3d::Identity();
  if (const auto id = vertebra_from_name(wanted.toStdString())) {
    if (const auto frame = vertebra_frame(landmarks_, *id)) turned = frame->axes;
  }
  for (int row = 0; row < static_cast<int>(keys_of_rows_.size()); ++row) {
    Eigen::Matrix3d row_axes = turned;
    if (wanted == "image") {
      const auto& layers = grid_->view(row, ViewPlane::axial)->layers();
      if (!layers.empty()) {
        row_axes = layers[0].view_from_volume.rotation().toRotationMatrix() *
                   axes_of_grid(layers[0].volume.grid());
      }
    }
    for (const ViewPlane plane : {ViewPlane::axial, ViewPlane::sagittal, ViewPlane::coronal}) {
      grid_->view(row, plane)->set_patient_axes(row_axes);
    }
  }
}

void ViewerPanel::update_markers() {
  std::vector<Marker> markers;
  if (landmarks_visible_->isChecked()) {
    for (const auto& [key, p_mm] : landmarks_) {
      markers.push_back({p_mm, colour_of_label(key.vertebra),
                         QString::fromStdString(vertebra_name(key.vertebra))});
    }
  }
  for (SliceView* shown : grid_->views()) shown->set_markers(markers);
}

void ViewerPanel::update_measures() {
  std::vector<SliceLayer> layers;
  for (const auto& layer : stack_->layers()) {
    const bool shown =
        std::any_of(keys_of_rows_.begin(), keys_of_rows_.end(),
                    [&](const auto& keys) { return keys.contains(layer.source.key); });
    if (!shown || layer.is_labels() || !layer.is_open()) continue;
    layers.push_back(layer.slice);
    layers.back().visible = true;
  }
  const QSignalBlocker blocker(&measures_);
  for (int i = 0; i < static_cast<int>(measures_.measures().size()); ++i) {
    const Measure& measure = measures_.measures()[static_cast<std::size_t>(i)];
    measures_.set_text(i, measure_text(measure, layers));
    if (measure.kind == Measure::Kind::profile && i == measures_.selected()) {
      profile_->set_curves(profile_curves(measure, layers));
      profile_->show();
    }
  }
  for (SliceView* shown : grid_->views()) shown->update();
}

void ViewerPanel::go_to_level(int vertebra) {
  const auto it = landmarks_.find({vertebra, subregion::kBody});
  if (it != landmarks_.end()) cursor()->jump_to(it->second);
}

void ViewerPanel::jump_to(const Eigen::Vector3d& p_mm) {
  if (places_first_image_) wanted_mm_ = p_mm;
  cursor()->jump_to(p_mm);
}

QString ViewerPanel::current_layer() const {
  return layer_list_->current_key();
}

void ViewerPanel::set_current_layer(const QString& key) {
  layer_list_->set_current_key(key);
}

void ViewerPanel::cycle_results(int places) {
  const QStringList keys = stack_->image_keys();
  if (keys.isEmpty()) return;
  qsizetype shown = 0;
  for (qsizetype i = 0; i < keys.size(); ++i) {
    if (stack_->find(keys[i])->slice.visible) shown = i;
  }
  const qsizetype next = (shown + places + keys.size()) % keys.size();
  for (qsizetype i = 0; i < keys.size(); ++i) stack_->set_visible(keys[i], i == next);
  set_current_layer(keys[next]);
}

}  // namespace transpine

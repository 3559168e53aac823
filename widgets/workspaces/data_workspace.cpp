// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/data_workspace.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QToolBar>
#include <QVBoxLayout>

#include "widgets/backend/backend.h"
#include "widgets/data/role_text.h"
#include "widgets/data/subject_panel.h"
#include "widgets/forms/command_text.h"
#include "widgets/view/surface_view.h"
#include "widgets/workspaces/view_grid.h"

namespace transpine {
DataWorkspace::DataWorkspace(StudySession* session, QWidget* parent)
    : Workspace(session, parent), cursor_(new LinkedCursor(this)) {
  setObjectName("data_workspace");
  panel_ = new SubjectPanel(session, this);
  set_panels(panel_, make_centre());

  connect(session, &StudySession::study_changed, this, [this] {
    // A study without subjects has no change of subject to follow.
    if (isVisible() && this->session()->study().subjects().empty()) show_subject();
  });
  connect(session, &StudySession::subject_changed, this, [this] {
    if (isVisible()) show_subject();
  });
}

QWidget* DataWorkspace::make_centre() {
  auto* centre = new QWidget(this);
  auto* layout = new QVBoxLayout(centre);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* bar = new QToolBar(centre);
  image_choice_ = new QComboBox(bar);
  image_choice_->setObjectName("image_choice");
  image_choice_->setMinimumWidth(160);
  connect(image_choice_, &QComboBox::activated, this, &DataWorkspace::choose_image);
  preset_ = new QComboBox(bar);
  preset_->setObjectName("window_preset");
  preset_->addItem(tr("Automatic"));
  for (const WindowPreset& preset : ct_window_presets()) preset_->addItem(preset.name);
  connect(preset_, &QComboBox::activated, this, [this] { apply_layers(false); });
  labels_visible_ = new QCheckBox(tr("Labels"), bar);
  labels_visible_->setObjectName("labels_visible");
  labels_visible_->setChecked(true);
  connect(labels_visible_, &QCheckBox::toggled, this, [this](bool visible) {
    for (SliceView* view : views_) view->set_visible(1, visible);
  });
  auto* radiological = new QCheckBox(tr("Patient right on the left"), bar);
  radiological->setObjectName("radiological");
  radiological->setChecked(true);
  bar->addWidget(new QLabel(tr("Image:") + " ", bar));
  bar->addWidget(image_choice_);
  bar->addWidget(new QLabel("  " + tr("Window:") + " ", bar));
  bar->addWidget(preset_);
  bar->addSeparator();
  bar->addWidget(labels_visible_);
  bar->addWidget(radiological);
  bar->addSeparator();
  QAction* export_action = bar->addAction(tr("Export as NIfTI…"));
  connect(export_action, &QAction::triggered, this, [this] {
    if (image_) {
      export_as_nifti(this->session(), this, image_->volume(),
                      QString::fromStdString(image_->path.filename().string()));
    }
  });
  layout->addWidget(bar);

  grid_ = new ViewGrid(centre);
  const char* const names[] = {"axial_view", "sagittal_view", "coronal_view"};
  const int places[3][2] = {{0, 0}, {0, 1}, {1, 0}};
  const ViewPlane planes[] = {ViewPlane::axial, ViewPlane::sagittal, ViewPlane::coronal};
  for (std::size_t i = 0; i < 3; ++i) {
    views_[i] = new SliceView(planes[i], cursor_, grid_);
    views_[i]->setObjectName(names[i]);
    grid_->add(views_[i], places[i][0], places[i][1]);
    connect(views_[i], &SliceView::hovered, this, [this, i](const Eigen::Vector3d& p_mm) {
      Q_EMIT status(probe_text(views_[i]->layers(), p_mm));
    });
    connect(views_[i], &SliceView::window_level_changed, this,
            [this](std::size_t layer, double window, double level) {
              for (SliceView* view : views_) view->set_window_level(layer, window, level);
            });
    connect(radiological, &QCheckBox::toggled, views_[i],
            [this, i](bool on) { views_[i]->set_convention({.radiological = on}); });
  }
  surfaces_ = new SurfaceView(cursor_, grid_);
  surfaces_->setObjectName("surface_view");
  grid_->add(surfaces_, 1, 1);
  layout->addWidget(grid_, 1);
  return centre;
}

void DataWorkspace::activate() {
  show_subject();
}

void DataWorkspace::show_subject() {
  if (!session()->has_study()) return;
  image_choice_->clear();
  for (const Role role : {Role::mr, Role::ct, Role::mr_vertebrae, Role::mr_subregions,
                          Role::ct_vertebrae, Role::ct_subregions}) {
    if (!session()->file_of(role).empty()) {
      image_choice_->addItem(role_text(role), static_cast<int>(role));
    }
  }
  choose_image();
}

void DataWorkspace::choose_image() {
  image_.reset();
  labels_.reset();
  if (image_choice_->currentIndex() < 0) {
    wanted_image_.clear();
    surfaces_->set_surfaces({});
    apply_layers(false);
    panel_->show_header(nullptr);
    return;
  }
  const Role role = static_cast<Role>(image_choice_->currentData().toInt());
  const auto path = session()->file_of(role);
  wanted_image_ = path;
  session()->with_image(path, kind_of(role), this, [this, path](const ShownImagePtr& image) {
    if (path == wanted_image_) show_image(image);
  });
  const auto labels =
      session()->file_of(role == Role::ct ? Role::ct_vertebrae : Role::mr_vertebrae);
  if (is_label_map(role) || labels.empty()) {
    surfaces_->set_surfaces({});
    return;
  }
  session()->with_image(labels, ImageKind::labels, this, [this, path](const ShownImagePtr& mask) {
    if (path == wanted_image_) show_labels(mask);
  });
}

void DataWorkspace::show_image(const ShownImagePtr& image) {
  image_ = image;
  panel_->show_header(image);
  if (image->statistics.non_finite_count > 0) {
    Q_EMIT session()->warned(
        tr("%1 has NaN or infinite voxels. Replace them before it is used, for example with "
           "transpine convert --nan 0.")
            .arg(QString::fromStdString(image->path.string())));
  }
  const Grid& grid = image->volume().grid();
  const Eigen::Vector3d middle(static_cast<double>(grid.size[0] - 1) / 2,
                               static_cast<double>(grid.size[1] - 1) / 2,
                               static_cast<double>(grid.size[2] - 1) / 2);
  cursor_->jump_to(grid.point_from_index(middle));
  apply_layers(true);
}

void DataWorkspace::show_labels(const ShownImagePtr& labels) {
  labels_ = labels;
  apply_layers(false);
  session()->backend()->cancel(surface_job_);
  surface_job_ = session()->backend()->run<LabelSurfaces>(
      tr("Surfaces of %1").arg(QString::fromStdString(labels->path.filename().string())),
      JobLane::processor,
      [volume = labels->volume()](JobContext& job) { return build_surfaces(volume, 0.6, job); },
      this,
      [this](const Result<LabelSurfaces>& surfaces) {
        if (surfaces) surfaces_->set_surfaces(*surfaces);
      });
}

void DataWorkspace::apply_layers(bool fit) {
  std::vector<SliceLayer> layers;
  if (image_) {
    SliceLayer layer = layer_of(*image_, image_choice_->currentText());
    if (preset_->currentIndex() > 0) {
      const WindowPreset preset =
          ct_window_presets()[static_cast<std::size_t>(preset_->currentIndex() - 1)];
      layer.window = preset.window;
      layer.level = preset.level;
    }
    layers.push_back(std::move(layer));
    if (labels_) {
      layers.push_back(layer_of(*labels_, tr("Vertebra")));
      layers.back().visible = labels_visible_->isChecked();
    }
  }
  const QString titles[] = {tr("Axial"), tr("Sagittal"), tr("Coronal")};
  for (std::size_t i = 0; i < 3; ++i) {
    views_[i]->set_title(titles[i]);
    views_[i]->set_layers(layers, false);
  }
  surfaces_->set_title(tr("Vertebrae"));
  if (fit && image_) {
    // One zoom for all: the spine's length decides it.
    views_[1]->fit();
  }
}

QString DataWorkspace::command() const {
  if (!image_) return {};
  return "transpine info " + shell_quoted(image_->path);
}

void DataWorkspace::jump_to(const Eigen::Vector3d& p_mm) {
  cursor_->jump_to(p_mm);
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/register_workspace.h"

#include <QKeyEvent>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/landmarks/spine_labels.h"
#include "widgets/actions/key_action.h"
#include "widgets/backend/backend.h"
#include "widgets/forms/command_text.h"
#include "widgets/landmarks/landmark_bar.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/landmark_panel.h"
#include "widgets/landmarks/points_from_masks.h"
#include "widgets/landmarks/polyrigid_preview.h"
#include "widgets/landmarks/register_all_dialog.h"
#include "widgets/landmarks/registration_summary.h"
#include "widgets/landmarks/subject_points.h"
#include "widgets/landmarks/subregion_text.h"
#include "widgets/view/label_colours.h"
#include "widgets/view/view_grid.h"
#include "widgets/viewer/compare_bar.h"
#include "widgets/viewer/probe_table.h"
#include "widgets/workspaces/register_surfaces.h"

namespace transpine {
namespace {

constexpr double kAir_hu = -1000;
constexpr int kSurfaces_px = 420;

// Bodies and spinous processes are named; the other points would fill the picture with text.
QString point_name(LandmarkKey key) {
  const QString vertebra = QString::fromStdString(vertebra_name(key.vertebra));
  if (key.subregion == subregion::kBody) return vertebra;
  return key.subregion == subregion::kSpinousProcess ? vertebra + " SP" : QString();
}

Marker marker_of(LandmarkKey key, const Landmark& landmark, LandmarkKey active) {
  const QColor colour = landmark.state == LandmarkState::excluded ? QColor(150, 150, 150)
                                                                  : colour_of_label(key.vertebra);
  return {landmark.p_mm, colour, point_name(key), key == active};
}

/// Warm where it lies over the MR, gray where it stands in for it.
ColourMap overlay_colours(CompareMode mode) {
  const bool lies_over = mode == CompareMode::stacked || mode == CompareMode::blend ||
                         mode == CompareMode::rock || mode == CompareMode::flicker;
  return lies_over ? ColourMap::warm : ColourMap::gray;
}

}  // namespace

RegisterWorkspace::RegisterWorkspace(StudySession* session, QWidget* parent)
    : Workspace(session, parent),
      cursor_(new LinkedCursor(this)),
      editor_(new LandmarkEditor(this)),
      points_(new SubjectPoints(session, editor_, this)),
      bar_(new LandmarkBar(editor_, this)),
      panel_(new LandmarkPanel(editor_, points_, this)),
      exchange_(session, editor_, points_, this),
      preview_(new PolyrigidPreview(session->backend(), this)),
      compare_(new CompareBar(this)) {
  setObjectName("register_workspace");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(bar_);
  layout->addWidget(compare_);
  surfaces_ = new RegisterSurfaces(session, editor_, cursor_, this);
  surfaces_->hide();
  auto* views = new QSplitter(Qt::Horizontal, this);
  views->addWidget(make_views());
  views->addWidget(surfaces_);
  views->setChildrenCollapsible(false);
  views->setStretchFactor(0, 1);
  views->setSizes({1000, kSurfaces_px});
  connect(bar_, &LandmarkBar::surfaces_toggled, surfaces_, &QWidget::setVisible);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(views);
  splitter->addWidget(panel_);
  splitter->setStretchFactor(0, 1);
  splitter->setSizes({620, 260});
  layout->addWidget(splitter, 1);
  connect_points();
  compare_->setObjectName("register_compare");
  compare_->set_mode(CompareMode::blend);
  connect(compare_, &CompareBar::changed, this, &RegisterWorkspace::compare_changed);
  add_key_action(this, "register.compare", tr("Next way to compare"), Qt::Key_C,
                 [this] { compare_->cycle(); });
  connect(session, &StudySession::subject_changed, this, [this] {
    if (isVisible()) load_subject();
  });
  connect(session, &StudySession::study_changed, this, &RegisterWorkspace::forget_subject);
}

RegisterWorkspace::~RegisterWorkspace() = default;

void RegisterWorkspace::connect_points() {
  connect(editor_, &LandmarkEditor::changed, this, [this] {
    update_registration();
    update_markers();
  });
  connect(bar_, &LandmarkBar::editing_changed, this, [this](bool on) {
    const auto mode = on ? SliceView::Mode::edit_points : SliceView::Mode::navigate;
    for (const Column column : {Column::mr, Column::ct}) {
      view(column, ViewPlane::sagittal)->set_mode(mode);
      view(column, ViewPlane::axial)->set_mode(mode);
    }
    update_titles();
  });
  connect(bar_, &LandmarkBar::active_key_changed, this, [this](LandmarkKey key) {
    panel_->select(key);
    if (!editor_->by_vertebra().empty()) {
      for (SliceView* view : views_[1]) view->set_frame(shown_ct_from_mr());
      place_surfaces();
    }
    update_markers();
  });
  connect(bar_, &LandmarkBar::status, this, &RegisterWorkspace::status);
  connect(bar_, &LandmarkBar::from_masks_requested, this,
          [this] { take_points_from_masks(this->session(), editor_, points_); });
  connect(bar_, &LandmarkBar::snap_to_label_requested, this,
          [this] { snap_point_to_label(this->session(), editor_, points_, active_key()); });
  connect(bar_, &LandmarkBar::snap_requested, this, &RegisterWorkspace::snap);
  connect(bar_, &LandmarkBar::import_points_requested, this, [this] { exchange_.import_points(); });
  connect(bar_, &LandmarkBar::export_points_requested, this, [this] { exchange_.export_points(); });
  connect(bar_, &LandmarkBar::import_transform_requested, this,
          [this] { exchange_.import_transform(); });
  connect(bar_, &LandmarkBar::export_transform_requested, this,
          [this] { exchange_.export_transform(); });
  connect(bar_, &LandmarkBar::export_ct_requested, this, &RegisterWorkspace::export_resampled_ct);
  connect(bar_, &LandmarkBar::register_all_requested, this, &RegisterWorkspace::register_all);
  connect(points_, &SubjectPoints::recovered, this, [this] {
    Q_EMIT this->session()->warned(
        tr("Points of %1 that were not saved when the program ended were recovered.")
            .arg(points_->subject()));
  });
  connect(preview_, &PolyrigidPreview::ready, this, &RegisterWorkspace::show_bent_ct);
  connect(panel_, &LandmarkPanel::row_chosen, this, &RegisterWorkspace::show_point);
}

void RegisterWorkspace::compare_changed() {
  for (SliceView* view : views_[2]) {
    if (view->layers().size() < 2) continue;
    std::vector<SliceLayer> layers = view->layers();
    layers[1].colours = overlay_colours(compare_->compare().mode);
    view->set_layers(std::move(layers));
    view->set_compare(compare_->compare());
  }
}

QWidget* RegisterWorkspace::make_views() {
  grid_ = new ViewGrid(this);
  const char* const names[] = {"mr", "ct", "blend"};
  for (int column = 0; column < 3; ++column) {
    for (int row = 0; row < 2; ++row) {
      auto* view = new SliceView(row == 0 ? ViewPlane::sagittal : ViewPlane::axial, cursor_, grid_);
      view->setObjectName(
          QString("register_%1_%2").arg(names[column], row == 0 ? "sagittal" : "axial"));
      views_[static_cast<std::size_t>(column)][static_cast<std::size_t>(row)] = view;
      grid_->add(view, row, column);
      connect(view, &SliceView::hovered, this, [this, view](const Eigen::Vector3d& p_mm) {
        Q_EMIT status(probe_text(view->layers(), p_mm));
      });
      if (column == 2) continue;
      const LandmarkSide side = column == 0 ? LandmarkSide::mr : LandmarkSide::ct;
      const auto key_at = [this, column](int marker) {
        return marker_keys_[static_cast<std::size_t>(column)][static_cast<std::size_t>(marker)];
      };
      view->installEventFilter(this);
      connect(view, &SliceView::point_placed, this,
              [this, side](const Eigen::Vector3d& p_mm) { place(side, p_mm); });
      connect(view, &SliceView::marker_clicked, this,
              [this, key_at](int marker) { set_active_key(key_at(marker)); });
      connect(view, &SliceView::marker_moved, this,
              [this, side, key_at](int marker, const Eigen::Vector3d& p_mm, bool finished) {
                editor_->drag_point(side, key_at(marker), p_mm, finished);
              });
    }
  }
  return grid_;
}

void RegisterWorkspace::show_point(LandmarkKey key) {
  set_active_key(key);
  const auto& mr = editor_->document().mr;
  const auto& ct = editor_->document().ct;
  if (mr.contains(key)) {
    cursor_->jump_to(mr.at(key).p_mm);
  } else if (ct.contains(key)) {
    cursor_->jump_to(shown_ct_from_mr().inverse() * ct.at(key).p_mm);
  }
}

SliceView* RegisterWorkspace::view(Column column, ViewPlane plane) const {
  return views_[static_cast<std::size_t>(column)][plane == ViewPlane::sagittal ? 0 : 1];
}

LandmarkKey RegisterWorkspace::active_key() const {
  return bar_->active_key();
}

void RegisterWorkspace::set_active_key(LandmarkKey key) {
  bar_->set_active_key(key);
}

void RegisterWorkspace::activate() {
  if (!session()->has_study()) return;
  // A file that could not be read may have been repaired since.
  const bool again = points_->state() == SubjectPoints::State::unreadable;
  if (again || points_->subject() != session()->current_subject()) load_subject();
}

void RegisterWorkspace::forget_subject() {
  ++generation_;
  points_->clear();
  mr_.reset();
  ct_.reset();
  show_images(false);
  // A change of subject usually follows at once and loads by itself.
  QMetaObject::invokeMethod(
      this,
      [this] {
        if (isVisible()) activate();
      },
      Qt::QueuedConnection);
}

void RegisterWorkspace::load_subject() {
  const int generation = ++generation_;
  mr_.reset();
  ct_.reset();
  points_->load(session()->current_subject());
  surfaces_->refresh();
  for (const auto& [role, kind, image] :
       {std::tuple(Role::mr, ImageKind::mr, &mr_), std::tuple(Role::ct, ImageKind::ct, &ct_)}) {
    const auto path = session()->file_of(role);
    if (path.empty()) continue;
    session()->with_image(path, kind, this,
                          [this, generation, target = image](const ShownImagePtr& loaded) {
                            if (generation != generation_) return;
                            *target = loaded;
                            show_images(true);
                          });
  }
  show_images(false);
}

bool RegisterWorkspace::is_cross_subject() const {
  return mr_ && ct_ && are_of_two_subjects(mr_->path, ct_->path);
}

Rigid3 RegisterWorkspace::shown_ct_from_mr() const {
  if (const auto own = editor_->ct_from_mr_at(active_key().vertebra)) return *own;
  if (mr_ && ct_) return centre_to_centre(mr_->volume().grid(), ct_->volume().grid());
  return {};
}

void RegisterWorkspace::show_images(bool fit) {
  const Rigid3 mr_from_ct = shown_ct_from_mr().inverse();
  std::vector<SliceLayer> mr, ct, blend;
  if (mr_) mr = {layer_of(*mr_, tr("MR"))};
  if (ct_) ct = {layer_of(*ct_, tr("CT"))};
  if (mr_) blend = mr;
  if (mr_ && ct_) {
    blend.push_back(ct[0]);
    blend[1].view_from_volume = mr_from_ct;
    blend[1].colours = overlay_colours(compare_->compare().mode);
    // Soft tissue would veil the MR: bone alone is what must fit.
    blend[1].window = 900;
    blend[1].level = 550;
  }
  const QString titles[] = {
      tr("MR"), tr("CT"),
      is_cross_subject() ? tr("MR with CT bone of another subject") : tr("MR with CT bone")};
  const std::vector<SliceLayer>* const layers[] = {&mr, &ct, &blend};
  for (std::size_t column = 0; column < 3; ++column) {
    for (SliceView* view : views_[column]) {
      view->set_title(titles[column]);
      view->set_layers(*layers[column]);
    }
  }
  for (SliceView* view : views_[2]) view->set_compare(compare_->compare());
  if (mr_ && ct_) {
    if (const auto warning = swapped_warning(mr_->range(), ct_->range())) {
      Q_EMIT session()->warned(QString::fromStdString(*warning));
    }
  }
  const auto grid_of = [](const ShownImagePtr& image) {
    return image ? std::optional(image->volume().grid()) : std::nullopt;
  };
  exchange_.set_grids(grid_of(mr_), grid_of(ct_));
  panel_->summary()->set_cross_subject(is_cross_subject());
  panel_->summary()->set_grids(grid_of(mr_), grid_of(ct_));
  update_registration();
  update_markers();
  if (!fit || !mr_) return;
  const Grid& grid = mr_->volume().grid();
  const Eigen::Vector3d middle(static_cast<double>(grid.size[0] - 1) / 2,
                               static_cast<double>(grid.size[1] - 1) / 2,
                               static_cast<double>(grid.size[2] - 1) / 2);
  cursor_->jump_to(grid.point_from_index(middle));
  views_[0][0]->fit();
}

void RegisterWorkspace::update_registration() {
  const Rigid3 ct_from_mr = shown_ct_from_mr();
  for (SliceView* view : views_[1]) view->set_frame(ct_from_mr);
  place_surfaces();
  if (mr_ && ct_ && !editor_->by_vertebra().empty()) {
    preview_->request(points_->polyrigid_parts(), ct_->volume(), mr_->volume().grid());
    return;
  }
  preview_->cancel();
  if (is_bent_) {
    is_bent_ = false;
    show_images(false);
    return;
  }
  for (SliceView* view : views_[2]) view->set_placement(1, ct_from_mr.inverse());
}

void RegisterWorkspace::place_surfaces() {
  const bool by_vertebra = !editor_->by_vertebra().empty();
  surfaces_->set_placement(
      shown_ct_from_mr().inverse(),
      by_vertebra ? QString::fromStdString(vertebra_name(active_key().vertebra)) : QString());
}

nlohmann::json RegisterWorkspace::view_state() const {
  return {{"surfaces", surfaces_->state()}};
}

void RegisterWorkspace::restore_view_state(const nlohmann::json& state) {
  if (!state.is_object() || !state.contains("surfaces") || !state["surfaces"].is_object()) return;
  const nlohmann::json& surfaces = state["surfaces"];
  surfaces_->restore(surfaces);
  if (surfaces.contains("visible") && surfaces["visible"].is_boolean()) {
    bar_->show_surfaces(surfaces["visible"].get<bool>());
  }
}

void RegisterWorkspace::show_bent_ct(const Volume& ct_on_mr) {
  is_bent_ = true;
  for (SliceView* view : views_[2]) {
    auto layers = view->layers();
    if (layers.size() < 2) return;
    layers[1].volume = ct_on_mr;
    layers[1].view_from_volume = {};
    view->set_layers(std::move(layers));
    view->set_title(tr("MR with CT bone, each vertebra by itself"));
  }
}

void RegisterWorkspace::update_markers() {
  const LandmarkKey active = active_key();
  const auto& document = editor_->document();
  std::array<std::vector<Marker>, 2> markers;
  const std::map<LandmarkKey, Landmark>* const sides[] = {&document.mr, &document.ct};
  for (std::size_t side = 0; side < 2; ++side) {
    marker_keys_[side].clear();
    for (const auto& [key, landmark] : *sides[side]) {
      if (!landmark.visible) continue;
      markers[side].push_back(marker_of(key, landmark, active));
      marker_keys_[side].push_back(key);
    }
  }
  for (std::size_t row = 0; row < 2; ++row) {
    views_[0][row]->set_markers(markers[0]);
    views_[1][row]->set_markers(markers[1]);
    views_[2][row]->set_markers(markers[0]);
  }
  update_titles();
}

void RegisterWorkspace::update_titles() {
  const LandmarkKey key = active_key();
  const bool in_mr = editor_->document().mr.contains(key);
  const bool in_ct = editor_->document().ct.contains(key);
  const QString point =
      QString::fromStdString(vertebra_name(key.vertebra)) + " " + subregion_text(key.subregion);
  const bool half = bar_->is_editing() && in_mr != in_ct;
  const QString ask = tr("▶ click %1").arg(point);
  const QString mr = half && in_ct ? tr("MR") + "  " + ask : tr("MR");
  const QString ct = half && in_mr ? tr("CT") + "  " + ask : tr("CT");
  for (SliceView* view : views_[0]) view->set_title(mr);
  for (SliceView* view : views_[1]) view->set_title(ct);
}

void RegisterWorkspace::place(LandmarkSide side, const Eigen::Vector3d& p_mm) {
  if (editor_->is_locked()) {
    Q_EMIT status(points_->state() == SubjectPoints::State::unreadable
                      ? tr("Points cannot be edited: the landmarks could not be read.")
                      : tr("Points can be edited once the landmarks are read."));
    return;
  }
  const LandmarkKey key = active_key();
  editor_->set_point(side, key, p_mm);
  const auto& document = editor_->document();
  if (document.mr.contains(key) && document.ct.contains(key)) {
    Q_EMIT status(QString());  // Nothing is asked for any more.
    bar_->advance_to_next_missing();
    return;
  }
  ask_for_partner(side, p_mm);
}

void RegisterWorkspace::ask_for_partner(LandmarkSide placed, const Eigen::Vector3d& p_mm) {
  const bool in_ct = placed == LandmarkSide::mr;
  Q_EMIT status(in_ct ? tr("Now click the same point in the CT.")
                      : tr("Now click the same point in the MR."));
  update_titles();
  view(in_ct ? Column::ct : Column::mr, ViewPlane::sagittal)->setFocus();
  // The views are linked: the registration so far brings the likely place into view.
  cursor_->jump_to(in_ct ? p_mm : Eigen::Vector3d(shown_ct_from_mr().inverse() * p_mm));
}

void RegisterWorkspace::snap(SnapTo target) {
  const LandmarkKey key = active_key();
  bool any = false;
  for (const auto& [side, image] :
       {std::pair(LandmarkSide::mr, mr_), std::pair(LandmarkSide::ct, ct_)}) {
    const auto& points = side == LandmarkSide::mr ? editor_->document().mr : editor_->document().ct;
    const auto point = points.find(key);
    if (!image || point == points.end()) continue;
    const auto place = snapped(image->volume(), point->second.p_mm, bar_->snap_radius_mm(), target);
    if (!place) continue;
    editor_->set_point(side, key, *place);
    any = true;
  }
  if (!any) Q_EMIT status(tr("The chosen point is not placed: there is nothing to snap."));
}

bool RegisterWorkspace::eventFilter(QObject* watched, QEvent* event) {
  const bool is_press = event->type() == QEvent::KeyPress;
  if (!is_press || !bar_->is_editing()) return Workspace::eventFilter(watched, event);
  auto* view = qobject_cast<SliceView*>(watched);
  return view && nudge(view, *static_cast<QKeyEvent*>(event));
}

bool RegisterWorkspace::nudge(SliceView* view, const QKeyEvent& event) {
  const QPoint ways[] = {{-1, 0}, {0, -1}, {1, 0}, {0, 1}};
  const int way = event.key() - Qt::Key_Left;
  if (way < 0 || way > 3) return false;
  const bool is_mr = view == views_[0][0] || view == views_[0][1];
  const auto& image = is_mr ? mr_ : ct_;
  const LandmarkSide side = is_mr ? LandmarkSide::mr : LandmarkSide::ct;
  if (!image) return false;
  const Eigen::Vector3d direction =
      (view->point_from_pixel(ways[way]) - view->point_from_pixel({0, 0})).normalized();
  // One voxel of the axis that the step follows most.
  const Grid& grid = image->volume().grid();
  Eigen::Index axis = 0;
  (grid.direction.transpose() * direction).cwiseAbs().maxCoeff(&axis);
  const double voxels = event.modifiers() & Qt::ShiftModifier ? 10 : 1;
  editor_->nudge(side, active_key(), voxels * grid.spacing_mm[axis] * direction);
  return true;
}

void RegisterWorkspace::export_resampled_ct() {
  if (!mr_ || !ct_ || !editor_->registration()) {
    Q_EMIT session()->failed(tr("There is no registration to export."),
                             tr("Open a subject with MR and CT and place at least three pairs."));
    return;
  }
  session()->backend()->run<Volume>(
      tr("Resample the CT of %1").arg(points_->subject()), JobLane::processor,
      [ct = ct_->volume(), grid = mr_->volume().grid(), forms = mr_->volume().nifti_forms(),
       ct_from_mr = editor_->registration()->ct_from_mr,
       parts = points_->polyrigid_parts()](JobContext& job) -> Result<Volume> {
        Result<Polyrigid> transform = Polyrigid(ct_from_mr, {}, {});
        if (!parts.by_vertebra.empty()) transform = polyrigid_of(parts);
        if (!transform) return transform.error();
        auto resampled =
            parts.by_vertebra.empty()
                ? resample(ct, grid, ct_from_mr, Interpolation::cubic_bspline, kAir_hu, job)
                : resample(ct, grid, *transform, Interpolation::cubic_bspline, kAir_hu, job);
        if (!resampled) return resampled.error();
        Volume volume = resampled->as(ScalarType::int16);
        volume.set_nifti_forms(forms);
        return volume;
      },
      this,
      // Another subject may be shown by then.
      [this, name = points_->subject() + "_space-mr_ct.nii.gz"](const Result<Volume>& resampled) {
        if (resampled) export_as_nifti(session(), this, *resampled, name);
      });
}

void RegisterWorkspace::register_all() {
  if (!session()->has_study()) return;
  auto* dialog = new RegisterAllDialog(session(), this);
  connect(dialog, &RegisterAllDialog::subject_chosen, session(),
          &StudySession::set_current_subject);
  connect(dialog, &RegisterAllDialog::finished_all, session(), &StudySession::results_changed);
  dialog->show();
}

QString RegisterWorkspace::command() const {
  if (!session()->has_study() || points_->subject().isEmpty()) return {};
  const auto& study = session()->study();
  const std::string subject = points_->subject().toStdString();
  const QString landmarks = shell_quoted(study.landmarks_file(subject));
  const auto transform = study.transform_file(subject);
  const RegistrationChoice choice = editor_->choice();
  QStringList words{"transpine register",
                    landmarks,
                    landmarks,
                    shell_quoted(choice.by_vertebra ? polyrigid_file(transform) : transform),
                    "--points",
                    choice.subregions.empty()       ? "all"
                    : choice.subregions.size() == 1 ? "1"
                                                    : "2"};
  if (choice.by_vertebra) {
    words << "--model polyrigid";
    const auto parts = points_->is_read() && editor_->registration()
                           ? points_->polyrigid_parts().shapes
                           : ShapeSource{};
    if (!parts.mask.empty()) {
      words << "--mask" << shell_quoted(parts.mask) << "--mask-of"
            << (parts.mask_of == ShapeSource::Image::mr ? "mr" : "ct");
    }
  }
  if (choice.trim_fraction > 0) words << "--trim" << QString::number(choice.trim_fraction);
  return words.join(' ');
}

void RegisterWorkspace::jump_to(const Eigen::Vector3d& p_mm) {
  cursor_->jump_to(p_mm);
}

}  // namespace transpine

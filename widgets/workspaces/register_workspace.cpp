// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/register_workspace.h"

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
#include "widgets/landmarks/registration_summary.h"
#include "widgets/landmarks/subject_points.h"
#include "widgets/view/label_colours.h"
#include "widgets/view/view_grid.h"
#include "widgets/viewer/compare_bar.h"
#include "widgets/viewer/probe_table.h"

namespace transpine {
namespace {

constexpr double kAir_hu = -1000;

// Bodies and spinous processes are named; the other points would fill the picture with text.
QString point_name(LandmarkKey key) {
  const QString vertebra = QString::fromStdString(vertebra_name(key.vertebra));
  if (key.subregion == subregion::kBody) return vertebra;
  return key.subregion == subregion::kSpinousProcess ? vertebra + " SP" : QString();
}

std::vector<Marker> markers_of(const std::map<LandmarkKey, Landmark>& points, LandmarkKey active) {
  std::vector<Marker> markers;
  for (const auto& [key, landmark] : points) {
    const QColor colour = landmark.state == LandmarkState::excluded ? QColor(150, 150, 150)
                                                                    : colour_of_label(key.vertebra);
    markers.push_back({landmark.p_mm, colour, point_name(key), key == active});
  }
  return markers;
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
      compare_(new CompareBar(this)) {
  setObjectName("register_workspace");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(bar_);
  layout->addWidget(compare_);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(make_views());
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
  });
  connect(bar_, &LandmarkBar::active_key_changed, this, [this](LandmarkKey key) {
    panel_->select(key);
    update_markers();
  });
  connect(bar_, &LandmarkBar::points_chosen, points_, &SubjectPoints::choice_changed);
  connect(bar_, &LandmarkBar::from_masks_requested, this,
          [this] { take_points_from_masks(this->session(), editor_, points_); });
  connect(bar_, &LandmarkBar::export_ct_requested, this, &RegisterWorkspace::export_resampled_ct);
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
      const auto key_at = [this, side](int marker) {
        const auto& points =
            side == LandmarkSide::mr ? editor_->document().mr : editor_->document().ct;
        return std::next(points.begin(), marker)->first;
      };
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
  if (editor_->registration()) return editor_->registration()->ct_from_mr;
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
  panel_->summary()->set_cross_subject(is_cross_subject());
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
  for (SliceView* view : views_[2]) view->set_placement(1, ct_from_mr.inverse());
}

void RegisterWorkspace::update_markers() {
  const LandmarkKey active = active_key();
  for (std::size_t row = 0; row < 2; ++row) {
    views_[0][row]->set_markers(markers_of(editor_->document().mr, active));
    views_[1][row]->set_markers(markers_of(editor_->document().ct, active));
    views_[2][row]->set_markers(markers_of(editor_->document().mr, active));
  }
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
  const bool complete =
      editor_->document().mr.contains(key) && editor_->document().ct.contains(key);
  if (complete) {
    bar_->advance_to_next_missing();
  } else {
    Q_EMIT status(side == LandmarkSide::mr ? tr("Now click the same point in the CT.")
                                           : tr("Now click the same point in the MR."));
  }
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
       ct_from_mr = editor_->registration()->ct_from_mr](JobContext& job) -> Result<Volume> {
        auto resampled = resample(ct, grid, ct_from_mr, Interpolation::cubic_bspline, kAir_hu, job);
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

QString RegisterWorkspace::command() const {
  if (!session()->has_study() || points_->subject().isEmpty()) return {};
  const auto& study = session()->study();
  const std::string subject = points_->subject().toStdString();
  const QString landmarks = shell_quoted(study.landmarks_file(subject));
  return QStringList{"transpine register", landmarks, landmarks,
                     shell_quoted(study.transform_file(subject))}
      .join(' ');
}

void RegisterWorkspace::jump_to(const Eigen::Vector3d& p_mm) {
  cursor_->jump_to(p_mm);
}

}  // namespace transpine

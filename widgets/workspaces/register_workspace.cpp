// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/register_workspace.h"

#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QTableView>
#include <QToolBar>
#include <QVBoxLayout>

#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/landmarks/centres_of_mass.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/transform_file.h"
#include "widgets/backend/backend.h"
#include "widgets/forms/command_text.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/landmark_table_model.h"
#include "widgets/landmarks/subregion_text.h"
#include "widgets/view/label_colours.h"
#include "widgets/workspaces/view_grid.h"

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

QString warning_html(const QString& text) {
  return "<span style='color:#e6783c'>⚠ " + text.toHtmlEscaped() + "</span>";
}

}  // namespace

RegisterWorkspace::RegisterWorkspace(StudySession* session, QWidget* parent)
    : Workspace(session, parent),
      cursor_(new LinkedCursor(this)),
      editor_(new LandmarkEditor(this)),
      model_(new LandmarkTableModel(editor_, this)) {
  setObjectName("register_workspace");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(make_bar());
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(make_views());
  splitter->addWidget(make_table());
  splitter->setStretchFactor(0, 1);
  splitter->setSizes({620, 260});
  layout->addWidget(splitter, 1);

  connect(editor_, &LandmarkEditor::changed, this, [this] {
    update_registration();
    update_markers();
    update_summary();
  });
  connect(editor_, &LandmarkEditor::edited, this, &RegisterWorkspace::autosave);
  connect(session, &StudySession::subject_changed, this, [this] {
    if (isVisible()) load_subject();
  });
  connect(session, &StudySession::study_changed, this, &RegisterWorkspace::forget_subject);
  editor_->set_locked(true);
  update_summary();
}

RegisterWorkspace::~RegisterWorkspace() = default;

QToolBar* RegisterWorkspace::make_bar() {
  auto* bar = new QToolBar(this);
  edit_mode_ = new QPushButton(tr("Edit Points"), bar);
  edit_mode_->setObjectName("edit_points");
  edit_mode_->setCheckable(true);
  edit_mode_->setToolTip(
      tr("Click places the chosen point, dragging moves one. Outside this mode "
         "points cannot move. Shortcut: L; Esc leaves."));
  connect(edit_mode_, &QPushButton::toggled, this, [this](bool on) {
    const auto mode = on ? SliceView::Mode::edit_points : SliceView::Mode::navigate;
    for (const Column column : {Column::mr, Column::ct}) {
      view(column, ViewPlane::sagittal)->set_mode(mode);
      view(column, ViewPlane::axial)->set_mode(mode);
    }
  });
  vertebra_ = new QComboBox(bar);
  vertebra_->setObjectName("vertebra_choice");
  for (const int id : vertebrae_in_range("C1-L6,S").value_or(std::vector<int>{})) {
    vertebra_->addItem(QString::fromStdString(vertebra_name(id)), id);
  }
  vertebra_->setCurrentIndex(vertebra_->findData(vertebra::kL1));
  kind_ = new QComboBox(bar);
  kind_->setObjectName("kind_choice");
  kind_->addItem(subregion_text(subregion::kBody), subregion::kBody);
  kind_->addItem(subregion_text(subregion::kSpinousProcess), subregion::kSpinousProcess);
  kinds_used_ = new QComboBox(bar);
  kinds_used_->setObjectName("kinds_used");
  kinds_used_->addItem(tr("all points"));
  kinds_used_->addItem(tr("bodies and spinous processes"));
  kinds_used_->addItem(tr("bodies alone"));
  connect(kinds_used_, &QComboBox::currentIndexChanged, this, [this](int index) {
    static const std::vector<int> choices[] = {
        {}, {subregion::kBody, subregion::kSpinousProcess}, {subregion::kBody}};
    choice_saved_ = document_ != Document::read;
    editor_->set_subregions(choices[index]);
  });
  kinds_used_->setCurrentIndex(1);
  blend_ = new QSlider(Qt::Horizontal, bar);
  blend_->setObjectName("blend");
  blend_->setRange(0, 100);
  blend_->setValue(50);
  blend_->setMaximumWidth(140);
  connect(blend_, &QSlider::valueChanged, this, [this](int value) {
    for (SliceView* view : views_[2]) view->set_opacity(1, value / 100.0);
  });
  bar->addWidget(edit_mode_);
  bar->addWidget(new QLabel("  " + tr("Point:") + " ", bar));
  bar->addWidget(vertebra_);
  bar->addWidget(kind_);
  bar->addSeparator();
  connect(bar->addAction(tr("From Masks")), &QAction::triggered, this,
          &RegisterWorkspace::take_from_masks);
  connect(bar->addAction(tr("Export CT on MR Grid…")), &QAction::triggered, this,
          &RegisterWorkspace::export_resampled_ct);
  bar->addSeparator();
  QAction* undo = editor_->undo_stack()->createUndoAction(this, tr("Undo"));
  undo->setShortcut(QKeySequence::Undo);
  QAction* redo = editor_->undo_stack()->createRedoAction(this, tr("Redo"));
  redo->setShortcut(QKeySequence::Redo);
  for (QAction* action : {undo, redo}) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    bar->addAction(action);
  }
  bar->addSeparator();
  bar->addWidget(new QLabel(tr("Register with:") + " ", bar));
  bar->addWidget(kinds_used_);
  bar->addWidget(new QLabel("  " + tr("Blend:") + " ", bar));
  bar->addWidget(blend_);

  const auto shortcut = [this](const QKeySequence& keys, auto action) {
    auto* key = new QShortcut(keys, this);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, action);
  };
  shortcut(Qt::Key_L, [this] { edit_mode_->toggle(); });
  shortcut(Qt::Key_Escape, [this] { edit_mode_->setChecked(false); });
  shortcut(Qt::Key_Space, [this] { advance_to_next_missing(); });
  shortcut(Qt::Key_Delete, [this] { editor_->remove(active_key()); });
  return bar;
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

QWidget* RegisterWorkspace::make_table() {
  auto* bottom = new QWidget(this);
  auto* layout = new QHBoxLayout(bottom);
  layout->setContentsMargins(4, 4, 4, 4);
  table_ = new QTableView(bottom);
  table_->setObjectName("landmark_table");
  table_->setModel(model_);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 6);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (!current.isValid()) return;
            const LandmarkKey key = model_->key_at(current.row());
            set_active_key(key);
            const auto& mr = editor_->document().mr;
            const auto& ct = editor_->document().ct;
            if (mr.contains(key)) {
              cursor_->jump_to(mr.at(key).p_mm);
            } else if (ct.contains(key)) {
              cursor_->jump_to(shown_ct_from_mr().inverse() * ct.at(key).p_mm);
            }
          });
  summary_ = new QLabel(bottom);
  summary_->setObjectName("registration_summary");
  summary_->setWordWrap(true);
  summary_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  summary_->setMinimumWidth(340);
  summary_->setMaximumWidth(460);
  summary_->setTextFormat(Qt::RichText);
  layout->addWidget(table_, 1);
  layout->addWidget(summary_);
  return bottom;
}

SliceView* RegisterWorkspace::view(Column column, ViewPlane plane) const {
  return views_[static_cast<std::size_t>(column)][plane == ViewPlane::sagittal ? 0 : 1];
}

LandmarkKey RegisterWorkspace::active_key() const {
  return {vertebra_->currentData().toInt(), kind_->currentData().toInt()};
}

void RegisterWorkspace::set_active_key(LandmarkKey key) {
  vertebra_->setCurrentIndex(vertebra_->findData(key.vertebra));
  if (kind_->findData(key.subregion) < 0) {
    kind_->addItem(subregion_text(key.subregion), key.subregion);
  }
  kind_->setCurrentIndex(kind_->findData(key.subregion));
  const int row = model_->row_of(key);
  const QSignalBlocker blocker(table_->selectionModel());
  table_->setCurrentIndex(row < 0 ? QModelIndex() : model_->index(row, 0));
  table_->viewport()->update();
  update_markers();
}

void RegisterWorkspace::activate() {
  if (!session()->has_study()) return;
  // A file that could not be read may have been repaired since.
  const bool again = document_ == Document::unreadable;
  if (again || loaded_subject_ != session()->current_subject()) load_subject();
}

void RegisterWorkspace::forget_subject() {
  ++generation_;
  loaded_subject_.clear();
  document_ = Document::none;
  editor_->set_locked(true);
  editor_->load({});
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
  ++generation_;
  loaded_subject_ = session()->current_subject();
  mr_.reset();
  ct_.reset();
  read_document();
  const int generation = generation_;
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

void RegisterWorkspace::read_document() {
  document_ = Document::reading;
  choice_saved_ = true;
  editor_->set_locked(true);
  editor_->load({});
  const auto own = session()->study().landmarks_file(loaded_subject_.toStdString());
  const auto imported = session()->file_of(Role::landmarks);
  session()->backend()->run<LandmarkDocument>(
      tr("Open landmarks of %1").arg(loaded_subject_), JobLane::processor,
      // The last edit of this subject may still be on its way to the disk.
      [own, imported, wait = session()->wait_for_writes()](JobContext&) {
        wait();
        const auto& path = std::filesystem::exists(own) ? own : imported;
        return path.empty() ? Result<LandmarkDocument>(LandmarkDocument())
                            : read_landmark_document(path);
      },
      this,
      [this, generation = generation_](const Result<LandmarkDocument>& document) {
        if (generation == generation_) finish_reading(document);
      });
}

void RegisterWorkspace::finish_reading(const Result<LandmarkDocument>& document) {
  document_ = document ? Document::read : Document::unreadable;
  unreadable_ = document ? QString() : QString::fromStdString(document.error().title);
  editor_->set_locked(!document);
  if (document) {
    editor_->load(*document);
  } else {
    update_summary();
  }
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
    blend[1].colours = SliceLayer::Colours::warm;
    blend[1].opacity = blend_->value() / 100.0;
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
  if (mr_ && ct_) {
    if (const auto warning = swapped_warning(mr_->range(), ct_->range())) {
      Q_EMIT session()->warned(QString::fromStdString(*warning));
    }
  }
  update_registration();
  update_markers();
  update_summary();
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

void RegisterWorkspace::update_summary() {
  if (document_ == Document::reading) {
    summary_->setText(tr("The landmarks are being read…"));
    return;
  }
  if (document_ == Document::unreadable) {
    summary_->setText("<b>" + tr("The landmarks could not be read") + "</b><br>" +
                      unreadable_.toHtmlEscaped() + "<br>" +
                      tr("Points cannot be edited, so that the file stays as it is. Repair or "
                         "remove it, then open the subject again."));
    return;
  }
  const auto& result = editor_->registration();
  const QString two_people =
      is_cross_subject()
          ? warning_html(tr("MR and CT are of two people: this transform is no ground truth, and "
                            "figures from this pair are no result.")) +
                "<br>"
          : QString();
  if (!result) {
    summary_->setText(two_people + "<b>" + tr("Not registered") + "</b><br>" +
                      QString::fromStdString(result.error().title).toHtmlEscaped() + "<br>" +
                      QString::fromStdString(result.error().remedy).toHtmlEscaped());
    return;
  }
  const QLocale locale;
  const auto mm = [&](double value) { return locale.toString(value, 'f', 2) + " mm"; };
  QStringList lines;
  lines << "<b>" + tr("ct_from_mr by %n pair(s)", "", static_cast<int>(result->points.size())) +
               "</b>";
  lines << tr("FRE (root mean square): %1, largest %2")
               .arg(mm(result->fre_mm), mm(result->max_residual_mm));
  if (result->tre_loo_mm) lines << tr("Leave-one-out error: %1").arg(mm(*result->tre_loo_mm));
  lines << tr("Expected at the posterior elements: %1").arg(mm(result->expected_tre_posterior_mm));
  lines << tr("Rotation: %1°").arg(locale.toString(result->ct_from_mr.angle_deg(), 'f', 2));
  lines << tr("A small FRE does not prove a good registration: look at the leave-one-out error.");
  for (const std::string& warning : result->warnings) {
    lines << warning_html(QString::fromStdString(warning));
  }
  if (!choice_saved_) lines << tr("The transform is saved with the next change of a point.");
  summary_->setText(two_people + lines.join("<br>"));
}

void RegisterWorkspace::autosave() {
  if (!session()->has_study() || document_ != Document::read) return;
  const auto path = session()->study().landmarks_file(loaded_subject_.toStdString());
  session()->write_later(
      [path, document = editor_->document()] { return write_landmark_document(path, document); });
  if (!editor_->registration()) return;
  choice_saved_ = true;
  update_summary();
  const auto transform = session()->study().transform_file(loaded_subject_.toStdString());
  session()->write_later([transform, ct_from_mr = editor_->registration()->ct_from_mr] {
    return write_transform(transform, ct_from_mr);
  });
}

void RegisterWorkspace::place(LandmarkSide side, const Eigen::Vector3d& p_mm) {
  if (editor_->is_locked()) {
    Q_EMIT status(document_ == Document::unreadable
                      ? tr("Points cannot be edited: the landmarks could not be read.")
                      : tr("Points can be edited once the landmarks are read."));
    return;
  }
  const LandmarkKey key = active_key();
  editor_->set_point(side, key, p_mm);
  const bool complete =
      editor_->document().mr.contains(key) && editor_->document().ct.contains(key);
  if (complete) {
    advance_to_next_missing();
  } else {
    Q_EMIT status(side == LandmarkSide::mr ? tr("Now click the same point in the CT.")
                                           : tr("Now click the same point in the MR."));
  }
}

void RegisterWorkspace::advance_to_next_missing() {
  const auto missing = [this](LandmarkKey key) {
    return !editor_->document().mr.contains(key) || !editor_->document().ct.contains(key);
  };
  LandmarkKey key = active_key();
  const LandmarkKey partner{key.vertebra, key.subregion == subregion::kBody
                                              ? subregion::kSpinousProcess
                                              : subregion::kBody};
  if (missing(partner)) {
    set_active_key(partner);
    return;
  }
  const int next = vertebra_->currentIndex() + 1;
  for (int i = 0; i < vertebra_->count(); ++i) {
    const int id = vertebra_->itemData((next + i) % vertebra_->count()).toInt();
    for (const int kind : {subregion::kBody, subregion::kSpinousProcess}) {
      if (!missing({id, kind})) continue;
      set_active_key({id, kind});
      return;
    }
  }
}

void RegisterWorkspace::take_from_masks() {
  if (document_ != Document::read) {
    Q_EMIT session()->failed(
        tr("The landmarks of %1 are not read.").arg(loaded_subject_),
        document_ == Document::unreadable ? unreadable_ : tr("Try again when they are."));
    return;
  }
  const auto mr_v = session()->file_of(Role::mr_vertebrae);
  const auto mr_s = session()->file_of(Role::mr_subregions);
  const auto ct_v = session()->file_of(Role::ct_vertebrae);
  const auto ct_s = session()->file_of(Role::ct_subregions);
  if ((mr_v.empty() || mr_s.empty()) && (ct_v.empty() || ct_s.empty())) {
    Q_EMIT session()->failed(tr("%1 has no vertebra and subregion masks.").arg(loaded_subject_),
                             tr("Add both masks of an image in the Data workspace, or place the "
                                "points by hand."));
    return;
  }
  const LandmarkDocument base = editor_->document();
  session()->backend()->run<LandmarkDocument>(
      tr("Landmarks of %1 from masks").arg(loaded_subject_), JobLane::processor,
      [=](JobContext& job) -> Result<LandmarkDocument> {
        LandmarkDocument document = base;
        CentresOfMassOptions options;
        options.subregions = {subregion::kBody, subregion::kSpinousProcess};
        for (const bool is_mr : {true, false}) {
          const auto& vertebrae = is_mr ? mr_v : ct_v;
          const auto& subregions = is_mr ? mr_s : ct_s;
          if (vertebrae.empty() || subregions.empty()) continue;
          if (!job.checkpoint(is_mr ? 0 : 0.5, vertebrae.filename().string())) {
            return cancelled_error();
          }
          auto v = read_nifti(vertebrae);
          if (!v) return v.error();
          auto s = read_nifti(subregions);
          if (!s) return s.error();
          auto points = centres_of_mass(*v, *s, options, vertebrae.string(), subregions.string());
          if (!points) return points.error();
          for (const auto& [key, landmark] : with_state(*points, LandmarkState::automatic)) {
            (is_mr ? document.mr : document.ct)[key] = landmark;
          }
        }
        return document;
      },
      this,
      [this, generation = generation_](const Result<LandmarkDocument>& document) {
        if (document && generation == generation_) {
          editor_->replace(*document, tr("Landmarks from masks"));
        }
      });
}

void RegisterWorkspace::export_resampled_ct() {
  if (!mr_ || !ct_ || !editor_->registration()) {
    Q_EMIT session()->failed(tr("There is no registration to export."),
                             tr("Open a subject with MR and CT and place at least three pairs."));
    return;
  }
  session()->backend()->run<Volume>(
      tr("Resample the CT of %1").arg(loaded_subject_), JobLane::processor,
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
      [this, name = loaded_subject_ + "_space-mr_ct.nii.gz"](const Result<Volume>& resampled) {
        if (resampled) export_as_nifti(session(), this, *resampled, name);
      });
}

QString RegisterWorkspace::command() const {
  if (!session()->has_study() || loaded_subject_.isEmpty()) return {};
  const auto& study = session()->study();
  const std::string subject = loaded_subject_.toStdString();
  const QString landmarks = shell_quoted(study.landmarks_file(subject));
  return QStringList{"transpine register", landmarks, landmarks,
                     shell_quoted(study.transform_file(subject))}
      .join(' ');
}

void RegisterWorkspace::jump_to(const Eigen::Vector3d& p_mm) {
  cursor_->jump_to(p_mm);
}

}  // namespace transpine

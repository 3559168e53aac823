// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/translate_workspace.h"

#include <QCheckBox>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "core/pipeline/steps.h"
#include "core/training/checkpoint_list.h"
#include "widgets/backend/backend.h"
#include "widgets/forms/command_text.h"
#include "widgets/forms/option_form.h"
#include "widgets/surfaces/surface_pair.h"
#include "widgets/view/view_grid.h"
#include "widgets/viewer/probe_table.h"
#include "widgets/workspaces/result_surfaces.h"
#include "widgets/workspaces/segment_settings_box.h"

namespace transpine {
namespace {

const std::vector<std::string> kShownOptions = {
    "steps", "eta", "guidance_w", "sign", "weights", "samples", "mr_max", "seed", "device"};

QString text_of(const std::string& text) {
  return QString::fromStdString(text);
}

}  // namespace

TranslateWorkspace::TranslateWorkspace(StudySession* session, QWidget* parent)
    : Workspace(session, parent), cursor_(new LinkedCursor(this)) {
  setObjectName("translate_workspace");
  grid_ = new ViewGrid(this);
  surfaces_ = new SurfacePair(session->backend(), cursor_, this);
  surfaces_->hide();
  result_surfaces_ = new ResultSurfaces(session, surfaces_);
  auto* centre = new QSplitter(Qt::Vertical, this);
  centre->addWidget(grid_);
  centre->addWidget(surfaces_);
  centre->setChildrenCollapsible(false);
  // Half of the height for each, however small the parts could be.
  centre->setSizes({1000, 1000});
  set_panels(make_side(), centre, 340);
  connect(session, &StudySession::subject_changed, this, [this] {
    if (isVisible()) rebuild();
  });
  connect(session, &StudySession::results_changed, this, [this] {
    shown_subject_.clear();
    if (isVisible()) activate();
  });
  connect(session, &StudySession::study_changed, this, &TranslateWorkspace::forget_study);
}

TranslateWorkspace::~TranslateWorkspace() = default;

QWidget* TranslateWorkspace::make_side() {
  auto* side = new QWidget(this);
  auto* layout = new QVBoxLayout(side);
  models_ = new QListWidget(side);
  models_->setObjectName("model_list");
  models_->setMaximumHeight(160);
  connect(models_, &QListWidget::itemChanged, this, &TranslateWorkspace::show_fitting_options);
  form_ = new OptionForm(options_of(options_), kShownOptions, side);
  segment_settings_ = new SegmentSettingsBox(session(), cursor_, side);
  auto* settings = new QWidget(side);
  auto* settings_layout = new QVBoxLayout(settings);
  settings_layout->setContentsMargins(0, 0, 0, 0);
  settings_layout->addWidget(form_);
  settings_layout->addWidget(segment_settings_);
  settings_layout->addStretch();
  auto* scroll = new QScrollArea(side);
  scroll->setWidget(settings);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  translate_ = new QPushButton(tr("Translate and Segment"), side);
  translate_->setObjectName("translate");
  segment_ = new QPushButton(tr("Segment Again"), side);
  segment_->setObjectName("segment");
  auto* export_button = new QPushButton(tr("Export as NIfTI…"), side);
  export_button->setObjectName("export");
  labels_visible_ = new QCheckBox(tr("Show vertebra masks"), side);
  labels_visible_->setObjectName("labels_visible");
  labels_visible_->setChecked(true);
  surfaces_visible_ = new QCheckBox(tr("Show vertebrae in 3D"), side);
  surfaces_visible_->setObjectName("surfaces_visible");
  connect(surfaces_visible_, &QCheckBox::toggled, this, [this](bool visible) {
    surfaces_->setVisible(visible);
    result_surfaces_->refresh();
  });
  connect(translate_, &QPushButton::clicked, this, [this] { run_models(true); });
  connect(segment_, &QPushButton::clicked, this, [this] { run_models(false); });
  connect(export_button, &QPushButton::clicked, this, &TranslateWorkspace::export_current);
  connect(labels_visible_, &QCheckBox::toggled, this, [this](bool visible) {
    for (Column& column : columns_) {
      column.sagittal->set_visible(1, visible);
      column.axial->set_visible(1, visible);
    }
  });
  layout->addWidget(new QLabel(tr("Models"), side));
  layout->addWidget(models_);
  layout->addWidget(scroll, 1);
  layout->addWidget(translate_);
  layout->addWidget(segment_);
  layout->addWidget(labels_visible_);
  layout->addWidget(surfaces_visible_);
  layout->addWidget(export_button);
  return side;
}

void TranslateWorkspace::forget_study() {
  ++generation_;
  shown_subject_.clear();
  if (study_folder_ != session()->study().folder()) {
    models_->clear();
    offered_.clear();
  }
  study_folder_ = session()->study().folder();
  columns_.clear();
  grid_->clear();
  // A change of subject usually follows at once and loads by itself.
  QMetaObject::invokeMethod(
      this,
      [this] {
        if (isVisible()) activate();
      },
      Qt::QueuedConnection);
}

void TranslateWorkspace::activate() {
  if (!session()->has_study()) return;
  refresh_models();
  if (shown_subject_ != session()->current_subject()) rebuild();
}

void TranslateWorkspace::refresh_models() {
  const std::vector<ModelChoice> chosen = chosen_models();
  const bool first = models_->count() == 0;
  std::vector<ModelChoice> models;
  for (const std::string& run : trained_runs(session()->study())) {
    models.push_back({text_of(run), {}, {}});
  }
  std::erase_if(offered_, [](const ModelChoice& model) {
    return !std::filesystem::exists(model.checkpoint);
  });
  models.insert(models.end(), offered_.begin(), offered_.end());
  {
    const QSignalBlocker blocker(models_);
    models_->clear();
    for (const ModelChoice& model : models) {
      auto* item = new QListWidgetItem(model.name, models_);
      item->setData(Qt::UserRole, QVariant::fromValue(model));
      item->setToolTip(text_of(model_path(model).string()));
      const bool was_chosen =
          std::ranges::find(chosen, model.name, &ModelChoice::name) != chosen.end();
      item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
      item->setCheckState(first || was_chosen ? Qt::Checked : Qt::Unchecked);
    }
  }
  const bool any = models_->count() > 0;
  for (QPushButton* button : {translate_, segment_}) {
    button->setEnabled(any);
    button->setToolTip(any ? QString() : tr("Train a model first."));
  }
  show_fitting_options();
}

void TranslateWorkspace::choose_models(const QList<ModelChoice>& models) {
  for (const ModelChoice& model : models) {
    std::erase_if(offered_, [&](const ModelChoice& other) { return other.name == model.name; });
    const std::vector<std::string> runs = trained_runs(session()->study());
    // The newest checkpoint of a run is the run's own entry.
    if (std::ranges::find(runs, model.name.toStdString()) == runs.end()) offered_.push_back(model);
  }
  refresh_models();
  for (int i = 0; i < models_->count(); ++i) {
    const QString name = models_->item(i)->text();
    const bool wanted = std::ranges::find(models, name, &ModelChoice::name) != models.end();
    models_->item(i)->setCheckState(wanted ? Qt::Checked : Qt::Unchecked);
  }
}

ModelChoice TranslateWorkspace::model_of_row(int row) const {
  return models_->item(row)->data(Qt::UserRole).value<ModelChoice>();
}

std::vector<ModelChoice> TranslateWorkspace::chosen_models() const {
  std::vector<ModelChoice> chosen;
  for (int i = 0; i < models_->count(); ++i) {
    if (models_->item(i)->checkState() == Qt::Checked) chosen.push_back(model_of_row(i));
  }
  return chosen;
}

std::filesystem::path TranslateWorkspace::model_path(const ModelChoice& model) const {
  return model.checkpoint.empty() ? session()->study().runs_folder() / model.name.toStdString()
                                  : model.checkpoint;
}

TranslateOptions TranslateWorkspace::options_for(const ModelChoice& model) const {
  TranslateOptions options = options_for_family(options_, checkpoint_family(model_path(model)));
  options.model = model.checkpoint;
  if (!model.weights.empty()) options.weights = model.weights;
  return options;
}

void TranslateWorkspace::show_fitting_options() {
  std::set<std::string> families;
  for (const ModelChoice& model : chosen_models()) {
    families.insert(checkpoint_family(model_path(model)));
  }
  form_->show_rows([&](const std::string& key) {
    return families.empty() || std::ranges::any_of(families, [&](const std::string& family) {
             return applies_to_family(key, family);
           });
  });
}

SliceView* TranslateWorkspace::view(int column, ViewPlane plane) const {
  const Column& entry = columns_.at(static_cast<std::size_t>(column));
  return plane == ViewPlane::axial ? entry.axial : entry.sagittal;
}

void TranslateWorkspace::rebuild() {
  if (!session()->has_study()) return;
  ++generation_;
  grid_->clear();
  columns_.clear();
  shown_subject_ = session()->current_subject();
  const Study& study = session()->study();
  const std::string subject = shown_subject_.toStdString();
  add_column(tr("MR"), session()->file_of(Role::mr), ImageKind::mr,
             session()->file_of(Role::mr_vertebrae), {});
  for (const std::string& run : runs_with_results(study, subject)) {
    const ResultFiles files = result_files(study, run, subject);
    add_column(tr("Synthetic CT: %1").arg(text_of(run)), files.sct, ImageKind::ct,
               std::filesystem::exists(files.vertebrae) ? files.vertebrae : std::filesystem::path(),
               {});
  }
  result_surfaces_->refresh();
  if (!session()->file_of(Role::ct).empty()) {
    const auto ct_from_mr = subject_transform(study, subject);
    add_column(ct_from_mr ? tr("CT") : tr("CT (not registered)"), session()->file_of(Role::ct),
               ImageKind::ct, session()->file_of(Role::ct_vertebrae),
               ct_from_mr ? ct_from_mr->inverse() : Rigid3());
  }
}

void TranslateWorkspace::add_column(const QString& title, const std::filesystem::path& image,
                                    ImageKind kind, const std::filesystem::path& labels,
                                    const Rigid3& view_from_image) {
  if (image.empty()) return;
  const std::size_t index = columns_.size();
  Column column{title,
                new SliceView(ViewPlane::sagittal, cursor_, grid_),
                new SliceView(ViewPlane::axial, cursor_, grid_),
                nullptr,
                nullptr,
                view_from_image};
  int row = 0;
  for (SliceView* view : {column.sagittal, column.axial}) {
    view->setObjectName(QString("translate_%1_%2").arg(index).arg(row));
    view->set_title(title);
    grid_->add(view, row++, static_cast<int>(index));
    connect(view, &SliceView::hovered, this, [this, view](const Eigen::Vector3d& p_mm) {
      Q_EMIT status(probe_text(view->layers(), p_mm));
    });
    connect(view, &SliceView::window_level_changed, this,
            [this, index](std::size_t layer, double window, double level) {
              // CTs share one window: that is what makes them comparable.
              for (std::size_t i = 0; i < columns_.size(); ++i) {
                const bool both_ct = columns_[i].image && columns_[index].image &&
                                     columns_[i].image->kind == columns_[index].image->kind;
                if (!both_ct) continue;
                columns_[i].sagittal->set_window_level(layer, window, level);
                columns_[i].axial->set_window_level(layer, window, level);
              }
            });
  }
  columns_.push_back(std::move(column));
  const int generation = generation_;
  session()->with_image(image, kind, this, [this, index, generation](const ShownImagePtr& shown) {
    if (generation != generation_) return;
    columns_[index].image = shown;
    apply(index);
  });
  if (labels.empty()) return;
  session()->with_image(labels, ImageKind::labels, this,
                        [this, index, generation](const ShownImagePtr& shown) {
                          if (generation != generation_) return;
                          columns_[index].labels = shown;
                          apply(index);
                        });
}

void TranslateWorkspace::apply(std::size_t index) {
  const Column& column = columns_[index];
  if (!column.image) return;
  std::vector<SliceLayer> layers{layer_of(*column.image, column.title)};
  if (column.labels) {
    layers.push_back(layer_of(*column.labels, tr("Vertebra")));
    layers.back().visible = labels_visible_->isChecked();
  }
  for (SliceLayer& layer : layers) layer.view_from_volume = column.view_from_image;
  const bool first = index == 0 && column.sagittal->layers().empty();
  column.sagittal->set_layers(layers);
  column.axial->set_layers(layers);
  if (!first) return;
  const Grid& grid = column.image->volume().grid();
  const Eigen::Vector3d middle(static_cast<double>(grid.size[0] - 1) / 2,
                               static_cast<double>(grid.size[1] - 1) / 2,
                               static_cast<double>(grid.size[2] - 1) / 2);
  cursor_->jump_to(wanted_mm_.value_or(grid.point_from_index(middle)));
  wanted_mm_.reset();
  column.sagittal->fit();
}

void TranslateWorkspace::run_models(bool translate_first) {
  const std::string subject = session()->current_subject().toStdString();
  const Study study = session()->study();
  for (const ModelChoice& model : chosen_models()) {
    const std::string run = model.name.toStdString();
    const QString title = translate_first
                              ? tr("Translate %1 with %2").arg(text_of(subject), model.name)
                              : tr("Segment %1 of %2").arg(text_of(subject), model.name);
    session()->backend()->run<bool>(
        title,
        translate_first || segment_settings_->has_network() ? JobLane::network : JobLane::processor,
        [=, options = options_for(model),
         segment = segment_settings_->options()](JobContext& job) -> Result<bool> {
          if (translate_first) {
            JobContext translating = job.part(0, 0.85, "Translate");
            auto files = translate_subject(study, run, subject, options, translating);
            if (!files) return files.error();
          }
          JobContext segmenting = job.part(translate_first ? 0.85 : 0, 1, "Segment");
          auto segmentation = segment_subject(study, run, subject, segment, segmenting);
          if (!segmentation) return segmentation.error();
          return true;
        },
        this,
        [this, study, run, subject](const Result<bool>&) {
          // Also after an error: the translation may be there when the segmentation failed.
          const ResultFiles files = result_files(study, run, subject);
          for (const auto& path : {files.sct, files.uncertainty, files.vertebrae, files.subregions,
                                   files.sct_iso, files.vertebrae_iso}) {
            session()->drop_image(path);
          }
          Q_EMIT session()->results_changed();
        });
  }
}

void TranslateWorkspace::export_current() {
  QMenu menu(this);
  for (const Column& column : columns_) {
    for (const ShownImagePtr& image : {column.image, column.labels}) {
      if (!image) continue;
      const QString name = text_of(image->path.filename().string());
      menu.addAction(name, this, [this, image, name] {
        export_as_nifti(session(), this, image->volume(), name);
      });
    }
  }
  menu.exec(QCursor::pos());
}

QString TranslateWorkspace::command() const {
  const auto models = chosen_models();
  if (!session()->has_study() || models.empty()) return {};
  TranslateOptions options = options_for(models.front());
  TranslateOptions defaults;
  defaults.model = options.model;
  const std::string run = models.front().name.toStdString();
  const Study& study = session()->study();
  return QStringList{
      "transpine translate", shell_quoted(model_path(models.front())),
      shell_quoted(session()->file_of(Role::mr)),
      shell_quoted(result_files(study, run, session()->current_subject().toStdString()).sct),
      command_line_of(options_of(options), options_of(defaults).to_json())}
      .join(' ')
      .trimmed();
}

nlohmann::json TranslateWorkspace::view_state() const {
  return {{"surfaces_visible", surfaces_visible_->isChecked()}, {"surfaces", surfaces_->state()}};
}

void TranslateWorkspace::restore_view_state(const nlohmann::json& state) {
  if (!state.is_object()) return;
  if (state.contains("surfaces")) surfaces_->restore(state["surfaces"]);
  if (state.contains("surfaces_visible") && state["surfaces_visible"].is_boolean()) {
    surfaces_visible_->setChecked(state["surfaces_visible"].get<bool>());
  }
}

void TranslateWorkspace::jump_to(const Eigen::Vector3d& p_mm) {
  // The subject may still be loading, which ends at the middle of its MR.
  if (columns_.empty() || columns_[0].sagittal->layers().empty()) wanted_mm_ = p_mm;
  cursor_->jump_to(p_mm);
}

}  // namespace transpine

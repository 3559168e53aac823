// SPDX-License-Identifier: Apache-2.0
#include "widgets/surfaces/surface_panel.h"

#include <QAction>
#include <QActionGroup>
#include <QSlider>
#include <QSplitter>
#include <QToolBar>
#include <QVBoxLayout>

#include "core/base/atomic_file.h"
#include "core/image/shrink.h"
#include "widgets/backend/backend.h"
#include "widgets/surfaces/distance_table.h"

namespace transpine {
namespace {

bool is_same(const Volume& a, const Volume& b) {
  return a.data() == b.data() && (a.empty() || a.grid().same_as(b.grid(), 1e-9));
}

bool is_same(const Rigid3& a, const Rigid3& b) {
  return a.matrix() == b.matrix();
}

}  // namespace

SurfacePanel::SurfacePanel(Backend* backend, LinkedCursor* cursor, QWidget* parent)
    : QWidget(parent), backend_(backend), view_(new SurfaceView(cursor, this)) {
  view_->setObjectName("surface_view");
  table_ = new DistanceTable(this);
  table_->hide();
  auto* bar = new QToolBar(this);
  bar->setObjectName("surface_tools");
  bar->setAccessibleName(tr("3D view"));
  make_view_menu(bar);
  make_surface_menu(bar);
  make_volume_menu(bar);
  make_slice_menu(bar);
  make_export_menu(bar);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(view_);
  splitter->addWidget(table_);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(bar);
  layout->addWidget(splitter, 1);
  connect(table_, &DistanceTable::label_chosen, this, [this](int label) { view_->select(label); });
  update_enabled();
}

SurfacePanel::~SurfacePanel() {
  SurfaceStore::of(backend_)->cancel(this);
}

void SurfacePanel::set_title(const QString& title) {
  view_->set_title(title);
}

void SurfacePanel::set_labels(const Volume& labels, const Rigid3& view_from_labels) {
  if (is_same(labels, labels_) && is_same(view_from_labels, view_from_labels_)) return;
  labels_ = labels;
  view_from_labels_ = view_from_labels;
  request_surfaces();
}

void SurfacePanel::set_smoothing(double smoothing) {
  if (smoothing == smoothing_) return;
  smoothing_ = smoothing;
  const QSignalBlocker quiet(smoothing_slider_);
  smoothing_slider_->setValue(qRound(100 * smoothing));
  request_surfaces();
}

void SurfacePanel::request_surfaces() {
  set_.reset();
  distances_.clear();
  backend_->cancel(distance_job_);
  view_->set_note({});
  SurfaceStore* store = SurfaceStore::of(backend_);
  if (labels_.empty()) {
    store->cancel(this);
    view_->keep_only({});
    view_->set_empty_text(tr("No surfaces"));
    update_enabled();
    return;
  }
  view_->set_empty_text(tr("Surfaces are being built…"));
  update_enabled();
  store->request(
      labels_, smoothing_, tr("Surfaces"), this,
      [this](int label, const ShownSurface& surface) {
        view_->set_surface(label, surface.data, view_from_labels_, surface.coarse, surface.locator);
      },
      [this](const Result<SurfaceSetPtr>& result) {
        if (!result) {
          view_->set_empty_text(tr("No surfaces"));
          return;
        }
        set_ = *result;
        std::vector<int> labels;
        for (const auto& [label, surface] : set_->surfaces) labels.push_back(label);
        view_->keep_only(labels);
        view_->settle();
        view_->set_empty_text(tr("No label in this mask"));
        if (!set_->left_out.empty()) {
          view_->set_note(tr("%1 of %2 labels are left out: together they are too large.")
                              .arg(set_->left_out.size())
                              .arg(set_->left_out.size() + set_->surfaces.size()));
        }
        update_enabled();
        if (wanted_scale_) measure_distances();
      });
}

void SurfacePanel::set_reference(const Volume& reference, const Rigid3& view_from_reference) {
  if (is_same(reference, reference_) && is_same(view_from_reference, view_from_reference_)) return;
  reference_ = reference;
  view_from_reference_ = view_from_reference;
  distances_.clear();
  if (reference_.empty()) {
    view_->set_distance_scale({});
    table_->hide();
  } else if (wanted_scale_ && set_) {
    measure_distances();
  }
  update_enabled();
}

void SurfacePanel::show_distances(const std::optional<DistanceScale>& scale) {
  wanted_scale_ = scale;
  for (QAction* action : distance_modes_->actions()) {
    const bool is_signed = action->data().toString() == "signed";
    if (action->data().toString() == "off") {
      action->setChecked(!scale);
    } else if (scale && scale->is_signed == is_signed) {
      action->setChecked(true);
    }
  }
  if (scale) {
    const QSignalBlocker quiet(range_slider_);
    range_slider_->setValue(qRound(10 * scale->range_mm));
  }
  if (!scale || !distances_.empty()) {
    apply_distances();
  } else if (set_ && !reference_.empty()) {
    measure_distances();
  }
}

void SurfacePanel::measure_distances() {
  if (reference_.empty() || !set_) return;
  backend_->cancel(distance_job_);
  const Rigid3 labels_from_reference = view_from_labels_.inverse() * view_from_reference_;
  const SurfaceSetPtr measured = set_;
  distance_job_ = backend_->run<std::map<int, SurfaceDistance>>(
      tr("Surface distances"), JobLane::processor,
      [measured, reference = reference_, smoothing = smoothing_,
       labels_from_reference](JobContext& job) -> Result<std::map<int, SurfaceDistance>> {
        JobContext building = job.part(0, 0.2);
        const auto built = build_label_surfaces(reference, {smoothing}, building);
        if (!built) return built.error();
        JobContext measuring = job.part(0.2, 1);
        return surface_distances(measured->meshes(), moved(*built, labels_from_reference),
                                 measuring);
      },
      this,
      [this, measured](const Result<std::map<int, SurfaceDistance>>& result) {
        if (!result || measured != set_) return;
        distances_ = *result;
        apply_distances();
      },
      JobListing::while_active);
}

void SurfacePanel::apply_distances() {
  std::map<int, std::vector<float>> by_point;
  for (const auto& [label, distance] : distances_) by_point[label] = distance.signed_mm;
  const bool shown = wanted_scale_ && !distances_.empty();
  view_->set_distances(by_point);
  view_->set_distance_scale(shown ? wanted_scale_ : std::nullopt);
  table_->set_distances(distances_);
  table_->setVisible(shown);
}

void SurfacePanel::set_image(const SliceLayer& image) {
  view_->set_image(image);
  const bool same = is_same(ct_, image.volume) && is_same(view_from_ct_, image.view_from_volume);
  ct_ = image.unit == "HU" ? image.volume : Volume();
  view_from_ct_ = image.view_from_volume;
  if (!same || ct_.empty()) {
    ct_requested_ = false;
    backend_->cancel(volume_job_);
    view_->set_ct({}, {});
  }
  update_enabled();
  request_volume();
}

void SurfacePanel::request_volume() {
  if (ct_requested_ || ct_.empty() || !view_->volume().is_wanted()) return;
  ct_requested_ = true;
  const std::int64_t most =
      view_->is_software() || view_->last_frame_ms() == 0 ? kMostVoxelsSoftware : kMostVoxelsGpu;
  const std::byte* wanted = ct_.data();
  volume_job_ = backend_->run<Volume>(
      tr("Prepare the CT's volume"), JobLane::processor,
      [ct = ct_, most](JobContext& job) -> Result<Volume> {
        if (!job.checkpoint(0, "Shrink")) return cancelled_error();
        return shrunk(ct, most);
      },
      this,
      [this, wanted](const Result<Volume>& result) {
        if (result && ct_.data() == wanted) view_->set_ct(*result, view_from_ct_);
      },
      JobListing::while_active);
}

void SurfacePanel::set_landmarks(const std::vector<SphereLandmark>& landmarks) {
  view_->set_landmarks(landmarks);
  update_enabled();
}

void SurfacePanel::update_enabled() {
  const auto enable = [this](const char* name, bool enabled, const QString& reason) {
    QAction* action = actions_.at(name);
    action->setEnabled(enabled);
    action->setToolTip(enabled ? QString() : reason);
  };
  enable("view3d.volume", !ct_.empty(), tr("Volumes are rendered of images in Hounsfield units."));
  shift_slider_->setEnabled(!ct_.empty());
  for (const char* name : {"view3d.distances_signed", "view3d.distances_absolute"}) {
    enable(name, !reference_.empty() && !labels_.empty(),
           tr("There is no reference mask to compare with."));
  }
  for (const char* name : {"view3d.plane_axial", "view3d.plane_sagittal", "view3d.plane_coronal"}) {
    enable(name, view_->planes().has_image(), tr("There is no image."));
  }
  enable("view3d.landmarks", !view_->landmarks().landmarks().empty(),
         tr("There are no landmarks."));
  for (const char* name : {"view3d.export_lps", "view3d.export_ras"}) {
    enable(name, is_complete(), tr("There are no surfaces."));
  }
}

void SurfacePanel::export_surfaces(const std::filesystem::path& output,
                                   const MeshExportOptions& options) {
  if (!set_) return;
  LabelSurfaces surfaces = set_->meshes();
  std::erase_if(surfaces.meshes,
                [this](const auto& entry) { return !view_->surfaces().is_visible(entry.first); });
  if (!view_from_labels_.matrix().isIdentity(1e-12)) surfaces = moved(surfaces, view_from_labels_);
  MeshDistances distances;
  if (wanted_scale_) {
    for (const auto& [label, distance] : distances_) distances[label] = distance.signed_mm;
  }
  backend_->run<bool>(tr("Export %1").arg(QString::fromStdString(output.filename().string())),
                      JobLane::processor,
                      [surfaces, distances, output, options](JobContext&) -> Result<bool> {
                        auto written = write_label_meshes(surfaces, distances, output, options);
                        if (!written) return written.error();
                        return true;
                      },
                      this, {});
}

void SurfacePanel::save_picture(const std::filesystem::path& file, double scale) {
  const QImage picture = view_->picture(scale);
  backend_->run<bool>(
      tr("Save %1").arg(QString::fromStdString(file.filename().string())), JobLane::processor,
      [picture, file](JobContext&) -> Result<bool> {
        auto written = write_file_atomically(
            file, [&](const std::filesystem::path& temporary) -> Result<void> {
              if (picture.save(QString::fromStdString(temporary.string()), "PNG")) return {};
              return Error{file.string() + " could not be written.",
                           "Check that the disk has room and that the folder may be written to."};
            });
        if (!written) return written.error();
        return true;
      },
      this, {});
}

}  // namespace transpine

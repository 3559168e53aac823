// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_exchange.h"

#include <QFileDialog>
#include <QInputDialog>

#include "core/registration/transform_direction.h"
#include "widgets/backend/backend.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/subject_points.h"
#include "widgets/session/study_session.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

struct ImportedPoints {
  LandmarkSet points;
  std::vector<std::string> notes;
};

fs::path path_of(const QString& file) {
  return file.toStdString();
}

/// The formats that a user can choose for export, by their dialog filters.
std::vector<std::pair<QString, LandmarkFormat>> export_filters() {
  return {{SubjectPoints::tr("3D Slicer markups (*.mrk.json)"), LandmarkFormat::slicer},
          {SubjectPoints::tr("3D Slicer fiducials (*.fcsv)"), LandmarkFormat::fcsv},
          {SubjectPoints::tr("Table (*.csv)"), LandmarkFormat::csv},
          {SubjectPoints::tr("VerSe centroids (*.json)"), LandmarkFormat::verse},
          {SubjectPoints::tr("POI of TPTBox (*.json)"), LandmarkFormat::poi},
          {SubjectPoints::tr("POI_GLOBAL of TPTBox (*.json)"), LandmarkFormat::poi_global}};
}

}  // namespace

void LandmarkExchange::set_grids(const std::optional<Grid>& mr, const std::optional<Grid>& ct) {
  mr_grid_ = mr;
  ct_grid_ = ct;
}

std::optional<LandmarkSide> LandmarkExchange::asked_side(const QString& title) const {
  bool accepted = false;
  const QStringList sides{SubjectPoints::tr("MR"), SubjectPoints::tr("CT")};
  const QString side = QInputDialog::getItem(
      parent_, title, SubjectPoints::tr("Points of which image:"), sides, 0, false, &accepted);
  if (!accepted) return {};
  return side == sides[0] ? LandmarkSide::mr : LandmarkSide::ct;
}

void LandmarkExchange::import_points() const {
  const auto side = asked_side(SubjectPoints::tr("Import Points"));
  if (!side) return;
  const QString file = QFileDialog::getOpenFileName(
      parent_, SubjectPoints::tr("Import Points"), {},
      SubjectPoints::tr("Points (*.json *.fcsv *.csv);;All files (*)"));
  if (!file.isEmpty()) import_points(path_of(file), *side);
}

void LandmarkExchange::import_points(const fs::path& file, LandmarkSide side) const {
  if (!points_->is_read()) return;
  session_->backend()->run<ImportedPoints>(
      SubjectPoints::tr("Import %1").arg(QString::fromStdString(file.filename().string())),
      JobLane::processor,
      [file, side, grid = grid(side)](JobContext&) -> Result<ImportedPoints> {
        ImportedPoints imported;
        auto points = read_landmarks(file, grid, side, &imported.notes);
        if (!points) return points.error();
        imported.points = std::move(*points);
        return imported;
      },
      points_,
      [editor = editor_, session = session_, points = points_, side,
       asked = points_->generation()](const Result<ImportedPoints>& imported) {
        if (!imported || asked != points->generation()) return;
        LandmarkDocument document = editor->document();
        auto& landmarks = side == LandmarkSide::mr ? document.mr : document.ct;
        for (const auto& [key, p_mm] : imported->points) {
          if (landmarks.contains(key) && landmarks.at(key).locked) continue;
          landmarks[key] = {p_mm, LandmarkState::automatic, LandmarkSource::imported};
        }
        editor->replace(document, SubjectPoints::tr("Import points"));
        for (const auto& note : imported->notes) {
          Q_EMIT session->warned(QString::fromStdString(note));
        }
      });
}

void LandmarkExchange::export_points() const {
  const auto side = asked_side(SubjectPoints::tr("Export Points"));
  if (!side) return;
  QStringList names;
  for (const auto& entry : export_filters()) names << entry.first;
  QString chosen;
  const QString file = QFileDialog::getSaveFileName(
      parent_, SubjectPoints::tr("Export Points"),
      points_->subject() + (*side == LandmarkSide::mr ? "_mr" : "_ct"), names.join(";;"), &chosen);
  if (file.isEmpty()) return;
  for (const auto& [name, format] : export_filters()) {
    if (name == chosen) export_points(path_of(file), *side, format);
  }
}

void LandmarkExchange::export_points(const fs::path& file, LandmarkSide side,
                                     LandmarkFormat format) const {
  const auto& document = editor_->document();
  const auto points = active_points(side == LandmarkSide::mr ? document.mr : document.ct);
  if (needs_grid(format) && !grid(side)) {
    Q_EMIT session_->failed(
        SubjectPoints::tr("This format counts in voxels of the image, which is not open."),
        SubjectPoints::tr("Choose a format in millimetres, or open the image first."));
    return;
  }
  session_->write_later([file, points, format, grid = grid(side).value_or(Grid())] {
    return write_landmarks(file, points, format, grid);
  });
}

void LandmarkExchange::import_transform() const {
  const QString file = QFileDialog::getOpenFileName(
      parent_, SubjectPoints::tr("Import Transform"), {},
      SubjectPoints::tr("Transforms (*.tfm *.txt *.h5 *.hdf5 *.mat);;All files (*)"));
  if (file.isEmpty() || !session_->has_study()) return;
  struct Imported {
    Rigid3 ct_from_mr;
    std::vector<std::string> notes;
  };
  const auto target = session_->study().transform_file(points_->subject().toStdString());
  session_->backend()->run<Imported>(
      SubjectPoints::tr("Import %1").arg(file), JobLane::processor,
      [source = path_of(file), target](JobContext&) -> Result<Imported> {
        Imported imported;
        auto transform = read_ct_from_mr(source, &imported.notes);
        if (!transform) return transform.error();
        imported.ct_from_mr = *transform;
        if (auto written = write_ct_from_mr(target, *transform); !written) return written.error();
        return imported;
      },
      points_,
      [session = session_](const Result<Imported>& imported) {
        if (!imported) return;
        for (const auto& note : imported->notes) {
          Q_EMIT session->warned(QString::fromStdString(note));
        }
        Q_EMIT session->warned(
            SubjectPoints::tr("The transform is the subject's now, until a point changes."));
      });
}

void LandmarkExchange::export_transform() const {
  if (!editor_->registration()) {
    Q_EMIT session_->failed(SubjectPoints::tr("There is no registration to export."),
                            SubjectPoints::tr("Place at least three pairs."));
    return;
  }
  const bool by_vertebra = !editor_->by_vertebra().empty();
  const QString file = QFileDialog::getSaveFileName(
      parent_, SubjectPoints::tr("Export Transform"),
      points_->subject() + "_ct-from-mr" + (by_vertebra ? ".json" : ".tfm"),
      SubjectPoints::tr("ITK transform (*.tfm);;ITK HDF5 (*.h5);;4x4 matrix in LPS (*.mat);;4x4 "
                        "matrix in RAS for c3d and greedy (*_ras.mat);;Transform of each vertebra "
                        "(*.json)"));
  if (!file.isEmpty()) export_transform(path_of(file));
}

void LandmarkExchange::export_transform(const fs::path& file) const {
  if (!editor_->registration()) return;
  if (file.extension() == ".json") {
    if (editor_->by_vertebra().empty()) {
      Q_EMIT session_->failed(
          SubjectPoints::tr("A rigid registration has no transform of each vertebra."),
          SubjectPoints::tr("Register each vertebra, or end the name with .tfm."));
      return;
    }
    session_->write_later(
        [file, parts = points_->polyrigid_parts()] { return write_polyrigid(file, parts); });
    return;
  }
  session_->write_later([file, ct_from_mr = editor_->registration()->ct_from_mr] {
    return write_ct_from_mr(file, ct_from_mr);
  });
}

}  // namespace transpine

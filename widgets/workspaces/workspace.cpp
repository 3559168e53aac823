// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/workspace.h"

#include <QFileDialog>
#include <QLocale>
#include <QSplitter>
#include <QVBoxLayout>
#include <cmath>

#include "core/image/nifti_io.h"
#include "core/landmarks/spine_labels.h"
#include "widgets/backend/backend.h"

namespace transpine {
namespace {

constexpr int kWindowWidth = 1580;

}  // namespace

void Workspace::set_panels(QWidget* side, QWidget* centre, int side_width) {
  auto* splitter = new QSplitter(this);
  splitter->addWidget(side);
  splitter->addWidget(centre);
  splitter->setStretchFactor(1, 1);
  splitter->setSizes({side_width, kWindowWidth - side_width});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);
}

void export_as_nifti(StudySession* session, QWidget* parent, const Volume& volume,
                     const QString& suggested_name) {
  const QString name =
      QFileDialog::getSaveFileName(parent, Workspace::tr("Export as NIfTI"), suggested_name,
                                   Workspace::tr("NIfTI (*.nii.gz *.nii)"));
  if (name.isEmpty()) return;
  const std::filesystem::path path = name.toStdString();
  session->backend()->run<bool>(
      Workspace::tr("Export %1").arg(QString::fromStdString(path.filename().string())),
      JobLane::processor,
      [path, volume](JobContext& job) -> Result<bool> {
        if (auto written = write_nifti(path, volume, {}, &job); !written) return written.error();
        return true;
      },
      session, {});
}

QString probe_text(const std::vector<SliceLayer>& layers, const Eigen::Vector3d& p_in_view_mm) {
  const QLocale locale;
  const auto part = [&](double value, const char* positive, const char* negative) {
    return QString::fromLatin1(value >= 0 ? positive : negative) + " " +
           locale.toString(std::abs(value), 'f', 1);
  };
  QStringList texts{part(p_in_view_mm.x(), "L", "R") + "  " + part(p_in_view_mm.y(), "P", "A") +
                    "  " + part(p_in_view_mm.z(), "S", "I") + " mm"};
  for (const SliceLayer& layer : layers) {
    const Grid& grid = layer.volume.grid();
    const Eigen::Vector3d index =
        grid.index_from_point(layer.view_from_volume.inverse() * p_in_view_mm);
    const auto i = std::llround(index.x());
    const auto j = std::llround(index.y());
    const auto k = std::llround(index.z());
    if (!grid.contains(i, j, k)) continue;
    const double value = layer.volume.at(i, j, k);
    QString text;
    if (layer.kind == SliceLayer::Kind::labels) {
      if (value == 0) continue;
      text = QString::fromStdString(vertebra_name(static_cast<int>(value)));
    } else {
      text = locale.toString(value, 'f', layer.window < 10 ? 3 : 0) +
             (layer.unit.isEmpty() ? QString() : " " + layer.unit);
    }
    texts << layer.name + " [" + QString("%1 %2 %3").arg(i).arg(j).arg(k) + "]: " + text;
  }
  return texts.join("    ");
}

}  // namespace transpine

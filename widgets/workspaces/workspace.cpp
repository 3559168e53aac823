// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/workspace.h"

#include <QFileDialog>
#include <QSplitter>
#include <QVBoxLayout>

#include "core/image/nifti_io.h"
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

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/take_series.h"

#include "core/image/dicom_io.h"
#include "core/image/nifti_io.h"
#include "core/project/patient_check.h"
#include "widgets/backend/backend.h"

namespace transpine {

void take_series(StudySession* session, const FoundSeries& series, const QString& subject,
                 Role role) {
  const std::string id = subject.toStdString();
  const std::filesystem::path target =
      session->study().folder() / "images" / (id + "_" + role_key(role) + ".nii.gz");
  const Subject* present = session->study().find(id);
  const auto taken = present ? present->path_of(role) : std::filesystem::path();
  std::error_code code;
  if (!taken.empty() || std::filesystem::exists(target, code)) {
    Q_EMIT session->failed(
        StudySession::tr("%1 has an image there already: %2.")
            .arg(subject, QString::fromStdString((taken.empty() ? target : taken).string())),
        StudySession::tr("Choose another subject, or remove that image first."));
    return;
  }
  session->backend()->run<bool>(
      StudySession::tr("Take %1 of %2 into the study")
          .arg(QString::fromStdString(series.description), subject),
      JobLane::processor,
      [series, target](JobContext& job) -> Result<bool> {
        JobContext reading = job.part(0, 0.6);
        auto loaded = read_dicom(series.files.front(), series.uid, &reading);
        if (!loaded) return loaded.error();
        JobContext writing = job.part(0.6, 1);
        auto written = write_nifti(target, loaded->volume,
                                   {.description = patient_mark(series.patient_id)}, &writing);
        if (!written) return written.error();
        return true;
      },
      session,
      [session, id, role, target, folder = session->study().folder()](const Result<bool>& written) {
        // Another study may have been opened meanwhile.
        if (written && session->study().folder() == folder) session->assign(id, role, target);
      });
}

}  // namespace transpine

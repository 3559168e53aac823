// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/dicom_scan.h"
#include "widgets/session/study_session.h"

namespace transpine {

/// Writes a DICOM series as NIfTI to the study's images/<subject>_<role>.nii.gz in the background
/// and gives it to the subject. A file that is there, or that has the role already, is kept: the
/// session says so. Whose series it is goes along as a hash of the patient's id.
void take_series(StudySession* session, const FoundSeries& series, const QString& subject,
                 Role role);

}  // namespace transpine

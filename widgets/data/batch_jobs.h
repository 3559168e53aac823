// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

#include "widgets/session/study_session.h"

class QMenu;

namespace transpine {

/// One step for each of several subjects, as one job: a subject that fails does not stop the rest,
/// and the end says which failed and why.
enum class BatchStep { register_images, translate, segment, evaluate };

/// `run` names the model of all steps but registration.
void run_batch(StudySession* session, BatchStep step, const QStringList& subjects,
               const QString& run);

/// The verbs' commands that do the same, a line for each subject.
QString batch_command(const Study& study, BatchStep step, const QStringList& subjects,
                      const QString& run);

/// Entries for the chosen subjects: the steps (with each trained run), their commands, the split,
/// removal from the study.
void add_batch_actions(QMenu* menu, StudySession* session, const QStringList& subjects);

}  // namespace transpine

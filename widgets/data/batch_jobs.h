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

/// Gives all of them one split, saves, and tells the others once.
void set_split(StudySession* session, const QStringList& subjects, const std::string& split);

/// Writes what belongs to the subjects into a folder, as one job (export_study.h). Nothing there is
/// written over.
void export_subjects(StudySession* session, const QStringList& subjects,
                     const std::filesystem::path& folder);
/// The verb's command that does the same; FOLDER is still to be named.
QString export_command(const Study& study, const QStringList& subjects);

/// Entries for the chosen subjects: the steps (with each trained run), their commands, export, the
/// split, removal from the study.
void add_batch_actions(QMenu* menu, StudySession* session, const QStringList& subjects);

}  // namespace transpine

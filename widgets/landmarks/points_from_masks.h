// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/landmarks/landmark_set.h"

namespace transpine {

class LandmarkEditor;
class StudySession;
class SubjectPoints;

/// Takes the bodies and spinous processes of the subject's masks as points of the editor, in the
/// background, as one undo step.
void take_points_from_masks(StudySession* session, LandmarkEditor* editor, SubjectPoints* points);

/// Moves one point, in each image that has it or whose masks have it, to the centre of its label.
void snap_point_to_label(StudySession* session, LandmarkEditor* editor, SubjectPoints* points,
                         LandmarkKey key);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace transpine {

class LandmarkEditor;
class StudySession;
class SubjectPoints;

/// Takes the bodies and spinous processes of the subject's masks as points of the editor, in the
/// background, as one undo step.
void take_points_from_masks(StudySession* session, LandmarkEditor* editor, SubjectPoints* points);

}  // namespace transpine

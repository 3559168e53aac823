// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "core/project/study.h"
#include "core/segmentation/segmenter.h"

namespace transpine {

/// How the study's CTs are segmented where nothing else is asked for: kept in its settings. What a
/// later version wrote and this one does not know counts as not set.
SegmentOptions study_segment_options(const Study& study);
/// Takes from the study what is not among the given keys.
Result<void> fill_from_study(SegmentOptions& options, const Study& study,
                             const std::set<std::string>& given);
/// Keeps what differs from the defaults; the caller saves the study.
void keep_segment_options(Study& study, const SegmentOptions& options);

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/segmentation/numbering.h"
#include "core/segmentation/segmenter.h"

namespace transpine {

/// The vertebra that the options name, if any. Errors: an unknown name; a name without a place.
Result<std::optional<NamedPlace>> named_place(const SegmentOptions& options);

std::unique_ptr<SpineSegmenter> make_landmark_segmenter(const SegmentOptions& options);
/// A network of the workbench: `options.model`, or the one that comes with the program.
Result<std::unique_ptr<SpineSegmenter>> load_network_segmenter(
    const SegmentOptions& options, const std::optional<NamedPlace>& named);
/// A TorchScript network with its description (segmenter_description.h) beside it.
Result<std::unique_ptr<SpineSegmenter>> load_script_segmenter(
    const SegmentOptions& options, const std::optional<NamedPlace>& named);
Result<std::unique_ptr<SpineSegmenter>> make_command_segmenter(
    const SegmentOptions& options, const std::optional<NamedPlace>& named);

}  // namespace transpine

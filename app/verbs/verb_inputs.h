// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/verb.h"
#include "core/geometry/rigid3.h"
#include "core/image/image_io.h"

namespace transpine {

/// Reads an image for a verb and passes its warnings on, each with the file's name.
Result<LoadedImage> load_image(const std::filesystem::path& path, VerbContext& context);

/// The same for a mask: an image that cannot be one is an error.
Result<LoadedImage> load_mask(const std::filesystem::path& path, VerbContext& context);

/// The same for a verb that calculates with every voxel: NaN and infinite voxels are an error.
Result<LoadedImage> load_finite_image(const std::filesystem::path& path, VerbContext& context);

/// Fails when no file could be made at `path`: a folder stands there, a file stands for one of its
/// folders, or one may not be written to. Makes nothing: asked before long work.
Result<void> check_output(const std::filesystem::path& path);
/// The same for an image, whose name must end in .nii or .nii.gz.
Result<void> check_image_output(const std::filesystem::path& path);

/// Fails when a file to write, side files included, is one that is read, or two to write are the
/// same; empty paths count for nothing. Every verb asks this of all its files before it writes.
Result<void> check_distinct(const std::vector<std::filesystem::path>& inputs,
                            const std::vector<std::filesystem::path>& outputs);

/// The error with the files it is about in front; a cancelled job stays as it is.
Error about(const std::string& files, const Error& error);

/// Where a vertebra list like "T10-L5" or "L1,L3" is an option: its ids, none for an empty text.
Result<std::vector<int>> vertebrae_option(const std::string& text);

/// The option --vertebrae, read with vertebrae_option.
void add_vertebrae(OptionList& list, std::string& vertebrae);

/// Reads a transform that takes places of the first image to the second, and says how its name
/// (ct-from-mr, mr-from-ct) was understood. Where the first image is known to be a CT or not, a
/// transform of the other direction is turned round.
Result<Rigid3> load_second_from_first(const std::filesystem::path& path,
                                      std::optional<bool> first_is_ct, VerbContext& context);

/// "1 file", "3 files".
std::string counted(std::size_t count, const std::string& noun);

/// A matrix row by row.
nlohmann::json matrix_json(const Eigen::Matrix4d& matrix);

}  // namespace transpine

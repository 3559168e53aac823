// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// An installed program that segments CTs, as a JSON object describes it. It runs in a folder of
/// its own; texts in braces are filled in: {input} the CT that is written for it, {folder} that
/// folder, {device}, and what `values` names.
struct CommandTemplate {
  /// What the labels of its mask mean.
  enum class Labels {
    vertebrae,  ///< VerSe ids, by `ids`.
    instances,  ///< One number a vertebra, of no level.
    parts       ///< part_class_of(), by `ids`.
  };

  std::string name;
  std::string install;  ///< What to do where it is missing.
  std::vector<std::string> argv;
  std::string input = "ct.nii.gz";          ///< In its folder, as the other files.
  std::string output = "vertebrae.nii.gz";  ///< May hold * for any text.
  std::string subregions;                   ///< A mask of subregion ids, if it writes one.
  Labels labels = Labels::vertebrae;
  std::map<int, int> ids;                      ///< From its labels to ours.
  std::set<int> ignored;                       ///< Labels that are known and of no interest.
  std::map<std::string, std::string> devices;  ///< What it calls "cpu" and "cuda".
  std::map<std::string, std::string> values;   ///< Empty ones must be given.
};

/// "totalsegmentator", "spineps", "nnunet".
std::vector<std::string> command_presets();

/// A preset, or the template of a file. Errors: neither; keys that are missing, unknown or wrong.
Result<CommandTemplate> read_command_template(const std::string& preset_or_file);

/// The arguments with all braces filled in; `given` are "name=value". Errors: a value that is not
/// given, or one that the template does not know.
Result<std::vector<std::string>> filled_argv(const CommandTemplate& command,
                                             const std::vector<std::string>& given,
                                             const std::string& device,
                                             const std::filesystem::path& folder);

}  // namespace transpine

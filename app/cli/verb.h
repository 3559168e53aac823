// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "app/cli/output.h"
#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"

namespace transpine {

/// An argument without a flag, bound to a field of the verb.
struct Positional {
  Positional(std::string name, std::string help, std::filesystem::path* value,
             bool required = true);
  Positional(std::string name, std::string help, std::string* value, bool required = true);
  /// Takes all that is left; must be the last one.
  Positional(std::string name, std::string help, std::vector<std::filesystem::path>* values,
             bool required = true);

  std::string name;
  std::string help;
  bool required;
  bool repeated = false;
  std::function<void(const std::string&)> set;
};

/// What a verb gets to run with.
struct VerbContext {
  JobContext& job;
  Output& out;
  bool dry_run = false;
  /// Set by a verb that did a part and not all that was asked for. Its result is printed all the
  /// same, with "complete": false, and the program ends with kExitError.
  bool is_partial = false;
  /// The keys of the options that stood on the command line or in the file of --config.
  std::set<std::string> given = {};
};

/// One subcommand. Its options are the same struct that the window's dialog shows.
class Verb {
 public:
  virtual ~Verb() = default;

  virtual std::string name() const = 0;
  /// One sentence, shown in the list of verbs and above the verb's own help.
  virtual std::string summary() const = 0;
  virtual std::vector<Positional> positionals() { return {}; }
  virtual OptionList options() { return {}; }
  /// Named sets of option values. With any, the verb gets a flag --preset; values given in a file
  /// or on the command line win over the preset's.
  virtual std::map<std::string, nlohmann::json> presets() { return {}; }
  /// What --preset's help says.
  virtual std::string preset_help() const {
    return "Settings to start from; other options change them.";
  }
  /// The key of an option that decides what the presets hold: it is set before they are asked for.
  /// A preset may answer with another value of it, which then holds.
  virtual std::string deciding_option() const { return {}; }
  /// The preset to start from where none is named.
  virtual std::string default_preset() const { return {}; }
  /// Does the work and returns what --json prints as the result. With `context.dry_run` it must
  /// check its inputs, say what it would do, and write nothing.
  virtual Result<nlohmann::json> run(VerbContext& context) = 0;
};

/// Exit codes of the program.
enum ExitCode { kExitOk = 0, kExitError = 1, kExitUsage = 2, kExitInterrupted = 130 };

/// Parses `args` (without program and verb name), runs the verb and prints its result or error.
/// Flags of every verb: --help, --json, --dry-run, --device, --threads, --config FILE.
/// `stop` ends the verb early, as Ctrl-C does.
int run_verb(Verb& verb, const std::vector<std::string>& args, std::stop_token stop = {});

/// The text of `transpine VERB --help`.
std::string help_text(Verb& verb);

}  // namespace transpine

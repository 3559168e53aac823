// SPDX-License-Identifier: Apache-2.0
#include "app/cli/verb.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <sstream>

#include "app/cli/threads.h"
#include "core/base/atomic_file.h"
#include "core/base/json_text.h"

namespace transpine {
namespace {

using nlohmann::json;

/// The flags that every verb has.
struct CommonFlags {
  bool help = false;
  bool json = false;
  bool dry_run = false;
  std::string device = "auto";
  int threads = 0;
  std::string config;
  std::string preset;
};

OptionList options_of(CommonFlags& flags, Verb& verb) {
  OptionList list;
  list.add(flags.help, {.key = "help", .label = "Help", .help = "Show this help."});
  list.add(flags.json, {.key = "json",
                        .label = "JSON",
                        .help = "Print progress and result as JSON lines on stdout."});
  list.add(flags.dry_run,
           {.key = "dry_run", .label = "Dry run", .help = "Check the input and write nothing."});
  // Verbs that run networks have it among their own; the others take it and need it not.
  if (!verb.options().find("device")) list.add(flags.device, device_option());
  list.add(flags.threads, {.key = "threads",
                           .label = "Threads",
                           .help = "Processor threads; 0 takes one for each core.",
                           .min = 0,
                           .max = 1024});
  list.add(flags.config, {.key = "config",
                          .label = "Configuration",
                          .help = "Read options from this JSON file before the command line."});
  std::vector<std::string> presets;
  for (const auto& [name, values] : verb.presets()) presets.push_back(name);
  if (!presets.empty()) {
    list.add(flags.preset, {.key = "preset",
                            .label = "Preset",
                            .help = verb.preset_help(),
                            .choices = std::move(presets)});
  }
  return list;
}

std::string flag_of(const std::string& key) {
  std::string flag = "--" + key;
  std::replace(flag.begin() + 2, flag.end(), '_', '-');
  return flag;
}

std::string key_of(std::string flag) {
  std::replace(flag.begin(), flag.end(), '-', '_');
  return flag;
}

Error usage_error(const Verb& verb, const std::string& title) {
  return {title, "See: transpine " + verb.name() + " --help"};
}

/// The value of a flag that must be known before the others are read.
std::optional<std::string> value_in(const std::vector<std::string>& args, const std::string& flag) {
  for (std::size_t i = 0; i < args.size() && args[i] != "--"; ++i) {
    if (args[i] == flag && i + 1 < args.size()) return args[i + 1];
    if (args[i].starts_with(flag + "=")) return args[i].substr(flag.size() + 1);
  }
  return std::nullopt;
}

class ArgumentParser {
 public:
  ArgumentParser(Verb& verb, CommonFlags& flags)
      : verb_(verb),
        positionals_(verb.positionals()),
        own_(verb.options()),
        common_(options_of(flags, verb)) {}

  Result<void> parse(const std::vector<std::string>& args) {
    bool flags_end = false;
    std::vector<std::string> words;
    for (std::size_t i = 0; i < args.size(); ++i) {
      const std::string& arg = args[i];
      if (!flags_end && arg == "--") {
        flags_end = true;
      } else if (!flags_end && arg == "-h") {
        if (auto set = common_.set_from_text("help", "true"); !set) return set;
      } else if (!flags_end && arg.starts_with("--")) {
        if (auto taken = take_flag(args, i); !taken) return taken;
      } else {
        words.push_back(arg);
      }
    }
    return take_positionals(words);
  }

  Result<void> check_complete() const {
    for (std::size_t i = taken_; i < positionals_.size(); ++i) {
      const bool repeated_and_given = positionals_[i].repeated && any_repeated_;
      if (positionals_[i].required && !repeated_and_given) {
        return usage_error(verb_, positionals_[i].name + " is missing.");
      }
    }
    return {};
  }

  /// The user's images are never written over by what is made from them.
  Result<void> check_output_is_no_input() const {
    std::error_code missing;
    for (const auto& output : outputs_) {
      for (const auto& input : inputs_) {
        if (std::filesystem::equivalent(output, input, missing)) {
          return Error{output.string() + " is an input and the output too: it would be lost.",
                       "Choose another name for the output."};
        }
      }
    }
    return {};
  }

  /// Sets the option that decides on the presets from the command line, else from the file.
  Result<void> decide(const std::vector<std::string>& args, const std::string& config) {
    const std::string key = verb_.deciding_option();
    if (key.empty()) return {};
    if (const auto given = value_in(args, flag_of(key))) return own_.set_from_text(key, *given);
    // What is wrong with the file is said when all of it is read.
    const auto text = config.empty() ? Result<std::string>(std::string()) : read_text(config);
    if (!text) return {};
    const json values = json::parse(*text, nullptr, false);
    if (!values.is_object() || !values.contains(key)) return {};
    (void)own_.apply({{key, values.at(key)}});
    return {};
  }

  Result<void> apply_preset(const std::string& name) {
    const auto presets = verb_.presets();
    const auto preset = presets.find(name);
    // Parsing the flag itself says what is wrong with the name.
    if (preset == presets.end()) return {};
    if (auto unknown = own_.apply(preset->second); !unknown) return unknown.error();
    if (const std::string key = verb_.deciding_option(); preset->second.contains(key)) {
      decided_ = {{key, preset->second.at(key)}};
    }
    return {};
  }

  /// What the preset made of the option that decided on it, after that was read once more.
  Result<void> keep_decided() {
    if (auto unknown = own_.apply(decided_); !unknown) return unknown.error();
    return {};
  }

  Result<void> apply_config(const std::string& file) {
    auto text = read_text(file);
    if (!text) return text.error();
    const json values = json::parse(*text, nullptr, false);
    if (!values.is_object()) {
      return Error{file + " is not a JSON object of options.", "Correct it or leave out --config."};
    }
    for (const auto& [key, value] : values.items()) given_.insert(key);
    auto unknown = own_.apply(values);
    if (!unknown) return Error{file + ": " + unknown.error().title, unknown.error().remedy};
    if (!unknown->empty()) {
      return Error{file + " has an unknown option: " + unknown->front() + ".",
                   "Remove it; the options are in transpine " + verb_.name() + " --help."};
    }
    return {};
  }

  json options_json() const { return own_.to_json(); }
  const std::set<std::string>& given() const { return given_; }

 private:
  Result<void> take_flag(const std::vector<std::string>& args, std::size_t& i) {
    std::string name = args[i].substr(2);
    std::optional<std::string> value;
    if (const auto equals = name.find('='); equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    std::string key = key_of(name);
    OptionList* list = own_.find(key) ? &own_ : &common_;
    // --no-name turns a yes/no option off.
    if (!list->find(key) && key.starts_with("no_") && own_.find(key.substr(3)) && !value) {
      key = key.substr(3);
      list = &own_;
      value = "false";
    }
    const Option* option = list->find(key);
    if (!option) return usage_error(verb_, "There is no option --" + name + ".");
    if (!value) {
      if (option->type == Option::Type::boolean) {
        value = "true";
      } else if (i + 1 < args.size()) {
        value = args[++i];
      } else {
        return usage_error(verb_, "--" + name + " needs a value.");
      }
    }
    if (list == &own_) given_.insert(key);
    return list->set_from_text(key, *value);
  }

  /// One that may be left out before others that may not takes a word only where all of those get
  /// theirs.
  Result<void> take_positionals(const std::vector<std::string>& words) {
    const auto required_after = [&](std::size_t place) {
      return static_cast<std::size_t>(
          std::count_if(positionals_.begin() + static_cast<std::ptrdiff_t>(place) + 1,
                        positionals_.end(), [](const Positional& p) { return p.required; }));
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
      while (taken_ < positionals_.size() && !positionals_[taken_].required &&
             words.size() - i <= required_after(taken_)) {
        ++taken_;
      }
      if (auto taken = take_positional(words[i]); !taken) return taken;
    }
    return {};
  }

  Result<void> take_positional(const std::string& arg) {
    if (taken_ >= positionals_.size()) {
      return usage_error(verb_, "Unexpected argument: " + arg + ".");
    }
    Positional& positional = positionals_[taken_];
    positional.set(arg);
    (positional.name == "OUTPUT" ? outputs_ : inputs_).emplace_back(arg);
    if (positional.repeated) {
      any_repeated_ = true;
    } else {
      ++taken_;
    }
    return {};
  }

  Verb& verb_;
  std::vector<std::filesystem::path> inputs_, outputs_;
  std::vector<Positional> positionals_;
  OptionList own_;
  OptionList common_;
  json decided_ = json::object();
  std::set<std::string> given_;
  std::size_t taken_ = 0;
  bool any_repeated_ = false;
};

std::string default_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) {
    std::string text;
    for (const json& item : value) text += (text.empty() ? "" : ",") + default_text(item);
    return text;
  }
  return json_text(value);
}

/// What stands for the value in the help: the unit, or the kind.
std::string value_name(const Option& option) {
  if (!option.spec.unit.empty()) return option.spec.unit;
  switch (option.type) {
    case Option::Type::integer:
      return "COUNT";
    case Option::Type::real:
      return "NUMBER";
    case Option::Type::path:
      return "PATH";
    case Option::Type::list:
      return "A,B,...";
    default:
      return option.spec.choices.empty() ? "TEXT" : "CHOICE";
  }
}

void describe(std::ostringstream& text, const Option& option) {
  const bool is_switch = option.type == Option::Type::boolean;
  const bool is_on = is_switch && option.get().get<bool>();
  std::string line = "  " + flag_of(option.spec.key);
  if (is_on) line += ", " + flag_of("no_" + option.spec.key);
  if (!is_switch) line += " " + value_name(option);
  text << line << '\n' << "      " << option.spec.help;
  if (!option.spec.choices.empty()) {
    text << " One of:";
    for (std::size_t i = 0; i < option.spec.choices.size(); ++i) {
      text << (i ? ", " : " ") << option.spec.choices[i];
    }
    text << '.';
  }
  const std::string value = is_switch ? (is_on ? "on" : "") : default_text(option.get());
  if (!value.empty()) text << " Default: " << value << '.';
  text << '\n';
}

void describe_level(std::ostringstream& text, const OptionList& list, OptionSpec::Level level,
                    const char* title) {
  bool first = true;
  for (const Option& option : list.options()) {
    if (option.spec.level != level) continue;
    if (first) text << '\n' << title << '\n';
    first = false;
    describe(text, option);
  }
}

int report(Output& out, const Error& error, int code) {
  out.finish_progress();
  out.event({{"event", "error"}, {"title", error.title}, {"remedy", error.remedy}});
  std::cerr << error.title << '\n';
  if (!error.remedy.empty()) std::cerr << error.remedy << '\n';
  return code;
}

Result<json> run_guarded(Verb& verb, VerbContext& context) {
  try {
    return verb.run(context);
  } catch (const std::bad_alloc&) {
    return Error{"There is not enough memory for this.",
                 "Close other programs, or choose a smaller image, patch or batch."};
  } catch (const std::exception& exception) {
    return Error{std::string("An internal error stopped the work: ") + exception.what(),
                 "Report this with the command that led to it."};
  }
}

}  // namespace

Positional::Positional(std::string name_, std::string help_, std::filesystem::path* value,
                       bool required_)
    : name(std::move(name_)),
      help(std::move(help_)),
      required(required_),
      set([value](const std::string& text) { *value = text; }) {}

Positional::Positional(std::string name_, std::string help_, std::string* value, bool required_)
    : name(std::move(name_)),
      help(std::move(help_)),
      required(required_),
      set([value](const std::string& text) { *value = text; }) {}

Positional::Positional(std::string name_, std::string help_,
                       std::vector<std::filesystem::path>* values, bool required_)
    : name(std::move(name_)),
      help(std::move(help_)),
      required(required_),
      repeated(true),
      set([values](const std::string& text) { values->emplace_back(text); }) {}

std::string help_text(Verb& verb) {
  std::ostringstream text;
  text << "Usage: transpine " << verb.name() << " [options]";
  const auto positionals = verb.positionals();
  for (const Positional& positional : positionals) {
    const std::string shown = positional.name + (positional.repeated ? "..." : "");
    text << ' ' << (positional.required ? shown : "[" + shown + "]");
  }
  text << "\n\n" << verb.summary() << '\n';
  for (const Positional& positional : positionals) {
    text << "\n  " << positional.name << "\n      " << positional.help << '\n';
  }
  const OptionList own = verb.options();
  describe_level(text, own, OptionSpec::Level::basic, "Options:");
  describe_level(text, own, OptionSpec::Level::advanced, "Advanced options:");
  CommonFlags flags;
  describe_level(text, options_of(flags, verb), OptionSpec::Level::basic, "Options of every verb:");
  return text.str();
}

int run_verb(Verb& verb, const std::vector<std::string>& args, std::stop_token stop) {
  CommonFlags flags;
  ArgumentParser parser(verb, flags);
  Result<void> parsed;
  // The command line wins over the file, and the file over the preset.
  const auto config = value_in(args, "--config");
  parsed = parser.decide(args, config.value_or(""));
  if (parsed) {
    parsed = parser.apply_preset(value_in(args, "--preset").value_or(verb.default_preset()));
  }
  int code = kExitUsage;
  if (config && parsed) {
    parsed = parser.apply_config(*config);
    // A file is input, not usage.
    if (!parsed) code = kExitError;
  }
  if (parsed) parsed = parser.parse(args);
  if (parsed) parsed = parser.keep_decided();
  // An argument that is wrong may stand before the flag: its error is a JSON line all the same.
  Output out(flags.json ||
             (!parsed && std::find(args.begin(), args.end(), "--json") != args.end()));
  if (!parsed) return report(out, parsed.error(), code);
  if (flags.help) {
    std::cout << help_text(verb);
    return kExitOk;
  }
  if (auto complete = parser.check_complete(); !complete) {
    return report(out, complete.error(), kExitUsage);
  }
  if (auto safe = parser.check_output_is_no_input(); !safe) {
    return report(out, safe.error(), kExitError);
  }
  set_thread_counts(flags.threads);

  JobContext job(
      stop, [&out](const Progress& progress) { out.progress(progress); },
      [&out](const std::string& line) {
        out.text(line);
        out.event({{"event", "log"}, {"text", line}});
      });
  VerbContext context{job, out, flags.dry_run, false, parser.given()};
  if (flags.dry_run) {
    out.text("Dry run: nothing is written. Options: " + json_text(parser.options_json()));
    out.event({{"event", "options"}, {"options", parser.options_json()}});
  }
  auto result = run_guarded(verb, context);
  if (!result) {
    return report(out, result.error(),
                  result.error().is_cancelled() ? kExitInterrupted : kExitError);
  }
  out.finish_progress();
  json event{{"event", "result"}};
  event.update(*result);
  if (context.is_partial) event["complete"] = false;
  out.event(event);
  return context.is_partial ? kExitError : kExitOk;
}

}  // namespace transpine

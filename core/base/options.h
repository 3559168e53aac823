// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// What an option is, apart from its value: the one source for dialog, command line, JSON and docs.
struct OptionSpec {
  std::string key;    ///< JSON key and, with `-` for `_`, command-line flag: "guidance_w".
  std::string label;  ///< Shown in dialogs, sentence style: "Guidance weight".
  std::string help;   ///< One or two sentences, with the source where there is one.
  std::string unit = {};
  std::optional<double> min = {};
  std::optional<double> max = {};
  std::vector<std::string> choices = {};  ///< For text options with fixed values.
  enum class Level { basic, advanced } level = Level::basic;
  bool other_choices = false;  ///< The choices are the usual ones; others are possible.
};

/// The option that says where networks run; the same in every table that has it.
OptionSpec device_option();

/// One option bound to a field of an options struct.
struct Option {
  enum class Type { boolean, integer, real, text, path, list };

  OptionSpec spec;
  Type type = Type::text;
  bool numeric_items = false;  ///< For lists: items are numbers, not texts.
  std::function<nlohmann::json()> get;
  /// Checks type, range and choices before it assigns. The error names the option.
  std::function<Result<void>(const nlohmann::json&)> set;
};

/// The options of one struct, bound to one instance that must outlive the list.
///
///     struct SamplerOptions { int steps = 20; double eta = 1; };
///     OptionList options_of(SamplerOptions& o) {
///       OptionList list;
///       list.add(o.steps, {.key = "steps", .label = "Steps", .help = "...", .min = 1, .max =
///       1000}); return list;
///     }
class OptionList {
 public:
  /// T: bool, an integer, a floating-point type, std::string, std::filesystem::path, or a vector
  /// of one of these.
  template <class T>
  void add(T& field, OptionSpec spec);

  /// Appends another list, its keys unchanged. Keys must stay unique (std::logic_error).
  void append(OptionList other);

  const std::vector<Option>& options() const { return options_; }
  const Option* find(const std::string& key) const;

  nlohmann::json to_json() const;
  /// Sets what `values` names. Unknown keys are returned, not set: the caller warns or fails.
  Result<std::vector<std::string>> apply(const nlohmann::json& values);
  /// Sets one option from text as typed on a command line ("true", "20", "a,b").
  Result<void> set_from_text(const std::string& key, const std::string& text);

 private:
  void push(Option option);

  std::vector<Option> options_;
};

/// Checks a JSON value against type, range and choices of an option.
Result<void> check_option_value(const OptionSpec& spec, Option::Type type,
                                const nlohmann::json& value);

namespace options_detail {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

template <class T>
constexpr bool has_numeric_items() {
  if constexpr (IsVector<T>::value) {
    return std::is_arithmetic_v<typename T::value_type>;
  } else {
    return false;
  }
}

template <class T>
constexpr Option::Type type_of() {
  if constexpr (std::is_same_v<T, bool>) {
    return Option::Type::boolean;
  } else if constexpr (std::is_integral_v<T>) {
    return Option::Type::integer;
  } else if constexpr (std::is_floating_point_v<T>) {
    return Option::Type::real;
  } else if constexpr (std::is_same_v<T, std::filesystem::path>) {
    return Option::Type::path;
  } else if constexpr (IsVector<T>::value) {
    return Option::Type::list;
  } else {
    static_assert(std::is_same_v<T, std::string>, "unsupported option type");
    return Option::Type::text;
  }
}

}  // namespace options_detail

template <class T>
void OptionList::add(T& field, OptionSpec spec) {
  constexpr Option::Type type = options_detail::type_of<T>();
  Option option{spec, type, options_detail::has_numeric_items<T>(), {}, {}};
  option.get = [&field]() -> nlohmann::json {
    if constexpr (type == Option::Type::path) {
      return field.string();
    } else {
      return field;
    }
  };
  option.set = [&field, spec](const nlohmann::json& value) -> Result<void> {
    if (auto checked = check_option_value(spec, type, value); !checked) return checked;
    try {
      if constexpr (type == Option::Type::path) {
        field = value.get<std::string>();
      } else {
        field = value.get<T>();
      }
    } catch (const nlohmann::json::exception&) {
      return Error{"The value of " + spec.key + " has the wrong type: " + value.dump() + ".",
                   spec.help};
    }
    return {};
  };
  push(std::move(option));
}

}  // namespace transpine

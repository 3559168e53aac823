// SPDX-License-Identifier: Apache-2.0
#include "core/base/options.h"
#include "core/base/json_text.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>

namespace transpine {
namespace {

using nlohmann::json;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string number_text(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

std::string range_text(const OptionSpec& spec) {
  const std::string unit = spec.unit.empty() ? "" : " " + spec.unit;
  if (spec.min && spec.max) {
    return "from " + number_text(*spec.min) + " to " + number_text(*spec.max) + unit;
  }
  if (spec.min) return "at least " + number_text(*spec.min) + unit;
  return "at most " + number_text(*spec.max) + unit;
}

Result<void> check_scalar(const OptionSpec& spec, const json& value) {
  if (value.is_number()) {
    const double number = value.get<double>();
    if (!std::isfinite(number) || (spec.min && number < *spec.min) ||
        (spec.max && number > *spec.max)) {
      return Error{spec.key + " is " + json_text(value) + ", which is out of range.",
                   (spec.min || spec.max) ? "Give a value " + range_text(spec) + "."
                                          : "Give a finite number."};
    }
  }
  if (value.is_string() && !spec.choices.empty() && !spec.other_choices &&
      std::find(spec.choices.begin(), spec.choices.end(), value.get<std::string>()) ==
          spec.choices.end()) {
    return Error{spec.key + " cannot be " + json_text(value) + ".",
                 "Choose one of: " + joined(spec.choices) + "."};
  }
  return {};
}

bool has_type(Option::Type type, const json& value) {
  switch (type) {
    case Option::Type::boolean:
      return value.is_boolean();
    case Option::Type::integer:
      return value.is_number_integer();
    case Option::Type::real:
      return value.is_number();
    case Option::Type::text:
    case Option::Type::path:
      return value.is_string();
    case Option::Type::list:
      return value.is_array();
  }
  return false;
}

json scalar_from_text(const std::string& text) {
  // A number or a boolean where it parses as one; else text.
  const json parsed = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_number() || parsed.is_boolean()) return parsed;
  return text;
}

json value_from_text(const Option& option, const std::string& text) {
  switch (option.type) {
    case Option::Type::boolean:
      if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
      if (text == "false" || text == "no" || text == "off" || text == "0") return false;
      return text;
    case Option::Type::integer:
    case Option::Type::real:
      return scalar_from_text(text);
    case Option::Type::text:
    case Option::Type::path:
      return text;
    case Option::Type::list: {
      json items = json::array();
      std::istringstream in(text);
      for (std::string item; std::getline(in, item, ',');) {
        items.push_back(option.numeric_items ? scalar_from_text(item) : json(item));
      }
      return items;
    }
  }
  return text;
}

}  // namespace

Result<void> check_option_value(const OptionSpec& spec, Option::Type type, const json& value) {
  if (!has_type(type, value)) {
    static const char* const names[] = {"true or false", "a whole number", "a number",
                                        "a text",        "a path",         "a list"};
    return Error{spec.key + " cannot be " + json_text(value) + ".",
                 std::string("Give ") + names[static_cast<int>(type)] + "."};
  }
  if (type != Option::Type::list) return check_scalar(spec, value);
  for (const json& item : value) {
    if (auto checked = check_scalar(spec, item); !checked) return checked;
  }
  return {};
}

void OptionList::push(Option option) {
  if (find(option.spec.key)) throw std::logic_error("duplicate option " + option.spec.key);
  options_.push_back(std::move(option));
}

void OptionList::append(OptionList other) {
  for (Option& option : other.options_) push(std::move(option));
}

const Option* OptionList::find(const std::string& key) const {
  const auto it = std::find_if(options_.begin(), options_.end(),
                               [&](const Option& option) { return option.spec.key == key; });
  return it == options_.end() ? nullptr : &*it;
}

json OptionList::to_json() const {
  json values = json::object();
  for (const Option& option : options_) values[option.spec.key] = option.get();
  return values;
}

Result<std::vector<std::string>> OptionList::apply(const json& values) {
  if (!values.is_object()) {
    return Error{"The options are not a JSON object.", "Write them as {\"key\": value, ...}."};
  }
  std::vector<std::string> unknown;
  for (const auto& [key, value] : values.items()) {
    const Option* option = find(key);
    if (!option) {
      unknown.push_back(key);
    } else if (auto set = option->set(value); !set) {
      return set.error();
    }
  }
  return unknown;
}

Result<void> OptionList::set_from_text(const std::string& key, const std::string& text) {
  const Option* option = find(key);
  if (!option) return Error{"There is no option " + key + ".", "See --help for the options."};
  return option->set(value_from_text(*option, text));
}

OptionSpec device_option() {
  return {.key = "device",
          .label = "Device",
          .help = "Where networks run: auto, cpu, cuda or cuda:N.",
          .choices = {"auto", "cpu", "cuda"},
          .other_choices = true};
}

}  // namespace transpine

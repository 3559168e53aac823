// SPDX-License-Identifier: Apache-2.0
#include "core/image/text_header.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>

#include "core/base/atomic_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

/// Longer than any header: segmentations name hundreds of segments in theirs.
constexpr std::size_t kMostHeaderBytes = std::size_t{4} << 20;
constexpr const char* kNrrdMagic = "NRRD000";

std::string trimmed(const std::string& text) {
  const char* blank = " \t\r\n";
  const auto begin = text.find_first_not_of(blank);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::optional<std::pair<std::string, std::string>> meta_field(const std::string& line) {
  const auto equals = line.find('=');
  if (equals == std::string::npos) return std::nullopt;
  const std::string name = trimmed(line.substr(0, equals));
  const bool is_word = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_';
  });
  if (!is_word) return std::nullopt;
  return std::pair(name, trimmed(line.substr(equals + 1)));
}

bool begins_meta_image(const std::string& first_line) {
  const auto field = meta_field(first_line);
  return field &&
         (field->first == "ObjectType" || field->first == "NDims" || field->first == "Comment");
}

std::string first_line_of(std::ifstream& file) {
  // A binary file may have no line break for gigabytes.
  std::string line(256, '\0');
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(file.gcount()));
  return line.substr(0, line.find('\n'));
}

Error endless_error(const fs::path& path, const TextHeader& header) {
  return {path.string() + " is damaged: its " + header.format_name() + " header has no end.",
          "Copy or export it again."};
}

/// Takes one line into the header. True when it was the last one.
Result<bool> take_line(const std::string& line, TextHeader& header, const fs::path& path) {
  const Error damaged{path.string() + " has a line in its " + header.format_name() +
                          " header that cannot be understood: \"" + line.substr(0, 60) + "\".",
                      "Copy or export it again."};
  if (header.format == TextHeader::Format::meta_image) {
    auto field = meta_field(line);
    if (!field) {
      if (trimmed(line).empty()) return false;
      return damaged;
    }
    header.fields.push_back(*field);
    return field->first == "ElementDataFile";
  }
  if (trimmed(line).empty()) return true;
  if (line.front() == '#' || line.find(":=") != std::string::npos) return false;
  const auto colon = line.find(": ");
  if (colon == std::string::npos) return damaged;
  header.fields.emplace_back(lower_case(trimmed(line.substr(0, colon))),
                             trimmed(line.substr(colon + 1)));
  return false;
}

std::string without_brackets(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '(' || c == ')' || c == ','; }, ' ');
  return text;
}

template <class T>
std::optional<std::vector<T>> parsed(const std::string& text) {
  std::vector<T> values;
  const std::string plain = without_brackets(text);
  for (const char *at = plain.data(), *end = at + plain.size();;) {
    while (at != end && std::isspace(static_cast<unsigned char>(*at))) ++at;
    if (at == end) return values;
    if (*at == '+') ++at;
    T value{};
    const auto [after, error] = std::from_chars(at, end, value);
    if (error != std::errc() || (after != end && !std::isspace(static_cast<unsigned char>(*after))))
      return std::nullopt;
    values.push_back(value);
    at = after;
  }
}

}  // namespace

const std::string* TextHeader::find(const std::string& name) const {
  const auto it = std::find_if(fields.begin(), fields.end(),
                               [&](const auto& field) { return field.first == name; });
  return it == fields.end() ? nullptr : &it->second;
}

std::string TextHeader::value(const std::string& name) const {
  const std::string* found = find(name);
  return found ? *found : std::string();
}

const char* TextHeader::format_name() const {
  return format == Format::nrrd ? "NRRD" : "MetaImage";
}

bool has_text_header(const fs::path& path) {
  std::error_code code;
  if (!fs::is_regular_file(path, code)) return false;
  std::ifstream file(path, std::ios::binary);
  const std::string line = first_line_of(file);
  return line.starts_with(kNrrdMagic) || begins_meta_image(line);
}

Result<TextHeader> read_text_header(const fs::path& path) {
  std::error_code code;
  if (fs::is_directory(path, code)) return file_error("is a folder, not an image", path, EISDIR);
  std::ifstream file(path, std::ios::binary);
  if (!file) return file_error("could not be opened", path, errno);
  const std::string first = first_line_of(file);
  TextHeader header;
  if (!first.starts_with(kNrrdMagic)) {
    if (!begins_meta_image(first)) {
      return Error{path.string() + " is neither a NRRD nor a MetaImage file.",
                   "Give a .nrrd, .nhdr, .mha or .mhd file."};
    }
    header.format = TextHeader::Format::meta_image;
  }
  file.clear();
  file.seekg(0);
  std::string text(kMostHeaderBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  const bool is_whole = text.size() < kMostHeaderBytes;
  bool is_first = header.format == TextHeader::Format::nrrd;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('\n', begin);
    if (end == std::string::npos && !is_whole) break;
    const std::string line = text.substr(begin, end == std::string::npos ? end : end - begin);
    begin = end == std::string::npos ? text.size() : end + 1;
    if (std::exchange(is_first, false)) continue;
    const auto last = take_line(line, header, path);
    if (!last) return last.error();
    header.end = static_cast<std::int64_t>(begin);
    if (*last) return header;
  }
  // Only a NRRD header whose voxels are in another file may end with the file.
  const bool ends_with_file = header.format == TextHeader::Format::nrrd && is_whole;
  if (ends_with_file && (header.find("data file") || header.find("datafile"))) return header;
  return endless_error(path, header);
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::optional<std::vector<double>> numbers_in(const std::string& text) {
  return parsed<double>(text);
}

std::optional<std::vector<std::int64_t>> whole_numbers_in(const std::string& text) {
  return parsed<std::int64_t>(text);
}

}  // namespace transpine

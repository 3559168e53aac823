// SPDX-License-Identifier: Apache-2.0
#include "core/base/safetensors.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/json_text.h"
#include "core/base/weights_container.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "safetensors are little endian");

constexpr const char* metadata_key = "__metadata__";
constexpr const char* hash_key = "transpine.xxh3";
constexpr std::size_t length_bytes = 8;
constexpr std::uint64_t max_header_bytes = 100'000'000;  // The limit of the format.
constexpr int max_header_depth = 3;                      // A tensor's shape and offsets.
constexpr std::size_t max_sides = 64;

Error damaged(const fs::path& path, const std::string& why) {
  return {path.string() + " is not a sound safetensors file: " + why + ".",
          "The file is damaged or was not written completely: fetch or write it again."};
}

/// A file of this name that is no safetensors file, whatever it may be instead.
Error not_safetensors(const fs::path& path, const std::string& why) {
  switch (weights_container(path)) {
    case WeightsContainer::pickle:
      return pickle_error(path);
    case WeightsContainer::torchscript:
      return {path.string() + " is a TorchScript program, not a file of weights.",
              "transpine translate can use it as a model; see docs/interchange.md."};
    case WeightsContainer::other:
      break;
  }
  return damaged(path, why);
}

/// Bytes of a tensor, absent when the product overflows or a side is negative. A side of 0 excuses
/// no others: strides would overflow.
std::optional<std::uint64_t> byte_count(const std::vector<std::int64_t>& shape,
                                        std::size_t element_size) {
  std::uint64_t count = element_size;
  bool empty = false;
  for (const std::int64_t side : shape) {
    empty = empty || side == 0;
    const auto factor = static_cast<std::uint64_t>(side == 0 ? 1 : side);
    if (side < 0 || __builtin_mul_overflow(count, factor, &count)) return std::nullopt;
  }
  return empty ? 0 : count;
}

struct Mapping {
  std::shared_ptr<const std::byte> bytes;
  std::size_t size = 0;
};

Result<Mapping> map_file(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return file_error("could not be opened", path, errno);
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    const int error_number = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    ::close(fd);
    return file_error("could not be read", path, error_number);
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size < length_bytes) {
    ::close(fd);
    return damaged(path, "it has only " + std::to_string(size) + " bytes");
  }
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  const int error_number = errno;
  ::close(fd);
  if (address == MAP_FAILED) return file_error("could not be mapped", path, error_number);
  return Mapping{{static_cast<const std::byte*>(address),
                  [size](const std::byte* at) { ::munmap(const_cast<std::byte*>(at), size); }},
                 size};
}

/// Whether brackets lie deeper in each other than any header needs. Asked before parsing, which
/// takes memory for each level.
bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char at = text[i];
    if (in_string) {
      if (at == '\\') ++i;
      in_string = at != '"';
    } else if (at == '"') {
      in_string = true;
    } else if (at == '{' || at == '[') {
      if (++depth > max_header_depth) return true;
    } else if (at == '}' || at == ']') {
      --depth;
    }
  }
  return false;
}

/// Parses the header; empty when it is not JSON or names a tensor twice.
std::optional<json> parse_header(const char* begin, std::size_t size) {
  if (is_too_deep({begin, size})) return std::nullopt;
  std::set<std::string> names;
  bool distinct = true;
  const auto note_names = [&](int depth, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::key && depth == 1) {
      distinct = names.insert(parsed.get<std::string>()).second && distinct;
    }
    return true;
  };
  json header = json::parse(begin, begin + size, note_names, /*allow_exceptions=*/false);
  if (header.is_discarded() || !header.is_object() || !distinct) return std::nullopt;
  return header;
}

struct Located {
  SafetensorsEntry entry;
  std::uint64_t begin = 0;
};

/// One header item checked against its own shape and the size of the data; or what is wrong.
Result<Located> located_entry(const fs::path& path, const std::string& name, const json& item,
                              std::span<const std::byte> data) {
  const std::string tensor = "tensor \"" + name + "\"";
  Located located{{name, {}, {}, {}}, 0};
  std::uint64_t end = 0;
  try {
    located.entry.dtype = item.at("dtype").get<std::string>();
    if (!item.at("shape").is_array()) return damaged(path, tensor + " has no valid shape");
    for (const json& side : item.at("shape")) {
      if (!side.is_number_unsigned()) return damaged(path, tensor + " has no valid shape");
      located.entry.shape.push_back(side.get<std::int64_t>());
    }
    if (located.entry.shape.size() > max_sides) {
      return damaged(path, tensor + " has more than " + std::to_string(max_sides) + " sides");
    }
    const json& offsets = item.at("data_offsets");
    if (offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
        !offsets[1].is_number_unsigned()) {
      return damaged(path, tensor + " has no valid offsets");
    }
    located.begin = offsets[0].get<std::uint64_t>();
    end = offsets[1].get<std::uint64_t>();
  } catch (const json::exception&) {
    return damaged(path, tensor + " lacks its type, shape or offsets");
  }
  const std::size_t element_size = safetensors_element_size(located.entry.dtype);
  if (element_size == 0) {
    return damaged(path, tensor + " has the unknown type " + located.entry.dtype);
  }
  if (located.begin > end || end > data.size()) {
    return damaged(path, tensor + " reaches beyond the end of the file");
  }
  if (byte_count(located.entry.shape, element_size) != end - located.begin) {
    return damaged(path, tensor + " has another size than its shape says");
  }
  located.entry.bytes = data.subspan(located.begin, end - located.begin);
  return located;
}

void check_entries(const std::vector<SafetensorsEntry>& entries) {
  std::set<std::string> names{metadata_key};
  for (const SafetensorsEntry& entry : entries) {
    const std::size_t element_size = safetensors_element_size(entry.dtype);
    if (element_size == 0 || byte_count(entry.shape, element_size) != entry.bytes.size()) {
      throw std::invalid_argument("the bytes of " + entry.name + " do not fit its type and shape");
    }
    if (!names.insert(entry.name).second) {
      throw std::invalid_argument("the tensor name " + entry.name + " is taken");
    }
  }
}

}  // namespace

std::size_t safetensors_element_size(const std::string& dtype) {
  static const std::map<std::string, std::size_t> sizes{
      {"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8}, {"I32", 4}, {"I16", 2},
      {"I8", 1},  {"U64", 8}, {"U32", 4}, {"U16", 2},  {"U8", 1},  {"BOOL", 1}};
  const auto it = sizes.find(dtype);
  return it == sizes.end() ? 0 : it->second;
}

Result<void> write_safetensors(const fs::path& path, const std::vector<SafetensorsEntry>& entries,
                               const std::map<std::string, std::string>& metadata) {
  check_entries(entries);
  // Wide types first: the format allows no holes, and so every tensor stays aligned.
  std::vector<const SafetensorsEntry*> ordered;
  for (const SafetensorsEntry& entry : entries) ordered.push_back(&entry);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto* left, const auto* right) {
    return safetensors_element_size(left->dtype) > safetensors_element_size(right->dtype);
  });

  json header = json::object();
  if (!metadata.empty()) header[metadata_key] = metadata;
  ContentHasher hasher;
  for (const SafetensorsEntry* entry : ordered) hasher.add(entry->bytes);
  if (const std::string hash = hasher.digest(); !hash.empty())
    header[metadata_key][hash_key] = hash;
  std::uint64_t offset = 0;
  for (const SafetensorsEntry* entry : ordered) {
    const std::uint64_t end = offset + entry->bytes.size();
    header[entry->name] = {
        {"dtype", entry->dtype}, {"shape", entry->shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = json_text(header);
  text.resize((text.size() + length_bytes - 1) / length_bytes * length_bytes, ' ');

  return write_file_atomically(path, [&](const fs::path& temporary) -> Result<void> {
    errno = 0;
    std::ofstream out(temporary, std::ios::binary);
    const std::uint64_t header_size = text.size();
    out.write(reinterpret_cast<const char*>(&header_size), length_bytes);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    for (const SafetensorsEntry* entry : ordered) {
      out.write(reinterpret_cast<const char*>(entry->bytes.data()),
                static_cast<std::streamsize>(entry->bytes.size()));
    }
    out.close();
    if (!out) return file_error("could not be written", path, errno ? errno : EIO);
    return {};
  });
}

Result<SafetensorsFile> SafetensorsFile::open(const fs::path& path) {
  auto mapped = map_file(path);
  if (!mapped) return mapped.error();

  std::uint64_t header_size = 0;
  std::memcpy(&header_size, mapped->bytes.get(), length_bytes);
  if (header_size > max_header_bytes || header_size > mapped->size - length_bytes) {
    return not_safetensors(path, "its header does not fit into the file");
  }
  const auto header =
      parse_header(reinterpret_cast<const char*>(mapped->bytes.get()) + length_bytes, header_size);
  if (!header) return not_safetensors(path, "its header is not valid JSON or names a tensor twice");
  const std::size_t data_begin = length_bytes + header_size;
  const std::span<const std::byte> data{mapped->bytes.get() + data_begin,
                                        mapped->size - data_begin};

  SafetensorsFile file;
  file.path_ = path;
  file.mapping_ = mapped->bytes;
  std::vector<Located> located;
  for (const auto& [name, item] : header->items()) {
    if (name == metadata_key) {
      if (!item.is_object()) return damaged(path, "its metadata are no map");
      for (const auto& [key, value] : item.items()) {
        if (!value.is_string()) continue;
        if (key == hash_key) {
          file.content_hash_ = value.get<std::string>();
        } else {
          file.metadata_[key] = value.get<std::string>();
        }
      }
      continue;
    }
    auto entry = located_entry(path, name, item, data);
    if (!entry) return entry.error();
    located.push_back(std::move(*entry));
  }
  std::stable_sort(located.begin(), located.end(), [](const Located& left, const Located& right) {
    return std::pair(left.begin, left.entry.bytes.size()) <
           std::pair(right.begin, right.entry.bytes.size());
  });
  std::uint64_t expected_begin = 0;
  for (Located& at : located) {
    if (at.begin != expected_begin) return damaged(path, "its tensors overlap or leave holes");
    expected_begin += at.entry.bytes.size();
    file.index_from_name_[at.entry.name] = file.entries_.size();
    file.entries_.push_back(std::move(at.entry));
  }
  if (expected_begin != data.size()) {
    return damaged(path, "it holds more bytes than its tensors need");
  }
  return file;
}

Result<void> SafetensorsFile::check_content() const {
  if (content_hash_.empty()) return {};
  ContentHasher hasher;
  for (const SafetensorsEntry& entry : entries_) hasher.add(entry.bytes);
  const std::string found = hasher.digest();
  if (found.empty() || found == content_hash_) return {};
  return damaged(path_, "its values are not those that were written");
}

const SafetensorsEntry* SafetensorsFile::find(const std::string& name) const {
  const auto it = index_from_name_.find(name);
  return it == index_from_name_.end() ? nullptr : &entries_[it->second];
}

}  // namespace transpine

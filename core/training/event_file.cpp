// SPDX-License-Identifier: Apache-2.0
#include "core/training/event_file.h"

#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <chrono>

#include "core/base/atomic_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t polynomial = 0x82F63B78;  // Reflected.

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = value & 1 ? value >> 1 ^ polynomial : value >> 1;
    table[byte] = value;
  }
  return table;
}

/// Little endian, as all numbers of TFRecord and protobuf.
template <class Number>
std::string bytes_of(Number number) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof number; ++i) {
    bytes += static_cast<char>(number >> (8 * i) & 0xFF);
  }
  return bytes;
}

std::uint32_t masked_crc(std::string_view bytes) {
  return std::rotr(crc32c(bytes), 15) + 0xA282EAD8;
}

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7F) | 0x80);
  return bytes + static_cast<char>(value);
}

// The wire types of protobuf.
std::string number_field(int field, std::int64_t value) {
  return varint(static_cast<std::uint64_t>(field) << 3) + varint(static_cast<std::uint64_t>(value));
}

std::string double_field(int field, double value) {
  return varint(static_cast<std::uint64_t>(field) << 3 | 1) +
         bytes_of(std::bit_cast<std::uint64_t>(value));
}

std::string float_field(int field, float value) {
  return varint(static_cast<std::uint64_t>(field) << 3 | 5) +
         bytes_of(std::bit_cast<std::uint32_t>(value));
}

std::string bytes_field(int field, const std::string& value) {
  return varint(static_cast<std::uint64_t>(field) << 3 | 2) + varint(value.size()) + value;
}

double wall_time_s() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Event { wall_time = 1; step = 2; file_version = 3; summary = 5; session_log = 7 }
std::string event(std::int64_t step, const std::string& rest) {
  return double_field(1, wall_time_s()) + number_field(2, step) + rest;
}

std::string host_name() {
  char name[256] = "localhost";
  (void)gethostname(name, sizeof name - 1);
  return name;
}

fs::path new_path(const fs::path& folder) {
  const std::string name = "events.out.tfevents." +
                           std::to_string(static_cast<std::int64_t>(wall_time_s())) + "." +
                           host_name();
  fs::path path = folder / name;
  // Two starts within a second.
  for (int i = 1; fs::exists(path); ++i) path = folder / (name + "." + std::to_string(i));
  return path;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static constexpr auto table = make_crc_table();
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xFF] ^ crc >> 8;
  }
  return ~crc;
}

Result<EventFile> EventFile::start(const fs::path& folder, std::int64_t last_step) {
  EventFile file;
  file.path_ = new_path(folder);
  errno = 0;
  file.out_.open(file.path_, std::ios::binary);
  if (!file.out_) return file_error("could not be made", file.path_, errno ? errno : EIO);
  auto written = file.write(double_field(1, wall_time_s()) + bytes_field(3, "brain.Event:2"));
  if (written && last_step > 0) {
    // SessionLog { status = 1 }, START: what older files say of this step and later ones is void.
    written = file.write(event(last_step + 1, bytes_field(7, number_field(1, 1))));
  }
  if (!written) return written.error();
  return file;
}

Result<void> EventFile::append(std::int64_t step, const std::vector<EventScalar>& scalars) {
  std::string summary;
  for (const auto& [tag, value] : scalars) {
    // Summary { repeated Value value = 1 }, Value { tag = 1; simple_value = 2 }
    summary += bytes_field(1, bytes_field(1, tag) + float_field(2, static_cast<float>(value)));
  }
  return write(event(step, bytes_field(5, summary)));
}

Result<void> EventFile::write(const std::string& event) {
  const std::string length = bytes_of(static_cast<std::uint64_t>(event.size()));
  errno = 0;
  out_ << length << bytes_of(masked_crc(length)) << event << bytes_of(masked_crc(event))
       << std::flush;
  if (!out_) return file_error("could not be written", path_, errno ? errno : EIO);
  return {};
}

}  // namespace transpine

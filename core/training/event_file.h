// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// CRC-32C (Castagnoli), as TFRecord uses it.
std::uint32_t crc32c(std::string_view bytes);

/// A named number of one step, as TensorBoard shows it.
using EventScalar = std::pair<std::string, double>;

/// A file of scalars that TensorBoard reads: events.out.tfevents.<time>.<host>, with others of the
/// same run beside it. TFRecords (length, masked CRC, data, masked CRC) of Event protobufs.
class EventFile {
 public:
  /// Starts a new file in the folder. Values of steps after `last_step` in older files are of steps
  /// that a resumed run does again: TensorBoard is told to drop them.
  static Result<EventFile> start(const std::filesystem::path& folder, std::int64_t last_step);

  Result<void> append(std::int64_t step, const std::vector<EventScalar>& scalars);
  const std::filesystem::path& path() const { return path_; }

 private:
  Result<void> write(const std::string& event);

  std::filesystem::path path_;
  std::ofstream out_;
};

}  // namespace transpine

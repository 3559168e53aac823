// SPDX-License-Identifier: Apache-2.0
#include "core/training/metrics_file.h"

#include <cerrno>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"

namespace transpine {

Result<MetricsFile> MetricsFile::open(const std::filesystem::path& path, std::int64_t last_step) {
  std::string kept;
  if (std::filesystem::exists(path)) {
    auto text = read_text(path);
    if (!text) return text.error();
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
      const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
      if (json.is_object() && json.value("step", last_step + 1) <= last_step) kept += line + "\n";
    }
  }
  if (auto written = write_text_atomically(path, kept); !written) return written.error();
  MetricsFile file;
  file.path_ = path;
  file.out_.open(path, std::ios::binary | std::ios::app);
  if (!file.out_) return file_error("could not be opened", path, errno);
  return file;
}

Result<void> MetricsFile::append(const nlohmann::json& line) {
  errno = 0;
  out_ << json_text(line) << '\n' << std::flush;
  if (!out_) return file_error("could not be written", path_, errno ? errno : EIO);
  return {};
}

}  // namespace transpine

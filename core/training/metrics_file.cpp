// SPDX-License-Identifier: Apache-2.0
#include "core/training/metrics_file.h"

#include <algorithm>
#include <cerrno>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"

namespace transpine {

Result<MetricsFile> MetricsFile::open(const std::filesystem::path& path, std::int64_t last_step) {
  MetricsFile file;
  file.path_ = path;
  std::string kept;
  if (std::filesystem::exists(path)) {
    auto text = read_text(path);
    if (!text) return text.error();
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
      const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
      if (!json.is_object() || json.value("step", last_step + 1) > last_step) continue;
      kept += line + "\n";
      file.count(json);
    }
  }
  if (auto written = write_text_atomically(path, kept); !written) return written.error();
  file.out_.open(path, std::ios::binary | std::ios::app);
  if (!file.out_) return file_error("could not be opened", path, errno);
  return file;
}

void MetricsFile::count(const nlohmann::json& line) {
  const auto number = [&](const char* key) {
    const auto found = line.find(key);
    return found != line.end() && found->is_number() ? found->get<double>() : 0;
  };
  // Older runs told the time of each step alone.
  spent_.elapsed_s = std::max(spent_.elapsed_s + number("seconds"), number("elapsed_s"));
  if (const double validation_s = number("validation_s"); validation_s > 0) {
    spent_.validation_s += validation_s;
    spent_.last_validation_s = validation_s;
  }
}

Result<void> MetricsFile::append(const nlohmann::json& line) {
  errno = 0;
  out_ << json_text(line) << '\n' << std::flush;
  if (!out_) return file_error("could not be written", path_, errno ? errno : EIO);
  return {};
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/project/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"

namespace transpine {
namespace {

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  bool write(const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t wrote = ::write(descriptor_, text.data() + done, text.size() - done);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote <= 0) return false;
      done += static_cast<std::size_t>(wrote);
    }
    return ::fsync(descriptor_) == 0;
  }

 private:
  int descriptor_;
};

}  // namespace

Result<void> append_to_journal(const std::filesystem::path& file, const nlohmann::json& entry) {
  OpenFile journal(file);
  if (!journal.is_open()) return file_error("could not be opened", file, errno);
  // The line break comes first: a line that a crash cut off then ends where this one begins.
  if (!journal.write("\n" + json_text(entry)))
    return file_error("could not be written", file, errno);
  return {};
}

std::vector<nlohmann::json> read_journal(const std::filesystem::path& file) {
  std::vector<nlohmann::json> entries;
  const auto text = read_text(file);
  if (!text) return entries;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    nlohmann::json entry = nlohmann::json::parse(line, nullptr, false);
    if (entry.is_object()) entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace transpine

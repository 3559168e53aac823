// SPDX-License-Identifier: Apache-2.0
#include "core/base/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

namespace transpine {
namespace fs = std::filesystem;

namespace {

// Keeps the extension at the end: image writers choose the format by it.
fs::path temporary_beside(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  const std::string unique = std::to_string(::getpid()) + "-" + std::to_string(counter++);
  return path.parent_path() / (".tmp-" + unique + "-" + path.filename().string());
}

Result<void> sync_file(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return file_error("could not be opened for syncing", path, errno);
  const int rc = ::fsync(fd);
  const int error_number = errno;
  ::close(fd);
  if (rc != 0) return file_error("could not be written to the disk", path, error_number);
  return {};
}

/// The error with the file's own name in place of the temporary one.
Error naming(const fs::path& path, const fs::path& temporary, Error error) {
  const auto at = error.title.find(temporary.string());
  if (at != std::string::npos) error.title.replace(at, temporary.string().size(), path.string());
  return error;
}

std::string remedy_for(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "The disk is full: free some space or choose another folder.";
    case EACCES:
    case EPERM:
    case EROFS:
      return "Choose a folder that you may write to, or change its permissions.";
    case ENOENT:
      return "Check that the path is spelled right and that the file was not moved.";
    case ENOTDIR:
    case EEXIST:
      return "A file stands where a folder is needed: choose another path.";
    case EISDIR:
      return "A folder stands where a file is needed: choose another path.";
    case ENAMETOOLONG:
      return "Choose a shorter name.";
    default:
      return "Check the disk and the path, then try again.";
  }
}

}  // namespace

Error file_error(const std::string& what, const fs::path& path, int error_number) {
  return {path.string() + " " + what + " (" + std::strerror(error_number) + ").",
          remedy_for(error_number)};
}

Result<void> ensure_writable_folder(const fs::path& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) return file_error("could not be made", folder, code.value());
  if (!fs::is_directory(folder)) return file_error("is not a folder", folder, ENOTDIR);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return file_error("cannot be written to", folder, errno);
  }
  return {};
}

Result<void> write_file_atomically(const fs::path& path,
                                   const std::function<Result<void>(const fs::path&)>& write) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (auto ready = ensure_writable_folder(folder); !ready) return ready;
  if (fs::is_directory(path)) return file_error("could not be written", path, EISDIR);

  const fs::path temporary = temporary_beside(folder / path.filename());
  const auto discard = [&] {
    std::error_code ignored;
    fs::remove(temporary, ignored);
  };
  try {
    if (auto written = write(temporary); !written) {
      discard();
      return naming(path, temporary, written.error());
    }
  } catch (...) {
    discard();
    throw;
  }
  if (auto synced = sync_file(temporary); !synced) {
    discard();
    return naming(path, temporary, synced.error());
  }
  std::error_code code;
  fs::rename(temporary, path, code);
  if (code) {
    discard();
    return file_error("could not be written", path, code.value());
  }
  return {};
}

Result<void> write_text_atomically(const fs::path& path, std::string_view text) {
  return write_file_atomically(path, [&](const fs::path& temporary) -> Result<void> {
    errno = 0;
    std::ofstream out(temporary, std::ios::binary);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) return file_error("could not be written", path, errno ? errno : EIO);
    return {};
  });
}

Result<std::string> read_text(const fs::path& path) {
  if (fs::is_directory(path)) return file_error("could not be read", path, EISDIR);
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return file_error("could not be opened", path, errno ? errno : ENOENT);
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) return file_error("could not be read", path, errno ? errno : EIO);
  return std::move(text).str();
}

}  // namespace transpine

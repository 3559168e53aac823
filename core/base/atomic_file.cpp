// SPDX-License-Identifier: Apache-2.0
#include "core/base/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
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

/// A file that is written beside its place and put there; taken back unless it is kept.
class Replacement {
 public:
  explicit Replacement(const fs::path& path) : path_(path) {}
  ~Replacement() {
    std::error_code ignored;
    if (in_place_ && !kept_) {
      if (old_.empty()) {
        fs::remove(path_, ignored);
      } else {
        fs::rename(old_, path_, ignored);
      }
    }
    if (!old_.empty()) fs::remove(old_, ignored);
    if (!temporary_.empty() && !in_place_) fs::remove(temporary_, ignored);
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  Result<void> write(const std::function<Result<void>(const fs::path&)>& write) {
    const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
    if (auto ready = ensure_writable_folder(folder); !ready) return ready;
    if (std::error_code ignored; fs::is_directory(path_, ignored))
      return file_error("could not be written", path_, EISDIR);
    temporary_ = temporary_beside(folder / path_.filename());
    if (auto written = write(temporary_); !written) {
      return naming(path_, temporary_, written.error());
    }
    if (auto synced = sync_file(temporary_); !synced) {
      return naming(path_, temporary_, synced.error());
    }
    return {};
  }

  Result<void> put_in_place(bool with_way_back) {
    std::error_code code;
    if (with_way_back && fs::exists(path_, code)) {
      old_ = temporary_beside(temporary_.parent_path() / path_.filename());
      // A second name for the old content, so that `path_` is never missing.
      fs::create_hard_link(path_, old_, code);
      if (code) fs::copy_file(path_, old_, code);
      if (code) return file_error("could not be replaced", path_, code.value());
    }
    fs::rename(temporary_, path_, code);
    if (code) return file_error("could not be written", path_, code.value());
    in_place_ = true;
    return {};
  }

  void keep() { kept_ = true; }

 private:
  fs::path path_, temporary_, old_;
  bool in_place_ = false;
  bool kept_ = false;
};

}  // namespace

Error file_error(const std::string& what, const fs::path& path, int error_number) {
  return {path.string() + " " + what + " (" + std::strerror(error_number) + ").",
          remedy_for(error_number)};
}

Result<void> ensure_writable_folder(const fs::path& folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (code) return file_error("could not be made", folder, code.value());
  if (!fs::is_directory(folder, code)) return file_error("is not a folder", folder, ENOTDIR);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return file_error("cannot be written to", folder, errno);
  }
  return {};
}

Result<void> write_file_atomically(const fs::path& path,
                                   const std::function<Result<void>(const fs::path&)>& write) {
  return write_files_together({{path, write}});
}

Result<void> write_files_together(const std::vector<FileInGroup>& files) {
  std::vector<std::unique_ptr<Replacement>> replacements;
  for (const FileInGroup& file : files) {
    replacements.push_back(std::make_unique<Replacement>(file.path));
    if (auto written = replacements.back()->write(file.write); !written) return written;
  }
  // One file needs no way back: its rename is the last thing that can fail.
  const bool can_fail_later = files.size() > 1;
  for (const auto& replacement : replacements) {
    if (auto put = replacement->put_in_place(can_fail_later); !put) return put;
  }
  for (const auto& replacement : replacements) replacement->keep();
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
  // The overload that throws would do so for a folder that may not be entered.
  std::error_code code;
  if (fs::is_directory(path, code)) return file_error("could not be read", path, EISDIR);
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return file_error("could not be opened", path, errno ? errno : ENOENT);
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) return file_error("could not be read", path, errno ? errno : EIO);
  return std::move(text).str();
}

}  // namespace transpine

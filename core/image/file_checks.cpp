// SPDX-License-Identifier: Apache-2.0
#include "core/image/file_checks.h"

#include <cerrno>

#include "core/base/atomic_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

std::string dims_text(const std::vector<std::int64_t>& dims) {
  std::string text;
  for (const auto n : dims) text += (text.empty() ? "" : " x ") + std::to_string(n);
  return text;
}

}  // namespace

Result<void> check_regular_file(const std::filesystem::path& path) {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (!std::filesystem::exists(status)) return file_error("could not be opened", path, ENOENT);
  if (std::filesystem::is_regular_file(status)) return {};
  if (std::filesystem::is_directory(status)) {
    return file_error("is a folder, not an image", path, EISDIR);
  }
  return Error{path.string() + " is a pipe or a device, not a file.",
               "Save the image in a file and give that."};
}

Error truncated_error(const fs::path& path) {
  return {path.string() + " is damaged or ends before all its voxels.",
          "Copy or download it again."};
}

Result<Index3> volume_size(const std::vector<std::int64_t>& stored, const fs::path& path,
                           const std::string& tools) {
  auto dims = stored;
  while (dims.size() > 3 && dims.back() <= 1) dims.pop_back();
  if (dims.size() > 3) {
    const bool is_series = dims.size() == 4;
    return Error{path.string() + " holds " + (is_series ? "a series of volumes" : "vectors") +
                     " (" + dims_text(stored) + "), not one volume.",
                 "Extract one volume first, for example with " + tools + "."};
  }
  Index3 size{1, 1, 1};
  std::uint64_t voxels = 1;
  bool valid = !dims.empty();
  for (std::size_t axis = 0; axis < dims.size() && valid; ++axis) {
    valid = dims[axis] > 0 && dims[axis] <= (std::int64_t{1} << 40);
    if (!valid) break;
    size[axis] = dims[axis];
    valid = voxels <= (std::uint64_t{1} << 56) / static_cast<std::uint64_t>(dims[axis]);
    voxels *= static_cast<std::uint64_t>(dims[axis]);
  }
  if (!valid) {
    return Error{
        path.string() + " has an impossible size in its header (" + dims_text(stored) + ").",
        "The file is damaged: copy or export it again."};
  }
  return size;
}

}  // namespace transpine

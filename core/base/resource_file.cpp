// SPDX-License-Identifier: Apache-2.0
#include "core/base/resource_file.h"

#include <cstdlib>
#include <vector>

namespace transpine {
namespace fs = std::filesystem;

Result<fs::path> resource_file(const std::string& name) {
  std::vector<fs::path> folders;
  if (const char* named = std::getenv("TRANSPINE_RESOURCES"); named && *named) {
    folders.emplace_back(named);
  }
  std::error_code unknown;
  const fs::path program = fs::read_symlink("/proc/self/exe", unknown).parent_path();
  if (!unknown) {
    folders.push_back(program / "resources");
    folders.push_back(program.parent_path() / "share" / "transpine");
  }
  folders.push_back(fs::path(TRANSPINE_SOURCE_FOLDER) / "resources");
  for (const fs::path& folder : folders) {
    std::error_code absent;
    if (fs::is_regular_file(folder / name, absent)) return folder / name;
  }
  return Error{"The file " + name + " that comes with the program is missing.",
               "Set TRANSPINE_RESOURCES to the folder that holds it (resources/ of the sources)."};
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
// The format: itk.org/Wiki/MetaIO/Documentation.
#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "core/image/file_checks.h"
#include "core/image/raster_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

Error damaged(const fs::path& path, const std::string& field) {
  return {path.string() + " has a MetaImage header whose " + field + " is missing or wrong.",
          "The file is damaged: copy or export it again."};
}

bool is_true(const std::string& text) {
  return !text.empty() && (text[0] == 'T' || text[0] == 't' || text[0] == '1');
}

/// The value of the first of these names that the header has.
std::string one_of(const TextHeader& header, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const std::string* found = header.find(name)) return *found;
  }
  return {};
}

Result<ScalarType> type_of(const TextHeader& header, const fs::path& path) {
  using enum ScalarType;
  // MetaIO's long has 4 bytes on every machine.
  static const std::map<std::string, ScalarType> names{
      {"MET_CHAR", int8},         {"MET_UCHAR", uint8},   {"MET_SHORT", int16},
      {"MET_USHORT", uint16},     {"MET_INT", int32},     {"MET_UINT", uint32},
      {"MET_LONG", int32},        {"MET_ULONG", uint32},  {"MET_LONG_LONG", int64},
      {"MET_ULONG_LONG", uint64}, {"MET_FLOAT", float32}, {"MET_DOUBLE", float64}};
  const std::string name = header.value("ElementType");
  const auto channels = header.value("ElementNumberOfChannels");
  if (name.ends_with("_ARRAY") || (!channels.empty() && channels != "1")) {
    return Error{path.string() + " holds several values for each voxel (vectors or colours).",
                 "Extract one component first, for example with 3D Slicer."};
  }
  const auto it = names.find(name);
  if (it == names.end()) return damaged(path, "ElementType");
  return it->second;
}

/// As many numbers as asked for; those of `otherwise` where the header has none.
std::optional<std::vector<double>> numbers_or(const std::string& text,
                                              const std::vector<double>& otherwise) {
  if (text.empty()) return otherwise;
  auto values = numbers_in(text);
  if (!values || values->size() != otherwise.size()) return std::nullopt;
  return values;
}

Result<Grid> grid_of(const TextHeader& header, const fs::path& path,
                     std::vector<std::string>& warnings) {
  const auto dims = whole_numbers_in(header.value("DimSize"));
  const auto count = whole_numbers_in(header.value("NDims"));
  if (!dims || dims->empty()) return damaged(path, "DimSize");
  if (!count || count->size() != 1 || count->front() != static_cast<std::int64_t>(dims->size())) {
    return damaged(path, "NDims");
  }
  const auto size = volume_size(*dims, path, kRasterTools);
  if (!size) return size.error();
  const std::size_t n = dims->size();
  std::vector<double> identity(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) identity[i * n + i] = 1;
  const std::string axes_text = one_of(header, {"TransformMatrix", "Orientation", "Rotation"});
  const auto axes = numbers_or(axes_text, identity);
  const auto origin =
      numbers_or(one_of(header, {"Offset", "Position", "Origin"}), std::vector<double>(n, 0.0));
  auto spacing =
      numbers_or(one_of(header, {"ElementSpacing", "ElementSize"}), std::vector<double>(n, 1.0));
  if (!axes) return damaged(path, "TransformMatrix");
  if (!origin) return damaged(path, "Offset");
  if (!spacing) return damaged(path, "ElementSpacing");
  if (axes_text.empty()) {
    warnings.push_back(
        "The header says nothing about orientation: left, right, front and back may be wrong. The "
        "indices were taken to grow toward left, posterior and superior, as ITK does.");
  }
  Eigen::Matrix4d lps = Eigen::Matrix4d::Identity();
  for (std::size_t axis = 0; axis < std::min<std::size_t>(3, n); ++axis) {
    if (!((*spacing)[axis] > 0)) {
      warnings.push_back("The header's voxel size is missing along axis " +
                         std::to_string(axis + 1) + ".");
      (*spacing)[axis] = 1;
    }
    // The numbers of one axis follow each other.
    for (std::size_t row = 0; row < std::min<std::size_t>(3, n); ++row) {
      lps(static_cast<int>(row), static_cast<int>(axis)) =
          (*axes)[axis * n + row] * (*spacing)[axis];
    }
    lps(static_cast<int>(axis), 3) = (*origin)[axis];
  }
  if (n < 3) {
    warnings.push_back("The image has " + std::to_string(n) +
                       " dimensions; it is read as one slice.");
  }
  return grid_of_header(lps, *size, path, warnings);
}

Result<void> find_voxels(const TextHeader& header, const fs::path& path, RasterInfo& info) {
  const std::string binary = header.value("BinaryData");
  if (!binary.empty() && !is_true(binary)) {
    return Error{path.string() + " stores its voxels as text, which is not read.",
                 "Save it again as binary data."};
  }
  info.is_compressed = is_true(header.value("CompressedData"));
  const std::string file = header.value("ElementDataFile");
  std::string word = file.substr(0, file.find(' '));
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (word == "LIST" || file.find('%') != std::string::npos) {
    return Error{path.string() + " has its voxels in several files.",
                 "Save it again as one .mha file."};
  }
  if (file.empty()) return damaged(path, "ElementDataFile");
  const bool is_local = word == "LOCAL";
  info.data_path = is_local ? path : path.parent_path() / file;
  info.data_offset = is_local ? header.end : 0;
  if (const std::string* skip = header.find("HeaderSize")) {
    const auto bytes = whole_numbers_in(*skip);
    if (!bytes || bytes->size() != 1 || bytes->front() < -1) return damaged(path, "HeaderSize");
    if (bytes->front() != 0) info.data_offset = bytes->front();
  }
  if (info.data_offset < 0 && info.is_compressed) return damaged(path, "HeaderSize");
  return {};
}

}  // namespace

Result<RasterInfo> meta_image_info(const TextHeader& header, const fs::path& path) {
  RasterInfo info;
  const auto type = type_of(header, path);
  if (!type) return type.error();
  info.type = *type;
  info.big_endian = is_true(one_of(header, {"BinaryDataByteOrderMSB", "ElementByteOrderMSB"}));
  auto grid = grid_of(header, path, info.warnings);
  if (!grid) return grid.error();
  info.grid = *grid;
  const auto slope = numbers_in(header.value("ElementToIntensityFunctionSlope"));
  const auto offset = numbers_in(header.value("ElementToIntensityFunctionOffset"));
  if ((slope && slope->size() == 1 && slope->front() != 1) ||
      (offset && offset->size() == 1 && offset->front() != 0)) {
    info.warnings.push_back(
        "The header has a slope and an offset of values; they were not applied, as in ITK.");
  }
  if (auto found = find_voxels(header, path, info); !found) return found.error();
  return info;
}

}  // namespace transpine

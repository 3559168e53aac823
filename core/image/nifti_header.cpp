// SPDX-License-Identifier: Apache-2.0
#include "core/image/nifti_header.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace transpine {
namespace {

// Field offsets of the two header versions (nifti1.h, nifti2.h).
struct Layout {
  int version;
  std::size_t magic, dim, datatype, bitpix, pixdim, vox_offset, slope, inter, units, descrip, qform,
      sform, quaternion, offsets, srow, intent;
};
constexpr Layout kLayout1{1,   344, 40,  70,  72,  76,  108, 112, 116,
                          123, 148, 252, 254, 256, 268, 280, 68};
constexpr Layout kLayout2{2,   4,   16,  12,  14,  104, 168, 176, 184,
                          500, 240, 344, 348, 352, 376, 400, 504};
constexpr std::size_t kDescriptionBytes = 80;

template <class T>
T byte_swapped(T value) {
  std::array<std::byte, sizeof(T)> bytes;
  std::memcpy(bytes.data(), &value, sizeof(T));
  std::reverse(bytes.begin(), bytes.end());
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

class FieldReader {
 public:
  FieldReader(std::span<const std::byte> bytes, const Layout& layout, bool swap)
      : bytes_(bytes), version_(layout.version), swap_(swap) {}

  template <class T>
  T get(std::size_t offset) const {
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return swap_ ? byte_swapped(value) : value;
  }
  /// NIfTI-2 widened every one of these fields.
  double real(std::size_t base, std::size_t index = 0) const {
    return version_ == 1 ? get<float>(base + 4 * index) : get<double>(base + 8 * index);
  }
  std::int64_t dim(std::size_t base, std::size_t index) const {
    return version_ == 1 ? get<std::int16_t>(base + 2 * index)
                         : get<std::int64_t>(base + 8 * index);
  }
  int code(std::size_t offset) const {
    return version_ == 1 ? get<std::int16_t>(offset) : get<std::int32_t>(offset);
  }

 private:
  std::span<const std::byte> bytes_;
  int version_;
  bool swap_;
};

bool has_magic(std::span<const std::byte> bytes, std::size_t offset, const char* magic) {
  return bytes.size() >= offset + 4 && std::memcmp(bytes.data() + offset, magic, 4) == 0;
}

struct DatatypeEntry {
  int code;
  const char* name;
  std::optional<ScalarType> type;
};
const DatatypeEntry kDatatypes[] = {
    {1, "1-bit", {}},
    {2, "uint8", ScalarType::uint8},
    {4, "int16", ScalarType::int16},
    {8, "int32", ScalarType::int32},
    {16, "float32", ScalarType::float32},
    {32, "complex64", {}},
    {64, "float64", ScalarType::float64},
    {128, "RGB24", {}},
    {256, "int8", ScalarType::int8},
    {512, "uint16", ScalarType::uint16},
    {768, "uint32", ScalarType::uint32},
    {1024, "int64", ScalarType::int64},
    {1280, "uint64", ScalarType::uint64},
    {1536, "float128", {}},
    {1792, "complex128", {}},
    {2048, "complex256", {}},
    {2304, "RGBA32", {}},
};

const DatatypeEntry* find_datatype(int code) {
  const auto* found = std::find_if(std::begin(kDatatypes), std::end(kDatatypes),
                                   [code](const auto& entry) { return entry.code == code; });
  return found == std::end(kDatatypes) ? nullptr : found;
}

std::string text_field(std::span<const std::byte> bytes, std::size_t offset, std::size_t size) {
  const char* begin = reinterpret_cast<const char*>(bytes.data() + offset);
  std::string text(begin, ::strnlen(begin, size));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 32 || c > 126; }, '?');
  return text;
}

double mm_per_unit(const NiftiHeader& header) {
  return header.space_unit == 1 ? 1000 : header.space_unit == 3 ? 0.001 : 1;
}

class FieldWriter {
 public:
  FieldWriter(std::string& bytes, const Layout& layout) : bytes_(bytes), version_(layout.version) {}

  template <class T>
  void put(std::size_t offset, T value) {
    std::memcpy(bytes_.data() + offset, &value, sizeof(T));
  }
  void real(std::size_t base, double value, std::size_t index = 0) {
    if (version_ == 1) {
      put(base + 4 * index, static_cast<float>(value));
    } else {
      put(base + 8 * index, value);
    }
  }
  void dim(std::size_t base, std::size_t index, std::int64_t value) {
    if (version_ == 1) {
      put(base + 2 * index, static_cast<std::int16_t>(value));
    } else {
      put(base + 8 * index, value);
    }
  }
  void code(std::size_t offset, int value) {
    if (version_ == 1) {
      put(offset, static_cast<std::int16_t>(value));
    } else {
      put(offset, static_cast<std::int32_t>(value));
    }
  }
  void text(std::size_t offset, std::string_view value, std::size_t size) {
    std::memcpy(bytes_.data() + offset, value.data(), std::min(value.size(), size));
  }

 private:
  std::string& bytes_;
  int version_;
};

}  // namespace

std::optional<NiftiHeader> parse_nifti_header(std::span<const std::byte> bytes) {
  if (bytes.size() < kNifti1HeaderBytes) return {};
  std::int32_t header_size;
  std::memcpy(&header_size, bytes.data(), 4);
  bool swap = false;
  if (header_size != 348 && header_size != 540) {
    header_size = byte_swapped(header_size);
    swap = true;
  }
  NiftiHeader header;
  if (header_size == 348) {
    header.version = 1;
    header.single_file = has_magic(bytes, kLayout1.magic, "n+1");
    if (!header.single_file && !has_magic(bytes, kLayout1.magic, "ni1")) return {};
  } else if (header_size == 540 && bytes.size() >= kNifti2HeaderBytes) {
    header.version = 2;
    header.single_file = has_magic(bytes, kLayout2.magic, "n+2");
    if (!header.single_file && !has_magic(bytes, kLayout2.magic, "ni2")) return {};
  } else {
    return {};
  }
  const Layout& at = header.version == 1 ? kLayout1 : kLayout2;
  const FieldReader read(bytes, at, swap);
  header.big_endian = swap == (std::endian::native == std::endian::little);

  const auto rank = std::clamp<std::int64_t>(read.dim(at.dim, 0), 0, 7);
  for (std::int64_t i = 1; i <= rank; ++i) {
    header.dims.push_back(read.dim(at.dim, static_cast<std::size_t>(i)));
  }
  header.datatype = read.get<std::int16_t>(at.datatype);
  for (std::size_t i = 0; i < 8; ++i) header.pixdim[i] = read.real(at.pixdim, i);
  const double offset = header.version == 1
                            ? read.get<float>(at.vox_offset)
                            : static_cast<double>(read.get<std::int64_t>(at.vox_offset));
  header.data_offset = offset >= 0 && offset < 1e15 ? static_cast<std::int64_t>(offset) : -1;
  header.slope = read.real(at.slope);
  header.inter = read.real(at.inter);
  const int units = header.version == 1 ? std::to_integer<int>(bytes[at.units])
                                        : read.get<std::int32_t>(at.units);
  header.space_unit = units & 7;
  header.qform_code = read.code(at.qform);
  header.sform_code = read.code(at.sform);
  for (std::size_t i = 0; i < 3; ++i) {
    header.quaternion_bcd[static_cast<int>(i)] = read.real(at.quaternion, i);
    header.quaternion_offset[static_cast<int>(i)] = read.real(at.offsets, i);
  }
  for (std::size_t i = 0; i < 12; ++i) {
    header.srow(static_cast<int>(i / 4), static_cast<int>(i % 4)) = read.real(at.srow, i);
  }
  header.description = text_field(bytes, at.descrip, kDescriptionBytes);
  return header;
}

std::string serialized_nifti_header(const NiftiHeader& header) {
  const Layout& at = header.version == 1 ? kLayout1 : kLayout2;
  const std::size_t size = header.version == 1 ? kNifti1HeaderBytes : kNifti2HeaderBytes;
  std::string bytes(size + 4, '\0');
  FieldWriter write(bytes, at);
  write.put(0, static_cast<std::int32_t>(size));
  write.text(at.magic, header.version == 1 ? "n+1" : "n+2", 4);
  if (header.version == 2) write.text(at.magic + 4, "\r\n\032\n", 4);
  if (header.version == 1) write.put(38, 'r');  // "regular", which old readers insist on
  const std::size_t rank = header.dims.size();
  write.dim(at.dim, 0, static_cast<std::int64_t>(rank));
  for (std::size_t i = 1; i < 8; ++i) write.dim(at.dim, i, i <= rank ? header.dims[i - 1] : 1);
  write.put(at.datatype, static_cast<std::int16_t>(header.datatype));
  write.code(at.intent, header.intent);
  const auto type = nifti_scalar_type(header.datatype);
  write.put(at.bitpix, static_cast<std::int16_t>(type ? 8 * size_of(*type) : 0));
  for (std::size_t i = 0; i < 8; ++i) write.real(at.pixdim, header.pixdim[i], i);
  if (header.version == 1) {
    write.put(at.vox_offset, static_cast<float>(bytes.size()));
    write.put(at.units, static_cast<char>(header.space_unit));
  } else {
    write.put(at.vox_offset, static_cast<std::int64_t>(bytes.size()));
    write.put(at.units, static_cast<std::int32_t>(header.space_unit));
  }
  write.real(at.slope, header.slope);
  write.real(at.inter, header.inter);
  write.text(at.descrip, header.description, kDescriptionBytes - 1);
  write.code(at.qform, header.qform_code);
  write.code(at.sform, header.sform_code);
  for (std::size_t i = 0; i < 3; ++i) {
    write.real(at.quaternion, header.quaternion_bcd[static_cast<int>(i)], i);
    write.real(at.offsets, header.quaternion_offset[static_cast<int>(i)], i);
  }
  for (std::size_t i = 0; i < 12; ++i) {
    write.real(at.srow, header.srow(static_cast<int>(i / 4), static_cast<int>(i % 4)), i);
  }
  return bytes;
}

std::string nifti_datatype_name(int datatype) {
  const auto* entry = find_datatype(datatype);
  return entry ? entry->name : "#" + std::to_string(datatype);
}

std::optional<ScalarType> nifti_scalar_type(int datatype) {
  const auto* entry = find_datatype(datatype);
  return entry ? entry->type : std::nullopt;
}

int nifti_datatype(ScalarType type) {
  const auto* entry = std::find_if(std::begin(kDatatypes), std::end(kDatatypes),
                                   [type](const auto& e) { return e.type == type; });
  return entry->code;
}

Eigen::Vector3d nifti_spacing_mm(const NiftiHeader& header) {
  Eigen::Vector3d spacing_mm;
  for (int axis = 0; axis < 3; ++axis) {
    const double stored = std::abs(header.pixdim[static_cast<std::size_t>(axis) + 1]);
    spacing_mm[axis] = std::isfinite(stored) && stored > 0 ? stored * mm_per_unit(header) : 1.0;
  }
  return spacing_mm;
}

NiftiForms nifti_forms(const NiftiHeader& header) {
  NiftiForms forms;
  forms.qform_code = header.qform_code;
  forms.sform_code = header.sform_code;
  const double unit_mm = mm_per_unit(header);

  // nifti1.h, method 2: a = sqrt(1 - b² - c² - d²), third column times qfac.
  const Eigen::Vector3d bcd = header.quaternion_bcd;
  const double rest = 1 - bcd.squaredNorm();
  Eigen::Quaterniond q(rest > 0 ? std::sqrt(rest) : 0.0, bcd.x(), bcd.y(), bcd.z());
  if (q.norm() > 0) q.normalize();
  Eigen::Matrix3d rotation = q.toRotationMatrix();
  if (header.pixdim[0] < 0) rotation.col(2) *= -1;
  forms.qform_ras.topLeftCorner<3, 3>() = rotation * nifti_spacing_mm(header).asDiagonal();
  forms.qform_ras.topRightCorner<3, 1>() = header.quaternion_offset * unit_mm;
  forms.sform_ras.topRows<3>() = header.srow * unit_mm;
  return forms;
}

void set_nifti_forms(NiftiHeader& header, const NiftiForms& forms) {
  header.space_unit = 2;
  header.qform_code = forms.qform_code;
  header.sform_code = forms.sform_code;
  header.srow = forms.sform_ras.topRows<3>();
  header.quaternion_offset = forms.qform_ras.topRightCorner<3, 1>();
  Eigen::Matrix3d rotation = forms.qform_ras.topLeftCorner<3, 3>();
  for (int axis = 0; axis < 3; ++axis) {
    const double length = rotation.col(axis).norm();
    header.pixdim[static_cast<std::size_t>(axis) + 1] = length;
    rotation.col(axis) /= length;
  }
  header.pixdim[0] = 1;
  if (rotation.determinant() < 0) {
    header.pixdim[0] = -1;
    rotation.col(2) *= -1;
  }
  Eigen::Quaterniond q(rotation);
  q.normalize();
  if (q.w() < 0) q.coeffs() *= -1;
  header.quaternion_bcd = q.vec();
}

}  // namespace transpine

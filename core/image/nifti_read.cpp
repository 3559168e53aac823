// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <system_error>

#include "core/base/atomic_file.h"
#include "core/image/file_checks.h"
#include "core/image/nifti_header.h"
#include "core/image/nifti_io.h"
#include "core/image/voxel_stream.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kChunkBytes = std::size_t{8} << 20;

/// Reads plain and gzip files alike, by content.
class ByteSource {
 public:
  static Result<ByteSource> open(const fs::path& path) {
    std::error_code code;
    if (fs::is_directory(path, code)) {
      return file_error("is a folder, not a NIfTI file", path, EISDIR);
    }
    ByteSource source;
    source.path_ = path;
    source.file_size_ = fs::file_size(path, code);
    if (code) return file_error("could not be opened", path, code.value());
    source.file_ = {gzopen(path.c_str(), "rb"), &gzclose_r};
    if (!source.file_) return file_error("could not be opened", path, errno ? errno : ENOMEM);
    gzbuffer(source.file_.get(), 1 << 18);
    return source;
  }

  /// Reads up to `size` bytes; fewer only at the end of the file or when it is damaged.
  std::size_t read(std::byte* to, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
      const auto part = static_cast<unsigned>(std::min(size - done, kChunkBytes));
      const int got = gzread(file_.get(), to + done, part);
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }
  bool is_plain() { return gzdirect(file_.get()) != 0; }
  /// Whether the file can hold `bytes`, judged by its size.
  bool can_hold(std::uintmax_t bytes) {
    return bytes <= (is_plain() ? file_size_ : file_size_ * kMaxDeflateRatio);
  }
  /// Reads on to the end, so that the checksum of a gzip file is compared.
  bool ends_well() {
    std::array<std::byte, 4096> rest;
    int got;
    do {
      got = gzread(file_.get(), rest.data(), static_cast<unsigned>(rest.size()));
    } while (got > 0);
    return got == 0;
  }

 private:
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_{nullptr, &gzclose_r};
  fs::path path_;
  std::uintmax_t file_size_ = 0;
};

Error not_nifti_error(const fs::path& path) {
  return {
      path.string() +
          " is not an image that can be read: neither NIfTI, NRRD, MetaImage nor DICOM.",
      "Give a .nii, .nii.gz, .hdr/.img, .nrrd, .nhdr, .mha or .mhd file, a DICOM file or a DICOM "
      "folder."};
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// The other half of a pair: a.hdr -> a.img, with or without .gz; empty when missing.
fs::path other_half(const fs::path& path, const std::string& from, const std::string& to) {
  std::string stem = path.string();
  for (const std::string& end : {from, from + ".gz"}) {
    if (!ends_with(stem, end)) continue;
    stem.resize(stem.size() - end.size());
    for (const std::string& candidate : {stem + to, stem + to + ".gz"}) {
      if (fs::exists(candidate)) return candidate;
    }
  }
  return {};
}

bool is_img_name(const fs::path& path) {
  return ends_with(path.string(), ".img") || ends_with(path.string(), ".img.gz");
}

struct Opened {
  NiftiHeader header;
  NiftiInfo info;
  fs::path data_path;
};

std::optional<NiftiHeader> header_of(ByteSource& source) {
  std::array<std::byte, kNifti2HeaderBytes> bytes;
  const std::size_t got = source.read(bytes.data(), bytes.size());
  return parse_nifti_header(std::span(bytes).first(got));
}

Result<void> check_scalar(const NiftiHeader& header, const fs::path& path) {
  if (nifti_scalar_type(header.datatype)) return {};
  const std::string name = nifti_datatype_name(header.datatype);
  if (name.front() == '#') {
    return Error{path.string() + " has an unknown voxel type in its header (" + name + ").",
                 "The file is damaged or of another format: export it again."};
  }
  return Error{path.string() + " holds " + name + " voxels, which are not supported.",
               "Convert it to one real number per voxel (for complex images: the magnitude)."};
}

bool is_scaled(const NiftiInfo& info) {
  return info.slope != 1 || info.inter != 0;
}

ScalarType scaled_type(ScalarType stored) {
  return size_of(stored) <= 2 || stored == ScalarType::float32 ? ScalarType::float32
                                                               : ScalarType::float64;
}

Result<NiftiInfo> understood(const NiftiHeader& header, const fs::path& path) {
  if (auto scalar = check_scalar(header, path); !scalar) return scalar.error();
  const auto size = volume_size(header.dims, path, "fslroi or nibabel");
  if (!size) return size.error();

  NiftiInfo info;
  info.datatype = nifti_datatype_name(header.datatype);
  info.version = header.version;
  info.big_endian = header.big_endian;
  info.dims = header.dims;
  info.description = header.description;
  static constexpr const char* units[] = {"unknown", "m", "mm", "um"};
  info.units = header.space_unit <= 3 ? units[header.space_unit] : "unknown";
  if (std::isfinite(header.slope) && header.slope != 0) {
    info.slope = header.slope;
    info.inter = std::isfinite(header.inter) ? header.inter : 0;
  }
  const ScalarType stored = *nifti_scalar_type(header.datatype);
  info.type = is_scaled(info) ? scaled_type(stored) : stored;
  info.forms = nifti_forms(header);
  const Eigen::Vector3d spacing_mm = nifti_spacing_mm(header);
  auto grid = grid_from_forms(info.forms, *size, spacing_mm, path);
  if (!grid) return grid.error();
  info.grid = grid->grid;
  info.matrix_used = grid->matrix_used;
  info.warnings = std::move(grid->warnings);
  for (std::size_t axis = 1; axis <= 3 && axis <= header.dims.size(); ++axis) {
    if (!(header.pixdim[axis] > 0) || !std::isfinite(header.pixdim[axis])) {
      info.warnings.push_back("The header's voxel size is missing along axis " +
                              std::to_string(axis) + ".");
    }
  }
  if (header.space_unit == 1 || header.space_unit == 3) {
    info.warnings.push_back("The header counts in " + info.units + "; lengths were turned to mm.");
  }
  if (header.dims.size() < 3) {
    info.warnings.push_back("The image has " + std::to_string(header.dims.size()) +
                            " dimensions; it is read as one slice.");
  }
  return info;
}

Result<Opened> open_header(const fs::path& path) {
  const fs::path header_path = is_img_name(path) ? other_half(path, ".img", ".hdr") : path;
  if (header_path.empty()) {
    return Error{path.string() + " has no header: the .hdr file beside it is missing.",
                 "Put the .hdr file with the same name into the same folder."};
  }
  auto source = ByteSource::open(header_path);
  if (!source) return source.error();
  const auto header = header_of(*source);
  if (!header) return not_nifti_error(header_path);

  Opened opened{*header, {}, header_path};
  auto info = understood(*header, path);
  if (!info) return info.error();
  opened.info = std::move(*info);
  if (!header->single_file) {
    opened.data_path = other_half(header_path, ".hdr", ".img");
    if (opened.data_path.empty()) {
      return Error{header_path.string() + " has no voxels: the .img file beside it is missing.",
                   "Put the .img file with the same name into the same folder."};
    }
  } else {
    const auto least = static_cast<std::int64_t>(header->version == 1 ? kNifti1HeaderBytes + 4
                                                                      : kNifti2HeaderBytes + 4);
    // Some writers leave the offset 0 and mean "after the header".
    if (opened.header.data_offset < least) opened.header.data_offset = least;
  }
  if (opened.header.data_offset < 0) return truncated_error(path);
  return opened;
}

std::uint64_t stored_bytes(const Opened& opened) {
  return static_cast<std::uint64_t>(opened.info.grid.voxel_count()) *
         size_of(*nifti_scalar_type(opened.header.datatype));
}

Result<ByteSource> open_data(const Opened& opened) {
  auto source = ByteSource::open(opened.data_path);
  if (!source) return source;
  const auto offset = static_cast<std::uint64_t>(opened.header.data_offset);
  if (!source->can_hold(offset + stored_bytes(opened))) return truncated_error(opened.data_path);
  return source;
}

Result<void> skip(ByteSource& source, std::size_t bytes, const fs::path& path) {
  std::array<std::byte, 4096> skipped;
  while (bytes > 0) {
    const std::size_t part = std::min(bytes, skipped.size());
    if (source.read(skipped.data(), part) != part) return truncated_error(path);
    bytes -= part;
  }
  return {};
}

Result<LoadedNifti> read_voxels(const Opened& opened, VoxelUse use, JobContext* job) {
  auto source = open_data(opened);
  if (!source) return source.error();
  const auto size = static_cast<std::size_t>(stored_bytes(opened));
  VoxelStream stream(opened.info.grid, {.stored = *nifti_scalar_type(opened.header.datatype),
                                        .swap_bytes = opened.header.big_endian !=
                                                      (std::endian::native == std::endian::big),
                                        .slope = opened.info.slope,
                                        .inter = opened.info.inter,
                                        .labels = use == VoxelUse::labels});
  const auto offset = static_cast<std::size_t>(opened.header.data_offset);
  if (auto skipped = skip(*source, offset, opened.data_path); !skipped) return skipped.error();
  const std::string stage = "Reading " + opened.data_path.filename().string();
  for (std::size_t done = 0; done < size;) {
    if (job && !job->checkpoint(static_cast<double>(done) / static_cast<double>(size), stage)) {
      return cancelled_error();
    }
    const auto part = stream.next();
    if (source->read(part.data(), part.size()) != part.size()) {
      return truncated_error(opened.data_path);
    }
    stream.commit(part.size());
    done += part.size();
  }
  if (!source->ends_well()) return truncated_error(opened.data_path);
  LoadedNifti loaded{stream.finish(), opened.info, {}};
  loaded.summary = stream.summary();
  loaded.volume.set_nifti_forms(opened.info.forms);
  return loaded;
}

}  // namespace

bool is_nifti_file(const fs::path& path) {
  if (is_img_name(path)) return !other_half(path, ".img", ".hdr").empty();
  auto source = ByteSource::open(path);
  return source && header_of(*source).has_value();
}

Result<NiftiInfo> read_nifti_info(const fs::path& path) {
  auto opened = open_header(path);
  if (!opened) return opened.error();
  if (auto data = open_data(*opened); !data) return data.error();
  return std::move(opened->info);
}

Result<NiftiHeader> read_nifti_header(const fs::path& path) {
  const fs::path header_path = is_img_name(path) ? other_half(path, ".img", ".hdr") : path;
  auto source = ByteSource::open(header_path);
  if (!source) return source.error();
  const auto header = header_of(*source);
  if (!header) return not_nifti_error(header_path);
  return *header;
}

Result<LoadedNifti> read_nifti_with_info(const fs::path& path, JobContext* job, VoxelUse use) {
  auto opened = open_header(path);
  if (!opened) return opened.error();
  try {
    return read_voxels(*opened, use, job);
  } catch (const std::bad_alloc&) {
    return Error{
        path.string() + " does not fit into memory (" + opened->info.grid.description() + ").",
        "Close other programs, or crop or downsample the image."};
  }
}

Result<Volume> read_nifti(const fs::path& path, JobContext* job) {
  auto loaded = read_nifti_with_info(path, job);
  if (!loaded) return loaded.error();
  return std::move(loaded->volume);
}

}  // namespace transpine

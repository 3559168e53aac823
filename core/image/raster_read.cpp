// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <fstream>
#include <memory>

#include "core/base/atomic_file.h"
#include "core/image/file_checks.h"
#include "core/image/fitted_grid.h"
#include "core/image/raster_file.h"
#include "core/image/voxel_stream.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

/// The bytes of the voxels, decompressed.
class VoxelSource {
 public:
  static Result<std::unique_ptr<VoxelSource>> open(const RasterInfo& info) {
    std::error_code code;
    const auto file_size = fs::file_size(info.data_path, code);
    if (code) return file_error("could not be opened", info.data_path, code.value());
    const auto needed = info.stored_bytes();
    const auto begin = info.data_offset < 0 ? file_size - std::min<std::uint64_t>(file_size, needed)
                                            : static_cast<std::uint64_t>(info.data_offset);
    const auto there = begin < file_size ? file_size - begin : 0;
    const auto most = info.is_compressed ? there * kMaxDeflateRatio : there;
    if (most < needed + static_cast<std::uint64_t>(info.skipped_bytes)) {
      return truncated_error(info.data_path);
    }
    auto source = std::unique_ptr<VoxelSource>(new VoxelSource(info));
    if (!source->file_) return file_error("could not be opened", info.data_path, errno);
    source->file_.seekg(static_cast<std::streamoff>(begin));
    if (!source->skip(info.skipped_bytes)) return truncated_error(info.data_path);
    return source;
  }
  ~VoxelSource() {
    if (is_compressed_) inflateEnd(&stream_);
  }
  VoxelSource(const VoxelSource&) = delete;
  VoxelSource& operator=(const VoxelSource&) = delete;

  /// Reads up to `size` bytes; fewer at the end or where the file is damaged.
  std::size_t read(std::byte* to, std::size_t size) {
    return is_compressed_ ? inflate_to(to, size) : read_file(to, size);
  }
  /// Whether compressed voxels end as they should, with their checksum.
  bool ends_well() {
    std::array<std::byte, 4096> rest;
    while (is_compressed_ && read(rest.data(), rest.size()) > 0) {
    }
    return !is_compressed_ || state_ == Z_STREAM_END;
  }

 private:
  explicit VoxelSource(const RasterInfo& info)
      : file_(info.data_path, std::ios::binary), is_compressed_(info.is_compressed) {
    if (!is_compressed_) return;
    input_.resize(std::size_t{1} << 18);
    // Tells zlib's from gzip's header by itself.
    if (inflateInit2(&stream_, MAX_WBITS + 32) != Z_OK) throw std::bad_alloc();
  }

  bool skip(std::int64_t bytes) {
    std::array<std::byte, 4096> skipped;
    while (bytes > 0) {
      const auto part = std::min<std::size_t>(static_cast<std::size_t>(bytes), skipped.size());
      if (read(skipped.data(), part) != part) return false;
      bytes -= static_cast<std::int64_t>(part);
    }
    return true;
  }

  std::size_t read_file(std::byte* to, std::size_t size) {
    file_.read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(size));
    return static_cast<std::size_t>(file_.gcount());
  }

  std::size_t inflate_to(std::byte* to, std::size_t size) {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(size);
    while (state_ == Z_OK && stream_.avail_out > 0) {
      if (stream_.avail_in == 0) {
        stream_.avail_in = static_cast<uInt>(read_file(input_.data(), input_.size()));
        stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
        if (stream_.avail_in == 0) break;
      }
      state_ = inflate(&stream_, Z_NO_FLUSH);
    }
    return size - stream_.avail_out;
  }

  std::ifstream file_;
  bool is_compressed_;
  z_stream stream_{};
  int state_ = Z_OK;
  std::vector<std::byte> input_;
};

Result<LoadedRaster> read_voxels(const RasterInfo& info, VoxelUse use, JobContext* job) {
  auto source = VoxelSource::open(info);
  if (!source) return source.error();
  VoxelStream stream(info.grid,
                     {.stored = info.type,
                      .swap_bytes = info.big_endian != (std::endian::native == std::endian::big),
                      .labels = use == VoxelUse::labels});
  const auto size = info.stored_bytes();
  const std::string stage = "Reading " + info.data_path.filename().string();
  for (std::uint64_t done = 0; done < size;) {
    if (job && !job->checkpoint(static_cast<double>(done) / static_cast<double>(size), stage)) {
      return cancelled_error();
    }
    const auto part = stream.next();
    if ((*source)->read(part.data(), part.size()) != part.size()) {
      return truncated_error(info.data_path);
    }
    stream.commit(part.size());
    done += part.size();
  }
  if (!(*source)->ends_well()) return truncated_error(info.data_path);
  LoadedRaster loaded{stream.finish(), info, {}};
  loaded.summary = stream.summary();
  return loaded;
}

}  // namespace

Result<Grid> grid_of_header(const Eigen::Matrix4d& lps_from_index, const Index3& size,
                            const fs::path& path, std::vector<std::string>& warnings) {
  if (!is_usable_matrix(lps_from_index)) {
    return Error{path.string() + " has axes in its header that span no space.",
                 "The file is damaged: copy or export it again."};
  }
  const FittedGrid fitted = fitted_grid(lps_from_index, size);
  if (fitted.moved_voxels > kRepairableVoxels) return sheared_error(path, fitted);
  if (fitted.moved_voxels > kRoundingVoxels) {
    warnings.push_back(
        "The axes are not quite at right angles; the nearest right-angled grid was taken (corners "
        "move by up to " +
        rounded_mm(fitted.moved_mm) + ").");
  }
  return fitted.grid;
}

Result<RasterInfo> read_raster_info(const fs::path& path) {
  const auto header = read_text_header(path);
  if (!header) return header.error();
  auto info = header->format == TextHeader::Format::nrrd ? nrrd_info(*header, path)
                                                         : meta_image_info(*header, path);
  if (!info) return info;
  if (auto source = VoxelSource::open(*info); !source) return source.error();
  return info;
}

Result<LoadedRaster> read_raster(const fs::path& path, JobContext* job, VoxelUse use) {
  const auto info = read_raster_info(path);
  if (!info) return info.error();
  try {
    return read_voxels(*info, use, job);
  } catch (const std::bad_alloc&) {
    return Error{path.string() + " does not fit into memory (" + info->grid.description() + ").",
                 "Close other programs, or crop or downsample the image."};
  }
}

}  // namespace transpine

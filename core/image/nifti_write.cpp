// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <Eigen/LU>
#include <algorithm>
#include <cerrno>
#include <memory>
#include <span>

#include "core/base/atomic_file.h"
#include "core/base/version.h"
#include "core/image/nifti_header.h"
#include "core/image/nifti_io.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kChunkBytes = std::size_t{4} << 20;

/// The source's forms while they still describe the grid, else new ones.
NiftiForms forms_to_write(const Volume& volume) {
  const Grid& grid = volume.grid();
  if (const auto& kept = volume.nifti_forms()) {
    const auto described = grid_from_forms(*kept, grid.size, grid.spacing_mm, {});
    const bool usable_q = kept->qform_ras.topLeftCorner<3, 3>().determinant() != 0;
    if (described && usable_q && described->grid.same_as(grid, 1e-3)) return *kept;
  }
  NiftiForms forms;
  forms.qform_code = forms.sform_code = 1;
  forms.qform_ras = forms.sform_ras = grid.ras_from_index();
  return forms;
}

NiftiHeader header_for(const Volume& volume, const NiftiWriteOptions& options) {
  NiftiHeader header;
  const auto& size = volume.grid().size;
  header.dims.assign(size.begin(), size.end());
  header.version = *std::max_element(size.begin(), size.end()) > 32767 ? 2 : 1;
  header.datatype = nifti_datatype(volume.type());
  header.description =
      options.description.empty() ? std::string("Transpine ") + kVersion : options.description;
  set_nifti_forms(header, forms_to_write(volume));
  return header;
}

bool is_gzip_name(const fs::path& path) {
  return path.extension() == ".gz";
}

/// Writes plain or gzip bytes ("T": transparent, no compression).
class ByteSink {
 public:
  static Result<ByteSink> open(const fs::path& path, int level) {
    const std::string mode =
        is_gzip_name(path) ? "wb" + std::to_string(std::clamp(level, 1, 9)) : "wbT";
    errno = 0;
    ByteSink sink;
    sink.path_ = path;
    sink.file_ = {gzopen(path.c_str(), mode.c_str()), &gzclose_w};
    if (!sink.file_) return file_error("could not be written", path, errno ? errno : ENOMEM);
    gzbuffer(sink.file_.get(), 1 << 18);
    return sink;
  }
  Result<void> write(const void* data, std::size_t size) {
    errno = 0;
    const int done = gzwrite(file_.get(), data, static_cast<unsigned>(size));
    if (done != static_cast<int>(size)) return failure();
    return {};
  }
  Result<void> close() {
    errno = 0;
    if (gzclose_w(file_.release()) != Z_OK) return failure();
    return {};
  }

 private:
  Error failure() const { return file_error("could not be written", path_, errno ? errno : EIO); }

  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_{nullptr, &gzclose_w};
  fs::path path_;
};

Result<void> write_all(const fs::path& path, const NiftiHeader& fields,
                       std::span<const std::byte> voxels, int compression_level, JobContext* job) {
  auto sink = ByteSink::open(path, compression_level);
  if (!sink) return sink.error();
  const std::string header = serialized_nifti_header(fields);
  if (auto done = sink->write(header.data(), header.size()); !done) return done;
  const std::size_t size = voxels.size();
  for (std::size_t begin = 0; begin < size; begin += kChunkBytes) {
    if (job && !job->checkpoint(static_cast<double>(begin) / static_cast<double>(size),
                                "Writing the image")) {
      return cancelled_error();
    }
    const std::size_t part = std::min(kChunkBytes, size - begin);
    if (auto done = sink->write(voxels.data() + begin, part); !done) return done;
  }
  return sink->close();
}

Result<void> check_name(const fs::path& path) {
  const std::string name = path.filename().string();
  if (name.ends_with(".nii") || name.ends_with(".nii.gz")) return {};
  return Error{path.string() + " is not a NIfTI file name.", "End the name with .nii or .nii.gz."};
}

Error without_voxels(const fs::path& path) {
  return {path.string() + " was not written: the image has no voxels.",
          "Check the step that made it."};
}

}  // namespace

Result<void> write_nifti(const fs::path& path, const Volume& volume,
                         const NiftiWriteOptions& options, JobContext* job) {
  if (auto named = check_name(path); !named) return named;
  if (volume.empty() || volume.voxel_count() == 0) return without_voxels(path);
  return write_file_atomically(path, [&](const fs::path& temporary) {
    return write_all(temporary, header_for(volume, options), {volume.data(), volume.byte_size()},
                     options.compression_level, job);
  });
}

Result<void> write_nifti_vectors(const fs::path& path, const VectorField& field,
                                 const NiftiWriteOptions& options, JobContext* job) {
  constexpr int kVectorIntent = 1007;
  if (auto named = check_name(path); !named) return named;
  if (field.components.empty()) return without_voxels(path);
  NiftiHeader header = header_for(Volume(field.grid, ScalarType::float32, nullptr), options);
  header.dims.insert(header.dims.end(), {1, 3});
  header.intent = kVectorIntent;
  return write_file_atomically(path, [&](const fs::path& temporary) {
    return write_all(temporary, header, std::as_bytes(std::span(field.components)),
                     options.compression_level, job);
  });
}

}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <future>
#include <memory>
#include <span>

#include "core/image/image_summary.h"
#include "core/image/volume.h"

namespace transpine {

/// How stored voxels become those of a volume.
struct VoxelConversion {
  ScalarType stored = ScalarType::int16;
  bool swap_bytes = false;
  double slope = 1;
  double inter = 0;
  /// A label map: uint8, or uint16 when a label is above 255; rounded and saturated.
  bool labels = false;

  bool is_scaled() const { return slope != 1 || inter != 0; }
  /// The element type of the volume; for labels uint8 until a greater one comes.
  ScalarType result() const;
};

/// Turns voxels that come in parts into a volume and its summary, on a thread of its own beside
/// whoever reads them. Never holds more than the volume and two parts.
class VoxelStream {
 public:
  static constexpr std::size_t kPartBytes = std::size_t{8} << 20;

  /// Throws std::bad_alloc when memory is short.
  VoxelStream(const Grid& grid, const VoxelConversion& conversion);
  ~VoxelStream();
  VoxelStream(const VoxelStream&) = delete;
  VoxelStream& operator=(const VoxelStream&) = delete;

  /// Where the next at most kPartBytes of stored voxels go; valid until `commit`.
  std::span<std::byte> next();
  /// The first `bytes` of next() have been filled. Whole voxels, unless it is the last part.
  void commit(std::size_t bytes);

  /// Waits for the last part.
  Volume finish();
  /// After finish().
  const ImageSummary& summary() const { return summary_; }

 private:
  void wait();
  void process(std::byte* part, std::size_t bytes);
  template <class From>
  void convert(std::span<const From> from);
  template <class From, class To>
  void convert_to(std::span<const From> from);
  template <class From>
  void convert_labels(std::span<const From> from);
  void widen_labels();

  VoxelConversion conversion_;
  std::shared_ptr<std::byte[]> bytes_;
  Volume volume_;
  std::int64_t voxels_done_ = 0;  ///< Converted.
  std::size_t bytes_given_ = 0;   ///< Committed.
  std::size_t stored_bytes_ = 0;
  bool in_place_ = false;  ///< Stored voxels are read straight into the volume.
  std::array<std::unique_ptr<std::byte[]>, 2> parts_;
  int part_ = 0;
  std::future<void> running_;
  ImageSummariser summariser_;
  ImageSummary summary_;
};

}  // namespace transpine

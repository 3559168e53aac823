// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/image/grid.h"

namespace transpine {

enum class ScalarType {
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float32,
  float64
};

std::size_t size_of(ScalarType type);
const char* name_of(ScalarType type);

template <class T>
constexpr ScalarType scalar_type_of();

/// What a NIfTI header said about where the image lies, kept so that a result on the same grid can
/// be written with the same codes and matrices. Matrices are voxel-to-RAS.
struct NiftiForms {
  int qform_code = 0;
  int sform_code = 0;
  Eigen::Matrix4d qform_ras = Eigen::Matrix4d::Identity();
  Eigen::Matrix4d sform_ras = Eigen::Matrix4d::Identity();
};

/// An image: a grid and one contiguous, shared buffer, x fastest. Copies share the voxels (cheap);
/// `clone` copies them. Stored values are the real ones: scl_slope and scl_inter were applied.
class Volume {
 public:
  Volume() = default;
  /// Zero-filled. Throws std::bad_alloc when memory is short, std::invalid_argument for a negative
  /// size.
  Volume(const Grid& grid, ScalarType type);
  /// Shares `bytes`, which must hold the grid's voxels.
  Volume(const Grid& grid, ScalarType type, std::shared_ptr<std::byte[]> bytes);

  bool empty() const { return !bytes_; }
  const Grid& grid() const { return grid_; }
  ScalarType type() const { return type_; }
  std::int64_t voxel_count() const { return grid_.voxel_count(); }
  std::size_t byte_size() const { return static_cast<std::size_t>(voxel_count()) * size_of(type_); }
  const std::byte* data() const { return bytes_.get(); }
  std::byte* data() { return bytes_.get(); }
  /// Keeps the voxels alive for a view (ITK, VTK, torch) that outlives this volume.
  const std::shared_ptr<std::byte[]>& shared_bytes() const { return bytes_; }

  /// The voxels as T. Throws std::logic_error when T is not the element type.
  template <class T>
  std::span<const T> values() const;
  template <class T>
  std::span<T> values();
  /// One voxel of any element type; the index must be inside.
  double at(std::int64_t i, std::int64_t j, std::int64_t k) const;

  Volume clone() const;
  /// The same voxels when the type already fits, else a converted copy; rounds to nearest and
  /// saturates when `type` is an integer type (NaN becomes 0).
  Volume as(ScalarType type) const;
  /// The same voxels under another grid of the same size.
  Volume with_grid(const Grid& grid) const;

  const std::optional<NiftiForms>& nifti_forms() const { return nifti_forms_; }
  void set_nifti_forms(std::optional<NiftiForms> forms) { nifti_forms_ = std::move(forms); }

 private:
  Grid grid_;
  ScalarType type_ = ScalarType::float32;
  std::shared_ptr<std::byte[]> bytes_;
  std::optional<NiftiForms> nifti_forms_;
};

/// Calls `visit(std::span<const T>)` with the voxels as their own type.
template <class Visitor>
decltype(auto) visit_values(const Volume& volume, Visitor&& visit);

// Implementation of the templates.

template <class T>
constexpr ScalarType scalar_type_of() {
  if constexpr (std::is_same_v<T, std::int8_t>) return ScalarType::int8;
  if constexpr (std::is_same_v<T, std::uint8_t>) return ScalarType::uint8;
  if constexpr (std::is_same_v<T, std::int16_t>) return ScalarType::int16;
  if constexpr (std::is_same_v<T, std::uint16_t>) return ScalarType::uint16;
  if constexpr (std::is_same_v<T, std::int32_t>) return ScalarType::int32;
  if constexpr (std::is_same_v<T, std::uint32_t>) return ScalarType::uint32;
  if constexpr (std::is_same_v<T, std::int64_t>) return ScalarType::int64;
  if constexpr (std::is_same_v<T, std::uint64_t>) return ScalarType::uint64;
  if constexpr (std::is_same_v<T, float>) return ScalarType::float32;
  if constexpr (std::is_same_v<T, double>) return ScalarType::float64;
}

template <class T>
std::span<const T> Volume::values() const {
  if (scalar_type_of<T>() != type_) throw std::logic_error("volume read as another element type");
  return {reinterpret_cast<const T*>(bytes_.get()), static_cast<std::size_t>(voxel_count())};
}

template <class T>
std::span<T> Volume::values() {
  if (scalar_type_of<T>() != type_) throw std::logic_error("volume read as another element type");
  return {reinterpret_cast<T*>(bytes_.get()), static_cast<std::size_t>(voxel_count())};
}

template <class Visitor>
decltype(auto) visit_values(const Volume& volume, Visitor&& visit) {
  switch (volume.type()) {
    case ScalarType::int8:
      return visit(volume.values<std::int8_t>());
    case ScalarType::uint8:
      return visit(volume.values<std::uint8_t>());
    case ScalarType::int16:
      return visit(volume.values<std::int16_t>());
    case ScalarType::uint16:
      return visit(volume.values<std::uint16_t>());
    case ScalarType::int32:
      return visit(volume.values<std::int32_t>());
    case ScalarType::uint32:
      return visit(volume.values<std::uint32_t>());
    case ScalarType::int64:
      return visit(volume.values<std::int64_t>());
    case ScalarType::uint64:
      return visit(volume.values<std::uint64_t>());
    case ScalarType::float32:
      return visit(volume.values<float>());
    case ScalarType::float64:
      break;
  }
  return visit(volume.values<double>());
}

}  // namespace transpine

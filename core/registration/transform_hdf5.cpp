// SPDX-License-Identifier: Apache-2.0
#include "core/registration/transform_hdf5.h"

#include <itkAffineTransform.h>
#include <itkHDF5TransformIO.h>
#include <itkTransformFactory.h>

#include "core/base/atomic_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

using Io = itk::HDF5TransformIOTemplate<double>;
using Affine = itk::AffineTransform<double, 3>;
using MatrixOffset = itk::MatrixOffsetTransformBase<double, 3, 3>;

Error unreadable(const fs::path& path, const std::string& what) {
  return {path.string() + " is no rigid transform that can be read: " + what + ".",
          "Give an ITK transform file with one rigid transform, or a 4x4 matrix."};
}

}  // namespace

Result<void> write_hdf5_matrix(const fs::path& path, const AffineRows& rows) {
  const auto transform = Affine::New();
  Affine::MatrixType matrix;
  Affine::OutputVectorType offset;
  for (unsigned row = 0; row < 3; ++row) {
    for (unsigned column = 0; column < 3; ++column) matrix(row, column) = rows[4 * row + column];
    offset[row] = rows[4 * row + 3];
  }
  transform->SetMatrix(matrix);
  transform->SetTranslation(offset);
  return write_file_atomically(path, [&](const fs::path& temporary) -> Result<void> {
    try {
      const auto io = Io::New();
      io->SetFileName(temporary.string());
      Io::ConstTransformListType list{transform.GetPointer()};
      io->SetTransformList(list);
      io->Write();
      return {};
    } catch (const std::exception& exception) {
      return Error{path.string() + " could not be written: " + exception.what(),
                   "Check the folder and the space left, or write a .tfm file."};
    }
  });
}

Result<AffineRows> read_hdf5_matrix(const fs::path& path) {
  itk::TransformFactoryBase::RegisterDefaultTransforms();
  try {
    const auto io = Io::New();
    io->SetFileName(path.string());
    io->Read();
    const auto& list = io->GetReadTransformList();
    if (list.size() != 1) return unreadable(path, "it holds several transforms");
    const auto* transform = dynamic_cast<const MatrixOffset*>(list.front().GetPointer());
    if (!transform) {
      return unreadable(
          path, "a " + list.front()->GetTransformTypeAsString() + " is not rigid or not known");
    }
    AffineRows rows;
    for (unsigned row = 0; row < 3; ++row) {
      for (unsigned column = 0; column < 3; ++column) {
        rows[4 * row + column] = transform->GetMatrix()(row, column);
      }
      rows[4 * row + 3] = transform->GetOffset()[row];
    }
    return rows;
  } catch (const std::exception& exception) {
    return unreadable(path, exception.what());
  }
}

}  // namespace transpine

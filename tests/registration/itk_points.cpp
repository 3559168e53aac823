// SPDX-License-Identifier: Apache-2.0
#include "tests/registration/itk_points.h"

#include <itkDisplacementFieldTransform.h>
#include <itkHDF5TransformIO.h>
#include <itkImageFileReader.h>
#include <itkNiftiImageIO.h>
#include <itkTransformFactory.h>
#include <itkTxtTransformIO.h>

#include <stdexcept>

namespace transpine::testing {
namespace {

ItkPoint moved(const itk::Transform<double, 3, 3>& transform, const ItkPoint& p) {
  const auto q = transform.TransformPoint(itk::Transform<double, 3, 3>::InputPointType(p.data()));
  return {q[0], q[1], q[2]};
}

}  // namespace

ItkPoint through_itk_transform(const std::filesystem::path& file, const ItkPoint& p) {
  itk::TransformFactoryBase::RegisterDefaultTransforms();
  itk::TransformIOBaseTemplate<double>::Pointer io;
  if (file.extension() == ".h5") {
    io = itk::HDF5TransformIOTemplate<double>::New();
  } else {
    io = itk::TxtTransformIOTemplate<double>::New();
  }
  io->SetFileName(file.string());
  io->Read();
  const auto* transform = dynamic_cast<const itk::Transform<double, 3, 3>*>(
      io->GetReadTransformList().front().GetPointer());
  if (!transform) throw std::runtime_error("no transform in " + file.string());
  return moved(*transform, p);
}

std::vector<ItkPoint> through_itk_field(const std::filesystem::path& file,
                                        const std::vector<ItkPoint>& points) {
  using Field = itk::Image<itk::Vector<double, 3>, 3>;
  const auto reader = itk::ImageFileReader<Field>::New();
  reader->SetImageIO(itk::NiftiImageIO::New());
  reader->SetFileName(file.string());
  reader->Update();
  const auto transform = itk::DisplacementFieldTransform<double, 3>::New();
  transform->SetDisplacementField(reader->GetOutput());
  std::vector<ItkPoint> result;
  for (const ItkPoint& p : points) result.push_back(moved(*transform, p));
  return result;
}

}  // namespace transpine::testing

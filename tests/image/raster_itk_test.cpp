// SPDX-License-Identifier: Apache-2.0
// NRRD and MetaImage files that ITK's own writers made are read with their voxels and grid.
#include <gtest/gtest.h>
#include <itkImage.h>
#include <itkImageFileWriter.h>
#include <itkMetaImageIO.h>
#include <itkNrrdImageIO.h>

#include <array>
#include <cmath>

#include "core/image/image_io.h"
#include "tests/support/itk_grid.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

template <class T>
T value_at(std::int64_t offset) {
  return static_cast<T>((offset * 37) % 251 - (std::is_signed_v<T> ? 120 : 0));
}

/// An oblique image of 5 x 4 x 3 voxels with a value of its own in each.
template <class T>
typename itk::Image<T, 3>::Pointer oblique_image() {
  using Image = itk::Image<T, 3>;
  const auto image = Image::New();
  image->SetRegions(typename Image::SizeType{{5, 4, 3}});
  image->Allocate();
  const double spacing[] = {0.8, 1.25, 3.3};
  const double origin[] = {-31.5, 12.25, 407.75};
  image->SetSpacing(spacing);
  image->SetOrigin(origin);
  typename Image::DirectionType direction;
  const double angle = 0.3;
  direction(0, 0) = 0, direction(0, 1) = std::cos(angle), direction(0, 2) = -std::sin(angle);
  direction(1, 0) = 0, direction(1, 1) = std::sin(angle), direction(1, 2) = std::cos(angle);
  direction(2, 0) = -1, direction(2, 1) = 0, direction(2, 2) = 0;
  image->SetDirection(direction);
  for (std::int64_t i = 0; i < 60; ++i) image->GetBufferPointer()[i] = value_at<T>(i);
  return image;
}

template <class T>
void write(const fs::path& path, itk::ImageIOBase* io, bool compressed) {
  const auto writer = itk::ImageFileWriter<itk::Image<T, 3>>::New();
  writer->SetImageIO(io);
  writer->SetInput(oblique_image<T>());
  writer->SetFileName(path.string());
  writer->SetUseCompression(compressed);
  writer->Update();
}

template <class T>
void expect_read_as_written(const char* name, bool compressed) {
  SCOPED_TRACE(std::string(name) + " " + name_of(scalar_type_of<T>()) +
               (compressed ? " compressed" : ""));
  const testing::TemporaryFolder folder;
  const fs::path path = folder / name;
  const bool nrrd = path.extension() == ".nrrd" || path.extension() == ".nhdr";
  itk::ImageIOBase::Pointer io;
  if (nrrd) {
    io = itk::NrrdImageIO::New();
  } else {
    io = itk::MetaImageIO::New();
  }
  write<T>(path, io, compressed);
  const auto image = read_image(path);
  ASSERT_TRUE(image.ok()) << image.error().message();
  EXPECT_EQ(image->format, nrrd ? "NRRD" : "MetaImage");
  EXPECT_EQ(image->volume.type(), scalar_type_of<T>());
  io->SetFileName(path.string());
  io->ReadImageInformation();
  EXPECT_THAT(image->volume.grid(), testing::GridEq(testing::itk_grid(*io), 1e-4));
  EXPECT_NEAR(image->volume.grid().origin_mm.z(), 407.75, 1e-9);
  const auto values = image->volume.values<T>();
  ASSERT_EQ(values.size(), 60u);
  for (std::int64_t i = 0; i < 60; ++i) {
    ASSERT_EQ(values[static_cast<std::size_t>(i)], value_at<T>(i)) << i;
  }
}

TEST(RasterLikeItk, VoxelsAndGridsOfItsWriters) {
  for (const char* name : {"a.nrrd", "a.nhdr", "a.mha", "a.mhd"}) {
    for (const bool compressed : {false, true}) {
      expect_read_as_written<std::int16_t>(name, compressed);
      expect_read_as_written<std::uint8_t>(name, compressed);
      expect_read_as_written<float>(name, compressed);
      expect_read_as_written<double>(name, compressed);
      expect_read_as_written<std::int32_t>(name, compressed);
      expect_read_as_written<std::uint16_t>(name, compressed);
    }
  }
}

/// Both readers of one hand-written header.
void expect_grid_as_itk(itk::ImageIOBase& io, const fs::path& path) {
  const auto ours = read_image_header(path);
  ASSERT_TRUE(ours.ok()) << ours.error().message();
  io.SetFileName(path.string());
  io.ReadImageInformation();
  EXPECT_THAT(ours->grid, testing::GridEq(testing::itk_grid(io), 1e-6));
}

TEST(RasterLikeItk, SpacesOfNrrd) {
  for (const char* space : {"left-posterior-superior", "LPS", "right-anterior-superior", "RAS"}) {
    SCOPED_TRACE(space);
    const testing::TemporaryFolder folder;
    const std::string header = "NRRD0004\ntype: uint8\ndimension: 3\nspace: " + std::string(space) +
                               "\nsizes: 2 3 4\nspace directions: (0,0.5,0) (0,0,-2) (3,0,0)\n"
                               "encoding: raw\nspace origin: (10,-20,30)\n\n" +
                               std::string(24, '\1');
    testing::write_bytes(folder / "a.nrrd", header);
    expect_grid_as_itk(*itk::NrrdImageIO::New(), folder / "a.nrrd");
  }
}

TEST(RasterLikeItk, MetaImageWithAndWithoutAxes) {
  for (const char* axes : {"", "TransformMatrix = 0 1 0 0 0 -1 -1 0 0\nOffset = 1 2 3\n",
                           "Orientation = 0 0 1 1 0 0 0 1 0\nPosition = -4 5 -6\n"}) {
    SCOPED_TRACE(axes);
    const testing::TemporaryFolder folder;
    testing::write_bytes(folder / "a.mha",
                         "ObjectType = Image\nNDims = 3\nBinaryData = True\n"
                         "BinaryDataByteOrderMSB = False\n" +
                             std::string(axes) +
                             "DimSize = 2 3 4\nElementSpacing = 0.5 2 3\nElementType = MET_UCHAR\n"
                             "ElementDataFile = LOCAL\n" +
                             std::string(24, '\1'));
    expect_grid_as_itk(*itk::MetaImageIO::New(), folder / "a.mha");
  }
}

}  // namespace
}  // namespace transpine

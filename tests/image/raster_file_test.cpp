// SPDX-License-Identifier: Apache-2.0
// Hand-written NRRD and MetaImage files: geometry, what is refused and why, damage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <bit>
#include <cstring>
#include <limits>
#include <random>

#include "core/image/header_report.h"
#include "core/image/image_io.h"
#include "core/image/memory_estimate.h"
#include "core/image/voxel_stream.h"
#include "tests/support/grid_matchers.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::write_bytes;

class RasterFile : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& bytes) {
    write_bytes(folder_ / name, bytes);
    return folder_ / name;
  }
  /// The message of the error that reading ends in.
  std::string error_of(const std::filesystem::path& path) {
    const auto image = read_image(path);
    return image ? "was read" : image.error().message();
  }

  testing::TemporaryFolder folder_;
};

std::string shorts(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes += static_cast<char>(i & 255);
    bytes += static_cast<char>(i >> 8);
  }
  return bytes;
}

std::string gzipped(const std::string& bytes, int window_bits = MAX_WBITS + 16) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// 2 x 3 x 4 voxels with the values 0 to 23.
std::string nrrd(const std::string& more = "", const std::string& encoding = "raw") {
  return "NRRD0005\n# made by hand\ntype: short\ndimension: 3\nspace: RAS\nsizes: 2 3 4\n"
         "space directions: (0.5,0,0) (0,1.5,0) (0,0,2)\nspace origin: (10, 20, -30)\n"
         "kinds: domain domain domain\nendian: little\nencoding: " +
         encoding + "\n" + more + "Segment0_Name:=L1: body\n\n";
}

std::string meta(const std::string& more = "ElementDataFile = LOCAL\n",
                 const std::string& compressed = "False") {
  return "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
         "CompressedData = " +
         compressed +
         "\nTransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 10 20 -30\nElementSpacing = 0.5 1.5 2\n"
         "DimSize = 2 3 4\nElementType = MET_SHORT\n" +
         more;
}

Grid expected_grid(double sign) {
  Grid grid;
  grid.size = {2, 3, 4};
  grid.spacing_mm = {0.5, 1.5, 2};
  grid.direction = Eigen::Vector3d(sign, sign, 1).asDiagonal();
  grid.origin_mm = {sign * 10, sign * 20, -30};
  return grid;
}

void expect_counted(const LoadedImage& image) {
  ASSERT_EQ(image.volume.type(), ScalarType::int16);
  const auto values = image.volume.values<std::int16_t>();
  for (std::int16_t i = 0; i < 24; ++i) EXPECT_EQ(values[static_cast<std::size_t>(i)], i);
  EXPECT_EQ(image.summary.statistics.maximum, 23);
}

TEST_F(RasterFile, RasSpaceIsTurnedToLps) {
  const auto image = read_image(write("a.nrrd", nrrd() + shorts(24)));
  ASSERT_TRUE(image.ok()) << image.error().message();
  EXPECT_THAT(image->volume.grid(), testing::GridEq(expected_grid(-1), 1e-9));
  EXPECT_EQ(image->volume.grid().orientation(), "RAS");
  expect_counted(*image);
  EXPECT_TRUE(image->warnings.empty());
}

// By the format's definition; ITK 5.2 mirrors x instead of y.
TEST_F(RasterFile, LeftAnteriorSuperiorIsTurnedAboutOneAxis) {
  std::string header = nrrd();
  header.replace(header.find("space: RAS"), 10, "space: left-anterior-superior");
  const auto image = read_image(write("a.nrrd", header + shorts(24)));
  ASSERT_TRUE(image.ok()) << image.error().message();
  EXPECT_EQ(image->volume.grid().orientation(), "LAS");
  EXPECT_EQ(image->volume.grid().origin_mm, Eigen::Vector3d(10, -20, -30));
}

TEST_F(RasterFile, VoxelsCompressedByGzipAndZlibAndInOtherFiles) {
  const std::string voxels = shorts(24);
  write("voxels.raw", voxels);
  write("late.raw", "12345" + voxels);
  write("voxels.raw.gz", gzipped(voxels));
  write("voxels.zraw", gzipped(voxels, MAX_WBITS));
  const std::filesystem::path files[] = {
      write("gzip.nrrd", nrrd("", "gzip") + gzipped(voxels)),
      write("skipped.nrrd", nrrd("byte skip: 5\n", "gz") + gzipped("12345" + voxels)),
      write("end.nrrd", nrrd("byte skip: -1\n") + "anything" + voxels),
      write("detached.nhdr", nrrd("data file: voxels.raw\n")),
      write("skips.nhdr", nrrd("datafile: late.raw\nbyte skip: 5\n")),
      write("detached_gzip.nhdr", nrrd("data file: voxels.raw.gz\n", "gzip")),
      write("local.mha", meta() + voxels),
      write("detached.mhd", meta("ElementDataFile = voxels.raw\n")),
      write("end.mhd", meta("HeaderSize = -1\nElementDataFile = late.raw\n")),
      write("skips.mhd", meta("HeaderSize = 5\nElementDataFile = late.raw\n")),
      write("zlib.mha", meta("ElementDataFile = LOCAL\n", "True") + gzipped(voxels, MAX_WBITS)),
      write("zlib.mhd", meta("ElementDataFile = voxels.zraw\n", "True"))};
  for (const auto& path : files) {
    SCOPED_TRACE(path.filename());
    const auto image = read_image(path);
    ASSERT_TRUE(image.ok()) << image.error().message();
    expect_counted(*image);
    const bool is_meta = image->format == "MetaImage";
    EXPECT_THAT(image->volume.grid(), testing::GridEq(expected_grid(is_meta ? 1 : -1), 1e-9));
  }
}

TEST_F(RasterFile, BytesAreSwappedWhereTheFileIsBigEndian) {
  std::string header = nrrd();
  header.replace(header.find("endian: little"), 14, "endian: big");
  std::string voxels = shorts(24);
  for (std::size_t i = 0; i < voxels.size(); i += 2) std::swap(voxels[i], voxels[i + 1]);
  const auto image = read_image(write("a.nrrd", header + voxels));
  ASSERT_TRUE(image.ok()) << image.error().message();
  expect_counted(*image);
}

TEST_F(RasterFile, LabelsBecomeSmall) {
  const auto image =
      read_image(write("a.nrrd", nrrd() + shorts(24)), nullptr, {}, VoxelUse::labels);
  ASSERT_TRUE(image.ok()) << image.error().message();
  EXPECT_EQ(image->volume.type(), ScalarType::uint8);
  EXPECT_EQ(image->volume.at(1, 2, 3), 23);
}

TEST_F(RasterFile, NaNsAreToldOf) {
  std::string header = nrrd();
  header.replace(header.find("type: short"), 11, "type: float");
  std::vector<float> values(24, 1.0F);
  values[7] = std::numeric_limits<float>::quiet_NaN();
  std::string bytes(96, '\0');
  std::memcpy(bytes.data(), values.data(), 96);
  const auto image = read_image(write("a.nrrd", header + bytes));
  ASSERT_TRUE(image.ok()) << image.error().message();
  EXPECT_EQ(image->summary.statistics.non_finite_count, 1);
  EXPECT_THAT(image->warnings, Contains(HasSubstr("NaN")));
}

TEST_F(RasterFile, AnAddedAxisTakesItsSpacingWithIt) {
  const auto image = read_image(
      write("a.nrrd",
            "NRRD0004\ntype: short\ndimension: 4\nsizes: 1 2 3 4\nendian: little\nencoding: raw\n"
            "kinds: vector domain domain domain\nspacings: nan 0.5 1.5 2\n\n" +
                shorts(24)));
  ASSERT_TRUE(image.ok()) << image.error().message();
  EXPECT_EQ(image->volume.grid().size, (Index3{2, 3, 4}));
  EXPECT_EQ(image->volume.grid().spacing_mm, Eigen::Vector3d(0.5, 1.5, 2));
  expect_counted(*image);
}

// teem's words are the same in small and capital letters.
TEST_F(RasterFile, LettersOfWordsMayBeCapital) {
  std::string header = nrrd("", "Raw");
  for (const auto& [from, to] :
       {std::pair("type: short", "Type: Short"), std::pair("endian: little", "Endian: Little"),
        std::pair("space: RAS", "space: Right-Anterior-Superior"),
        std::pair("kinds: domain", "kinds: Domain")}) {
    header.replace(header.find(from), std::strlen(from), to);
  }
  const auto image = read_image(write("a.nrrd", header + shorts(24)));
  ASSERT_TRUE(image.ok()) << image.error().message();
  EXPECT_THAT(image->volume.grid(), testing::GridEq(expected_grid(-1), 1e-9));
  expect_counted(*image);
}

TEST_F(RasterFile, APictureOfAFlatSpaceIsOneSlice) {
  const std::string header =
      "NRRD0004\ntype: short\ndimension: 2\nspace dimension: 2\nsizes: 4 6\nendian: little\n"
      "encoding: raw\nspace directions: (0.5,0) (0,1.5)\nspace origin: (10,20)\n\n";
  const auto image = read_image(write("a.nrrd", header + shorts(24)));
  ASSERT_TRUE(image.ok()) << image.error().message();
  EXPECT_EQ(image->volume.grid().size, (Index3{4, 6, 1}));
  EXPECT_EQ(image->volume.grid().spacing_mm, Eigen::Vector3d(0.5, 1.5, 1));
  EXPECT_EQ(image->volume.grid().origin_mm, Eigen::Vector3d(10, 20, 0));
  expect_counted(*image);
}

TEST_F(RasterFile, SkipsBeyondTheFileAreRefused) {
  const std::string most = std::to_string(std::numeric_limits<std::int64_t>::max());
  for (const std::string& skip :
       {std::string("100"), std::to_string(std::int64_t{1} << 56), most}) {
    for (const char* encoding : {"raw", "gzip"}) {
      SCOPED_TRACE(encoding + (" " + skip));
      const std::string voxels = *encoding == 'r' ? shorts(24) : gzipped(shorts(24));
      const auto message =
          error_of(write("s.nrrd", nrrd("byte skip: " + skip + "\n", encoding) + voxels));
      EXPECT_THAT(message, ::testing::AnyOf(HasSubstr("ends before all its voxels"),
                                            HasSubstr("\"byte skip\" is missing or wrong")));
    }
  }
}

TEST_F(RasterFile, WhatIsNoVolumeIsRefusedWithARemedy) {
  const auto replaced = [](std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  std::string vectors = replaced(nrrd(), "dimension: 3", "dimension: 4");
  vectors = replaced(vectors, "sizes: 2 3 4", "sizes: 3 2 3 4");
  vectors = replaced(vectors, "directions: ", "directions: none ");
  EXPECT_THAT(error_of(write("v.nrrd", vectors + shorts(72))),
              HasSubstr("3 values for each voxel"));
  EXPECT_THAT(error_of(write("v.mha", meta("ElementNumberOfChannels = 3\n"
                                           "ElementDataFile = LOCAL\n") +
                                          shorts(72))),
              HasSubstr("several values for each voxel"));
  std::string series = replaced(meta(), "NDims = 3", "NDims = 4");
  series = replaced(series, "DimSize = 2 3 4", "DimSize = 2 3 4 2");
  EXPECT_THAT(error_of(write("series.mha", series + shorts(48))),
              ::testing::AllOf(HasSubstr("series of volumes (2 x 3 x 4 x 2)"),
                               HasSubstr("3D Slicer or SimpleITK")));
  EXPECT_THAT(error_of(write("list.nhdr", nrrd("data file: LIST\na.raw\n"))),
              ::testing::AnyOf(HasSubstr("several files"), HasSubstr("cannot be understood")));
  EXPECT_THAT(error_of(write("list.mhd", meta("ElementDataFile = LIST\n"))),
              HasSubstr("several files"));
  EXPECT_THAT(error_of(write("text.nrrd", nrrd("", "ascii") + "1 2 3")),
              HasSubstr("encoding raw or gzip"));
  EXPECT_THAT(
      error_of(write("sheared.nrrd", replaced(nrrd(), "(0,1.5,0)", "(1,1.5,0)") + shorts(24))),
      HasSubstr("sheared"));
  EXPECT_THAT(error_of(write("flat.nrrd", replaced(nrrd(), "(0,1.5,0)", "(1,0,0)") + shorts(24))),
              HasSubstr("span no space"));
  EXPECT_THAT(error_of(write("gone.mhd", meta("ElementDataFile = gone.raw\n"))),
              HasSubstr("gone.raw"));
  EXPECT_THAT(error_of(write("huge.nrrd", replaced(nrrd(), "sizes: 2 3 4",
                                                   "sizes: 900000000 900000000 900000000"))),
              HasSubstr("impossible size"));
  EXPECT_THAT(
      error_of(write("4gb.mha", replaced(meta(), "DimSize = 2 3 4", "DimSize = 1024 1024 2048"))),
      HasSubstr("ends before all its voxels"));
}

TEST_F(RasterFile, ADamagedFileIsNeverReadAsWhole) {
  const std::string voxels = shorts(24);
  const std::string packed = gzipped(voxels);
  const std::string header = nrrd("", "gzip");
  for (std::size_t kept = 0; kept < packed.size(); ++kept) {
    EXPECT_NE(error_of(write("cut.nrrd", header + packed.substr(0, kept))), "was read") << kept;
  }
  std::string flipped = packed;
  flipped[flipped.size() - 6] ^= 0x40;  // The checksum.
  EXPECT_NE(error_of(write("flipped.nrrd", header + flipped)), "was read");
  EXPECT_NE(error_of(write("short.nrrd", nrrd() + voxels.substr(1))), "was read");
  EXPECT_NE(error_of(write("short.mha", meta() + voxels.substr(1))), "was read");
}

TEST_F(RasterFile, RandomDamageOfHeadersEndsInAResult) {
  std::mt19937 random(7);
  for (const std::string& whole : {nrrd() + shorts(24), meta() + shorts(24)}) {
    for (int round = 0; round < 2000; ++round) {
      std::string bytes = whole;
      for (int change = 0; change < 3; ++change) {
        bytes[random() % (whole.size() - 48)] = static_cast<char>(random() & 255);
      }
      if (round % 5 == 0) bytes.resize(random() % bytes.size());
      const auto path = write("damaged", bytes);
      const auto image = read_image(path);
      // A size that stays plausible: never more voxels than the file has bytes.
      if (image) {
        EXPECT_LE(image->volume.byte_size(), bytes.size());
      } else {
        EXPECT_FALSE(image.error().remedy.empty()) << image.error().title;
      }
    }
  }
}

TEST_F(RasterFile, MemoryIsEstimatedFromTheHeader) {
  const auto path = write("a.nrrd", nrrd() + shorts(24));
  const auto bytes = memory_to_open_bytes(path);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(*bytes, 24 * 2 + 2 * VoxelStream::kPartBytes);
  EXPECT_FALSE(check_memory_to_open(path, VoxelUse::values, 1000).ok());
}

TEST_F(RasterFile, HeaderReportShowsFieldsAlsoOfWhatCannotBeOpened) {
  const auto path = write("a.nrrd", nrrd() + shorts(24));
  const auto image = read_image(path);
  ASSERT_TRUE(image.ok());
  const HeaderReport report = header_report(path, *image);
  EXPECT_THAT(report.fields, Contains(std::pair<std::string, std::string>("space", "RAS")));
  EXPECT_THAT(report.fields, Contains(std::pair<std::string, std::string>("Format", "NRRD")));
  const auto cut = header_report(write("cut.mha", meta() + shorts(3)));
  ASSERT_TRUE(cut.ok());
  EXPECT_THAT(cut->flags, Contains(HasSubstr("ends before all its voxels")));
  EXPECT_THAT(cut->fields, Contains(std::pair<std::string, std::string>("DimSize", "2 3 4")));
  const auto mirrored = write("m.mha", [] {
    std::string text = meta();
    return text.replace(text.find("1 0 0 0 1 0 0 0 1"), 17, "-1 0 0 0 1 0 0 0 1") + shorts(24);
  }());
  EXPECT_THAT(header_report(mirrored, *read_image(mirrored)).flags,
              Contains(HasSubstr("negative determinant")));
}

}  // namespace
}  // namespace transpine

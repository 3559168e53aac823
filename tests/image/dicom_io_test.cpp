// SPDX-License-Identifier: Apache-2.0
#include "core/image/dicom_io.h"
#include "core/image/dicom_scan_cache.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/image/dicom_scan.h"
#include "core/image/image_io.h"
#include "core/image/memory_estimate.h"
#include "core/image/statistics.h"
#include "tests/support/grid_matchers.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

std::filesystem::path dicom_folder() {
  return testing::data_folder() / "awkward" / "dicom";
}

/// A grid from the tags ImagePositionPatient, ImageOrientationPatient, PixelSpacing (row, column)
/// of the first slice, and the step to the next one.
Grid grid_of_tags(const Index3& size, const Eigen::Vector3d& position, const Eigen::Vector3d& row,
                  const Eigen::Vector3d& column, const Eigen::Vector2d& pixel_spacing,
                  double slice_mm) {
  Grid grid;
  grid.size = size;
  grid.spacing_mm = {pixel_spacing[1], pixel_spacing[0], slice_mm};
  grid.origin_mm = position;
  grid.direction.col(0) = row.normalized();
  grid.direction.col(1) = column.normalized();
  grid.direction.col(2) = row.cross(column).normalized();
  return grid;
}

TEST(Dicom, ReadsAnObliqueSeriesWithSlope) {
  TRANSPINE_REQUIRE_DATA();
  const auto loaded = read_dicom(dicom_folder() / "ct_oblique_3slices");
  ASSERT_TRUE(loaded.ok()) << loaded.error().message();
  const Eigen::Vector3d step =
      (Eigen::Vector3d(122.0159697, -428.1596334, 38.0798058) - Eigen::Vector3d(123, -432, 30)) / 2;
  const Grid expected = grid_of_tags({100, 50, 3}, {123, -432, 30}, {.9541666, -.2080757, .2151061},
                                     {.2785886, .880128, -.3843997}, {3.5, 2.5}, step.norm());
  EXPECT_THAT(loaded->volume.grid(), testing::GridEq(expected, 0.01));
  EXPECT_EQ(loaded->series.modality, "CT");
  EXPECT_EQ(loaded->series.files.size(), 3u);
  // The slope is 0.001.
  EXPECT_EQ(loaded->volume.type(), ScalarType::float64);
}

TEST(Dicom, ReadsPlainAndRleSagittalSeriesAlike) {
  TRANSPINE_REQUIRE_DATA();
  const auto plain = read_dicom(dicom_folder() / "mr_two_slices");
  const auto rle = read_dicom(dicom_folder() / "mr_rle");
  ASSERT_TRUE(plain.ok()) << plain.error().message();
  ASSERT_TRUE(rle.ok()) << rle.error().message();
  const Eigen::Vector3d corner(-103.79415804148, -161.07467269897, 130.05125403404);
  // The normal of these axes points to the right, so the slices stack from the left.
  const auto expected = [&](std::int64_t slices) {
    return grid_of_tags({256, 256, slices},
                        corner + Eigen::Vector3d(static_cast<double>(slices - 1), 0, 0), {0, 1, 0},
                        {0, 0, -1}, {1, 1}, 1);
  };
  EXPECT_THAT(plain->volume.grid(), testing::GridEq(expected(2), 1e-6));
  EXPECT_THAT(rle->volume.grid(), testing::GridEq(expected(4), 1e-6));
  EXPECT_GT(image_statistics(rle->volume).maximum, 0);
}

TEST(Dicom, AppliesHounsfieldIntercept) {
  TRANSPINE_REQUIRE_DATA();
  const auto image = read_image(dicom_folder() / "single" / "CT_small.dcm");
  ASSERT_TRUE(image.ok()) << image.error().message();
  EXPECT_EQ(image->format, "DICOM");
  EXPECT_EQ(image->volume.at(0, 0, 0), 175 - 1024);
  const Grid expected = grid_of_tags({128, 128, 1}, {-158.135803, -179.035797, -75.699997},
                                     {1, 0, 0}, {0, 1, 0}, {0.661468, 0.661468}, 5);
  EXPECT_THAT(image->volume.grid(), testing::GridEq(expected, 1e-6));
  EXPECT_FALSE(image->warnings.empty());  // one slice only
}

void expect_refused(const std::filesystem::path& path, const std::string& named) {
  const auto image = read_image(path);
  ASSERT_FALSE(image.ok()) << path;
  EXPECT_NE(image.error().title.find(named), std::string::npos) << image.error().title;
  EXPECT_FALSE(image.error().remedy.empty());
}

TEST(Dicom, RefusesWhatCannotBeReadRight) {
  TRANSPINE_REQUIRE_DATA();
  const auto folder = dicom_folder();
  expect_refused(folder / "ct_missing_slice_tilt", "IM-0001-0005.dcm");
  expect_refused(folder / "single" / "MR_truncated.dcm", "MR_truncated.dcm");
  expect_refused(folder / "single" / "ExplVR_BigEnd.dcm", "ExplVR_BigEnd.dcm");
  expect_refused(folder / "single" / "no_meta.dcm", "no_meta.dcm");  // starts with a stray byte
  expect_refused(folder / "single", "single");
  expect_refused(folder / "no-such-folder", "no-such-folder");
}

TEST(Dicom, ReadsAFileWithoutPreambleAndMetaHeader) {
  TRANSPINE_REQUIRE_DATA();
  testing::TemporaryFolder folder;
  const auto original = dicom_folder() / "single" / "no_meta.dcm";
  const std::string bytes = value_or_throw(read_text(original));
  std::ofstream(folder / "bare.dcm", std::ios::binary) << bytes.substr(1);
  const auto image = read_image(folder / "bare.dcm");
  ASSERT_TRUE(image.ok()) << image.error().message();
  const auto whole = read_image(dicom_folder() / "single" / "CT_small.dcm");
  ASSERT_TRUE(whole.ok());
  EXPECT_THAT(image->volume.grid(), testing::GridEq(whole->volume.grid(), 1e-6));
  EXPECT_EQ(image->volume.at(64, 64, 0), whole->volume.at(64, 64, 0));
}

TEST(Dicom, ReportsATiltedGantry) {
  TRANSPINE_REQUIRE_DATA();
  testing::TemporaryFolder folder;
  for (const std::string name : {"IM-0001-0001.dcm", "IM-0001-0002.dcm", "IM-0001-0003.dcm"}) {
    std::filesystem::copy_file(dicom_folder() / "ct_missing_slice_tilt" / name, folder / name);
  }
  const auto image = read_image(folder.path());
  ASSERT_FALSE(image.ok());
  EXPECT_NE(image.error().title.find("tilted gantry"), std::string::npos);
}

TEST(Dicom, DamagedFilesNeverEndTheProgram) {
  TRANSPINE_REQUIRE_DATA();
  testing::TemporaryFolder folder;
  RandomStream random(9, "dicom damage");
  const std::vector<std::string> originals{
      "single/CT_small.dcm", "single/ExplVR_BigEnd.dcm", "ct_oblique_3slices/1.dcm",
      "mr_rle/IM-0001-0002-0001.dcm", "mr_two_slices/IM-0001-0001-0001.dcm"};
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string bytes = value_or_throw(
        read_text(dicom_folder() / originals[static_cast<std::size_t>(round) % originals.size()]));
    const auto size = static_cast<std::int64_t>(bytes.size());
    if (round % 4 == 0) {
      bytes.resize(static_cast<std::size_t>(random.uniform_int(0, size - 1)));
    } else {
      for (int i = 0; i < 1 + round % 7; ++i) {
        bytes[static_cast<std::size_t>(
            random.uniform_int(0, std::min<std::int64_t>(1800, size - 1)))] =
            static_cast<char>(random.uniform_int(0, 255));
      }
    }
    std::ofstream(folder / "damaged.dcm", std::ios::binary) << bytes;
    const auto image = read_image(folder / "damaged.dcm");
    if (image) continue;
    ++refused;
    EXPECT_NE(image.error().title.find("damaged.dcm"), std::string::npos) << image.error().title;
  }
  EXPECT_GT(refused, 100);
}

TEST(Dicom, ListsSeriesAndLetsOneBeChosen) {
  TRANSPINE_REQUIRE_DATA();
  testing::TemporaryFolder folder;
  std::filesystem::copy_file(dicom_folder() / "single" / "CT_small.dcm", folder / "ct.dcm");
  for (const std::string name : {"IM-0001-0001-0001.dcm", "IM-0001-0002-0001.dcm"}) {
    std::filesystem::copy_file(dicom_folder() / "mr_two_slices" / name, folder / name);
  }
  std::ofstream(folder / "notes.txt") << "not an image, and longer than a DICOM preamble is";
  const auto series = list_dicom_series(folder.path());
  ASSERT_TRUE(series.ok());
  ASSERT_EQ(series->size(), 2u);
  const auto ambiguous = read_dicom(folder.path());
  ASSERT_FALSE(ambiguous.ok());
  EXPECT_NE(ambiguous.error().title.find("2 DICOM series"), std::string::npos);
  for (const auto& one : *series) {
    const auto loaded = read_dicom(folder.path(), one.uid);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message();
    EXPECT_THAT(loaded->series.files, ::testing::UnorderedElementsAreArray(one.files));
  }
  const auto by_file = read_image(folder / "IM-0001-0002-0001.dcm");
  ASSERT_TRUE(by_file.ok());
  EXPECT_EQ(by_file->volume.grid().size[2], 2);
}

/// A CT of one slice beside an MR of two.
void put_two_series(const testing::TemporaryFolder& folder) {
  std::filesystem::create_directories(folder / "scan");
  std::filesystem::copy_file(dicom_folder() / "single" / "CT_small.dcm", folder / "scan/ct.dcm");
  for (const std::string name : {"IM-0001-0001-0001.dcm", "IM-0001-0002-0001.dcm"}) {
    std::filesystem::copy_file(dicom_folder() / "mr_two_slices" / name, folder / ("scan/" + name));
  }
}

TEST(Dicom, MemoryIsThatOfTheSeriesNotOfTheFolder) {
  TRANSPINE_REQUIRE_DATA();
  const testing::TemporaryFolder folder;
  put_two_series(folder);
  testing::write_bytes(folder / "scan/large.bin", std::string(5000000, 'x'));
  for (const char* file : {"scan/ct.dcm", "scan/IM-0001-0001-0001.dcm"}) {
    const auto bytes = memory_to_open_bytes(folder / file);
    const auto image = read_image(folder / file);
    ASSERT_TRUE(bytes.ok() && image.ok()) << file;
    EXPECT_EQ(*bytes, image->volume.byte_size()) << file;
  }
}

bool are_alike(const DicomScan& a, const DicomScan& b) {
  if (a.series.size() != b.series.size() || a.other_files != b.other_files) return false;
  for (std::size_t i = 0; i < a.series.size(); ++i) {
    const FoundSeries &x = a.series[i], &y = b.series[i];
    if (x.uid != y.uid || x.patient_id != y.patient_id || x.size != y.size ||
        x.spacing_mm != y.spacing_mm || x.files != y.files || x.description != y.description) {
      return false;
    }
  }
  return a.damaged.size() == b.damaged.size();
}

TEST(Dicom, AScanReadsOnlyWhatIsNewOrHasChanged) {
  TRANSPINE_REQUIRE_DATA();
  const testing::TemporaryFolder folder;
  put_two_series(folder);
  testing::write_bytes(folder / "scan/notes.txt", "not an image");
  testing::write_bytes(folder / "scan/damaged.dcm", std::string(128, '\0') + "DICM and no more");
  JobContext job;
  const auto scan = [&] {
    return value_or_throw(scan_dicom(folder / "scan", job, folder / "cache"));
  };
  const DicomScan first = scan();
  EXPECT_EQ(first.known_files, 0);
  EXPECT_EQ(first.series.size(), 2U);
  EXPECT_EQ(first.damaged.size(), 1U);
  const DicomScan second = scan();
  EXPECT_EQ(second.known_files, 5);
  EXPECT_TRUE(are_alike(first, second));
  EXPECT_EQ(second.damaged[0].title, first.damaged[0].title);

  // A changed, a new and a removed file.
  std::filesystem::remove(folder / "scan/ct.dcm");
  std::filesystem::remove(folder / "scan/damaged.dcm");
  std::filesystem::copy_file(dicom_folder() / "single" / "CT_small.dcm", folder / "scan/new.dcm");
  testing::write_bytes(folder / "scan/notes.txt", "changed, and longer");
  const DicomScan third = scan();
  EXPECT_EQ(third.known_files, 2);
  EXPECT_TRUE(are_alike(third, value_or_throw(scan_dicom(folder / "scan", job))));

  // Whatever is wrong with the cache: the scan is the same.
  for (const auto& entry :
       std::filesystem::directory_iterator(dicom_scans_folder(folder / "cache"))) {
    const auto mode = std::filesystem::status(entry).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    testing::write_bytes(entry.path(), R"({"version": 1, "files": {"x": 7}})");
  }
  EXPECT_TRUE(are_alike(third, scan()));
  EXPECT_EQ(scan().known_files, 4);
}

}  // namespace
}  // namespace transpine

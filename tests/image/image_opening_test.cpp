// SPDX-License-Identifier: Apache-2.0
// Rows "Data" and "bad input": what is known of an image while and before it is opened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <Eigen/Geometry>
#include <cmath>
#include <fstream>
#include <random>

#include "core/base/atomic_file.h"
#include "core/base/memory.h"
#include "core/image/dicom_io.h"
#include "core/image/dicom_scan.h"
#include "core/image/header_report.h"
#include "core/image/image_summary.h"
#include "core/image/memory_estimate.h"
#include "core/image/nifti_header.h"
#include "core/image/statistics.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;

Grid cube(std::int64_t n) {
  Grid grid;
  grid.size = {n, n, n};
  return grid;
}

template <class T>
Volume random_volume(std::int64_t n, double low, double high) {
  Volume volume(cube(n), scalar_type_of<T>());
  std::mt19937 engine(7);
  std::uniform_real_distribution<double> value(low, high);
  for (T& voxel : volume.values<T>()) voxel = static_cast<T>(value(engine));
  return volume;
}

void expect_same(const ImageSummary& summary, const Volume& volume, double tolerance) {
  const ImageStatistics statistics = image_statistics(volume);
  EXPECT_EQ(summary.statistics.minimum, statistics.minimum);
  EXPECT_EQ(summary.statistics.maximum, statistics.maximum);
  EXPECT_NEAR(summary.statistics.mean, statistics.mean, 1e-9 * std::abs(statistics.mean) + 1e-9);
  EXPECT_EQ(summary.statistics.finite_count, statistics.finite_count);
  EXPECT_EQ(summary.statistics.non_finite_count, statistics.non_finite_count);
  EXPECT_NEAR(summary.low, percentile(volume, 0.1), tolerance);
  EXPECT_NEAR(summary.high, percentile(volume, 99.9), tolerance);
}

TEST(ImageSummaryTest, IsThatOfTheWholeVolume) {
  expect_same(summarised(random_volume<std::int16_t>(40, -1000, 3000)),
              random_volume<std::int16_t>(40, -1000, 3000), 0);
  expect_same(summarised(random_volume<std::uint8_t>(17, 0, 200)),
              random_volume<std::uint8_t>(17, 0, 200), 0);
  Volume with_nan = random_volume<float>(33, -1, 1);
  with_nan.values<float>()[5] = NAN;
  with_nan.values<float>()[6] = INFINITY;
  expect_same(summarised(with_nan), with_nan, 1e-9);
  // Of more than a million voxels the percentiles are those of a sample.
  const Volume large = random_volume<float>(140, 0, 1000);
  expect_same(summarised(large), large, 0.5);
}

class Opening : public ::testing::Test {
 protected:
  fs::path put(const std::string& name, const Volume& volume) {
    EXPECT_TRUE(write_nifti(folder_ / name, volume).ok());
    return folder_ / name;
  }
  /// The file with its header changed.
  fs::path edited(const std::string& name, const std::function<void(NiftiHeader&)>& edit) {
    const fs::path path = put(name, random_volume<std::int16_t>(8, 0, 100));
    std::string bytes = value_or_throw(read_text(path));
    auto header = parse_nifti_header(std::as_bytes(std::span(bytes)));
    edit(*header);
    const std::string changed = serialized_nifti_header(*header);
    bytes.replace(0, changed.size(), changed);
    EXPECT_TRUE(write_text_atomically(path, bytes).ok());
    return path;
  }
  std::vector<std::string> flags(const fs::path& path) {
    const auto report = header_report(path);
    return report ? report->flags : std::vector<std::string>{report.error().message()};
  }

  testing::TemporaryFolder folder_;
};

TEST_F(Opening, TheSummaryIsTakenWhileTheFileIsRead) {
  // Longer than one part of the stream.
  const Volume volume = random_volume<std::int16_t>(180, -1000, 2000);
  const auto loaded = value_or_throw(read_nifti_with_info(put("a.nii.gz", volume)));
  expect_same(loaded.summary, volume, 0);
  EXPECT_TRUE(
      std::ranges::equal(loaded.volume.values<std::int16_t>(), volume.values<std::int16_t>()));
}

TEST_F(Opening, LabelsAreNarrowedOrWidenedWithoutASecondVolume) {
  Volume few = random_volume<std::int16_t>(200, 0, 29);
  const auto narrow =
      value_or_throw(read_nifti_with_info(put("few.nii", few), nullptr, VoxelUse::labels));
  EXPECT_EQ(narrow.volume.type(), ScalarType::uint8);
  EXPECT_TRUE(std::ranges::equal(narrow.volume.values<std::uint8_t>(), few.values<std::int16_t>()));
  // Labels above 255 come late, in the second part.
  few.values<std::int16_t>()[7'000'000] = 300;
  const auto wide =
      value_or_throw(read_nifti_with_info(put("wide.nii", few), nullptr, VoxelUse::labels));
  EXPECT_EQ(wide.volume.type(), ScalarType::uint16);
  EXPECT_TRUE(std::ranges::equal(wide.volume.values<std::uint16_t>(), few.values<std::int16_t>()));
  EXPECT_EQ(wide.summary.statistics.maximum, 300);
}

TEST_F(Opening, AFloatLabelMapIsRoundedAndNanIsBackground) {
  Volume labels(cube(3), ScalarType::float32);
  auto values = labels.values<float>();
  values[0] = 19.9999F;
  values[1] = NAN;
  values[2] = -4;
  const auto loaded =
      value_or_throw(read_nifti_with_info(put("f.nii", labels), nullptr, VoxelUse::labels));
  EXPECT_EQ(loaded.volume.values<std::uint8_t>()[0], 20);
  EXPECT_EQ(loaded.volume.values<std::uint8_t>()[1], 0);
  EXPECT_EQ(loaded.volume.values<std::uint8_t>()[2], 0);
}

TEST_F(Opening, TheHeadersRedFlagsAreNamed) {
  EXPECT_TRUE(flags(edited("fine.nii", [](NiftiHeader&) {})).empty());
  const auto expect_flag = [&](const std::string& text,
                               const std::function<void(NiftiHeader&)>& edit) {
    EXPECT_THAT(flags(edited("odd.nii", edit)), Contains(HasSubstr(text)));
  };
  expect_flag("disagree", [](NiftiHeader& h) { h.quaternion_offset.x() += 40; });
  expect_flag("sheared", [](NiftiHeader& h) { h.srow(0, 1) += 0.5; });
  expect_flag("negative determinant", [](NiftiHeader& h) { h.srow.row(0) *= -1; });
  expect_flag("not numbers", [](NiftiHeader& h) { h.srow(1, 1) = NAN; });
  expect_flag("Slope or intercept is not a number", [](NiftiHeader& h) { h.slope = NAN; });
  expect_flag("slope is 0", [](NiftiHeader& h) { h.slope = 0, h.inter = -1024; });
  expect_flag("slope is negative", [](NiftiHeader& h) { h.slope = -1; });
  expect_flag("series of volumes", [](NiftiHeader& h) { h.dims = {8, 8, 4, 2}; });
  expect_flag("no unit", [](NiftiHeader& h) { h.space_unit = 0; });
  expect_flag("counts in um", [](NiftiHeader& h) { h.space_unit = 3; });
  expect_flag("position and orientation", [](NiftiHeader& h) { h.qform_code = h.sform_code = 0; });
  expect_flag("ends before all its voxels", [](NiftiHeader& h) { h.dims = {80, 80, 80}; });
}

/// Orthogonal axes are no shear, whatever the spacing and the angle; sheared ones meet at the angle
/// that was made.
TEST_F(Opening, ShearIsSaidOfShearedAxesAlone) {
  std::mt19937 engine(11);
  std::uniform_real_distribution<double> number(-1, 1);
  for (int round = 0; round < 20; ++round) {
    Volume volume(cube(4), ScalarType::uint8);
    Grid grid = volume.grid();
    const Eigen::Vector3d axis = Eigen::Vector3d(number(engine), number(engine), number(engine));
    grid.direction = Eigen::AngleAxisd(3 * number(engine), axis.normalized()).toRotationMatrix();
    grid.spacing_mm = {std::exp(number(engine)), std::exp(number(engine)),
                       std::exp(number(engine))};
    for (const std::string& flag : flags(put("oblique.nii", Volume(grid, ScalarType::uint8)))) {
      EXPECT_EQ(flag.find("sheared"), std::string::npos) << flag << "\n" << grid.description();
    }
  }
  const double lean = std::tan(20 * M_PI / 180);
  EXPECT_THAT(flags(edited("lean.nii",
                           [&](NiftiHeader& h) {
                             h.srow.leftCols(3) = Eigen::Vector3d(1, 1, 3).asDiagonal();
                             h.srow(1, 2) = 3 * lean;
                           })),
              Contains(HasSubstr("two axes meet at 70 degrees")));
}

TEST_F(Opening, APipeIsRefusedInsteadOfWaitedFor) {
  const fs::path pipe = folder_ / "pipe.nii";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const Error& error :
       {read_image(pipe).error(), read_image_header(pipe).error(), header_report(pipe).error()}) {
    EXPECT_THAT(error.title, HasSubstr("pipe"));
  }
  EXPECT_FALSE(is_dicom_file(pipe));
}

TEST_F(Opening, TheReportNamesTheMatrixAndIsOneText) {
  const fs::path path = put("nan.nii", [] {
    Volume volume = random_volume<float>(4, 0, 1);
    volume.values<float>()[3] = NAN;
    return volume;
  }());
  const HeaderReport report = header_report(path, value_or_throw(read_image(path)));
  EXPECT_THAT(report.fields, Contains(std::pair<std::string, std::string>("Matrix used", "sform")));
  EXPECT_THAT(report.fields, Contains(std::pair<std::string, std::string>("NaN or infinite", "1")));
  EXPECT_THAT(report.text(), ::testing::StartsWith("! 1 voxels are NaN"));
  EXPECT_THAT(report.text(), HasSubstr("Size: 4 x 4 x 4\n"));
  EXPECT_FALSE(header_report(folder_ / "nothing.nii").ok());
}

TEST_F(Opening, AFourGigabyteHeaderInASmallFileIsRefusedAtOnce) {
  const fs::path path = edited("huge.nii", [](NiftiHeader& h) { h.dims = {2048, 1024, 1024}; });
  ASSERT_LT(fs::file_size(path), 2000U);
  const auto checked = check_memory_to_open(path, VoxelUse::values);
  ASSERT_FALSE(checked.ok());
  EXPECT_THAT(checked.error().title, HasSubstr("huge.nii"));
  EXPECT_FALSE(read_nifti(path).ok());
}

TEST_F(Opening, MemoryIsEstimatedFromTheHeader) {
  const fs::path path = put("a.nii.gz", random_volume<std::int16_t>(100, 0, 1));
  const auto needed = value_or_throw(memory_to_open_bytes(path));
  EXPECT_GE(needed, 2'000'000U);
  EXPECT_LT(needed, 2'000'000U + (20U << 20));
  EXPECT_TRUE(check_memory_to_open(path, VoxelUse::values).ok());
  const auto capped = check_memory_to_open(path, VoxelUse::values, 30'000'000, 25'000'000);
  ASSERT_FALSE(capped.ok());
  EXPECT_THAT(capped.error().title, HasSubstr("25 MB are in use"));
  EXPECT_THAT(capped.error().remedy, HasSubstr("Preferences"));
}

TEST_F(Opening, TheContainersLimitCountsAsMemory) {
  const auto put_text = [&](const std::string& name, const std::string& text) {
    ASSERT_TRUE(write_text_atomically(folder_ / name, text).ok());
  };
  put_text("proc/meminfo", "MemTotal: 64000000 kB\nMemAvailable:   8000000 kB\n");
  EXPECT_EQ(available_memory_bytes(folder_.path()), 8'192'000'000U);
  put_text("proc/self/cgroup", "0::/job/step\n");
  put_text("sys/fs/cgroup/job/memory.max", "3000000000\n");
  put_text("sys/fs/cgroup/job/memory.current", "2000000000\n");
  put_text("sys/fs/cgroup/job/memory.stat", "anon 1\ninactive_file 500000000\n");
  put_text("sys/fs/cgroup/job/step/memory.max", "max\n");
  EXPECT_EQ(available_memory_bytes(folder_.path()), 1'500'000'000U);
  EXPECT_EQ(bytes_text(1'500'000'000), "1.5 GB");
  EXPECT_EQ(available_memory_bytes(folder_ / "none"), std::nullopt);
}

}  // namespace
}  // namespace transpine

namespace transpine {
namespace {

TEST(DicomScanTest, ListsTheSeriesBelowAFolderAndCountsDamagedFiles) {
  TRANSPINE_REQUIRE_DATA();
  testing::TemporaryFolder folder;
  const auto source = testing::data_folder() / "awkward" / "dicom";
  fs::create_directories(folder / "a");
  fs::copy(source / "mr_two_slices", folder / "a/mr", fs::copy_options::recursive);
  fs::copy(source / "ct_oblique_3slices", folder / "b", fs::copy_options::recursive);
  // The samples come with a file that is no image.
  fs::path some;
  int others = 1;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    if (!entry.is_regular_file()) continue;
    if (!is_dicom_file(entry.path())) ++others;
    if (is_dicom_file(entry.path()) && entry.path().parent_path() == folder / "b") some = entry;
  }
  const std::string whole = value_or_throw(read_text(some));
  ASSERT_TRUE(write_text_atomically(folder / "b/cut.dcm", whole.substr(0, whole.size() / 2)).ok());
  ASSERT_TRUE(write_text_atomically(folder / "b/notes.txt", "no image").ok());

  JobContext job;
  const DicomScan scan = value_or_throw(scan_dicom(folder.path(), job));
  ASSERT_EQ(scan.series.size(), 2U);
  ASSERT_EQ(scan.damaged.size(), 1U);
  EXPECT_THAT(scan.damaged[0].title, HasSubstr("cut.dcm"));
  EXPECT_EQ(scan.other_files, others);
  const auto ct = std::find_if(scan.series.begin(), scan.series.end(),
                               [](const FoundSeries& s) { return s.modality == "CT"; });
  ASSERT_NE(ct, scan.series.end());
  EXPECT_EQ(ct->size, (std::array<std::int64_t, 3>{100, 50, 3}));
  EXPECT_EQ(ct->files.size(), 3U);
  // From slice to slice by their positions; the slices' thickness is not in these files.
  EXPECT_NEAR(ct->spacing_mm[2], 4.5, 0.01);
  const Thumbnail picture = value_or_throw(series_thumbnail(*ct, 64));
  // 100 x 50 pixels of 3.5 x 2.5 mm or the reverse: true to millimetres.
  EXPECT_EQ(std::max(picture.width, picture.height), 64);
  EXPECT_EQ(picture.grey.size(), static_cast<std::size_t>(picture.width * picture.height));

  std::stop_source stopped;
  stopped.request_stop();
  JobContext cancelled(stopped.get_token(), {});
  const auto nothing = scan_dicom(folder.path(), cancelled);
  ASSERT_FALSE(nothing.ok());
  EXPECT_TRUE(nothing.error().is_cancelled());
}

TEST(ThumbnailTest, ShowsTheMiddleWithSuperiorUpAndAnteriorLeft) {
  Grid grid;
  grid.size = {5, 20, 40};
  grid.spacing_mm = {4, 2, 1};
  Volume volume(grid, ScalarType::int16);
  auto values = volume.values<std::int16_t>();
  // Bright where index 1 (posterior) and index 2 (superior) are low, in the middle plane only.
  for (int k = 0; k < 20; ++k) {
    for (int j = 0; j < 10; ++j) values[static_cast<std::size_t>(grid.offset(2, j, k))] = 100;
  }
  ImageSummary summary;
  summary.high = 100;
  const Thumbnail picture = mid_sagittal(volume, summary, 40);
  EXPECT_EQ(picture.width, 40);
  EXPECT_EQ(picture.height, 40);
  const auto at = [&](int x, int y) { return picture.grey[static_cast<std::size_t>(y * 40 + x)]; };
  EXPECT_EQ(at(5, 35), 255);
  EXPECT_EQ(at(35, 35), 0);
  EXPECT_EQ(at(5, 5), 0);
}

}  // namespace
}  // namespace transpine

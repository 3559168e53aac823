// SPDX-License-Identifier: Apache-2.0
#include "core/image/nifti_io.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/image/nifti_header.h"
#include "tests/support/grid_matchers.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using testing::TemporaryFolder;

Grid oblique_grid(const Index3& size, bool mirrored = false) {
  Grid grid;
  grid.size = size;
  grid.spacing_mm = {0.9, 1.1, 3.3};
  grid.direction =
      Rigid3::about(Eigen::Vector3d::Zero(), {0.3, -1, 0.5}, 25).rotation().toRotationMatrix();
  if (mirrored) grid.direction.col(2) *= -1;
  grid.origin_mm = {-31.5, 12.25, 208};
  return grid;
}

Volume random_volume(const Grid& grid, ScalarType type, std::uint64_t seed = 1) {
  Volume volume(grid, ScalarType::float64);
  RandomStream random(seed, "voxels");
  for (double& value : volume.values<double>()) value = std::floor(random.uniform(-120, 250));
  return volume.as(type);
}

void expect_same_voxels(const Volume& a, const Volume& b) {
  ASSERT_EQ(a.type(), b.type());
  ASSERT_EQ(a.byte_size(), b.byte_size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.byte_size()), 0);
}

std::string bytes_of(const std::filesystem::path& path) {
  return value_or_throw(read_text(path));
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(Nifti, EveryTypeSurvivesPlainAndCompressed) {
  TemporaryFolder folder;
  for (const bool mirrored : {false, true}) {
    for (int type = 0; type <= static_cast<int>(ScalarType::float64); ++type) {
      const Volume written =
          random_volume(oblique_grid({5, 4, 3}, mirrored), static_cast<ScalarType>(type));
      for (const std::string name : {"a.nii", "a.nii.gz"}) {
        SCOPED_TRACE(std::string(name_of(written.type())) + " " + name);
        ASSERT_TRUE(write_nifti(folder / name, written));
        const auto read = read_nifti(folder / name);
        ASSERT_TRUE(read.ok()) << read.error().message();
        EXPECT_THAT(read->grid(), testing::GridEq(written.grid(), 1e-4));
        expect_same_voxels(*read, written);
      }
    }
  }
}

TEST(Nifti, LongAxesAreWrittenAsNifti2) {
  TemporaryFolder folder;
  const Volume written = random_volume(oblique_grid({40000, 2, 1}), ScalarType::int16);
  ASSERT_TRUE(write_nifti(folder / "long.nii.gz", written));
  const auto read = read_nifti_with_info(folder / "long.nii.gz");
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(read->info.version, 2);
  EXPECT_THAT(read->volume.grid(), testing::GridEq(written.grid(), 1e-6));
  expect_same_voxels(read->volume, written);
}

TEST(Nifti, CodesAndMatricesOfTheSourceAreKept) {
  TRANSPINE_REQUIRE_DATA();
  TemporaryFolder folder;
  for (const std::string name :
       {"lumbar-mr/t2_lumbar.nii.gz", "vertebra-ct/sub-ct_label-22_ct.nii.gz",
        "lumbar-ct/example_ct.nii.gz", "verse-poi/sub-verse004_seg-vert_msk.nii.gz",
        "awkward/nifti/mr_spine_PSR.nii.gz", "awkward/nifti/be_i16_qfac-1.nii",
        "awkward/nifti/be_u8_noform.nii", "awkward/nifti/mask_AIL.nii.gz"}) {
    SCOPED_TRACE(name);
    const auto source = read_nifti_with_info(testing::data_folder() / name);
    ASSERT_TRUE(source.ok()) << source.error().message();
    ASSERT_TRUE(write_nifti(folder / "copy.nii", source->volume));
    const auto copy = read_nifti_with_info(folder / "copy.nii");
    ASSERT_TRUE(copy.ok()) << copy.error().message();
    const NiftiForms& before = source->info.forms;
    const NiftiForms& after = copy->info.forms;
    EXPECT_EQ(after.qform_code, before.qform_code);
    EXPECT_EQ(after.sform_code, before.sform_code);
    EXPECT_LT((after.qform_ras - before.qform_ras).cwiseAbs().maxCoeff(), 1e-4);
    EXPECT_EQ(after.sform_ras, before.sform_ras);
    EXPECT_THAT(copy->volume.grid(), testing::GridEq(source->volume.grid(), 1e-3));
    expect_same_voxels(copy->volume, source->volume);
  }
}

TEST(Nifti, FormsOfAnotherGridAreNotWritten) {
  TemporaryFolder folder;
  Volume volume = random_volume(oblique_grid({6, 5, 4}), ScalarType::uint8);
  NiftiForms foreign;
  foreign.qform_code = foreign.sform_code = 4;
  volume.set_nifti_forms(foreign);
  ASSERT_TRUE(write_nifti(folder / "a.nii", volume));
  const auto info = read_nifti_info(folder / "a.nii");
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->forms.qform_code, 1);
  EXPECT_EQ(info->forms.sform_code, 1);
  EXPECT_THAT(info->grid, testing::GridEq(volume.grid(), 1e-4));
}

/// The bytes of a valid file after `edit` changed its header.
std::string edited_file(const TemporaryFolder& folder,
                        const std::function<void(NiftiHeader&)>& edit) {
  const Volume volume = random_volume(oblique_grid({6, 5, 4}), ScalarType::int16);
  EXPECT_TRUE(write_nifti(folder / "base.nii", volume));
  const std::string bytes = bytes_of(folder / "base.nii");
  auto header = parse_nifti_header(std::as_bytes(std::span(bytes)));
  EXPECT_TRUE(header.has_value());
  edit(*header);
  return serialized_nifti_header(*header) + bytes.substr(352);
}

Result<LoadedNifti> read_edited(const TemporaryFolder& folder,
                                const std::function<void(NiftiHeader&)>& edit) {
  write_bytes(folder / "edited.nii", edited_file(folder, edit));
  return read_nifti_with_info(folder / "edited.nii");
}

TEST(Nifti, SlopeAndInterceptAreApplied) {
  TemporaryFolder folder;
  const auto plain = read_edited(folder, [](NiftiHeader&) {});
  const auto scaled = read_edited(folder, [](NiftiHeader& header) {
    header.slope = 0.5;
    header.inter = -1024;
  });
  const auto absent = read_edited(folder, [](NiftiHeader& header) {
    header.slope = 0;
    header.inter = 7;
  });
  ASSERT_TRUE(plain.ok() && scaled.ok() && absent.ok());
  EXPECT_EQ(scaled->volume.type(), ScalarType::float32);
  EXPECT_EQ(absent->volume.type(), ScalarType::int16);
  for (std::int64_t i = 0; i < 6; ++i) {
    const double stored = plain->volume.at(i, 3, 2);
    EXPECT_EQ(scaled->volume.at(i, 3, 2), 0.5 * stored - 1024);
    EXPECT_EQ(absent->volume.at(i, 3, 2), stored);
  }
}

TEST(Nifti, MatrixIsChosenAsItkDoes) {
  TemporaryFolder folder;
  const auto shifted = [&](int qform_code, int sform_code) {
    return read_edited(folder, [=](NiftiHeader& header) {
      header.qform_code = qform_code;
      header.sform_code = sform_code;
      header.srow(0, 3) += 50;
    });
  };
  EXPECT_EQ(shifted(1, 1)->info.matrix_used, "sform");  // the scanner's sform
  EXPECT_EQ(shifted(1, 2)->info.matrix_used, "qform");  // another sform that disagrees
  EXPECT_EQ(shifted(0, 2)->info.matrix_used, "sform");
  EXPECT_EQ(shifted(2, 0)->info.matrix_used, "qform");
  EXPECT_EQ(shifted(0, 0)->info.matrix_used, "none");
  EXPECT_FALSE(shifted(1, 2)->info.warnings.empty());
  const auto agreeing = read_edited(folder, [](NiftiHeader& header) { header.sform_code = 2; });
  EXPECT_EQ(agreeing->info.matrix_used, "sform");
  EXPECT_TRUE(agreeing->info.warnings.empty());
}

TEST(Nifti, NearlyOrthonormalMatricesAreRepairedAndShearRefused) {
  TemporaryFolder folder;
  const auto sheared_by = [&](double shear) {
    return read_edited(folder, [=](NiftiHeader& header) {
      header.qform_code = 0;
      header.srow.col(1) += shear * header.srow.col(0);
    });
  };
  const auto slight = sheared_by(0.03);
  ASSERT_TRUE(slight.ok()) << slight.error().message();
  EXPECT_EQ(slight->info.warnings.size(), 1u);
  const Eigen::Matrix3d d = slight->volume.grid().direction;
  EXPECT_LT((d.transpose() * d - Eigen::Matrix3d::Identity()).norm(), 1e-12);
  const auto strong = sheared_by(0.5);
  ASSERT_FALSE(strong.ok());
  EXPECT_NE(strong.error().title.find("edited.nii"), std::string::npos);
}

TEST(Nifti, UnitsAreTurnedToMillimetres) {
  TemporaryFolder folder;
  const auto mm = read_edited(folder, [](NiftiHeader&) {});
  const auto metres = read_edited(folder, [](NiftiHeader& header) {
    header.space_unit = 1;
    header.srow /= 1000;
    header.quaternion_offset /= 1000;
    for (std::size_t i = 1; i < 4; ++i) header.pixdim[i] /= 1000;
  });
  ASSERT_TRUE(mm.ok() && metres.ok());
  EXPECT_THAT(metres->volume.grid(), testing::GridEq(mm->volume.grid(), 1e-3));
  EXPECT_FALSE(metres->info.warnings.empty());
}

TEST(Nifti, SizesAreCheckedAgainstTheFile) {
  TemporaryFolder folder;
  for (const auto& dims : std::vector<std::vector<std::int64_t>>{
           {1000, 1000, 1000}, {32767, 32767, 32767}, {6, 5, 5}, {-4, 5, 6}, {0, 5, 4}, {}}) {
    const auto read = read_edited(folder, [&](NiftiHeader& header) { header.dims = dims; });
    ASSERT_FALSE(read.ok());
    EXPECT_NE(read.error().title.find("edited.nii"), std::string::npos);
    EXPECT_FALSE(read_nifti_info(folder / "edited.nii").ok());
  }
  const auto series = read_edited(folder, [](NiftiHeader& h) { h.dims = {6, 5, 2, 2}; });
  ASSERT_FALSE(series.ok());
  EXPECT_NE(series.error().title.find("series"), std::string::npos);
  EXPECT_TRUE(read_edited(folder, [](NiftiHeader& h) { h.dims = {6, 5, 4, 1, 1}; }).ok());
  const auto slice = read_edited(folder, [](NiftiHeader& h) { h.dims = {6, 5}; });
  ASSERT_TRUE(slice.ok());
  EXPECT_EQ(slice->volume.grid().size, (Index3{6, 5, 1}));
}

TEST(Nifti, DamagedFilesNeverCrash) {
  TemporaryFolder folder;
  const Volume volume = random_volume(oblique_grid({9, 8, 7}), ScalarType::int16);
  RandomStream random(5, "damage");
  for (const std::string name : {"whole.nii", "whole.nii.gz"}) {
    ASSERT_TRUE(write_nifti(folder / name, volume));
    const std::string whole = bytes_of(folder / name);
    for (int round = 0; round < 300; ++round) {
      std::string damaged = whole;
      const bool cut = round % 3 == 0;
      if (cut) {
        damaged.resize(static_cast<std::size_t>(
            random.uniform_int(0, static_cast<std::int64_t>(whole.size()) - 1)));
      } else {
        const auto last = std::min<std::int64_t>(351, static_cast<std::int64_t>(whole.size()) - 1);
        for (int i = 0; i < 4; ++i) {
          damaged[static_cast<std::size_t>(random.uniform_int(0, last))] =
              static_cast<char>(random.uniform_int(0, 255));
        }
      }
      write_bytes(folder / "damaged.bin", damaged);
      const auto read = read_nifti_with_info(folder / "damaged.bin");
      EXPECT_FALSE(cut && read.ok()) << "cut to " << damaged.size();
      EXPECT_TRUE(read.ok() || read.error().title.find("damaged.bin") != std::string::npos);
    }
  }
}

TEST(Nifti, FailedAndCancelledWritesLeaveNothing) {
  TemporaryFolder folder;
  const Volume volume = random_volume(oblique_grid({6, 5, 4}), ScalarType::int16);
  std::stop_source stop;
  stop.request_stop();
  JobContext job(stop.get_token(), {});
  const auto cancelled = write_nifti(folder / "a.nii.gz", volume, {}, &job);
  ASSERT_FALSE(cancelled.ok());
  EXPECT_TRUE(cancelled.error().is_cancelled());
  EXPECT_FALSE(write_nifti(folder / "a.png", volume).ok());
  EXPECT_FALSE(write_nifti(folder / "b.nii", Volume()).ok());
  EXPECT_TRUE(folder.files().empty());
  write_bytes(folder / "file", "x");
  EXPECT_FALSE(write_nifti(folder / "file/a.nii", volume).ok());
}

}  // namespace
}  // namespace transpine

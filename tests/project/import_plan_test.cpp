// SPDX-License-Identifier: Apache-2.0
// Row "Data": files and folders are recognised by name, header and values.
#include "core/project/import_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/safetensors.h"
#include "core/image/nifti_io.h"
#include "core/landmarks/landmark_files.h"
#include "core/project/name_guess.h"
#include "core/registration/transform_file.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

Grid grid_of(double origin_mm) {
  Grid grid;
  grid.size = {12, 10, 8};
  grid.origin_mm = Eigen::Vector3d::Constant(origin_mm);
  return grid;
}

Volume image(double origin_mm, int low, int high) {
  Volume volume(grid_of(origin_mm), ScalarType::int16);
  auto values = volume.values<std::int16_t>();
  const int count = static_cast<int>(values.size());
  for (int i = 0; i < count; ++i) {
    values[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(low + (high - low) * i / count);
  }
  return volume;
}

Volume labels(double origin_mm, std::vector<int> ids) {
  Volume volume(grid_of(origin_mm), ScalarType::int16);
  auto values = volume.values<std::int16_t>();
  for (std::size_t i = 0; i < ids.size() * 20; ++i) {
    values[i] = static_cast<std::int16_t>(ids[i / 20]);
  }
  return volume;
}

class ImportPlan : public ::testing::Test {
 protected:
  fs::path put(const std::string& name, const Volume& volume) {
    fs::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(write_nifti(folder_ / name, volume).ok());
    return folder_ / name;
  }
  fs::path put_model(const std::string& name) {
    fs::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(write_safetensors(folder_ / name, {}, {{"transpine.model", "{}"}}).ok());
    return folder_ / name;
  }
  std::vector<ImportItem> propose(const std::vector<fs::path>& paths,
                                  const Study* study = nullptr) {
    JobContext job;
    return value_or_throw(propose_import(paths, study, "sub-fallback", job));
  }
  ImportItem one(const fs::path& path) {
    const auto items = propose({path});
    EXPECT_EQ(items.size(), 1U);
    return items.empty() ? ImportItem{} : items[0];
  }

  testing::TemporaryFolder folder_;
  JobContext job_;
};

TEST_F(ImportPlan, NamesThatAreNotBidsTellRoleAndSubject) {
  struct Case {
    const char* name;
    NameGuess::Word word;
    const char* subject;
  };
  using Word = NameGuess::Word;
  for (const Case& expected : {Case{"patient7_CT.nii.gz", Word::ct, "sub-patient7"},
                               Case{"patient7-t2w.nii", Word::mr, "sub-patient7"},
                               Case{"/x/case 3/mr.nii.gz", Word::mr, "sub-case3"},
                               Case{"/x/sub-09/anat/scan.nii", Word::none, "sub-09"},
                               Case{"p1_ct_vertebrae_mask.nii.gz", Word::mask, "sub-p1"},
                               Case{"octopus.nii", Word::none, "sub-octopus"}}) {
    const NameGuess guess = guess_from_name(expected.name);
    EXPECT_EQ(guess.word, expected.word) << expected.name;
    EXPECT_EQ(guess.subject, expected.subject) << expected.name;
  }
}

TEST_F(ImportPlan, ValuesTellTheRoleWhereTheNameSaysNothing) {
  EXPECT_EQ(one(put("a.nii.gz", image(0, -1000, 1500))).role, Role::ct);
  EXPECT_EQ(one(put("b.nii.gz", image(0, 0, 900))).role, Role::mr);
  const ImportItem vertebrae = one(put("c.nii.gz", labels(0, {20, 21, 22})));
  EXPECT_EQ(vertebrae.role, Role::ct_vertebrae);
  EXPECT_THAT(vertebrae.reason, HasSubstr("20 to 22"));
  EXPECT_EQ(one(put("d.nii.gz", labels(0, {42, 49, 50}))).role, Role::ct_subregions);
}

TEST_F(ImportPlan, WhatIsNoImageOfAPatientIsLeftOutWithTheReason) {
  const auto left_out = [&](const Volume& volume) {
    const ImportItem item = one(put("a.nii.gz", volume));
    EXPECT_EQ(item.kind, ImportKind::unknown);
    EXPECT_FALSE(item.take);
    EXPECT_FALSE(item.role.has_value());
    return item.reason;
  };
  EXPECT_THAT(left_out(image(0, 0, 0)), HasSubstr("all its voxels have the value 0"));
  EXPECT_THAT(left_out(image(0, 7, 7)), HasSubstr("all its voxels have the value 7"));
  EXPECT_THAT(left_out(labels(0, {60, 300, 700})), HasSubstr("few whole numbers, 60 to 700"));
  Volume nothing(grid_of(0), ScalarType::float32);
  for (float& value : nothing.values<float>()) value = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(left_out(nothing), HasSubstr("none of its voxels has a value"));
  // The ids of an instance mask say what it is.
  EXPECT_EQ(one(put("b.nii.gz", labels(0, {20, 21, 120, 121, 221}))).role, Role::ct_vertebrae);
}

TEST_F(ImportPlan, AMaskGoesToTheImageWithItsGrid) {
  put("p1/p1_mr.nii.gz", image(5, 0, 900));
  put("p1/p1_ct.nii.gz", image(0, -1000, 1500));
  put("p1/p1_seg.nii.gz", labels(5, {20, 21}));
  const auto items = propose({folder_ / "p1"});
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[2].role, Role::mr_vertebrae);
  EXPECT_THAT(items[2].reason, HasSubstr("grid of the MR"));
  for (const ImportItem& item : items) EXPECT_EQ(item.subject, "sub-p1");
}

TEST_F(ImportPlan, ABidsMaskWithoutASpaceGoesToTheImageWithItsGrid) {
  put("sub-05_T2w.nii.gz", image(5, 0, 900));
  put("sub-05_seg-vert_msk.nii.gz", labels(5, {20, 21}));
  put("sub-06_ct.nii.gz", image(5, -1000, 1500));
  put("sub-06_T2w.nii.gz", image(5, 0, 900));
  put("sub-06_seg-vert_msk.nii.gz", labels(5, {20, 21}));
  const auto items = propose({folder_.path()});
  const auto role_of = [&](const std::string& name) {
    for (const auto& item : items) {
      if (item.path.filename() == name) return item.role;
    }
    return std::optional<Role>();
  };
  EXPECT_EQ(role_of("sub-05_seg-vert_msk.nii.gz"), Role::mr_vertebrae);
  EXPECT_EQ(role_of("sub-06_seg-vert_msk.nii.gz"), Role::ct_vertebrae);
}

TEST_F(ImportPlan, ContentCountsNotTheExtension) {
  // A gzip file called .nii.
  const fs::path zipped = put("sub-01_ct.nii.gz", image(0, -1000, 1500));
  fs::rename(zipped, folder_ / "thing.nii");
  EXPECT_EQ(one(folder_ / "thing.nii").role, Role::ct);
  ASSERT_TRUE(write_text_atomically(folder_ / "text.nii", "no image").ok());
  const ImportItem text = one(folder_ / "text.nii");
  EXPECT_EQ(text.kind, ImportKind::unknown);
  EXPECT_FALSE(text.take);
  EXPECT_THAT(text.reason, HasSubstr("text.nii"));
}

TEST_F(ImportPlan, PicklesAreLeftWithTheScriptThatConvertsThem) {
  for (const char* name : {"epoch.ckpt", "net_G.pth", "weights.pt"}) {
    testing::write_bytes(folder_ / name, "\x80\x02}q\x01X\x01.");
    const ImportItem item = one(folder_ / name);
    EXPECT_FALSE(item.take) << name;
    EXPECT_THAT(item.reason, HasSubstr("resources/convert_checkpoint.py")) << name;
  }
}

TEST_F(ImportPlan, LandmarksTransformsCheckpointsAndStudiesAreTold) {
  ASSERT_TRUE(write_landmark_document(folder_ / "sub-01_points.json", {}).ok());
  EXPECT_EQ(one(folder_ / "sub-01_points.json").role, Role::landmarks);
  ASSERT_TRUE(write_transform(folder_ / "sub-02_registration.tfm", Rigid3()).ok());
  EXPECT_EQ(one(folder_ / "sub-02_registration.tfm").role, Role::ct_from_mr);
  EXPECT_EQ(one(folder_ / "sub-02_registration.tfm").subject, "sub-02");
  put_model("model.safetensors");
  EXPECT_EQ(one(folder_ / "model.safetensors").kind, ImportKind::checkpoint);
  ASSERT_TRUE(Study(folder_ / "study").save().ok());
  EXPECT_EQ(one(folder_ / "study").kind, ImportKind::study);
  JobContext job;
  EXPECT_FALSE(propose_import({folder_ / "nowhere"}, nullptr, "", job).ok());
}

TEST_F(ImportPlan, ADicomFolderIsOneItem) {
  TRANSPINE_REQUIRE_DATA();
  const ImportItem item = one(testing::data_folder() / "awkward" / "dicom" / "ct_oblique_3slices");
  EXPECT_EQ(item.kind, ImportKind::dicom);
}

TEST_F(ImportPlan, NothingInASubjectIsReplacedUnasked) {
  const fs::path first = put("one/sub-01_ct.nii.gz", image(0, -1000, 1500));
  const fs::path second = put("two/sub-01_ct.nii.gz", image(0, -900, 1200));
  Study study(folder_ / "study");
  auto items = propose({first}, &study);
  EXPECT_EQ(value_or_throw(apply_import(study, items, false, job_)).files, 1);
  EXPECT_EQ(study.find("sub-01")->files.at(Role::ct).content_hash,
            value_or_throw(content_hash(first)));
  EXPECT_EQ(study.find("sub-01")->files.at(Role::ct).bytes, fs::file_size(first));

  items = propose({second}, &study);
  EXPECT_EQ(items[0].replaces, first);
  EXPECT_FALSE(items[0].take);
  items[0].take = true;
  const auto summary = value_or_throw(apply_import(study, items, false, job_));
  EXPECT_EQ(summary.files, 0);
  ASSERT_EQ(summary.warnings.size(), 1U);
  EXPECT_THAT(summary.warnings[0], HasSubstr(first.string()));
  EXPECT_EQ(study.find("sub-01")->path_of(Role::ct), first);
  EXPECT_EQ(value_or_throw(apply_import(study, items, true, job_)).files, 1);
  EXPECT_EQ(study.find("sub-01")->path_of(Role::ct), second);
  // Two new files for one place name each other.
  const auto both = propose({first, second});
  EXPECT_FALSE(both[1].take);
  EXPECT_EQ(both[1].replaces, first);
}

TEST_F(ImportPlan, ACheckpointBecomesARun) {
  put_model("spine-2d.safetensors");
  Study study(folder_ / "study");
  const auto items = propose({folder_ / "spine-2d.safetensors"}, &study);
  EXPECT_EQ(value_or_throw(apply_import(study, items, false, job_)).runs, 1);
  EXPECT_TRUE(fs::exists(study.runs_folder() / "spine-2d/checkpoints/spine-2d.safetensors"));
  EXPECT_EQ(value_or_throw(apply_import(study, items, false, job_)).warnings.size(), 1U);
}

TEST_F(ImportPlan, OfARunTheNewestCheckpointIsTakenAndNeitherShardsNorPreviews) {
  const fs::path oldest = put_model("study/runs/ddim/checkpoints/step-00000100.safetensors");
  const fs::path newest = put_model("study/runs/ddim/checkpoints/step-00010000.safetensors");
  const fs::path middle = put_model("study/runs/ddim/checkpoints/step-00009000.safetensors");
  fs::create_directories(folder_ / "study/runs/ddim/previews");
  const fs::path preview = folder_ / "study/runs/ddim/previews/step-00010000.safetensors";
  ASSERT_TRUE(write_safetensors(preview, {}, {{"step", "10000"}, {"psnr_db", "20"}}).ok());
  const fs::path shard = folder_ / "study/shard-000.safetensors";
  ASSERT_TRUE(write_safetensors(shard, {}, {{"subject", "sub-01"}}).ok());

  Study study(folder_ / "other");
  const auto items = propose({folder_ / "study"}, &study);
  ASSERT_EQ(items.size(), 5U);
  for (const ImportItem& item : items) {
    EXPECT_EQ(item.take, item.path == newest) << item.path << item.reason;
    const bool is_model = item.path != preview && item.path != shard;
    EXPECT_EQ(item.kind, is_model ? ImportKind::checkpoint : ImportKind::unknown) << item.path;
  }
  EXPECT_EQ(value_or_throw(apply_import(study, items, false, job_)).runs, 1);
  EXPECT_TRUE(fs::exists(study.runs_folder() / "ddim/checkpoints/step-00010000.safetensors"));
}

TEST_F(ImportPlan, AFolderGivesItsTransformsAndPointLists) {
  ASSERT_TRUE(write_transform(folder_ / "d/sub-01_ct-from-mr.tfm", Rigid3()).ok());
  ASSERT_TRUE(write_transform(folder_ / "d/sub-02_ct-from-mr.h5", Rigid3()).ok());
  ASSERT_TRUE(write_transform(folder_ / "d/sub-03_ct-from-mr.txt", Rigid3()).ok());
  ASSERT_TRUE(write_text_atomically(folder_ / "d/readme.txt", "1 2 3 are numbers").ok());
  LandmarkSet points;
  points[{20, 50}] = {1, 2, 3};
  ASSERT_TRUE(write_landmarks(folder_ / "d/sub-04.fcsv", points, LandmarkFormat::fcsv, {}).ok());
  const auto items = propose({folder_ / "d"});
  ASSERT_EQ(items.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(items[i].role, Role::ct_from_mr) << items[i].path << items[i].reason;
    EXPECT_TRUE(items[i].take);
  }
  EXPECT_EQ(items[3].path.filename(), "sub-04.fcsv");
  EXPECT_THAT(items[3].reason, HasSubstr("Register workspace"));
}

TEST_F(ImportPlan, NrrdAndMetaImageAreImagesToo) {
  const auto nrrd = [](const std::string& voxel) {
    std::string text =
        "NRRD0004\ntype: short\ndimension: 3\nspace: LPS\nsizes: 12 10 8\n"
        "space directions: (1,0,0) (0,1,0) (0,0,1)\nendian: little\n"
        "encoding: raw\nspace origin: (5,5,5)\n\n";
    for (int i = 0; i < 960; ++i) text += i < 40 ? voxel : std::string(2, '\0');
    return text;
  };
  fs::create_directories(folder_ / "d");
  testing::write_bytes(folder_ / "d/p1_T2.nrrd", nrrd("\x40\x01"));
  testing::write_bytes(folder_ / "d/p1_seg.seg.nrrd", nrrd(std::string("\x14\0", 2)));
  testing::write_bytes(folder_ / "d/voxels.raw", std::string(1920, '\x01'));
  testing::write_bytes(folder_ / "d/sub-02_ct.mhd",
                       "ObjectType = Image\nNDims = 3\nDimSize = 12 10 8\n"
                       "ElementType = MET_SHORT\nElementDataFile = voxels.raw\n");
  const auto items = propose({folder_ / "d"});
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].role, Role::mr) << items[0].reason;
  EXPECT_EQ(items[1].role, Role::mr_vertebrae) << items[1].reason;
  EXPECT_EQ(items[2].role, Role::ct) << items[2].reason;
  EXPECT_EQ(items[2].subject, "sub-02");
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/prepare.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/safetensors.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using nlohmann::json;
using testing::TemporaryFolder;

Grid grid_of(const Index3& size, const Eigen::Vector3d& spacing_mm,
             const Eigen::Vector3d& origin_mm) {
  Grid grid;
  grid.size = size;
  grid.spacing_mm = spacing_mm;
  grid.origin_mm = origin_mm;
  return grid;
}

template <class Function>
Volume volume_of(const Grid& grid, const Function& value_at_point) {
  Volume volume(grid, ScalarType::float32);
  auto values = volume.values<float>();
  std::size_t at = 0;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        values[at++] = static_cast<float>(value_at_point(grid.point_from_index(Eigen::Vector3d(
            static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)))));
      }
    }
  }
  return volume;
}

const Rigid3 kCtFromMr = Rigid3::about({3, 4, 5}, {1, 2, 0.5}, 8, {6, -3, 11});

double hu_in_mr(const Eigen::Vector3d& p_in_mr) {
  return 5 * p_in_mr.x() + 9 * p_in_mr.y() - 7 * p_in_mr.z();
}
double mr_value(const Eigen::Vector3d& p) {
  return 500 + 2 * p.x() + 3 * p.y() + 5 * p.z();
}

/// Linear images, whose values at every place are known before and after resampling. The MR has
/// slices of 3 mm and pixels of 0.8 mm, the CT is larger and posed differently.
SubjectImages linear_images() {
  SubjectImages images;
  images.mr = volume_of(grid_of({7, 50, 60}, {3, 0.8, 0.8}, {-9, -20, -24}), mr_value);
  images.ct = volume_of(
      grid_of({60, 70, 80}, {1.5, 1.4, 1.3}, {-40, -50, -40}),
      [](const Eigen::Vector3d& p_in_ct) { return hu_in_mr(kCtFromMr.inverse() * p_in_ct); });
  // Vertebra 20 in a ball.
  images.mask =
      volume_of(images.mr.grid(), [](const Eigen::Vector3d& p) { return p.norm() < 7 ? 20 : 0; });
  images.ct_from_mr = kCtFromMr;
  return images;
}

PrepareSubject subject_of(const std::string& id, const SubjectImages& images,
                          const std::string& split = {}) {
  return {id, split, [images](JobContext&) -> Result<SubjectImages> { return images; }};
}

json index_of(const std::filesystem::path& folder) {
  return json::parse(value_or_throw(read_text(folder / "index.json")));
}

std::vector<float> pixels(const SafetensorsFile& file, const std::string& name) {
  const SafetensorsEntry* entry = file.find(name);
  EXPECT_NE(entry, nullptr) << name;
  if (!entry) return {};
  std::vector<float> values;
  if (entry->dtype == "F16") {
    for (std::size_t at = 0; at < entry->bytes.size(); at += 2) {
      Eigen::half half;
      std::memcpy(&half, entry->bytes.data() + at, 2);
      values.push_back(static_cast<float>(half));
    }
  } else {
    values.resize(entry->bytes.size() / 4);
    std::memcpy(values.data(), entry->bytes.data(), entry->bytes.size());
  }
  return values;
}

TEST(Prepare, PutsKnownValuesIntoSagittalSlices) {
  TemporaryFolder folder;
  JobContext job;
  PrepareOptions options;
  options.storage = "float32";
  const SubjectImages images = linear_images();
  const auto summary =
      prepare_training_set({subject_of("s1", images)}, folder / "set", options, job);
  ASSERT_TRUE(summary.ok()) << summary.error().message();
  const json index = index_of(folder / "set");
  EXPECT_EQ(index["format_version"], 1);
  EXPECT_EQ(index["spacing_mm"], 1.0);
  ASSERT_EQ(index["slices"].size(), static_cast<std::size_t>(summary->slices));
  // The ball of radius 7 mm reaches the slices at x = -6, -3, 0, 3, 6; the outer two slices drop.
  EXPECT_EQ(summary->slices, 5);
  EXPECT_EQ(summary->dropped_slices, 2);

  const double top = 500 + 2 * 9 + 3 * 19.2 + 5 * 23.2;
  for (const json& entry : index["slices"]) {
    const auto file = SafetensorsFile::open(folder / "set" / entry["shard"].get<std::string>());
    ASSERT_TRUE(file.ok());
    const auto mr = pixels(*file, entry["mr"]);
    const auto ct = pixels(*file, entry["ct"]);
    const std::int64_t height = entry["height"];
    const std::int64_t width = entry["width"];
    ASSERT_EQ(mr.size(), static_cast<std::size_t>(height * width));
    EXPECT_NEAR(static_cast<double>(height), 48, 1);
    EXPECT_NEAR(static_cast<double>(width), 40, 1);
    // Slices run from the left (x = 9 in LPS) to the right.
    const double x = 9 - 3.0 * entry["slice_index"].get<double>();
    // Pixels are 1 mm apart about the volume's middle; mirror borders bend the outermost ones.
    const double z_top = -24 + 0.4 * 59 + 0.5 * static_cast<double>(height - 1);
    const double y_front = -20 + 0.4 * 49 - 0.5 * static_cast<double>(width - 1);
    for (std::int64_t row = 10; row < height - 10; ++row) {
      for (std::int64_t column = 10; column < width - 10; ++column) {
        const Eigen::Vector3d p(x, y_front + static_cast<double>(column),
                                z_top - static_cast<double>(row));
        const auto at = static_cast<std::size_t>(row * width + column);
        ASSERT_NEAR(mr[at], mr_value(p) / top, 2e-3);
        ASSERT_NEAR(ct[at], std::clamp(hu_in_mr(p) / 1000, -1.0, 1.0), 1e-4);
      }
    }
  }
}

// Paper-facts 1.11: isotropic, all slices, the same order of axes as the slices of 2D sets.
TEST(Prepare, PutsKnownValuesIntoVolumes) {
  TemporaryFolder folder;
  JobContext job;
  PrepareOptions options;
  options.storage = "float32";
  options.dimensions = "3d";
  options.spacing_mm = 1.5;
  const auto summary =
      prepare_training_set({subject_of("s1", linear_images())}, folder / "set", options, job);
  ASSERT_TRUE(summary.ok()) << summary.error().message();
  EXPECT_EQ(summary->slices, 1);
  EXPECT_EQ(summary->dropped_slices, 0);
  const json index = index_of(folder / "set");
  EXPECT_EQ(index["format_version"], 2);
  const json entry = index["slices"].at(0);
  const std::int64_t depth = entry["depth"], height = entry["height"], width = entry["width"];
  // 21, 48 and 40 mm.
  EXPECT_EQ(depth, 14);
  EXPECT_EQ(height, 32);
  EXPECT_NEAR(static_cast<double>(width), 26, 1);
  const auto file = SafetensorsFile::open(folder / "set" / entry["shard"].get<std::string>());
  ASSERT_TRUE(file.ok());
  const auto ct = pixels(*file, entry["ct"]);
  ASSERT_EQ(ct.size(), static_cast<std::size_t>(depth * height * width));
  EXPECT_EQ(file->find(entry["mask"].get<std::string>())->shape,
            (std::vector<std::int64_t>{depth, height, width}));
  for (std::int64_t slice = 4; slice < depth - 4; ++slice) {
    for (std::int64_t row = 8; row < height - 8; ++row) {
      for (std::int64_t column = 8; column < width - 8; ++column) {
        const Eigen::Vector3d p(0 - 1.5 * (static_cast<double>(slice) - 0.5 * (depth - 1.0)),
                                -0.4 + 1.5 * (static_cast<double>(column) - 0.5 * (width - 1.0)),
                                -0.4 - 1.5 * (static_cast<double>(row) - 0.5 * (height - 1.0)));
        const auto at = static_cast<std::size_t>((slice * height + row) * width + column);
        ASSERT_NEAR(ct[at], std::clamp(hu_in_mr(p) / 1000, -1.0, 1.0), 1e-4)
            << slice << " " << row << " " << column;
      }
    }
  }
}

/// MR and CT of one frame, the CT 200 below the MR everywhere: whatever a deformation does to one
/// it must do to the other.
SubjectImages related_images() {
  SubjectImages images = linear_images();
  images.ct_from_mr = Rigid3();
  images.ct = volume_of(images.mr.grid(), [](const auto& p) { return mr_value(p) - 200; });
  return images;
}

TEST(Prepare, DeformedCopiesKeepImagesTogetherAndAreOfTrainingSubjectsAlone) {
  TemporaryFolder folder;
  JobContext job;
  PrepareOptions options;
  options.storage = "float32";
  options.elastic_copies = 2;
  const std::vector<PrepareSubject> subjects{subject_of("a", related_images(), "train"),
                                             subject_of("b", related_images(), "val")};
  ASSERT_TRUE(prepare_training_set(subjects, folder / "set", options, job).ok());
  ASSERT_TRUE(prepare_training_set(subjects, folder / "again", options, job).ok());
  const json index = index_of(folder / "set");
  EXPECT_EQ(index, index_of(folder / "again"));

  std::map<int, int> slices_of_copy;
  std::map<int, std::vector<float>> middle;
  for (const json& entry : index["slices"]) {
    const int copy = entry["elastic_copy"];
    if (entry["subject"] == "b") {
      EXPECT_EQ(copy, 0);
      continue;
    }
    ++slices_of_copy[copy];
    const auto file = SafetensorsFile::open(folder / "set" / entry["shard"].get<std::string>());
    ASSERT_TRUE(file.ok());
    const auto mr = pixels(*file, entry["mr"]), ct = pixels(*file, entry["ct"]);
    if (entry["slice_index"] == 3) middle[copy] = mr;
    const std::int64_t height = entry["height"], width = entry["width"];
    // HU = top * MR - 200 with an unknown maximum: what HU + 200 is for each part of it.
    const auto at = [&](std::int64_t row, std::int64_t column) {
      return static_cast<std::size_t>(row * width + column);
    };
    const double top = (1000 * ct[at(height / 2, width / 2)] + 200) / mr[at(height / 2, width / 2)];
    for (std::int64_t row = 10; row < height - 10; ++row) {
      for (std::int64_t column = 10; column < width - 10; ++column) {
        ASSERT_NEAR(1000 * ct[at(row, column)] + 200, top * mr[at(row, column)], 0.1) << copy;
      }
    }
  }
  ASSERT_EQ(slices_of_copy.size(), 3u);
  for (const auto& [copy, count] : slices_of_copy) EXPECT_NEAR(count, 5, 2) << copy;
  EXPECT_NE(middle[0], middle[1]);
  EXPECT_NE(middle[1], middle[2]);
}

TEST(Prepare, HalfPrecisionStaysWithinHalfAHounsfieldUnit) {
  TemporaryFolder folder;
  JobContext job;
  PrepareOptions options;
  const auto subject = subject_of("s1", linear_images());
  ASSERT_TRUE(prepare_training_set({subject}, folder / "half", options, job).ok());
  options.storage = "float32";
  ASSERT_TRUE(prepare_training_set({subject}, folder / "full", options, job).ok());
  const json index = index_of(folder / "half");
  EXPECT_EQ(index["slices"], index_of(folder / "full")["slices"]);
  for (const json& entry : index["slices"]) {
    const std::string shard = entry["shard"];
    const auto half = pixels(*SafetensorsFile::open(folder / "half" / shard), entry["ct"]);
    const auto full = pixels(*SafetensorsFile::open(folder / "full" / shard), entry["ct"]);
    ASSERT_EQ(half.size(), full.size());
    for (std::size_t i = 0; i < half.size(); ++i) ASSERT_NEAR(half[i], full[i], 0.5e-3);
  }
}

TEST(Prepare, CropsToWhereBothImagesAre) {
  TemporaryFolder folder;
  JobContext job;
  PrepareOptions options;
  SubjectImages images = linear_images();
  images.ct_from_mr = Rigid3();
  images.mask = Volume();
  images.ct = volume_of(grid_of({40, 20, 80}, {1, 1, 1}, {-20, -10, -40}),
                        [](const Eigen::Vector3d&) { return 100; });
  const auto summary = prepare_training_set({subject_of("s1", images)}, folder / "a", options, job);
  ASSERT_TRUE(summary.ok()) << summary.error().message();
  EXPECT_EQ(summary->slices, 7);  // without a mask every slice stays
  EXPECT_NEAR(index_of(folder / "a")["slices"][0]["width"].get<double>(), 20, 1);
  images.ct = images.ct.with_grid(grid_of({40, 20, 80}, {1, 1, 1}, {500, 0, 0}));
  const auto apart = prepare_training_set({subject_of("s1", images)}, folder / "b", options, job);
  ASSERT_FALSE(apart.ok());
  EXPECT_NE(apart.error().title.find("do not overlap"), std::string::npos);
}

TEST(Prepare, MasksOfTheCtAreBroughtToTheMr) {
  TemporaryFolder folder;
  JobContext job;
  SubjectImages images = linear_images();
  images.mask_is_on_ct = true;
  images.mask = volume_of(images.ct.grid(), [](const Eigen::Vector3d& p_in_ct) {
    return (kCtFromMr.inverse() * p_in_ct).norm() < 7 ? 20 : 0;
  });
  const auto summary =
      prepare_training_set({subject_of("s1", images)}, folder / "a", PrepareOptions(), job);
  ASSERT_TRUE(summary.ok()) << summary.error().message();
  EXPECT_EQ(summary->slices, 5);
}

TEST(Prepare, SplitsPersonsBySeed) {
  std::vector<PrepareSubject> subjects;
  for (int i = 0; i < 20; ++i) subjects.push_back({"s" + std::to_string(i), "", {}});
  subjects[3].split = "test";
  PrepareOptions options;
  const auto splits = splits_of(subjects, options);
  EXPECT_EQ(splits[3], "test");
  EXPECT_EQ(std::count(splits.begin(), splits.end(), "val"), 2);
  EXPECT_EQ(std::count(splits.begin(), splits.end(), "test"), 3);
  EXPECT_EQ(splits, splits_of(subjects, options));
  options.seed = 2;
  EXPECT_NE(splits, splits_of(subjects, options));
  EXPECT_EQ(splits_of({subjects[0], subjects[1]}, options),
            (std::vector<std::string>{"train", "train"}));
}

TEST(Prepare, SubjectsThatCannotBePreparedAreLeftOut) {
  TemporaryFolder folder;
  const SubjectImages good = linear_images();
  SubjectImages with_nan = good;
  with_nan.mr = good.mr.clone();
  with_nan.mr.values<float>()[5] = NAN;
  SubjectImages swapped = good;
  swapped.mr = volume_of(good.mr.grid(), [](const auto& p) { return 60 * p.y(); });
  swapped.ct = good.mr;
  SubjectImages unsegmented = good;
  unsegmented.mask = Volume(good.mr.grid(), ScalarType::uint8);
  JobContext job;
  for (const auto& bad : {with_nan, swapped, unsegmented}) {
    const auto result = prepare_training_set({subject_of("ok", good), subject_of("bad", bad)},
                                             folder / "set", PrepareOptions(), job);
    if (bad.mask.shared_bytes() == unsegmented.mask.shared_bytes()) {
      ASSERT_TRUE(result.ok());
      EXPECT_EQ(result->warnings.size(), 1u);
      std::filesystem::remove_all(folder / "set");
      continue;
    }
    ASSERT_TRUE(result.ok()) << result.error().message();
    ASSERT_EQ(result->warnings.size(), 1u);
    EXPECT_NE(result->warnings[0].find("bad is left out"), std::string::npos)
        << result->warnings[0];
    const auto index = json::parse(read_text(folder / "set/index.json").value());
    for (const auto& slice : index.at("slices")) EXPECT_EQ(slice.at("subject"), "ok");
    std::filesystem::remove_all(folder / "set");
    // Where no other is left it is an error, and nothing stays.
    const auto none =
        prepare_training_set({subject_of("bad", bad)}, folder / "set", PrepareOptions(), job);
    ASSERT_FALSE(none.ok());
    EXPECT_NE(none.error().title.find("bad"), std::string::npos) << none.error().title;
    EXPECT_TRUE(folder.files().empty());
  }
}

TEST(Prepare, FailuresLeaveNothingBehind) {
  TemporaryFolder folder;
  const SubjectImages good = linear_images();
  JobContext job;
  EXPECT_FALSE(prepare_training_set({}, folder / "set", PrepareOptions(), job).ok());
  std::stop_source stop;
  JobContext stopped(stop.get_token(), [&](const Progress& progress) {
    if (progress.fraction > 0.6) stop.request_stop();
  });
  const auto cancelled = prepare_training_set({subject_of("a", good), subject_of("b", good)},
                                              folder / "set", PrepareOptions(), stopped);
  ASSERT_FALSE(cancelled.ok());
  EXPECT_TRUE(cancelled.error().is_cancelled());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

// A CT of its own grid, 2 mm, and a labelled cube near one of its corners.
TEST(Prepare, ASetOfCtsHoldsClassesOfTheLabelledPart) {
  TemporaryFolder folder;
  const Grid grid = grid_of({50, 60, 70}, {2, 2, 2}, {-49, -59, -69});
  SubjectImages images;
  images.ct = volume_of(grid, [](const auto& p) { return 3 * p.x() - 2 * p.y() + 4 * p.z(); });
  images.mask = Volume(grid, ScalarType::uint8);
  auto labels = images.mask.values<std::uint8_t>();
  for (std::int64_t k = 60; k < 66; ++k) {
    for (std::int64_t j = 50; j < 56; ++j) {
      for (std::int64_t i = 5; i < 15; ++i)
        labels[static_cast<std::size_t>(grid.offset(i, j, k))] = 3;
    }
  }
  images.mask_is_on_ct = true;
  PrepareOptions options;
  options.images = "ct";
  options.spacing_mm = 2;
  options.storage = "float32";
  JobContext job;
  EXPECT_FALSE(prepare_training_set({subject_of("s1", images)}, folder / "set", options, job).ok());
  options.dimensions = "3d";
  const auto summary =
      prepare_training_set({subject_of("s1", images)}, folder / "set", options, job);
  ASSERT_TRUE(summary) << summary.error().message();
  const auto index = json::parse(read_text(folder / "set/index.json").value());
  EXPECT_EQ(index.at("classes").size(), 7U);
  ASSERT_EQ(index.at("slices").size(), 1U);
  const auto& entry = index.at("slices")[0];
  EXPECT_EQ(entry.at("mr"), "");
  // 40 mm around the cube, where the CT goes so far: right, inferior, posterior.
  EXPECT_EQ(entry.at("depth"), 5 + 10 + 20);
  EXPECT_EQ(entry.at("height"), 4 + 6 + 20);
  EXPECT_EQ(entry.at("width"), 4 + 6 + 20);
  const auto shard = SafetensorsFile::open(folder / "set" / entry.at("shard").get<std::string>());
  ASSERT_TRUE(shard);
  const auto* mask = shard->find(entry.at("mask").get<std::string>());
  const auto* ct = shard->find(entry.at("ct").get<std::string>());
  ASSERT_TRUE(mask && ct);
  // The first voxel toward right, inferior and posterior of the cube's own first one.
  const auto at = [&](int depth, int height, int width) {
    return (depth * 30 + height) * 30 + width;
  };
  const auto* classes = reinterpret_cast<const std::uint8_t*>(mask->bytes.data());
  std::int64_t labelled = 0;
  for (std::size_t i = 0; i < mask->bytes.size(); ++i) labelled += classes[i] == 3;
  EXPECT_EQ(labelled, 6 * 6 * 10);
  // Left to right goes from i = 34 down; superior to inferior from k = 69; j up from 30.
  EXPECT_EQ(classes[at(20, 4, 20)], 3);
  EXPECT_EQ(classes[at(19, 4, 20)], 0);
  EXPECT_EQ(classes[at(29, 9, 25)], 3);
  EXPECT_EQ(classes[at(30, 9, 25)], 0);
  float value = 0;
  std::memcpy(&value, ct->bytes.data() + 4 * at(20, 4, 20), 4);
  const Eigen::Vector3d p = grid.point_from_index(Eigen::Vector3d(14, 50, 65));
  EXPECT_NEAR(value, (3 * p.x() - 2 * p.y() + 4 * p.z()) / 1000, 1e-4);
}

TEST(Prepare, ReplacesATrainingSetOnlyWhenAsked) {
  TemporaryFolder folder;
  JobContext job;
  PrepareOptions options;
  const auto subject = subject_of("s1", linear_images());
  ASSERT_TRUE(prepare_training_set({subject}, folder / "set", options, job).ok());
  EXPECT_FALSE(prepare_training_set({subject}, folder / "set", options, job).ok());
  const auto before = folder.files();
  options.overwrite = true;
  EXPECT_TRUE(prepare_training_set({subject}, folder / "set", options, job).ok());
  EXPECT_EQ(folder.files(), before);
  std::filesystem::create_directory(folder / "other");
  std::ofstream(folder / "other/notes.txt") << "mine";
  EXPECT_FALSE(prepare_training_set({subject}, folder / "other", options, job).ok());
  EXPECT_TRUE(std::filesystem::exists(folder / "other/notes.txt"));
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/model_table.h"

#include <gmock/gmock.h>

#include <set>

#include "core/base/atomic_file.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

// All ten rows of the paper's Table 1 (section 4.3) out of one call.
TEST(ModelTable, TrainsTranslatesAndJudgesAllTenRows) {
  const testing::TemporaryFolder folder;
  ModelTableOptions options;
  options.out = folder / "study";
  options.subjects = 3;
  options.train_steps = 1;
  options.sampling_steps = 1;
  options.device = "cpu";
  JobContext job;
  const auto table = make_model_table(options, job);
  ASSERT_TRUE(table) << table.error().message();
  ASSERT_EQ(table->rows.size(), 10U);
  EXPECT_EQ(table->table.header[0], "Model");
  for (const ModelTableRow& row : table->rows) {
    EXPECT_EQ(row.steps, 1) << row.title;
    EXPECT_GT(row.parameters, 1000) << row.title;
    EXPECT_GT(row.quality.slices, 0U) << row.title;
    EXPECT_GT(row.quality.psnr_db, 0) << row.title;
    EXPECT_LT(row.quality.psnr_db, 60) << row.title;
  }
  // Each row is of weights of its own.
  std::set<double> qualities;
  for (const ModelTableRow& row : table->rows) qualities.insert(row.quality.psnr_db);
  EXPECT_EQ(qualities.size(), table->rows.size());
  for (std::size_t column = 1; column <= 5; ++column) {
    int best = 0;
    for (const auto& row : table->table.rows) best += row[column].ends_with("*");
    EXPECT_EQ(best, 1) << table->table.header[column];
  }
  const auto csv = read_text(table->csv);
  ASSERT_TRUE(csv);
  EXPECT_THAT(*csv, HasSubstr("DDIM 3D image"));
}

TEST(ModelTable, AnUnknownRowIsRefusedBeforeAnythingIsMade) {
  const testing::TemporaryFolder folder;
  ModelTableOptions options;
  options.out = folder / "study";
  options.rows = {"ddim-image", "pix2pix"};
  JobContext job;
  const auto table = make_model_table(options, job);
  ASSERT_FALSE(table);
  EXPECT_THAT(table.error().title, HasSubstr("no row pix2pix"));
  EXPECT_THAT(table.error().remedy, HasSubstr("pix2pix-sa-unet"));
  EXPECT_FALSE(std::filesystem::exists(folder / "study"));
}

}  // namespace
}  // namespace transpine

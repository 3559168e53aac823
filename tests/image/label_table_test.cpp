// SPDX-License-Identifier: Apache-2.0
#include "core/image/label_table.h"

#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

class LabelTableTest : public ::testing::Test {
 protected:
  Result<LabelTable> read(const std::string& text) {
    const auto path = folder_ / "table.txt";
    EXPECT_TRUE(write_text_atomically(path, text).ok());
    return read_label_table(path);
  }

  testing::TemporaryFolder folder_;
};

// As ITK-SNAP 3.8 writes it.
TEST_F(LabelTableTest, ReadsLabelDescriptionsOfItkSnap) {
  const auto table = read(
      "################################################\n"
      "# ITK-SnAP Label Description File\n"
      "    0     0    0    0        0  0  0    \"Clear Label\"\n"
      "   20   255    0   12        1  1  1    \"L1 vertebra\"\n"
      "   21     0  255    0        1  0  1    \"L2\"\n");
  ASSERT_TRUE(table.ok()) << table.error().message();
  ASSERT_EQ(table->size(), 2U);
  EXPECT_EQ(table->at(20).name, "L1 vertebra");
  EXPECT_EQ(table->at(20).rgb, (std::array<std::uint8_t, 3>{255, 0, 12}));
  EXPECT_TRUE(table->at(20).visible);
  EXPECT_FALSE(table->at(21).visible);
}

// As 3D Slicer 5.2 writes it.
TEST_F(LabelTableTest, ReadsColourTablesOfSlicer) {
  const auto table = read(
      "# Color table file Segmentation.ctbl\n# 3 values\n"
      "0 background 0 0 0 0\n1 vertebra_L1 128 174 128 255\n300 other 1 2 3 255\r\n");
  ASSERT_TRUE(table.ok()) << table.error().message();
  EXPECT_EQ(table->at(1).name, "vertebra L1");
  EXPECT_EQ(table->at(300).rgb, (std::array<std::uint8_t, 3>{1, 2, 3}));
  EXPECT_FALSE(table->contains(0));
}

TEST_F(LabelTableTest, NamesTheLineThatIsNeither) {
  const auto table = read("1 a 1 2 3 255\nhello\n");
  ASSERT_FALSE(table.ok());
  EXPECT_NE(table.error().title.find("line 2"), std::string::npos);
  EXPECT_FALSE(read("1 a 1 2 900 255\n").ok()) << "no colour";
  EXPECT_FALSE(read("# nothing\n").ok());
  EXPECT_FALSE(read_label_table(folder_ / "none").ok());
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
#include "core/base/weights_container.h"

#include <gmock/gmock.h>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/base/safetensors.h"
#include "core/base/zip_names.h"
#include "tests/support/test_files.h"
#include "tests/support/zip_file.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::write_bytes;
using testing::zip_of;

class WeightsContainers : public ::testing::Test {
 protected:
  WeightsContainer of(const std::string& bytes) {
    write_bytes(folder_ / "file.pt", bytes);
    return weights_container(folder_ / "file.pt");
  }

  testing::TemporaryFolder folder_;
};

TEST_F(WeightsContainers, AreToldByTheirContent) {
  EXPECT_EQ(of(zip_of({{"a/data.pkl", "x"}, {"a/data/0", "y"}, {"a/version", "3"}})),
            WeightsContainer::pickle);
  EXPECT_EQ(
      of(zip_of({{"a/data.pkl", "x"}, {"a/code/__torch__.py", "y"}, {"a/constants.pkl", ""}})),
      WeightsContainer::torchscript);
  EXPECT_EQ(of(zip_of({{"word/document.xml", "x"}})), WeightsContainer::other);
  EXPECT_EQ(of("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j\xa8"), WeightsContainer::pickle);
  EXPECT_EQ(of("\x80\x04}."), WeightsContainer::pickle);
  EXPECT_EQ(of(""), WeightsContainer::other);
  EXPECT_EQ(weights_container(folder_ / "none"), WeightsContainer::other);
}

// The length of this header, 640, begins with the bytes of a pickle of protocol 2.
TEST_F(WeightsContainers, ALengthThatLooksLikeAPickleIsNone) {
  std::string header = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})";
  header.resize(0x280, ' ');
  write_bytes(folder_ / "a.safetensors", std::string("\x80\x02\0\0\0\0\0\0", 8) + header + "x");
  EXPECT_EQ(weights_container(folder_ / "a.safetensors"), WeightsContainer::other);
  EXPECT_TRUE(SafetensorsFile::open(folder_ / "a.safetensors"));
}

TEST_F(WeightsContainers, APickleIsRefusedWithTheScriptThatConvertsIt) {
  for (const std::string& bytes : {zip_of({{"archive/data.pkl", "x"}, {"archive/version", "3"}}),
                                   std::string("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 j\xa8")}) {
    write_bytes(folder_ / "epoch.ckpt", bytes);
    const auto file = SafetensorsFile::open(folder_ / "epoch.ckpt");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().title, HasSubstr("epoch.ckpt is a Python pickle"));
    EXPECT_THAT(file.error().remedy, HasSubstr("resources/convert_checkpoint.py"));
  }
}

TEST_F(WeightsContainers, ZipNamesAreReadInOrderAndDamageIsFound) {
  const std::string whole = zip_of({{"one", "abc"}, {"two", ""}});
  write_bytes(folder_ / "whole.zip", whole);
  const auto names = zip_names(folder_ / "whole.zip");
  ASSERT_TRUE(names);
  EXPECT_THAT(*names, ElementsAre("one", "two"));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write_bytes(folder_ / "cut.zip", whole.substr(0, size));
    EXPECT_FALSE(zip_names(folder_ / "cut.zip")) << size;
  }
  RandomStream random(3, "zip");
  for (int trial = 0; trial < 300; ++trial) {
    std::string bytes = whole;
    const auto at = random.uniform_int(0, static_cast<std::int64_t>(whole.size()) - 1);
    bytes[static_cast<std::size_t>(at)] = static_cast<char>(random.uniform_int(0, 255));
    write_bytes(folder_ / "bad.zip", bytes);
    const auto read = zip_names(folder_ / "bad.zip");
    if (read) {
      EXPECT_LE(read->size(), 2u);
    }
  }
}

}  // namespace
}  // namespace transpine

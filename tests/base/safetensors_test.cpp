// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cstring>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/base/safetensors.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

/// A file made by hand from the format's description: length, header, data.
void write_raw(const std::filesystem::path& path, const std::string& header,
               const std::string& data) {
  std::ofstream out(path, std::ios::binary);
  const std::uint64_t size = header.size();
  out.write(reinterpret_cast<const char*>(&size), 8);
  out << header << data;
}

TEST(Safetensors, RoundTripKeepsNamesShapesValuesAndMetadata) {
  const testing::TemporaryFolder folder;
  const std::vector<float> weights{1.5f, -2, 0, 3e-20f, 7, 8};
  const std::vector<std::uint8_t> mask{1, 2, 3};
  const std::vector<std::int64_t> step{42};
  ASSERT_TRUE(write_safetensors(folder / "a.safetensors",
                                {{"mask", "U8", {3}, bytes_of(mask)},
                                 {"w.weight", "F32", {2, 3}, bytes_of(weights)},
                                 {"step", "I64", {}, bytes_of(step)},
                                 {"empty", "F32", {0, 4}, {}}},
                                {{"format", "pt"}, {"note", "a \"quoted\" text"}}));
  EXPECT_THAT(folder.files(), ElementsAre("a.safetensors"));

  const auto file = SafetensorsFile::open(folder / "a.safetensors");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(file->metadata().at("note"), "a \"quoted\" text");
  ASSERT_EQ(file->entries().size(), 4u);
  const auto* found = file->find("w.weight");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->dtype, "F32");
  EXPECT_THAT(found->shape, ElementsAre(2, 3));
  EXPECT_EQ(std::memcmp(found->bytes.data(), weights.data(), found->bytes.size()), 0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(found->bytes.data()) % 4, 0u);
  EXPECT_EQ(file->find("step")->shape.size(), 0u);
  EXPECT_EQ(file->find("empty")->bytes.size(), 0u);
  EXPECT_EQ(file->find("nothing"), nullptr);
}

TEST(Safetensors, AFlippedValueIsFoundByItsHash) {
  const testing::TemporaryFolder folder;
  const std::vector<float> weights{1.5f, -2};
  const auto path = folder / "a.safetensors";
  ASSERT_TRUE(write_safetensors(path, {{"w", "F32", {2}, bytes_of(weights)}}, {{"note", "n"}}));
  EXPECT_TRUE(SafetensorsFile::open(path)->check_content());
  EXPECT_EQ(SafetensorsFile::open(path)->metadata().size(), 1u);
  std::string bytes = value_or_throw(read_text(path));
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  ASSERT_TRUE(write_text_atomically(path, bytes));
  const auto flipped = SafetensorsFile::open(path);
  ASSERT_TRUE(flipped);
  const auto sound = flipped->check_content();
  ASSERT_FALSE(sound);
  EXPECT_THAT(sound.error().title, ::testing::HasSubstr(path.string()));
}

TEST(Safetensors, ReadsAFileWrittenByHand) {
  const testing::TemporaryFolder folder;
  write_raw(folder / "a.safetensors",
            R"({"b":{"dtype":"I16","shape":[2],"data_offsets":[2,6]},)"
            R"("a":{"dtype":"U8","shape":[1,2],"data_offsets":[0,2]}}  )",
            std::string("\x01\x02\x03\x00\xff\xff", 6));
  const auto file = SafetensorsFile::open(folder / "a.safetensors");
  ASSERT_TRUE(file) << file.error().message();
  ASSERT_EQ(file->entries().size(), 2u);
  EXPECT_EQ(file->entries()[0].name, "a");
  std::int16_t values[2];
  std::memcpy(values, file->find("b")->bytes.data(), 4);
  EXPECT_THAT(values, ElementsAre(3, -1));
}

TEST(Safetensors, MappingOutlivesTheObjectItCameFrom) {
  const testing::TemporaryFolder folder;
  const std::vector<float> values(5000, 2.5f);
  ASSERT_TRUE(
      write_safetensors(folder / "a.safetensors", {{"x", "F32", {5000}, bytes_of(values)}}));
  SafetensorsFile copy;
  {
    auto file = SafetensorsFile::open(folder / "a.safetensors");
    ASSERT_TRUE(file);
    copy = *file;
  }
  EXPECT_EQ(std::memcmp(copy.find("x")->bytes.data(), values.data(), 20000), 0);
}

struct Damage {
  const char* name;
  const char* header;
  const char* data;
};

void PrintTo(const Damage& damage, std::ostream* out) {
  *out << damage.name;
}

class DamagedSafetensors : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedSafetensors, IsRefusedWithTheNameOfTheFile) {
  const testing::TemporaryFolder folder;
  write_raw(folder / "bad.safetensors", GetParam().header, GetParam().data);
  const auto file = SafetensorsFile::open(folder / "bad.safetensors");
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().title, HasSubstr("bad.safetensors"));
  EXPECT_FALSE(file.error().remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Headers, DamagedSafetensors,
    ::testing::Values(
        Damage{"NotJson", "{\"a\":", ""}, Damage{"NotAnObject", "[1,2]", ""},
        Damage{"UnknownType", R"({"a":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}})", "1234"},
        Damage{"BeyondTheEnd", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "1234"},
        Damage{"WrongSize", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", "1234"},
        Damage{"NegativeSide", R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,4]}})", "1234"},
        Damage{"BackwardOffsets", R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[4,0]}})",
               "1234"},
        Damage{"Overflow",
               R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", ""},
        Damage{"Hole", R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", "123"},
        Damage{"Overlap",
               R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
               R"("b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
               "123"},
        Damage{"Trailing", R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "123"},
        Damage{"NamedTwice",
               R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
               R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
               "12"},
        Damage{"NotANumber", R"({"a":{"dtype":"U8","shape":[NaN],"data_offsets":[0,2]}})", "12"},
        Damage{"OverflowBesideZero",
               R"({"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}})",
               ""},
        Damage{"ShapeIsNoList", R"({"a":{"dtype":"U8","shape":{"b":2},"data_offsets":[0,2]}})",
               "12"},
        Damage{"MetadataAreNoMap", R"({"__metadata__":"pt"})", ""},
        Damage{"TensorIsNoMap", R"({"a":7})", ""},
        Damage{"DeeperThanAnyHeader", R"({"a":{"dtype":"U8","shape":[[2]],"data_offsets":[0,2]}})",
               "12"},
        Damage{"NoOffsets", R"({"a":{"dtype":"U8","shape":[2]}})", "12"},
        Damage{"FractionalSide", R"({"a":{"dtype":"U8","shape":[2.5],"data_offsets":[0,2]}})",
               "12"}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(Safetensors, TruncationAtEveryByteIsRefused) {
  const testing::TemporaryFolder folder;
  const std::vector<float> values{1, 2, 3};
  ASSERT_TRUE(write_safetensors(folder / "a.safetensors", {{"x", "F32", {3}, bytes_of(values)}}));
  const std::string whole = value_or_throw(read_text(folder / "a.safetensors"));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(folder / "cut.safetensors", std::ios::binary) << whole.substr(0, size);
    EXPECT_FALSE(SafetensorsFile::open(folder / "cut.safetensors")) << size << " bytes";
  }
}

TEST(Safetensors, RandomDamageNeverReadsOutside) {
  const testing::TemporaryFolder folder;
  const std::vector<float> values{1, 2, 3, 4};
  ASSERT_TRUE(write_safetensors(folder / "a.safetensors",
                                {{"x", "F32", {2}, bytes_of(values).subspan(0, 8)},
                                 {"y", "F32", {2}, bytes_of(values).subspan(8)}}));
  const std::string whole = value_or_throw(read_text(folder / "a.safetensors"));
  RandomStream random(7, "damage");
  int refused = 0;
  for (int trial = 0; trial < 500; ++trial) {
    std::string bytes = whole;
    for (int change = 0; change < 3; ++change) {
      const auto at = random.uniform_int(0, static_cast<std::int64_t>(whole.size()) - 17);
      bytes[static_cast<std::size_t>(at)] = static_cast<char>(random.uniform_int(0, 255));
    }
    std::ofstream(folder / "bad.safetensors", std::ios::binary) << bytes;
    const auto file = SafetensorsFile::open(folder / "bad.safetensors");
    if (!file) {
      ++refused;
      continue;
    }
    std::size_t total = 0;
    for (const auto& entry : file->entries()) total += entry.bytes.size();
    EXPECT_EQ(total, 16u);
  }
  EXPECT_GT(refused, 250);
}

// Each bracket would take memory while it is parsed.
TEST(Safetensors, ABombOfBracketsIsRefusedUnparsed) {
  const testing::TemporaryFolder folder;
  write_raw(folder / "bomb.safetensors", R"({"a":)" + std::string(8 << 20, '['), "");
  EXPECT_THAT(SafetensorsFile::open(folder / "bomb.safetensors").error().title,
              HasSubstr("bomb.safetensors"));
}

TEST(Safetensors, AHeaderBeyondTheFormatsLimitIsRefusedThoughTheFileIsAsLong) {
  const testing::TemporaryFolder folder;
  const std::uint64_t size = 100'000'001;
  std::ofstream(folder / "long.safetensors", std::ios::binary)
      .write(reinterpret_cast<const char*>(&size), 8);
  std::filesystem::resize_file(folder / "long.safetensors", 100'000'100);
  EXPECT_THAT(SafetensorsFile::open(folder / "long.safetensors").error().title,
              HasSubstr("does not fit"));
}

TEST(Safetensors, ShapesOfVeryManySidesAreRefused) {
  const testing::TemporaryFolder folder;
  std::string shape = "1";
  for (int i = 0; i < 100; ++i) shape += ",1";
  write_raw(folder / "a.safetensors",
            R"({"a":{"dtype":"U8","shape":[)" + shape + R"(],"data_offsets":[0,1]}})", "1");
  EXPECT_THAT(SafetensorsFile::open(folder / "a.safetensors").error().title, HasSubstr("sides"));
}

// Headers that stay close to sound ones: pieces of them are replaced, doubled and left out.
TEST(Safetensors, LyingHeadersNeverReadOutside) {
  const testing::TemporaryFolder folder;
  const std::vector<std::string> pieces{"{",
                                        "}",
                                        "[",
                                        "]",
                                        ",",
                                        ":",
                                        "\"a\"",
                                        "\"b\"",
                                        "\"dtype\"",
                                        "\"F32\"",
                                        "0",
                                        "2",
                                        "4",
                                        "8",
                                        "-1",
                                        "\"data_offsets\"",
                                        "\"shape\"",
                                        "1e3",
                                        "null",
                                        "16",
                                        "true",
                                        "NaN",
                                        "2305843009213693952",
                                        "18446744073709551615",
                                        "\"__metadata__\"",
                                        "\"BF16\"",
                                        "\"\\u0000\"",
                                        "999999999999999999999999"};
  const std::vector<std::size_t> sound{0,  6, 5,  0,  8,  5, 9,  4, 16, 5,  2, 11, 3, 4, 15,
                                       5,  2, 10, 4,  13, 3, 1,  4, 7,  5,  0, 8,  5, 9, 4,
                                       16, 5, 2,  11, 3,  4, 15, 5, 2,  13, 4, 19, 3, 1, 1};
  RandomStream random(11, "headers");
  const auto any = [&](std::size_t count) {
    return static_cast<std::size_t>(random.uniform_int(0, static_cast<std::int64_t>(count) - 1));
  };
  int accepted = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::vector<std::size_t> order = sound;
    for (int change = trial % 4; change > 0; --change) {
      const auto at = order.begin() + static_cast<std::ptrdiff_t>(any(order.size()));
      switch (any(3)) {
        case 0:
          *at = any(pieces.size());
          break;
        case 1:
          order.insert(at, any(pieces.size()));
          break;
        default:
          order.erase(at);
      }
    }
    std::string header;
    for (const std::size_t piece : order) header += pieces[piece];
    write_raw(folder / "a.safetensors", header, std::string(16, 'x'));
    const auto file = SafetensorsFile::open(folder / "a.safetensors");
    if (!file) {
      EXPECT_THAT(file.error().title, HasSubstr("a.safetensors"));
      continue;
    }
    ++accepted;
    std::size_t total = 0;
    for (const auto& entry : file->entries()) total += entry.bytes.size();
    EXPECT_EQ(total, 16u) << header;
  }
  EXPECT_GE(accepted, 750);
  EXPECT_LT(accepted, 2000);
}

TEST(Safetensors, MissingFileAndFolderGiveErrors) {
  const testing::TemporaryFolder folder;
  EXPECT_THAT(SafetensorsFile::open(folder / "none").error().title, HasSubstr("none"));
  EXPECT_FALSE(SafetensorsFile::open(folder.path()));
}

TEST(Safetensors, WriterRefusesBytesThatDoNotFit) {
  const testing::TemporaryFolder folder;
  const std::vector<float> values{1, 2, 3};
  EXPECT_THROW((void)write_safetensors(folder / "a", {{"x", "F32", {4}, bytes_of(values)}}),
               std::invalid_argument);
  EXPECT_THAT(folder.files(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace transpine

// SPDX-License-Identifier: Apache-2.0
// Against the Python package safetensors: the file beside this one, written by its version 0.8.0
// with torch 1.13.0, and where Python has the package also the other way round.
#include <gmock/gmock.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/safetensors.h"
#include "tests/support/python.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

constexpr const char* python_file = "tests/base/python_safetensors.safetensors";

template <class T>
std::vector<T> values_of(const SafetensorsFile& file, const std::string& name) {
  const SafetensorsEntry* entry = file.find(name);
  if (!entry) return {};
  std::vector<T> values(entry->bytes.size() / sizeof(T));
  std::memcpy(values.data(), entry->bytes.data(), entry->bytes.size());
  return values;
}

TEST(SafetensorsOfPython, AreReadWithAllTypesAndMetadata) {
  const auto file = SafetensorsFile::open(python_file);
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_TRUE(file->check_content());
  EXPECT_EQ(file->metadata().at("note"), "Wirbels\xc3\xa4ule \"L3\"");
  EXPECT_EQ(file->entries().size(), 6u);
  EXPECT_THAT(values_of<float>(*file, "generator.w"), ElementsAre(-0.5, -0.25, 0, 0.25, 0.5, 0.75));
  EXPECT_THAT(file->find("generator.w")->shape, ElementsAre(2, 3));
  EXPECT_EQ(file->find("half")->dtype, "F16");
  EXPECT_THAT(values_of<std::uint16_t>(*file, "half"),
              ElementsAre(0xb800, 0xb400, 0, 0x3400, 0x3800, 0x3a00));
  EXPECT_EQ(file->find("brain")->dtype, "BF16");
  EXPECT_THAT(values_of<std::uint16_t>(*file, "brain"),
              ElementsAre(0xbf00, 0xbe80, 0, 0x3e80, 0x3f00, 0x3f40));
  EXPECT_THAT(values_of<std::int64_t>(*file, "count"), ElementsAre(7));
  EXPECT_TRUE(file->find("count")->shape.empty());
  EXPECT_THAT(values_of<std::uint8_t>(*file, "mask"), ElementsAre(1, 0));
  EXPECT_THAT(file->find("none")->shape, ElementsAre(0, 4));
}

/// Two tensors and a counter.
void write_ours(const std::filesystem::path& path) {
  const std::vector<float> weights{1.5f, -2, 3e-20f, 8};
  const std::vector<std::uint16_t> half{0x3c00, 0xc000};
  const std::vector<std::int64_t> count{42};
  ASSERT_TRUE(write_safetensors(path,
                                {{"half", "F16", {2}, std::as_bytes(std::span(half))},
                                 {"conv.weight", "F32", {2, 2}, std::as_bytes(std::span(weights))},
                                 {"count", "I64", {}, std::as_bytes(std::span(count))}},
                                {{"format", "pt"}}));
}

// Byte for byte what the format's description asks for: length, JSON padded with spaces to a
// multiple of eight, values without holes.
TEST(SafetensorsOfPython, OurBytesAreThoseOfTheFormat) {
  const testing::TemporaryFolder folder;
  write_ours(folder / "a.safetensors");
  const std::string bytes = value_or_throw(read_text(folder / "a.safetensors"));
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  ASSERT_EQ(length % 8, 0u);
  ASSERT_EQ(bytes.size(), 8 + length + 28);
  EXPECT_EQ(bytes[8], '{');
  const json header = json::parse(bytes.substr(8, length));
  const json expected{
      {"count", {{"dtype", "I64"}, {"shape", json::array()}, {"data_offsets", {0, 8}}}},
      {"conv.weight", {{"dtype", "F32"}, {"shape", {2, 2}}, {"data_offsets", {8, 24}}}},
      {"half", {{"dtype", "F16"}, {"shape", {2}}, {"data_offsets", {24, 28}}}}};
  for (const auto& [name, entry] : expected.items()) EXPECT_EQ(header.at(name), entry) << name;
  EXPECT_EQ(header.size(), 4u);
  EXPECT_EQ(header.at("__metadata__").at("format"), "pt");
  const unsigned char values[]{42,   0,    0,    0,    0, 0, 0, 0,     // I64
                               0,    0,    0xc0, 0x3f, 0, 0, 0, 0xc0,  // 1.5, -2
                               0xc6, 0xab, 0x0d, 0x1f, 0, 0, 0, 0x41,  // 3e-20, 8
                               0,    0x3c, 0,    0xc0};                // 1, -2
  const std::string data = bytes.substr(8 + length);
  EXPECT_THAT(std::vector<unsigned char>(data.begin(), data.end()), ElementsAreArray(values));
}

TEST(SafetensorsOfPython, ReadsWhatWeWrite) {
  TRANSPINE_REQUIRE_PYTHON("numpy, safetensors.numpy");
  const testing::TemporaryFolder folder;
  write_ours(folder / "a.safetensors");
  const auto read = testing::run_command(
      testing::python() +
      " -c 'import json, sys; from safetensors import safe_open\n"
      "with safe_open(sys.argv[1], \"np\") as f:\n"
      " t = {k: f.get_tensor(k) for k in f.keys()}\n"
      " print(json.dumps([{k: [str(v.dtype), v.tolist()] for k, v in t.items()}, "
      "f.metadata()[\"format\"]]))' " +
      (folder / "a.safetensors").string());
  ASSERT_EQ(read.code, 0) << read.out;
  const json found = json::parse(read.out);
  EXPECT_EQ(found[1], "pt");
  EXPECT_EQ(found[0]["half"], json::parse(R"(["float16", [1.0, -2.0]])"));
  EXPECT_EQ(found[0]["count"], json::parse(R"(["int64", 42])"));
  EXPECT_EQ(found[0]["conv.weight"][0], "float32");
  EXPECT_EQ(found[0]["conv.weight"][1][0], json::parse("[1.5, -2.0]"));
  EXPECT_FLOAT_EQ(found[0]["conv.weight"][1][1][0].get<float>(), 3e-20f);
}

}  // namespace
}  // namespace transpine

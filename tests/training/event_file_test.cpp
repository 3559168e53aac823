// SPDX-License-Identifier: Apache-2.0
// Row "Dashboard": event files that TensorBoard reads. Every record is taken apart here by an own
// reader. With TRANSPINE_TENSORBOARD_PYTHON naming a Python that has tensorboard, its own reader
// reads them too (done with tensorboard 2.21.0).
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/base/atomic_file.h"
#include "core/training/event_file.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

template <class Number>
Number number_at(const std::string& bytes, std::size_t at) {
  Number number{};
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

/// As the format describes it: rotated right by 15 bits, plus a constant.
std::uint32_t masked(const std::string& bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

std::vector<std::string> records(const std::string& bytes) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto size = number_at<std::uint64_t>(bytes, at);
    EXPECT_EQ(number_at<std::uint32_t>(bytes, at + 8), masked(bytes.substr(at, 8)));
    all.push_back(bytes.substr(at + 12, size));
    EXPECT_EQ(number_at<std::uint32_t>(bytes, at + 12 + size), masked(all.back()));
    at += 16 + size;
  }
  return all;
}

// Check values of RFC 3720 (B.4) and of the catalogue of CRCs.
TEST(Crc32c, HasThePublishedCheckValues) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62A8AB43u);
}

TEST(EventFile, HoldsRecordsOfEvents) {
  const testing::TemporaryFolder folder;
  auto file = value_or_throw(EventFile::start(folder.path(), 0));
  ASSERT_TRUE(file.append(300, {{"train/loss", 0.5}}).ok());
  EXPECT_EQ(file.path().filename().string().rfind("events.out.tfevents.", 0), 0U);
  const auto all = records(value_or_throw(read_text(file.path())));
  ASSERT_EQ(all.size(), 2U);
  // Tag 1 (double), tag 3 (text).
  EXPECT_EQ(all[0][0], '\x09');
  EXPECT_EQ(all[0].substr(9), std::string("\x1a\x0d") + "brain.Event:2");
  // Step 300 is the varint AC 02; then summary, value, tag and float, written out by hand.
  EXPECT_EQ(all[1].substr(9), std::string("\x10\xac\x02\x2a\x13\x0a\x11\x0a\x0a") + "train/loss" +
                                  std::string("\x15\x00\x00\x00\x3f", 5));
}

TEST(EventFile, EachStartHasAFileOfItsOwn) {
  const testing::TemporaryFolder folder;
  const auto first = value_or_throw(EventFile::start(folder.path(), 0));
  const auto second = value_or_throw(EventFile::start(folder.path(), 7));
  EXPECT_NE(first.path(), second.path());
  // What comes after step 7 in the first one is void: SessionLog START at step 8.
  const auto all = records(value_or_throw(read_text(second.path())));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].substr(9), "\x10\x08\x3a\x02\x08\x01");
}

TEST(EventFile, TensorBoardReadsIt) {
  const char* python = std::getenv("TRANSPINE_TENSORBOARD_PYTHON");
  if (!python) GTEST_SKIP() << "TRANSPINE_TENSORBOARD_PYTHON names no Python with tensorboard.";
  const testing::TemporaryFolder folder;
  {
    auto file = value_or_throw(EventFile::start(folder.path(), 0));
    for (int step = 1; step <= 5; ++step) {
      ASSERT_TRUE(file.append(step, {{"train/loss", 1.0 / step}, {"terms/gan", step}}).ok());
    }
    auto resumed = value_or_throw(EventFile::start(folder.path(), 3));
    for (int step = 4; step <= 6; ++step) {
      ASSERT_TRUE(resumed.append(step, {{"train/loss", 10.0 * step}}).ok());
    }
  }
  const std::string script =
      "import sys\n"
      "from tensorboard.backend.event_processing.event_accumulator import EventAccumulator\n"
      "reader = EventAccumulator(sys.argv[1])\n"
      "reader.Reload()\n"
      "print([(e.step, round(e.value, 4)) for e in reader.Scalars('train/loss')])\n";
  ASSERT_TRUE(write_text_atomically(folder / "read.py", script).ok());
  const std::string command = std::string(python) + " " + (folder / "read.py").string() + " " +
                              folder.path().string() + " 2>/dev/null";
  std::string printed;
  std::FILE* pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  for (char line[256]; std::fgets(line, sizeof line, pipe);) printed += line;
  pclose(pipe);
  EXPECT_EQ(printed, "[(1, 1.0), (2, 0.5), (3, 0.3333), (4, 40.0), (5, 50.0), (6, 60.0)]\n");
}

}  // namespace
}  // namespace transpine

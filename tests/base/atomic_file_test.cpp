// SPDX-License-Identifier: Apache-2.0
#include "core/base/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdio>

#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(AtomicFile, WritesAndReplaces) {
  testing::TemporaryFolder folder;
  const auto path = folder / "a/b/text.txt";
  ASSERT_TRUE(write_text_atomically(path, "one").ok());
  ASSERT_TRUE(write_text_atomically(path, "two").ok());
  EXPECT_EQ(value_or_throw(read_text(path)), "two");
  EXPECT_THAT(folder.files(), ElementsAre("a/b/text.txt"));
}

TEST(AtomicFile, FailedWriteKeepsTheOldContentAndLeavesNothing) {
  testing::TemporaryFolder folder;
  const auto path = folder / "text.txt";
  ASSERT_TRUE(write_text_atomically(path, "old").ok());
  const auto failed = write_file_atomically(path, [](const auto& temporary) -> Result<void> {
    EXPECT_TRUE(write_text_atomically(temporary, "half").ok());
    return Error{"The writer failed.", ""};
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(value_or_throw(read_text(path)), "old");
  EXPECT_THAT(folder.files(), ElementsAre("text.txt"));
}

TEST(AtomicFile, ThrowingWriterLeavesNothing) {
  testing::TemporaryFolder folder;
  EXPECT_THROW((void)write_file_atomically(folder / "x",
                                           [](const auto& temporary) -> Result<void> {
                                             (void)write_text_atomically(temporary, "half");
                                             throw std::runtime_error("boom");
                                           }),
               std::runtime_error);
  EXPECT_TRUE(folder.files().empty());
}

// A disk that really is full: tests/app/bad_input_test.cpp.
TEST(AtomicFile, AFullDiskNamesTheFileAndTheRemedy) {
  testing::TemporaryFolder folder;
  const auto path = folder / "text.txt";
  const auto failed = write_file_atomically(path, [&](const auto& temporary) -> Result<void> {
    (void)write_text_atomically(temporary, "half");
    return file_error("could not be written", temporary, ENOSPC);
  });
  ASSERT_FALSE(failed.ok());
  EXPECT_THAT(failed.error().title, HasSubstr(path.string() + " could not be written"));
  EXPECT_THAT(failed.error().remedy, HasSubstr("disk is full"));
  EXPECT_TRUE(folder.files().empty());
}

TEST(AtomicFile, AFileWhereAFolderIsNeededIsExplained) {
  testing::TemporaryFolder folder;
  ASSERT_TRUE(write_text_atomically(folder / "file", "x").ok());
  const auto failed = write_text_atomically(folder / "file/below.txt", "y");
  ASSERT_FALSE(failed.ok());
  EXPECT_THAT(failed.error().message(), HasSubstr((folder / "file").string()));
}

TEST(AtomicFile, MissingFileIsNamed) {
  const auto text = read_text("/no/such/file.json");
  ASSERT_FALSE(text.ok());
  EXPECT_THAT(text.error().title, HasSubstr("/no/such/file.json"));
}

}  // namespace
}  // namespace transpine

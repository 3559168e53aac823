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

TEST(AtomicFile, AGroupAppearsTogetherOrNotAtAll) {
  testing::TemporaryFolder folder;
  const auto text = [](const std::string& content) {
    return [content](const std::filesystem::path& temporary) {
      return write_text_atomically(temporary, content);
    };
  };
  ASSERT_TRUE(write_files_together({{folder / "a", text("1")}, {folder / "b", text("1")}}));
  EXPECT_THAT(folder.files(), ElementsAre("a", "b"));
  // The last writer fails.
  const auto failing = [](const std::filesystem::path&) -> Result<void> {
    return Error{"The writer failed.", ""};
  };
  EXPECT_FALSE(write_files_together(
      {{folder / "a", text("2")}, {folder / "new", text("2")}, {folder / "b", failing}}));
  EXPECT_THAT(folder.files(), ElementsAre("a", "b"));
  EXPECT_EQ(value_or_throw(read_text(folder / "a")), "1");
  // The last rename fails: a folder has come to stand in its place.
  const auto late = [&](const std::filesystem::path& temporary) {
    std::filesystem::create_directories(folder / "c/in the way");
    return write_text_atomically(temporary, "2");
  };
  EXPECT_FALSE(write_files_together(
      {{folder / "a", text("2")}, {folder / "new", text("2")}, {folder / "c", late}}));
  EXPECT_THAT(folder.files(), ElementsAre("a", "b"));
  EXPECT_EQ(value_or_throw(read_text(folder / "a")), "1");
  ASSERT_TRUE(write_files_together({{folder / "a", text("3")}, {folder / "b", text("3")}}));
  EXPECT_THAT(folder.files(), ElementsAre("a", "b"));
  EXPECT_EQ(value_or_throw(read_text(folder / "a")), "3");
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

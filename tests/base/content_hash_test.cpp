// SPDX-License-Identifier: Apache-2.0
#include "core/base/content_hash.h"

#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

TEST(ContentHash, IsXxh3) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(write_text_atomically(folder / "empty", "").ok());
  ASSERT_TRUE(write_text_atomically(folder / "abc", "abc").ok());
  // Published XXH3-128 values (xxhash's own test of the empty input; `xxhsum -H2` of "abc").
  EXPECT_EQ(value_or_throw(content_hash(folder / "empty")), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(value_or_throw(content_hash(folder / "abc")), "06b05ab6733a618578af5f94892f3950");
  EXPECT_FALSE(content_hash(folder / "missing").ok());
}

}  // namespace
}  // namespace transpine

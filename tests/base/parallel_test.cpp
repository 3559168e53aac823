// SPDX-License-Identifier: Apache-2.0
#include "core/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace transpine {
namespace {

class Parallel : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override { set_thread_count(GetParam()); }
  void TearDown() override { set_thread_count(0); }
};

TEST_P(Parallel, VisitsEachIndexOnce) {
  for (const int n : {0, 1, 2, 3, 7, 1000}) {
    std::vector<std::atomic<int>> by_range(n);
    parallel_for(n, [&](std::int64_t begin, std::int64_t end) {
      for (auto i = begin; i < end; ++i) ++by_range[i];
    });
    std::vector<std::atomic<int>> by_item(n);
    parallel_items(n, [&](std::int64_t i) { ++by_item[i]; });
    for (int i = 0; i < n; ++i) {
      EXPECT_EQ(by_range[i], 1) << i << " of " << n;
      EXPECT_EQ(by_item[i], 1) << i << " of " << n;
    }
  }
}

TEST_P(Parallel, RethrowsAfterAllPartsEnded) {
  std::atomic<int> ended{0};
  const auto body = [&](std::int64_t begin, std::int64_t) {
    ++ended;
    if (begin == 0) throw std::runtime_error("first part");
  };
  EXPECT_THROW(parallel_for(100, body), std::runtime_error);
  EXPECT_EQ(ended, GetParam());
}

TEST_P(Parallel, NestedCallsCoverTheirRange) {
  std::atomic<int> sum{0};
  parallel_for(10, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = begin; i < end; ++i) {
      parallel_for(10, [&](std::int64_t b, std::int64_t e) { sum += static_cast<int>(e - b); });
    }
  });
  EXPECT_EQ(sum, 100);
}

INSTANTIATE_TEST_SUITE_P(Threads, Parallel, ::testing::Values(1, 2, 5));

}  // namespace
}  // namespace transpine

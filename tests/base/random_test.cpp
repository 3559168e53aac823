// SPDX-License-Identifier: Apache-2.0
#include "core/base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace transpine {
namespace {

TEST(RandomStream, SameSeedAndNameRepeat) {
  RandomStream a(7, "noise");
  RandomStream b(7, "noise");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
}

TEST(RandomStream, OtherNameOrSeedDiffers) {
  const auto first = RandomStream(7, "noise").next();
  EXPECT_NE(first, RandomStream(7, "bias").next());
  EXPECT_NE(first, RandomStream(8, "noise").next());
}

TEST(RandomStream, NormalHasTheMomentsOfANormal) {
  RandomStream stream(1, "moments");
  constexpr int n = 200000;
  double sum = 0, squares = 0, fourth = 0;
  for (int i = 0; i < n; ++i) {
    const double z = stream.normal();
    sum += z;
    squares += z * z;
    fourth += z * z * z * z;
  }
  // Five standard errors of each moment.
  EXPECT_NEAR(sum / n, 0, 5 / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1, 5 * std::sqrt(2.0 / n));
  EXPECT_NEAR(fourth / n, 3, 5 * std::sqrt(96.0 / n));
}

TEST(RandomStream, UniformIntCoversBothEndsEvenly) {
  RandomStream stream(2, "ints");
  std::vector<int> counts(7);
  constexpr int n = 70000;
  for (int i = 0; i < n; ++i) ++counts.at(static_cast<std::size_t>(stream.uniform_int(-3, 3) + 3));
  for (const int count : counts) EXPECT_NEAR(count, n / 7, 5 * std::sqrt(n / 7.0));
}

}  // namespace
}  // namespace transpine

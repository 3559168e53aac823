// SPDX-License-Identifier: Apache-2.0
#include "core/nn/memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <torch/utils.h>

#include <cstdlib>  // Defines __GLIBC__ where it applies.
#include <fstream>

namespace transpine {
namespace {

long faults() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

long resident_pages() {
  long size = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return resident;
}

/// Page faults of making and freeing a tensor of so many MiB, again and again.
long faults_of_ten_tensors(std::int64_t mib) {
  const auto fill = [&] { (void)torch::ones({mib, 1 << 18}); };
  // Until the places of freed blocks fit the next.
  for (int i = 0; i < 20; ++i) fill();
  const long before = faults();
  for (int i = 0; i < 10; ++i) fill();
  return faults() - before;
}

constexpr long kPagesOfMib = 256;

TEST(FreedMemory, IsKeptForTheNextTensorWhileThereIsAKeeper) {
#ifdef __GLIBC__
  using Blocks = FreedMemoryKeeper::Blocks;
  long kept = 0;
  {
    const FreedMemoryKeeper keeper;
    EXPECT_LT(faults_of_ten_tensors(16), 16 * kPagesOfMib);
    EXPECT_GT(faults_of_ten_tensors(48), 240 * kPagesOfMib);
    const FreedMemoryKeeper all(Blocks::all);
    EXPECT_LT(faults_of_ten_tensors(48), 48 * kPagesOfMib);
    kept = resident_pages();
  }
  EXPECT_LT(resident_pages(), kept - 48 * kPagesOfMib);
#else
  GTEST_SKIP() << "only glibc has these settings";
#endif
}

}  // namespace
}  // namespace transpine
